"""Recorded figures by day and part of the day, from CSV files, each also with `.gz`: what forecasts are tried on.

`hourly.csv`: `wait` (minutes), `hour, year, week` (ISO), `weekday` (0 Monday).
`snapshots.csv`: `office, queue, date, minute, waiting, open_counters`, one row per queue and look.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.recorded import RecordedDay
from app.domain.times import local
from app.storage.recorded_days import BadRecordedDay

Cell = tuple[date, int, float]
"""A day, the minute of the day at which a part of it begins, and the value."""

HALF_HOUR = 30


def read_hourly_waits(path: Path) -> list[Cell]:
    """Waits (minutes) by hour. Raises BadRecordedDay."""
    return [_hourly(path, line, row) for line, row in _rows(path, ("wait", "hour", "year", "week", "weekday"))]


def read_waiting(path: Path) -> dict[str, list[Cell]]:
    """How many people waited on average in each half hour with a counter open, by office. Raises BadRecordedDay."""
    looks: dict[tuple[str, date, int], list[tuple[int, int]]] = defaultdict(list)
    for line, row in _rows(path, ("office", "date", "minute", "waiting", "open_counters")):
        try:
            key = (row["office"], date.fromisoformat(row["date"]), int(row["minute"]))
            looks[key].append((int(row["waiting"] or 0), int(row["open_counters"] or 0)))
        except ValueError as error:
            raise BadRecordedDay(path.name, line, "minute", "config.csv_not_a_number", str(error)[:60]) from error
    parts: dict[tuple[str, date, int], list[int]] = defaultdict(list)
    for (office, day, minute), queues in looks.items():
        if any(counters for _, counters in queues):
            parts[office, day, minute // HALF_HOUR * HALF_HOUR].append(sum(waiting for waiting, _ in queues))
    return _by_office({key: sum(seen) / len(seen) for key, seen in parts.items()})


def arrivals(days: Iterable[RecordedDay], zone: ZoneInfo) -> list[Cell]:
    """How many people came in each half hour, from the first to the last of the day in which somebody came.

    Whoever came after midnight is left out.
    """
    cells: list[Cell] = []
    for day in days:
        counts: dict[int, int] = defaultdict(int)
        for visitor in day.visitors:
            when = local(visitor.arrived_at, zone)
            if when.date() == day.date:
                counts[(when.hour * 60 + when.minute) // HALF_HOUR] += 1
        parts = range(min(counts), max(counts) + 1) if counts else ()
        cells += [(day.date, part * HALF_HOUR, float(counts.get(part, 0))) for part in parts]
    return cells


def _by_office(values: Mapping[tuple[str, date, int], float]) -> dict[str, list[Cell]]:
    offices: dict[str, list[Cell]] = defaultdict(list)
    for (office, day, minute), value in values.items():
        offices[office].append((day, minute, value))
    return dict(offices)


def _hourly(path: Path, line: int, row: Mapping[str, str]) -> Cell:
    try:
        day = date.fromisocalendar(int(row["year"]), int(row["week"]), int(row["weekday"]) + 1)
        return day, int(row["hour"]) * 60, float(row["wait"])
    except ValueError as error:
        raise BadRecordedDay(path.name, line, "wait", "config.csv_not_a_number", str(error)[:60]) from error


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    open_text = gzip.open if path.suffix == ".gz" else open
    with open_text(path, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for column in needed:
            if column not in (reader.fieldnames or ()):
                raise BadRecordedDay(path.name, 1, column, "config.csv_missing_column")
        for row in reader:
            yield reader.line_num, row
