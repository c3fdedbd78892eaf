"""History kept current: a catch-up job that cannot drift from the events.

For each office a cursor says which event was taken in last. `catch_up` makes the cells of every business day that has
newer events anew, from the day's stops, in one snapshot, and replaces the day's rows in the transaction that moves the
cursor; when another process has moved it meanwhile, nothing is written. So the rows of a day are at any time exactly
the cells of its stops as of the cursor's version, whatever was interrupted or done twice. Commands never wait for more
than the short write.

Days never change once a later one has begun. Then the months before it are sealed: the cells of a month are the sums of
its days, those of a fiscal year the sums of its months. Present months and years are read from days.

`differences` calculates everything again and compares; `rebuild` throws the rows away and begins at the first event.
Who reads: `app/storage/history.py`, any period merged, and `quarter_hours` there for a plain series.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from app.domain.periods import fiscal_year, next_month
from app.domain.rollups import Cube, Level
from app.storage.access import changing
from app.storage.rollup_rows import Row, day_rows, insert_rows, month_rows, stored, year_rows
from app.storage.rollup_tables import KEYS, rollup_cursors, rollups
from app.storage.tables import events, offices, stops

DAYS_AT_ONCE = 20
"""Days taken in with one commit: a long catch-up holds up the commands of the hall only for moments."""

FINE = (Level.QUARTER, Level.DAY)


class Cursor(NamedTuple):
    """How far an office's history has been taken in, see `rollup_cursors`."""

    version: int
    as_of: int
    day: str
    sealed: str


NOTHING = Cursor(0, 0, "", "")


def cursors(connection: Connection, office_ids: Iterable[str]) -> dict[str, Cursor]:
    """How far the history of offices has been taken in; those of which nothing was are missing."""
    query = select(rollup_cursors).where(rollup_cursors.c.office_id.in_(list(office_ids)))
    return {row.office_id: Cursor(row.version, row.as_of, row.day, row.sealed) for row in connection.execute(query)}


def catch_up_all(engine: Engine, turn: Lock, ended: Callable[[], bool] = lambda: False) -> None:
    """Take in what is new of every office, unless it shall end before."""
    with engine.connect() as connection:
        ids = list(connection.execute(select(offices.c.id).order_by(offices.c.id)).scalars())
    for office_id in ids:
        catch_up(engine, turn, office_id, ended)


def catch_up(engine: Engine, turn: Lock, office_id: str, ended: Callable[[], bool] = lambda: False) -> None:
    """Take in what is new of an office. `turn` is the writer's: SQLite has one connection at a time that writes."""
    while not ended() and _take_in_days(engine, turn, office_id):
        pass
    while not ended() and _seal_a_month(engine, turn, office_id):
        pass


def add_days(engine: Engine, turn: Lock, office_id: str, days: Iterable[str]) -> None:
    """Write the rows of business days that have stops but no events: those of the demo's past.

    Months and years that were added up without them are added up again by the next catch-up. Whoever calls sees to it
    that none runs meanwhile.
    """
    with _snapshot(engine) as connection:
        rows = [row for day in days for row in day_rows(connection, office_id, day)]
    with changing(engine, turn) as connection:
        insert_rows(connection, rows)
        connection.execute(
            delete(rollups).where(
                rollups.c.office_id == office_id,
                rollups.c.cube.in_([cube.value for cube in Cube]),
                rollups.c.level.in_([level.value for level in Level if level not in FINE]),
            )
        )
        unsealed = update(rollup_cursors).where(rollup_cursors.c.office_id == office_id)
        connection.execute(unsealed.values(sealed=NOTHING.sealed))


def differences(connection: Connection, office_id: str) -> list[str]:
    """Rows in which an office's history differs from its stops as they are now; none when all is well and caught up."""
    cursor = cursors(connection, [office_id]).get(office_id, NOTHING)
    found = []
    for day in _days(connection, office_id):
        found += _compared(connection, office_id, FINE, day, day_rows(connection, office_id, day))
    month = _first_month(connection, office_id)
    while month and month <= cursor.sealed:
        levels = (Level.MONTH, Level.MONTH_HOURS)
        found += _compared(connection, office_id, levels, month, month_rows(connection, office_id, month))
        if month.endswith("-03"):
            year, levels = fiscal_year(month), (Level.YEAR, Level.YEAR_HOURS)
            found += _compared(connection, office_id, levels, year, year_rows(connection, office_id, year))
        month = next_month(month)
    return found


def rebuild(engine: Engine, turn: Lock, office_id: str) -> None:
    """Throw an office's history away and calculate it anew. The service may be running."""
    with changing(engine, turn) as connection:
        connection.execute(delete(rollups).where(rollups.c.office_id == office_id))
        connection.execute(delete(rollup_cursors).where(rollup_cursors.c.office_id == office_id))
    catch_up(engine, turn, office_id)


def _take_in_days(engine: Engine, turn: Lock, office_id: str) -> bool:
    """Take in the next few days; whether there may be more."""
    with _snapshot(engine) as connection:
        before = cursors(connection, [office_id]).get(office_id, NOTHING)
        new = _days_after(connection, office_id, before.version)
        days = [day for day, _, _ in new if day]
        rows = [row for day in days for row in day_rows(connection, office_id, day)]
    if not new:
        return False
    after = Cursor(new[-1][1], new[-1][2], max([before.day, *days]), before.sealed)
    with changing(engine, turn) as connection:
        if not _moved(connection, office_id, before, after):
            return False
        for level in FINE:
            connection.execute(
                delete(rollups).where(
                    rollups.c.office_id == office_id,
                    rollups.c.cube.in_([cube.value for cube in Cube]),
                    rollups.c.level == level.value,
                    rollups.c.period.in_(days),
                )
            )
        insert_rows(connection, rows)
    return len(new) == DAYS_AT_ONCE


def _days_after(connection: Connection, office_id: str, version: int) -> list[tuple[str, int, int]]:
    """The next business days with events after a version: day, last version, time of the last event (ms)."""
    query = (
        select(events.c.day, func.max(events.c.version), func.max(events.c.at))
        .where(events.c.office_id == office_id, events.c.version > version)
        .group_by(events.c.day)
        .order_by(events.c.day)
        .limit(DAYS_AT_ONCE)
    )
    return [(day, last, at) for day, last, at in connection.execute(query)]


def _seal_a_month(engine: Engine, turn: Lock, office_id: str) -> bool:
    """Add up the next month that is over; whether there was one."""
    with _snapshot(engine) as connection:
        before = cursors(connection, [office_id]).get(office_id, NOTHING)
        month = next_month(before.sealed) if before.sealed else _first_month(connection, office_id)
        if not month or month >= before.day[:7]:
            return False
        rows = month_rows(connection, office_id, month)
        if month.endswith("-03"):
            rows += year_rows(connection, office_id, fiscal_year(month), rows)
    with changing(engine, turn) as connection:
        if not _moved(connection, office_id, before, before._replace(sealed=month)):
            return False
        insert_rows(connection, rows)
    return True


def _moved(connection: Connection, office_id: str, before: Cursor, after: Cursor) -> bool:
    """Move the cursor; False when somebody else has moved it."""
    if before == NOTHING:
        known = connection.execute(
            select(offices.c.id)
            .where(offices.c.id == office_id)
            .with_for_update()  # one first row, whoever else begins
        ).one_or_none()
        if known is None or cursors(connection, [office_id]):
            return False
        connection.execute(insert(rollup_cursors).values(office_id=office_id, **after._asdict()))
        return True
    moved = connection.execute(
        update(rollup_cursors)
        .where(
            rollup_cursors.c.office_id == office_id,
            rollup_cursors.c.version == before.version,
            rollup_cursors.c.sealed == before.sealed,
        )
        .values(**after._asdict())
    )
    return moved.rowcount == 1


def _compared(
    connection: Connection, office_id: str, levels: Iterable[Level], period: str, wanted: Iterable[Row]
) -> list[str]:
    present = {row for level in levels for row in stored(connection, office_id, level, period, period)}
    right = set(wanted)
    missing = [f"rollups lack {row[: len(KEYS)]}" for row in sorted(right - present)]
    return missing + [f"rollups have {row[: len(KEYS)]}" for row in sorted(present - right)]


def _days(connection: Connection, office_id: str) -> list[str]:
    """Every business day of an office, of its stops and of its rows."""
    with_stops = connection.execute(select(stops.c.day).where(stops.c.office_id == office_id).distinct()).scalars()
    return sorted({*with_stops, *days_with_rows(connection, office_id)})


def days_with_rows(connection: Connection, office_id: str) -> set[str]:
    """The business days (`2026-11-24`) of an office's history."""
    query = select(rollups.c.period).where(
        rollups.c.office_id == office_id,
        rollups.c.cube.in_([cube.value for cube in Cube]),
        rollups.c.level == Level.DAY.value,
    )
    return set(connection.execute(query.distinct()).scalars())


def _first_month(connection: Connection, office_id: str) -> str | None:
    """The month with which an office's history begins."""
    first = min(days_with_rows(connection, office_id), default=None)
    return first[:7] if first else None


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Reads that all see the same moment, without keeping anybody from writing."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection
