"""Polled displays as CSV: `snapshots.csv` and `waits.csv`, each also with `.gz`, in one folder.

`snapshots.csv`: `office, queue, date, minute, waiting, open_counters, current_number, displayed_minutes`.
`waits.csv`: `office, queue, date, minute, position, open_counters, wait_minutes`. Other columns are passed over.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
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
    "current_number",
    "displayed_minutes",
)
WAIT_COLUMNS = ("office", "queue", "date", "minute", "position", "open_counters", "wait_minutes")


def read_displayed_days(folder: Path) -> list[DisplayedDay]:
    """All days of a folder, in order of date and office. Raises BadRecordedDay, FileNotFoundError."""
    snapshots = _grouped(existing(folder, "snapshots.csv"), SNAPSHOT_COLUMNS, _snapshot)
    waits = _grouped(existing(folder, "waits.csv"), WAIT_COLUMNS, _wait)
    return [
        DisplayedDay(
            key[1],
            key[0],
            tuple(sorted(snapshots.get(key, ()), key=lambda snapshot: snapshot.minute)),
            tuple(sorted(waits.get(key, ()), key=lambda wait: wait.minute)),
        )
        for key in sorted({*snapshots, *waits})
    ]


def _grouped(path: Path, columns: tuple[str, ...], read: Callable[[list[str]], T]) -> dict[Key, list[T]]:
    groups: dict[Key, list[T]] = defaultdict(list)
    for line, (office, queue, day, *rest) in _rows(path, columns):
        try:
            groups[date.fromisoformat(day), office].append(read([queue, *rest]))
        except ValueError as error:
            raise BadRecordedDay(path.name, line, "", "config.csv_not_a_number", str(error)[:60]) from error
    return groups


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """The columns asked for of each line, with the line's number; hundreds of thousands, so no dictionary for each."""
    try:
        with opened(path) as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            for column in columns:
                if column not in header:
                    raise BadRecordedDay(path.name, 1, column, "config.csv_missing_column")
            places = [header.index(column) for column in columns]
            for values in reader:
                if len(values) != len(header):
                    raise BadRecordedDay(path.name, reader.line_num, header[-1], "config.csv_wrong_width")
                yield reader.line_num, [values[place] for place in places]
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as error:
        raise BadRecordedDay(path.name, 1, "", "config.csv_unreadable", str(error)[:60]) from error


def _snapshot(values: list[str]) -> Snapshot:
    queue, minute, waiting, counters, number, displayed = values
    return Snapshot(
        queue,
        _whole(minute),
        _whole(waiting),
        _whole(counters or "0"),
        int(number) if number.isdecimal() else None,
        float(displayed) if displayed else None,
    )


def _wait(values: list[str]) -> FollowedWait:
    queue, minute, position, counters, wait = values
    return FollowedWait(queue, _whole(minute), _whole(position), _whole(counters or "0"), float(wait))


def _whole(text: str) -> int:
    """Also from "3.0", as some tools write whole numbers."""
    return int(float(text))
