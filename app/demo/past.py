"""A past for the demo ward: made-up days before its first one, so that there is something to look at and to learn from.

Forecasts get their weeks at once (`generated_past`). The tables are filled beside the running service (`write_past`),
the latest weeks and those of a year before first. Nothing is written but for offices that this demo has set up itself,
and only before their first business day; the days have no events, and their tickets' ids begin with `made-up`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from threading import Lock

from sqlalchemy import Connection, Engine, func, insert, select

from app.demo.live import SEED
from app.demo.past_days import made_up_rows
from app.demo.ward import ACTOR, demo_offices
from app.domain.office import Office
from app.domain.recorded import RecordedDay
from app.forecasting.rough_days import Cell, rough_day
from app.integrations.holidays import is_public_holiday
from app.simulation.generator import DayKind, generate_day
from app.storage.access import changing
from app.storage.rollups import add_days, days_with_rows
from app.storage.tables import CONFIGURED, assignments, events, stops, tickets

WEEKS = 10
WEEKS_IN_TABLES = 62
"""Fourteen months: every day of a year, and what the last weeks are compared with."""

YEAR = 52
SHOWN_FIRST = 5
"""Weeks that the pages show unless others are asked for. They are written as fast as it goes, the others with rests."""

REST_SECONDS = 1.0


def generated_past(office: Office, first: date, end: date) -> Sequence[Cell]:
    """The half hours of an office in the ten weeks before `end`: a little less busy than today."""
    days = (end - timedelta(days=n) for n in range(7 * WEEKS, 0, -1))
    return [cell for day in days if day >= first for cell in rough_day(office, _record(office, day))]


def write_past(engine: Engine, turn: Lock, ended: Callable[[], bool]) -> None:
    """Write what is still missing of the past into the tables, week by week. No catch-up may run meanwhile."""
    with engine.connect() as connection:
        firsts = [(office, _first_day(connection, office.id)) for office in demo_offices()]
    for ago in _order(WEEKS_IN_TABLES):
        began = time.monotonic()
        for office, first in firsts:
            if ended():
                return
            if first is not None:
                _write_week(engine, turn, office, first - timedelta(weeks=ago))
        if ago % YEAR > SHOWN_FIRST:
            time.sleep(min(REST_SECONDS, time.monotonic() - began))


def _order(weeks: int) -> list[int]:
    """How many weeks ago, the sooner looked at the earlier."""
    return sorted(range(1, weeks + 1), key=lambda ago: (ago % YEAR > SHOWN_FIRST, ago))


def _first_day(connection: Connection, office_id: str) -> date | None:
    """The first business day of an office; None unless it was the demo that has set it up."""
    of_office = events.c.office_id == office_id
    by = select(events.c.actor).where(of_office, events.c.kind == CONFIGURED).order_by(events.c.version).limit(1)
    if connection.execute(by).scalar() != ACTOR:
        return None
    first = connection.execute(select(func.min(events.c.day)).where(of_office, events.c.day != "")).scalar()
    return date.fromisoformat(first) if first else None


def _write_week(engine: Engine, turn: Lock, office: Office, first: date) -> None:
    days = [first + timedelta(days=n) for n in range(7)]
    with engine.connect() as connection:
        there = days_with_rows(connection, office.id)
        query = select(tickets.c.day).where(tickets.c.office_id == office.id, tickets.c.day >= first.isoformat())
        begun = set(connection.execute(query.distinct()).scalars())
    records = [_record(office, day) for day in days if day.isoformat() not in there]
    records = [record for record in records if record.visitors]
    made = [made_up_rows(office, record) for record in records if record.date.isoformat() not in begun]
    with changing(engine, turn) as connection:
        for table in (tickets, stops, assignments):
            if rows := [row for each in made for row in each[table.name]]:
                names = dict.fromkeys(name for row in rows for name in row)
                connection.execute(insert(table), [dict.fromkeys(names) | row for row in rows])
    if records:
        add_days(engine, turn, office.id, [record.date.isoformat() for record in records])


def _record(office: Office, day: date) -> RecordedDay:
    kind = DayKind.BUSY if (3, 15) <= (day.month, day.day) <= (4, 9) else DayKind.ORDINARY
    return generate_day(office, day, kind, SEED, public_holiday=is_public_holiday(day))
