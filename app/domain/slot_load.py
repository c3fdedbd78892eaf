"""How full a day is: for each service and resource, unit by unit, the places there are and those that are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.calendar import IsPublicHoliday, Opening, openings
from app.domain.office import Office, ServiceKind
from app.domain.reservations import Book, ReservationState
from app.domain.slots import capacity, room
from app.domain.times import MINUTE


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """One unit of a pool: the instant it begins (ms), its places, what may be booked beyond them, and what is taken;
    `held` of the taken ones are times that somebody is just filling in."""

    at: int
    places: int
    beyond: int
    taken: int
    held: int


@dataclass(frozen=True, slots=True)
class PoolLoad:
    """A service (`service:moving`) or resource (`resource:booth`) over a day."""

    pool: str
    units: tuple[UnitLoad, ...]


def day_load(office: Office, book: Book, day: date, is_public_holiday: IsPublicHoliday) -> list[PoolLoad]:
    """The load of everything that can be reserved on a date; nothing when the office is closed."""
    sessions = openings(office, day, is_public_holiday)
    loads = [PoolLoad(pool, tuple(_units(office, book, pool, sessions))) for pool in _pools(office)]
    return [load for load in loads if any(unit.places or unit.taken for unit in load.units)]


def _pools(office: Office) -> Iterator[str]:
    for service in office.services:
        if service.kind is ServiceKind.FRONT and service.bookable:
            yield f"service:{service.id}"
    for resource in office.resources:
        yield f"resource:{resource.id}"


def _units(office: Office, book: Book, pool: str, sessions: tuple[Opening, ...]) -> Iterator[UnitLoad]:
    length = office.booking.slot_minutes * MINUTE
    kind, _, name = pool.partition(":")
    for session in sessions:
        offered = kind == "resource" or not session.services or name in session.services
        for at in range(session.opens_at, session.closes_at - length + 1, length):
            taken = book.taken.get((pool, at), {})
            places = capacity(office, pool, at) if offered else 0
            beyond = room(office, book, pool, at) - places if offered else 0
            held = sum(book.reservations[each].state is ReservationState.HELD for each in taken.values())
            yield UnitLoad(at, places, beyond, len(taken), held)
