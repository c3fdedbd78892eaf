"""Looking for a time: the free slots of one office, of several offices in a chosen order, and the nearest ones to a
time that is gone. Reads only; days in memory in, plain values out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from app.domain import consultations
from app.domain.booking import Wish, bookable_visit
from app.domain.calendar import IsPublicHoliday
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.office import Place
from app.domain.slots import Asking, Slot, slots
from app.domain.times import local

ALTERNATIVES = 3
ALTERNATIVE_DAYS = 7
EARTH_KM = 6371.0


class Order(StrEnum):
    """What matters most to somebody who would go to any office."""

    EARLIEST = "earliest"
    NEAREST = "nearest"
    QUIETEST = "quietest"


@dataclass(frozen=True, slots=True)
class Found:
    """The free slots of one office, and its distance (km) from where the person is, when both are known."""

    office_id: str
    slots: Sequence[Slot]
    distance_km: float | None = None


Days = Mapping[str, OfficeDay]
Crowding = Callable[[str, int], float]
"""How crowded an office probably is at an instant (ms), in minutes of waiting; 0 when nothing is known."""


def free_slots(
    days: Days,
    office_id: str,
    wish: Wish,
    first: date,
    last: date,
    now: int,
    is_public_holiday: IsPublicHoliday,
    asking: Asking = Asking(),  # noqa: B008 - frozen
) -> list[Slot]:
    """The slots of one office; with a specialist elsewhere those that are free at both sides.

    Raises what `bookable_visit` raises, NotBookable.
    """
    day = days[office_id]
    visit = bookable_visit(day.office, wish)
    here = slots(day.office, day.book, visit, first, last, now, is_public_holiday, asking)
    other = consultations.specialist_visit(visit)
    if other is None or visit.specialist is None:
        return here
    there = days.get(visit.specialist.office)
    if there is None:
        return []
    twin = asking.ignoring and there.book.reservations.get((asking.ignoring.partner or "").partition("/")[2])
    both = Asking(asking.public, twin)
    return consultations.common(here, slots(there.office, there.book, other, first, last, now, is_public_holiday, both))


def search(
    days: Days,
    wish: Wish,
    first: date,
    last: date,
    now: int,
    is_public_holiday: IsPublicHoliday,
    order: Order,
    near: Place | None,
    crowding: Crowding,
) -> list[Found]:
    """The offices that have free slots for a visit, the best first. An office that does not offer it is left out."""
    found = []
    for office_id, day in days.items():
        try:
            free = free_slots(days, office_id, wish, first, last, now, is_public_holiday)
        except DomainError:
            continue
        if free:
            found.append(Found(office_id, free, distance_km(near, day.office.place)))
    return sorted(found, key=lambda each: _rank(each, order, crowding))


def free_around(
    days: Days, office_id: str, wish: Wish, now: int, is_public_holiday: IsPublicHoliday, asking: Asking
) -> list[Slot]:
    """The free times of the days around one that is gone; none when the visit cannot be reserved at all."""
    wanted = local(wish.starts_at, days[office_id].office.zone).date()
    span = timedelta(days=ALTERNATIVE_DAYS)
    try:
        return free_slots(days, office_id, wish, wanted - span, wanted + span, now, is_public_holiday, asking)
    except DomainError:
        return []


def nearest(free: Sequence[Slot], starts_at: int) -> list[Slot]:
    """The few free times (given in order) nearest to one that is gone (ms), the earlier of two equally near."""
    index = bisect_left(free, starts_at, key=lambda slot: slot.starts_at)
    around = [
        slot for slot in free[max(index - ALTERNATIVES, 0) : index + ALTERNATIVES + 1] if slot.starts_at != starts_at
    ]
    chosen = sorted(around, key=lambda slot: (abs(slot.starts_at - starts_at), slot.starts_at))[:ALTERNATIVES]
    return sorted(chosen, key=lambda slot: slot.starts_at)


def distance_km(one: Place | None, other: Place | None) -> float | None:
    """The distance of two places along the surface (haversine formula), or None when one is not known."""
    if one is None or other is None:
        return None
    lat1, lat2 = radians(one.latitude), radians(other.latitude)
    half_lat, half_lon = (lat2 - lat1) / 2, radians(other.longitude - one.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return round(2 * EARTH_KM * asin(sqrt(chord)), 1)


def _rank(found: Found, order: Order, crowding: Crowding) -> tuple[float, ...]:
    earliest = float(found.slots[0].starts_at)
    if order is Order.NEAREST:
        return (found.distance_km if found.distance_km is not None else float("inf"), earliest)
    if order is Order.QUIETEST:
        return (min(crowding(found.office_id, slot.starts_at) for slot in found.slots), earliest)
    return (earliest,)


def linked_offices(day: OfficeDay) -> tuple[str, ...]:
    """Other offices that a change of this book may change too: those of specialists and of the other sides."""
    named: Iterable[str] = (
        *(procedure.specialist.office for procedure in day.office.procedures if procedure.specialist),
        *day.book.partners(),
    )
    return tuple(sorted(set(named) - {day.office.id}))
