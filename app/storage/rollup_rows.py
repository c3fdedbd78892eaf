"""Cells of history as rows of the table `rollups`: made from a day's stops, added up from finer rows, written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.domain.past_days import day_cells
from app.domain.periods import hour_of_week
from app.domain.rollups import COLUMNS, Cell, Cube, Key, Level, as_values, coarser
from app.storage.past_days import past_day
from app.storage.rollup_tables import KEYS, SKETCHES, rollups

Row = tuple[Any, ...]
"""A row of `rollups` in the order of its columns."""

ORDER = (*KEYS, *COLUMNS, *SKETCHES)
_LEVEL, _PERIOD, _FIRST_SUM, _FIRST_SKETCH = (
    KEYS.index("level"),
    KEYS.index("period"),
    len(KEYS),
    len(KEYS) + len(COLUMNS),
)


def day_rows(connection: Connection, office_id: str, day: str) -> list[Row]:
    """The rows of a business day, calculated from its stops."""
    cells = day_cells(past_day(connection, office_id, day))
    return [_row(office_id, level, day, key, cell) for (level, key), cell in cells.items()]


def month_rows(connection: Connection, office_id: str, month: str) -> list[Row]:
    """The rows of a month, added up from those of its days."""
    days = coarser(map(_addend, stored(connection, office_id, Level.DAY, month, f"{month}-31")))
    quarters = stored(connection, office_id, Level.QUARTER, month, f"{month}-31")
    hours = coarser(map(_addend_at_hour, quarters))
    return [
        *(_row(office_id, Level.MONTH, month, key, cell) for key, cell in days.items()),
        *(_row(office_id, Level.MONTH_HOURS, month, key, cell) for key, cell in hours.items()),
    ]


def year_rows(connection: Connection, office_id: str, year: str, last: Sequence[Row] = ()) -> list[Row]:
    """The rows of a fiscal year, added up from those of its months; `last` are of a month not written yet."""
    made = []
    for source, target in ((Level.MONTH, Level.YEAR), (Level.MONTH_HOURS, Level.YEAR_HOURS)):
        months = [row for row in last if row[_LEVEL] == source]
        months += stored(connection, office_id, source, f"{year}-04", f"{int(year) + 1}-03")
        cells = coarser(map(_addend, months))
        made += [_row(office_id, target, year, key, cell) for key, cell in cells.items()]
    return made


def stored(connection: Connection, office_id: str, level: Level, first: str, last: str) -> Iterator[Row]:
    """The rows of a level whose periods lie from `first` to `last` (as text)."""
    query = select(*(rollups.c[name] for name in ORDER)).where(
        rollups.c.office_id == office_id,
        rollups.c.cube.in_([cube.value for cube in Cube]),  # named because they come before the level in the key
        rollups.c.level == level.value,
        rollups.c.period.between(first, last),
    )
    return (tuple(row) for row in connection.execute(query))


def insert_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Write rows that are not there yet."""
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    if rows:  # thousands at once: SQLAlchemy's own way takes three times as long
        marks = ", ".join([mark] * len(ORDER))
        connection.exec_driver_sql(f"INSERT INTO rollups ({', '.join(ORDER)}) VALUES ({marks})", list(rows))  # noqa: S608


def _row(office_id: str, level: Level, period: str, key: Key, cell: Cell) -> Row:
    cube, *rest = key
    slot, service, item, step = rest
    return (office_id, cube.value, level.value, period, slot, service, item, step, *as_values(cell))


def _addend(row: Row) -> tuple[Key, Sequence[int], str, str]:
    _, cube, _, _, slot, service, item, step = row[:_FIRST_SUM]
    return ((Cube(cube), slot, service, item, step), row[_FIRST_SUM:_FIRST_SKETCH], *row[_FIRST_SKETCH:])


def _addend_at_hour(row: Row) -> tuple[Key, Sequence[int], str, str]:
    (cube, slot, service, item, step), sums, waits, serves = _addend(row)
    return ((cube, hour_of_week(row[_PERIOD], slot), service, item, step), sums, waits, serves)
