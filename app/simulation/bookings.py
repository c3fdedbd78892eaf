"""Who of a made-up day has reserved a time: as many visits as the office's own slots have room for, and how they come.

The people are those of the day without reservations, so the load stays the same. Shares and habits are choices, not
measurements, see docs/recorded-days.md. The same seed gives the same reservations.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.booking import Details, Identity, Wish, book, bookable_visit
from app.domain.calendar import IsPublicHoliday, openings
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.office import Office
from app.domain.recorded import RecordedDay, Visitor
from app.domain.reservations import reservation_from
from app.domain.slots import slots
from app.domain.times import HOUR, SECOND
from app.domain.visits import next_question
from app.simulation.plans import reservation_id

NOT_COMING = 0.08
"""This share of the people who have reserved a time do not come."""

EARLY_MINUTES = (9.0, 6.0)
"""Most people come this long before their time: mean and spread."""

LATE_SHARE = 0.08
LATE_MINUTES = (3.0, 25.0)
"""Some come after it, evenly spread between these."""

EARLIEST_MINUTES = 28.0
FARTHEST_MS = HOUR
"""Whoever finds no free time so near to the wished one takes a ticket instead."""

DAYS_BEFORE = 5.0
"""How many days before the visit a time is reserved, on average."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A reservation that somebody makes `days_before` the day, under an id that the day's plan knows."""

    id: str
    wish: Wish
    language: str
    days_before: int


@dataclass(frozen=True, slots=True)
class BookedDay:
    """A day with the reservations made for it, in the order of making; some of their people do not come."""

    record: RecordedDay
    bookings: tuple[Booked, ...] = ()


def with_bookings(
    office: Office, record: RecordedDay, shares: Mapping[str, float], seed: int, is_public_holiday: IsPublicHoliday
) -> BookedDay:
    """Let a share of a day's visits, by the service they begin at, have reserved a free time near their arrival."""
    if not office.booking.allowed or not record.visitors:
        return BookedDay(record)
    rng = random.Random(f"{office.id} {record.date.isoformat()} bookings {seed}")  # noqa: S311 - no secret
    writing = _Bookings(office, record.date, rng, is_public_holiday)
    wanting = [n for n, visitor in enumerate(record.visitors) if rng.random() < shares.get(visitor.service, 0)]
    rng.shuffle(wanting)
    wishes = {n: wish for n in wanting if (wish := writing.wish(record.visitors[n])) is not None}
    return _arranged(office, record, wishes, rng)


class _Bookings:
    """The day's slots as they fill."""

    def __init__(self, office: Office, day: date, rng: random.Random, is_public_holiday: IsPublicHoliday) -> None:
        self._day = OfficeDay(office)
        self._date = day
        self._rng = rng
        self._is_public_holiday = is_public_holiday
        self._now = openings(office, day, is_public_holiday)[0].opens_at - 24 * HOUR

    def wish(self, visitor: Visitor) -> Wish | None:
        """The free time nearest to when somebody would have come, taken at once; None when all near ones are."""
        office = self._day.office
        if visitor.procedure is None:
            return None
        answers = self._answers(visitor.procedure)
        wish = Wish(visitor.arrived_at, (visitor.procedure,), answers)
        days = (self._date, self._date)
        try:
            visit = bookable_visit(office, wish)
            free = slots(office, self._day.book, visit, *days, self._now, self._is_public_holiday)
            nearest = min(free, key=lambda slot: abs(slot.starts_at - visitor.arrived_at), default=None)
            if nearest is None or abs(nearest.starts_at - visitor.arrived_at) > FARTHEST_MS:
                return None
            wish = replace(wish, starts_at=nearest.starts_at)
            who = Identity(str(len(self._day.book.reservations)), "")
            made = book(self._day, wish, who, Details(), self._now, self._is_public_holiday)
        except DomainError:
            return None
        self._day.book.put(reservation_from(made.reservation))
        return wish

    def _answers(self, procedure: str) -> dict[str, str]:
        """Answers to the procedure's questions that lead to a visit."""
        answers: dict[str, str] = {}
        while (asked := next_question(self._day.office, (procedure,), answers)) is not None:
            options = [option.id for option in asked.question.options if option.ends is None]
            if not options:
                break
            answers[asked.key] = self._rng.choice(options)
        return answers


def _arranged(office: Office, record: RecordedDay, wishes: Mapping[int, Wish], rng: random.Random) -> BookedDay:
    """The day with those who reserved coming to their time, or not at all, and everybody in order of arrival."""
    absent = {n for n in wishes if rng.random() < NOT_COMING}
    opens_at = record.visitors[0].arrived_at
    coming = [
        (_coming(visitor, wishes[n], opens_at, rng) if n in wishes else visitor, n)
        for n, visitor in enumerate(record.visitors)
        if n not in absent
    ]
    coming.sort(key=lambda each: (each[0].arrived_at, each[1]))
    places = {n: place for place, (_, n) in enumerate(coming)}
    bookings = tuple(
        Booked(
            reservation_id(office.id, record.date, places.get(n, -1 - n)),
            wish,
            record.visitors[n].language,
            round(rng.expovariate(1 / DAYS_BEFORE)),
        )
        for n, wish in wishes.items()
    )
    return BookedDay(replace(record, visitors=tuple(visitor for visitor, _ in coming)), bookings)


def _coming(visitor: Visitor, wish: Wish, opens_at: int, rng: random.Random) -> Visitor:
    minutes = rng.uniform(*LATE_MINUTES) if rng.random() < LATE_SHARE else -rng.gauss(*EARLY_MINUTES)
    arrives = wish.starts_at + round(max(minutes, -EARLIEST_MINUTES) * 60) * SECOND
    return replace(
        visitor,
        arrived_at=max(arrives, opens_at),
        booked_at=wish.starts_at,
        left_after_seconds=None,
        no_show=False,
    )
