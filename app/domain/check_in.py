"""Check-in: a reservation becomes a ticket on the one time line. Early, on time, late: each has an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.booking_errors import (
    BookedForAnotherDay,
    CheckInTooEarly,
    NoSuchReservation,
    NotConfirmed,
    ReservationOver,
    SeveralMatch,
)
from app.domain.day import OfficeDay
from app.domain.events import TicketTaken
from app.domain.intake import Booked, Request, take_booked_ticket
from app.domain.line import due_at
from app.domain.numbers import Channel
from app.domain.office import Office
from app.domain.opening import due_day
from app.domain.reservation_events import ReservationCheckedIn
from app.domain.reservations import Reservation, ReservationState, as_values
from app.domain.times import MINUTE, rfc3339

DIGITS_AT_LEAST = 4


class Arrival(StrEnum):
    """How somebody comes to the time that was booked."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a check-in leads to."""

    arrival: Arrival
    checked_in: ReservationCheckedIn
    ticket: TicketTaken


def check_in(day: OfficeDay, reservation: Reservation, request: Request, now: int) -> Arrived:
    """Decide on a check-in. Raises what stands against it; nothing has changed then.

    The place counts from the reserved time, earlier by the head start of reservations: who waited before that goes
    first. Late ones lose it after the grace time and count as somebody who comes now.
    """
    _check_state(reservation)
    if due_day(day.office, reservation.starts_at).isoformat() != day.day:
        raise BookedForAnotherDay(starts_at=rfc3339(reservation.starts_at, day.office.zone))
    opens = reservation.starts_at - day.office.booking.early_minutes * MINUTE
    if now < opens and request.channel is not Channel.REPLAY:  # what is recorded has happened
        raise CheckInTooEarly(
            minutes=day.office.booking.early_minutes,
            from_at=rfc3339(opens, day.office.zone),
            starts_at=rfc3339(reservation.starts_at, day.office.zone),
        )
    arrival = arrival_at(day.office, reservation, now)
    due = now if arrival is Arrival.LATE else due_at(reservation.starts_at, day.office.booking.head_start_minutes)
    wanted = replace(
        request,
        procedures=reservation.procedures,
        language=request.language or reservation.language,
        needs=reservation.needs,
        priority=reservation.priority,
    )
    ticket = take_booked_ticket(day, wanted, Booked(reservation.id, reservation.services, due), now)
    after = replace(
        reservation,
        state=ReservationState.CHECKED_IN,
        taken=reservation.taken if reservation.live else (),
        ticket=ticket.ticket,
        checked_in_at=now,
        offer=None,
        earlier_from=None,
        earlier_since=None,
    )
    return Arrived(arrival, ReservationCheckedIn(as_values(after)), ticket)


def arrival_at(office: Office, reservation: Reservation, now: int) -> Arrival:
    """Early, on time, or later than the grace time."""
    if now < reservation.starts_at:
        return Arrival.EARLY
    in_time = now <= reservation.starts_at + office.booking.grace_minutes * MINUTE
    return Arrival.ON_TIME if in_time and reservation.state is not ReservationState.MISSED else Arrival.LATE


def with_digits(day: OfficeDay, digits: str) -> Reservation:
    """The reservation with that code, or the only one of today whose code ends with these digits.

    Raises NoSuchReservation, SeveralMatch.
    """
    if (exact := day.book.coded(digits)) is not None:
        return exact
    matching = [
        reservation
        for reservation in day.book.reservations.values()
        if len(digits) >= DIGITS_AT_LEAST
        and reservation.code.endswith(digits)
        and not reservation.mirrors
        and reservation.state in (ReservationState.BOOKED, ReservationState.CHECKED_IN, ReservationState.MISSED)
        and due_day(day.office, reservation.starts_at).isoformat() == day.day
    ]
    if len(matching) > 1:
        raise SeveralMatch
    if not matching:
        raise NoSuchReservation(reservation=digits)
    return matching[0]


def _check_state(reservation: Reservation) -> None:
    if reservation.state is ReservationState.HELD:
        raise NotConfirmed
    if reservation.state not in (ReservationState.BOOKED, ReservationState.MISSED):
        raise ReservationOver(state=reservation.state.value)
