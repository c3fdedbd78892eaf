"""Who is expected today: bookings whose people have not come yet, by the service that they begin with."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.day import OfficeDay
from app.domain.reservations import Reservation, ReservationState
from app.domain.times import MINUTE


def coming(day: OfficeDay, service: str, first: int, last: int) -> list[Reservation]:
    """Bookings of today that begin with a service from one instant (ms) until before another, in order of time.

    Found by the places that they take, so that a book of many weeks costs nothing.
    """
    return [
        reservation
        for at in _units(day, first, last)
        for reservation in map(day.book.reservations.get, day.book.taken.get((f"service:{service}", at), {}).values())
        if reservation is not None and _expected(reservation, service, at)
    ]


def late(day: OfficeDay, service: str, now: int) -> list[Reservation]:
    """Bookings whose time has come and whose people have not, within the grace time."""
    return coming(day, service, now - day.office.booking.grace_minutes * MINUTE, now)


def _expected(reservation: Reservation, service: str, at: int) -> bool:
    return (
        reservation.state is ReservationState.BOOKED
        and reservation.starts_at == at
        and reservation.services[:1] == (service,)
        and not reservation.displaced
    )


def _units(day: OfficeDay, first: int, last: int) -> Iterator[int]:
    unit = day.office.booking.slot_minutes * MINUTE
    for opening in day.openings:
        begins = max(opening.opens_at, first + (opening.opens_at - first) % unit)
        yield from range(begins, min(opening.closes_at, last), unit)
