"""Recorded days as CSV: `visitors.csv` and `staffing.csv`, each also with `.gz`, in one folder.

`visitors.csv`: `date, arrived_at, service, priority, service_seconds, left_after_seconds`, optionally `office` first
and `procedure, further_seconds` (several with `;`), `no_show, language, booked_at, recorded_wait_seconds, counter`.
`staffing.csv`: `date, counter, from, to`, optionally `office` first and `staff`.
Times are RFC 3339; without an offset they are local. A mistake names its line and column.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, TypeVar
from zoneinfo import ZoneInfo

from app.domain.recorded import RecordedDay, Shift, Visitor
from app.domain.times import instant, rfc3339

T = TypeVar("T")
Key = tuple[str | None, date]

VISITOR_COLUMNS = ("date", "arrived_at", "service", "priority", "service_seconds", "left_after_seconds")
MORE_VISITOR_COLUMNS = ("procedure", "further_seconds", "no_show", "language", "booked_at")
SHIFT_COLUMNS = ("date", "counter", "from", "to")


class BadRecordedDay(Exception):
    """Something in a file is not as it should be; `key` is the sentence's key in the catalogues."""

    def __init__(self, file: str, line: int, column: str, key: str, value: str = "") -> None:
        self.key = key
        self.details = {"file": file, "line": line, "column": column, "value": value}
        super().__init__(f"{file}, line {line}, column {column}: {value}")


def read_recorded_days(path: Path, zone: ZoneInfo) -> list[RecordedDay]:
    """All days of a folder, or of a visitors file beside its staffing file, by office and date.

    `zone` is where times without an offset were local. Raises BadRecordedDay, FileNotFoundError.
    """
    visitors_file, staffing_file = _files(path)
    visitors = _grouped(_rows(visitors_file, VISITOR_COLUMNS), lambda row: _visitor(row, zone))
    shifts = _grouped(_rows(staffing_file, SHIFT_COLUMNS), lambda row: _shift(row, zone))
    return [
        RecordedDay(
            key[1],
            tuple(sorted(visitors.get(key, ()), key=lambda visitor: visitor.arrived_at)),
            tuple(sorted(shifts.get(key, ()), key=lambda shift: (shift.from_at, shift.counter))),
            key[0],
        )
        for key in sorted({*visitors, *shifts}, key=lambda key: (key[0] or "", key[1]))
    ]


def read_shifts(path: Path, zone: ZoneInfo) -> dict[Key, list[Shift]]:
    """The shifts of a staffing file by office and date. Raises BadRecordedDay."""
    return _grouped(_rows(path, SHIFT_COLUMNS), lambda row: _shift(row, zone))


def write_recorded_days(folder: Path, days: Iterable[RecordedDay], zone: ZoneInfo) -> None:
    """Write days as `visitors.csv.gz` and `staffing.csv`, so that reading them gives the same."""
    days = list(days)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        gzip.GzipFile(folder / "visitors.csv.gz", "wb", mtime=0) as packed,  # the same day is the same file
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as file,
    ):
        out = csv.writer(file)
        out.writerow(("office", *VISITOR_COLUMNS, *MORE_VISITOR_COLUMNS))
        out.writerows(_visitor_row(day, visitor, zone) for day in days for visitor in day.visitors)
    with (folder / "staffing.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("office", *SHIFT_COLUMNS, "staff"))
        for day in days:
            for s in day.shifts:
                times = (_time(s.from_at, zone), _time(s.to_at, zone))
                out.writerow((day.office or "", day.date.isoformat(), s.counter, *times, s.staff or ""))


@dataclass(frozen=True)
class _Row:
    """One line of a file: knows where it is, so that a mistake can say so."""

    file: str
    line: int
    values: dict[str, str]

    def text(self, column: str, default: str | None = None) -> str:
        value = (self.values.get(column) or "").strip()
        if not value and default is None:
            raise self.fault(column, "config.csv_empty")
        return value or (default or "")

    def time(self, column: str, zone: ZoneInfo) -> int:
        value = self.text(column)
        try:
            when = datetime.fromisoformat(value)
            return instant(when if when.tzinfo else when.replace(tzinfo=zone))
        except (ValueError, OverflowError) as error:
            raise self.fault(column, "config.csv_not_a_time") from error

    def day(self, zone: ZoneInfo, time_column: str) -> date:
        value = self.text("date", "") or self.text(time_column)[:10]
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.fault("date", "config.csv_not_a_date") from error

    def seconds(self, column: str) -> float | None:
        value = self.text(column, "")
        return self._number(column, value) if value else None

    def many_seconds(self, column: str) -> tuple[float, ...]:
        return tuple(self._number(column, part) for part in self.text(column, "").split(";") if part)

    def flag(self, column: str) -> bool:
        value = self.text(column, "0")
        if value not in ("0", "1"):
            raise self.fault(column, "config.csv_not_a_flag")
        return value == "1"

    def _number(self, column: str, text: str) -> float:
        try:
            value = float(text)
        except ValueError as error:
            raise self.fault(column, "config.csv_not_a_number") from error
        if not 0 <= value < 7 * 86_400:
            raise self.fault(column, "config.csv_not_a_number")
        return value

    def fault(self, column: str, key: str) -> BadRecordedDay:
        return BadRecordedDay(self.file, self.line, column, key, (self.values.get(column) or "")[:60])


def _files(path: Path) -> tuple[Path, Path]:
    if path.is_dir():
        return existing(path, "visitors.csv"), existing(path, "staffing.csv")
    return path, existing(path.parent, "staffing.csv")


def existing(folder: Path, name: str) -> Path:
    """The file of that name, plain or packed. Raises FileNotFoundError."""
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.exists():
            return candidate
    raise FileNotFoundError(folder / name)


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[_Row]:
    """The lines of a file. Raises BadRecordedDay when it is not UTF-8, not gzip, not CSV, or lacks a column."""
    try:
        with opened(path) as file:
            reader = csv.DictReader(file, strict=True)
            columns = reader.fieldnames or []
            for column in needed:
                if column not in columns and column != "date":
                    raise BadRecordedDay(path.name, 1, column, "config.csv_missing_column")
            for values in reader:
                row = _Row(path.name, reader.line_num, values)
                if None in values or None in values.values():
                    raise row.fault(columns[-1], "config.csv_wrong_width")
                yield row
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as error:
        raise BadRecordedDay(path.name, 1, "", "config.csv_unreadable", str(error)[:60]) from error


def opened(path: Path) -> IO[str]:
    """A CSV file as text, plain or packed."""
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "rb"), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _grouped(rows: Iterable[_Row], read: Callable[[_Row], tuple[Key, T]]) -> dict[Key, list[T]]:
    groups: dict[Key, list[T]] = {}
    for row in rows:
        key, value = read(row)
        groups.setdefault(key, []).append(value)
    return groups


def _visitor(row: _Row, zone: ZoneInfo) -> tuple[Key, Visitor]:
    priority = row.text("priority", "0")
    visitor = Visitor(
        arrived_at=row.time("arrived_at", zone),
        service=row.text("service"),
        priority=None if priority == "0" else priority,
        service_seconds=row.seconds("service_seconds"),
        left_after_seconds=row.seconds("left_after_seconds"),
        procedure=row.text("procedure", "") or None,
        further_seconds=row.many_seconds("further_seconds"),
        no_show=row.flag("no_show"),
        language=row.text("language", "ja"),
        recorded_wait_seconds=row.seconds("recorded_wait_seconds"),
        counter=row.text("counter", "") or None,
        booked_at=row.time("booked_at", zone) if row.text("booked_at", "") else None,
    )
    return (row.text("office", "") or None, row.day(zone, "arrived_at")), visitor


def _shift(row: _Row, zone: ZoneInfo) -> tuple[Key, Shift]:
    shift = Shift(row.text("counter"), row.time("from", zone), row.time("to", zone), row.text("staff", "") or None)
    if shift.to_at < shift.from_at:
        raise row.fault("to", "config.csv_ends_before_it_begins")
    return (row.text("office", "") or None, row.day(zone, "from")), shift


def _visitor_row(day: RecordedDay, visitor: Visitor, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        day.office or "",
        day.date.isoformat(),
        _time(visitor.arrived_at, zone),
        visitor.service,
        visitor.priority or "0",
        _seconds(visitor.service_seconds),
        _seconds(visitor.left_after_seconds),
        visitor.procedure or "",
        ";".join(_seconds(seconds) for seconds in visitor.further_seconds),
        "1" if visitor.no_show else "0",
        visitor.language,
        "" if visitor.booked_at is None else _time(visitor.booked_at, zone),
    )


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _time(at: int, zone: ZoneInfo) -> str:
    return rfc3339(at, zone)
