"""Polled displays as CSV: `snapshots.csv` and `waits.csv`, each also with `.gz`, in one folder.

`snapshots.csv`: `office, queue, date, minute, waiting, open_counters, current_number, displayed_minutes`.
`waits.csv`: `office, queue, date, minute, position, open_counters, wait_minutes`. Other columns are passed over, the
last two of the snapshots may be missing. Displays have gaps: lines without a minute, a length or a wait are left out.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from math import inf, nan
from pathlib import Path
from typing import TypeVar

from app.domain.snapshots import DisplayedDay, FollowedWait, Snapshot
from app.storage.recorded_days import BadRecordedDay, existing, opened

T = TypeVar("T")
Key = tuple[date, str]

SNAPSHOT_COLUMNS = (
    "office",
    "queue",
    "date",
    "minute",
    "waiting",
    "open_counters",
)
MAY_BE_MISSING = ("current_number", "displayed_minutes")
WAIT_COLUMNS = ("office", "queue", "date", "minute", "position", "open_counters", "wait_minutes")


def read_displayed_days(folder: Path) -> list[DisplayedDay]:
    """All days of a folder, in order of date and office. Raises BadRecordedDay, FileNotFoundError."""
    snapshots = _grouped(existing(folder, "snapshots.csv"), SNAPSHOT_COLUMNS, MAY_BE_MISSING, _snapshot)
    waits = _grouped(existing(folder, "waits.csv"), WAIT_COLUMNS, (), _wait)
    return [
        DisplayedDay(
            key[1],
            key[0],
            tuple(sorted(snapshots.get(key, ()), key=lambda snapshot: snapshot.minute)),
            tuple(sorted(waits.get(key, ()), key=lambda wait: wait.minute)),
        )
        for key in sorted({*snapshots, *waits})
    ]


def _grouped(
    path: Path, columns: tuple[str, ...], optional: tuple[str, ...], read: Callable[[list[str]], T | None]
) -> dict[Key, list[T]]:
    groups: dict[Key, list[T]] = defaultdict(list)
    for line, (office, queue, day, *rest) in _rows(path, columns, optional):
        try:
            if (found := read([queue, *rest])) is not None:
                groups[date.fromisoformat(day), office].append(found)
        except ValueError as error:
            raise BadRecordedDay(path.name, line, "", "config.csv_not_a_number", str(error)[:60]) from error
    return groups


def _rows(path: Path, columns: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """The columns asked for of each line, with the line's number; hundreds of thousands, so no dictionary for each."""
    try:
        with opened(path) as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            for column in columns:
                if column not in header:
                    raise BadRecordedDay(path.name, 1, column, "config.csv_missing_column")
            places = [header.index(column) if column in header else None for column in (*columns, *optional)]
            for values in reader:
                if len(values) != len(header):
                    raise BadRecordedDay(path.name, reader.line_num, header[-1], "config.csv_wrong_width")
                yield reader.line_num, ["" if place is None else values[place] for place in places]
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as error:
        raise BadRecordedDay(path.name, 1, "", "config.csv_unreadable", str(error)[:60]) from error


def _snapshot(values: list[str]) -> Snapshot | None:
    queue, number, displayed = values[0], values[4], values[5]
    minute, waiting, counters = (_number(text) for text in values[1:4])
    if minute is None or waiting is None:
        return None
    called = int(number) if number.isdecimal() else None
    return Snapshot(queue, int(minute), int(waiting), int(counters or 0), called, _number(displayed))


def _wait(values: list[str]) -> FollowedWait | None:
    minute, position, counters, wait = (_number(text) for text in values[1:])
    if minute is None or not position or wait is None:
        return None
    return FollowedWait(values[0], int(minute), int(position), int(counters or 0), wait)


def _number(text: str) -> float | None:
    """A number of none or more; None where the display showed nothing that makes sense. Raises ValueError for words."""
    number = float(text) if text else nan
    return number if 0 <= number < inf else None
