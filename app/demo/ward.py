"""Setting up the demo ward: its offices, its accounts, and the day it plays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from app.clock import Clock, real_clock
from app.demo import OFFICES
from app.domain.access_errors import AccountExists
from app.domain.calendar import openings
from app.domain.office import Office
from app.domain.times import instant_of
from app.domain.touched import Fate
from app.integrations.holidays import is_public_holiday
from app.storage import tables
from app.storage.access import changing
from app.storage.office_files import load_office
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office

PASSWORD = "madoguchi-demo"  # noqa: S105 - printed on the demo's first page; real installations have no such account
ACTOR = "demo"
ACCOUNTS = {"counter": ("counter",), "floor": ("floor", "counter"), "admin": ("admin", "floor", "counter")}


@cache
def demo_offices() -> tuple[Office, ...]:
    """The five offices of the ward."""
    return tuple(load_office(file.read_bytes()) for file in sorted(OFFICES.glob("*.yaml")))


def prepare(engine: Engine, clock: Clock, offices: Iterable[Office] | None = None) -> None:
    """Apply the offices, those of the ward unless others are named, and make the accounts, where they are not there."""
    writer = Writer(engine, clock, is_public_holiday)
    try:
        wanted = tuple(offices or demo_offices())
        others = tuple(office.id for office in wanted)
        for office in wanted:
            command = partial(apply_office, office=office, actor=ACTOR, bookings=Fate.DISPLACE)
            writer.run(office.id, command, also=others)
        for login, roles in ACCOUNTS.items():
            try:
                add_account(partial(changing, engine, writer.turn), login, login, roles, PASSWORD, real_clock())
            except AccountExists:
                return
    finally:
        writer.close()


def demo_day(engine: Engine, today: date) -> date:
    """The day to play: today or the next working day, after all days that were played before."""
    with engine.connect() as connection:
        played = [day for day in connection.execute(select(tables.offices.c.day)).scalars() if day]
    day = max([today, *(date.fromisoformat(each) + timedelta(days=1) for each in played)])
    main = next(office for office in demo_offices() if office.id == "kumin")
    while day.weekday() > 4 or not openings(main, day, is_public_holiday):
        day += timedelta(days=1)
    return day


def start_of(day: date, hour: float, zone: ZoneInfo) -> int:
    """An hour of a day (9.5 is half past nine) as an instant (ms)."""
    return instant_of(day, (datetime.combine(day, time()) + timedelta(hours=hour)).time(), zone)
