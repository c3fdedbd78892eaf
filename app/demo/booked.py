"""The reservations of the demo's residents: made before their day, by the same use case as everybody's.

Each day's people and reservations follow from the seed, so what was made days ago is what people come for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from app.demo.ward import demo_offices
from app.domain.booking import Details
from app.domain.calendar import openings
from app.domain.errors import DomainError
from app.domain.office import Office
from app.domain.recorded import RecordedDay
from app.integrations.holidays import is_public_holiday
from app.simulation.bookings import Booked, BookedDay, with_bookings
from app.simulation.generator import DayKind, generate_day
from app.simulation.plans import reservation_id
from app.storage.transactions import Transaction
from app.storage.writer import Command
from app.usecases.reservations import Booker, make_reservation

SEED = 3
SHARES = {"moving": 0.3, "my-number": 0.3, "family-register": 0.15, "insurance": 0.15, "consultation": 0.5}
"""Who reserves, by service, as far as there is room; hardly anybody does for a certificate."""

DAYS_AHEAD = 21
ACTOR = "demo"


@lru_cache(maxsize=200)
def day_of(office_id: str, day: date) -> BookedDay:
    """The people of a day at an office, and what they have reserved."""
    office = next(each for each in demo_offices() if each.id == office_id)
    kind = DayKind.YEAR_END if (3, 15) <= (day.month, day.day) <= (4, 9) else DayKind.BUSY
    record = generate_day(office, day, kind, SEED, public_holiday=is_public_holiday(day))
    return with_bookings(office, record, SHARES, SEED, is_public_holiday)


def made_by(office: Office, today: date) -> list[Booked]:
    """What has been reserved at an office before a day begins: all for that day, less and less for later ones."""
    return [booked for ahead, day in _coming_days(office, today) for booked in day if booked.days_before >= ahead]


def booking_command(office: Office, bookings: Sequence[Booked], at: int) -> Command:
    """A command that makes those reservations at an instant (ms) that are not made yet; it answers with all their ids.

    A time that somebody else has taken meanwhile is not reserved: that person will take a ticket.
    """

    def make(tx: Transaction, _now: int) -> list[str]:
        book = tx.office(office.id).book
        for booked in bookings:
            if booked.id not in book.reservations:
                booker = Booker(booked.id, f"{booked.id}-twin", ACTOR)
                with suppress(DomainError):
                    make_reservation(tx, at, office.id, booked.wish, booker, Details(booked.language))
        return [booked.id for booked in bookings if booked.id in book.reservations]

    return make


def kept(office: Office, record: RecordedDay, reserved: Collection[str]) -> RecordedDay:
    """The day with only those reservations that were really made."""
    visitors = (
        visitor if reservation_id(office.id, record.date, n) in reserved else replace(visitor, booked_at=None)
        for n, visitor in enumerate(record.visitors)
    )
    return replace(record, visitors=tuple(visitors))


def _coming_days(office: Office, today: date) -> Iterator[tuple[int, tuple[Booked, ...]]]:
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if openings(office, day, is_public_holiday):
            yield ahead, day_of(office.id, day).bookings
