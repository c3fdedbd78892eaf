"""Which bookings a change of an office's configuration touches, and what becomes of them.

A booking is touched when one of its places existed before the change and does not exist after it: no session then, a
session without its services, fewer counters, a resource with less room, slots cut at other times, a procedure that is
not handled any more. Whoever booked first keeps a place when there are fewer. All other bookings stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.booking import release
from app.domain.calendar import IsPublicHoliday, Opening, openings
from app.domain.day import OfficeDay
from app.domain.errors import NotFound
from app.domain.office import Office
from app.domain.reservation_events import (
    OfferLapsed,
    ReservationCancelled,
    ReservationChanged,
    ReservationDisplaced,
    ReservationEvent,
)
from app.domain.reservations import Book, Reservation, ReservationState, Taken, as_values
from app.domain.slots import room
from app.domain.times import MINUTE, local

PROMISED = (ReservationState.HELD, ReservationState.BOOKED)


class Fate(StrEnum):
    """What becomes of bookings whose places are gone: staff find another time with the person, or they are off."""

    DISPLACE = "displace"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does to the book: bookings that lose their place, times that somebody is just filling in, earlier
    times on offer that are gone, and displaced bookings whose places exist again."""

    touched: tuple[Reservation, ...] = ()
    held: tuple[Reservation, ...] = ()
    offers: tuple[Reservation, ...] = ()
    restored: tuple[Reservation, ...] = ()


def impact(day: OfficeDay, office: Office, is_public_holiday: IsPublicHoliday) -> Impact:
    """What it would do to the book if the office became `office`; each list in order of time."""
    lost_before = _lost(day.office, day.book, is_public_holiday)
    lost = _lost(office, day.book, is_public_holiday)
    ordered = sorted(day.book.live(), key=lambda reservation: (reservation.starts_at, reservation.code))
    gone = [each for each in ordered if each.id in lost.places and each.id not in lost_before.places]
    return Impact(
        touched=tuple(each for each in gone if each.state is ReservationState.BOOKED and not each.displaced),
        held=tuple(each for each in gone if each.state is ReservationState.HELD),
        offers=tuple(each for each in ordered if each.id in lost.offers),
        # A consultation may have been displaced by its other side, which this office knows nothing of.
        restored=tuple(
            each
            for each in ordered
            if each.displaced and not each.partner and each.id in lost_before.places - lost.places
        ),
    )


def settled(found: Impact, fate: Fate) -> list[ReservationEvent]:
    """The events of a change whose touched bookings get that fate."""
    offers = {each.id for each in found.offers}
    over = {each.id for each in (*found.touched, *found.held)}
    end = _displaced if fate is Fate.DISPLACE else _cancelled
    return [
        *(end(replace(each, offer=None) if each.id in offers else each) for each in found.touched),
        *(release(each, "office_closed") for each in found.held),
        *(OfferLapsed(as_values(replace(each, offer=None))) for each in found.offers if each.id not in over),
        *(ReservationChanged(as_values(_next(each, displaced=False))) for each in found.restored),
    ]


def _displaced(reservation: Reservation) -> ReservationDisplaced:
    return ReservationDisplaced(as_values(_next(reservation, displaced=True)))


def _cancelled(reservation: Reservation) -> ReservationCancelled:
    over = replace(reservation, state=ReservationState.CANCELLED, ended_by="office", reason="office_closed", offer=None)
    return ReservationCancelled(as_values(_next(over, displaced=False)))


def _next(reservation: Reservation, *, displaced: bool) -> Reservation:
    return replace(reservation, displaced=displaced, sequence=reservation.sequence + 1)


@dataclass(frozen=True, slots=True)
class _Lost:
    """Ids of the bookings without a place, and of those whose offer has none."""

    places: frozenset[str]
    offers: frozenset[str]


def _lost(office: Office, book: Book, is_public_holiday: IsPublicHoliday) -> _Lost:
    """Seat everybody anew, those who are there already first, then in the order of booking, then the offers."""
    seats = _Seats(office, book, is_public_holiday)
    live = sorted(
        book.live(),
        key=lambda each: (each.state is not ReservationState.CHECKED_IN, each.created_at, each.id),
    )
    places = {each.id for each in live if not seats.take(each, each.starts_at, each.taken) and each.state in PROMISED}
    offers = {each.id for each in live if each.offer and not seats.take(each, each.offer.starts_at, each.offer.taken)}
    return _Lost(frozenset(places), frozenset(offers))


class _Seats:
    """The places of an office, given out one after the other."""

    def __init__(self, office: Office, book: Book, is_public_holiday: IsPublicHoliday) -> None:
        self._office = office
        self._book = book
        self._is_public_holiday = is_public_holiday
        self._openings: dict[date, tuple[Opening, ...]] = {}
        self._left: dict[tuple[str, int], int] = {}

    def take(self, reservation: Reservation, starts_at: int, taken: Iterable[Taken]) -> bool:
        """Take the places of a reservation; False, and nothing is taken, when one of them does not exist."""
        opening = self._opening(starts_at)
        if opening is None or not self._handles(reservation, opening):
            return False
        units = [(pool, at) for pool, at, _, _ in taken]
        if any(self._left_in(pool, at, opening) <= 0 for pool, at in units):
            return False
        for unit in units:
            self._left[unit] -= 1
        return True

    def _opening(self, at: int) -> Opening | None:
        day = local(at, self._office.zone).date()
        if day not in self._openings:
            self._openings[day] = openings(self._office, day, self._is_public_holiday)
        return next((each for each in self._openings[day] if each.opens_at <= at < each.closes_at), None)

    def _handles(self, reservation: Reservation, opening: Opening) -> bool:
        try:
            for procedure in reservation.procedures:
                self._office.procedure(procedure)
            for service in reservation.services:
                self._office.service(service)
        except NotFound:
            return False
        return not opening.services or set(reservation.services) <= set(opening.services)

    def _left_in(self, pool: str, at: int, opening: Opening) -> int:
        """The places left in the unit that begins at an instant; none when no unit of the session begins then."""
        unit = self._office.booking.slot_minutes * MINUTE
        if (at - opening.opens_at) % unit or not opening.opens_at <= at <= opening.closes_at - unit:
            return 0
        if (pool, at) not in self._left:
            try:
                self._left[pool, at] = room(self._office, self._book, pool, at)
            except NotFound:
                self._left[pool, at] = 0
        return self._left[pool, at]
