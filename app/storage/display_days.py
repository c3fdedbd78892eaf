"""Days of offices as their public queue displays showed them: how many waited and which number was called, every few
minutes. Arrivals are what must have come in between.

`snapshots.csv.gz`: `office, queue, queue_name, date, minute, waiting, open_counters, current_number`.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
GAP_MINUTES = 15
"""Snapshots further apart say nothing about what happened in between."""

JUMP = 15
"""More calls than this between two snapshots are a reset of the display."""


@dataclass
class DisplayDay:
    """A day of an office: by queue, how many came in each span of minutes of the day, and how long a visit took."""

    office: str
    date: date
    came: dict[str, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    """From, to (minutes of the day), people."""

    minutes_each: dict[str, float] = field(default_factory=dict)
    """Counter minutes for each call, over all days of the queue."""

    @property
    def people(self) -> int:
        """How many came."""
        return sum(count for spans in self.came.values() for _, _, count in spans)


def read_display_days(folder: Path) -> list[DisplayDay]:
    """All days of all offices, by office and date. Raises FileNotFoundError."""
    days: dict[tuple[str, str], DisplayDay] = {}
    work: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (office, queue, when), points in _series(folder / "snapshots.csv.gz").items():
        found = days.setdefault((office, when), DisplayDay(office, date.fromisoformat(when)))
        for (minute, waiting, counters, number), (later, waiting_later, _, number_later) in pairwise(points):
            known = number is not None and number_later is not None
            called = max(0, (number_later or 0) - (number or 0)) if known else 0
            if called > JUMP or later - minute > GAP_MINUTES:
                continue
            work[office, queue][0] += counters * (later - minute)
            work[office, queue][1] += called
            if (came := max(0, called + waiting_later - waiting)) > 0:
                found.came[queue].append((minute, later, came))
    for (office, queue), (minutes, calls) in work.items():
        for day in days.values():
            if day.office == office and queue in day.came:
                day.minutes_each[queue] = minutes / calls if calls else 0.0
    return [days[key] for key in sorted(days)]


_Point = tuple[int, int, int, int | None]


def _series(path: Path) -> dict[tuple[str, str, str], list[_Point]]:
    series: dict[tuple[str, str, str], list[_Point]] = defaultdict(list)
    with gzip.open(path) as packed:
        for row in _rows(io.TextIOWrapper(packed, encoding="utf-8", newline="")):
            digits = row["current_number"].lstrip(LETTERS)
            number = int(digits) if digits.isdecimal() else None
            point = (int(row["minute"]), int(row["waiting"]), int(row["open_counters"]), number)
            series[row["office"], row["queue"], row["date"]].append(point)
    return series


def _rows(file: io.TextIOWrapper) -> Iterable[dict[str, str]]:
    return csv.DictReader(file)
