"""Booking: hold a time, confirm it, book at once, move, change, cancel. Each decision returns its event or raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.booking_errors import (
    CutOffOver,
    EndsWithoutBooking,
    HasBegun,
    HoldOver,
    NoBookings,
    NotHeld,
    ReservationOver,
)
from app.domain.calendar import IsPublicHoliday
from app.domain.day import OfficeDay
from app.domain.office import Office
from app.domain.recorded import Visitor
from app.domain.reservation_events import (
    HoldReleased,
    ReservationCancelled,
    ReservationChanged,
    ReservationMade,
    ReservationMoved,
    SlotHeld,
)
from app.domain.reservations import Reservation, ReservationState, as_values
from app.domain.slots import STAFF_CHANNEL, Asking, ends_at, places_at
from app.domain.times import MINUTE
from app.domain.visits import Visit, plan_visit


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody tells besides the visit itself. None leaves a value as it is."""

    language: str | None = None
    needs: tuple[str, ...] | None = None
    on_behalf: bool | None = None
    has_contact: bool | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A visit at a time (ms): the procedures, the answers to their questions, and how many people of a family come."""

    starts_at: int
    procedures: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    people: int = 1


@dataclass(frozen=True, slots=True)
class Identity:
    """What a new reservation gets from outside: unguessable id, code, who books through what, and their reference."""

    id: str
    code: str
    channel: str = "phone"
    holder: str = ""
    reference: str | None = None
    partner: str | None = None
    room: str | None = None


def hold(
    day: OfficeDay, wish: Wish, identity: Identity, now: int, is_public_holiday: IsPublicHoliday
) -> list[SlotHeld | HoldReleased]:
    """Keep a time for some minutes. Whoever holds another one gives it back: one browser holds one time."""
    until = now + day.office.booking.hold_minutes * MINUTE
    before = day.book.held_by(identity.holder)
    visit = bookable_visit(day.office, wish)
    new = new_reservation(day, visit, wish, identity, now, is_public_holiday, before)
    held = replace(new, state=ReservationState.HELD, held_until=until)
    return [*([release(before, "replaced")] if before else []), SlotHeld(as_values(held))]


def book(
    day: OfficeDay, wish: Wish, identity: Identity, details: Details, now: int, is_public_holiday: IsPublicHoliday
) -> ReservationMade:
    """Book a time at once."""
    new = new_reservation(day, bookable_visit(day.office, wish), wish, identity, now, is_public_holiday)
    return ReservationMade(as_values(_with(new, details)))


def note(office: Office, visitor: Visitor, booked_at: int, identity: Identity, now: int) -> ReservationMade:
    """The reservation of a record's visitor for an instant (ms). It has happened: no slot is asked for or taken."""
    procedures = (visitor.procedure,) if visitor.procedure else ()
    services = office.procedure(visitor.procedure).services if visitor.procedure else (visitor.service,)
    minutes = max(round(sum(office.service(service).expected_minutes for service in services)), 1)
    noted = Reservation(
        id=identity.id,
        code=identity.code,
        state=ReservationState.BOOKED,
        starts_at=booked_at,
        ends_at=booked_at + minutes * MINUTE,
        taken=(),
        procedures=procedures,
        services=services,
        minutes=minutes,
        channel=identity.channel,
        created_at=now,
        language=visitor.language,
        priority=visitor.priority,
    )
    return ReservationMade(as_values(noted))


def confirm(reservation: Reservation, details: Details, now: int) -> ReservationMade:
    """Make a held time a reservation. Raises HoldOver after its time, NotHeld when it is one already."""
    if reservation.state is ReservationState.BOOKED:
        raise NotHeld
    if reservation.state is not ReservationState.HELD or now >= (reservation.held_until or 0):
        raise HoldOver
    booked = replace(_with(reservation, details), state=ReservationState.BOOKED, held_until=None, created_at=now)
    return ReservationMade(as_values(booked))


def release(reservation: Reservation, reason: str) -> HoldReleased:
    """Give a held time back."""
    if reservation.state is not ReservationState.HELD:
        raise NotHeld
    return HoldReleased(as_values(replace(reservation, state=ReservationState.EXPIRED, reason=reason)))


def move(
    day: OfficeDay,
    reservation: Reservation,
    wish: Wish,
    details: Details,
    now: int,
    is_public_holiday: IsPublicHoliday,
    *,
    public: bool,
) -> ReservationMoved:
    """Another time or another visit. The old place is given up only when the new one is certain, in the same event."""
    check_changeable(day.office, reservation, now, public=public)
    visit = bookable_visit(day.office, wish)
    taken = places_at(day.office, day.book, visit, wish.starts_at, now, is_public_holiday, Asking(public, reservation))
    moved = replace(
        _with(reservation, details),
        starts_at=wish.starts_at,
        ends_at=ends_at(day.office, wish.starts_at, visit),
        taken=taken,
        **_visit_values(visit, wish),
        displaced=False,
        sequence=reservation.sequence + 1,
        offer=None,
    )
    if moved.earlier_from is not None and wish.starts_at <= moved.earlier_from:
        moved = replace(moved, earlier_from=None, earlier_since=None)
    return ReservationMoved(as_values(moved))


def change(day: OfficeDay, reservation: Reservation, details: Details, now: int, *, public: bool) -> ReservationChanged:
    """Other details; the time and the places stay."""
    check_changeable(day.office, reservation, now, public=public)
    changed = replace(_with(reservation, details), sequence=reservation.sequence + 1)
    return ReservationChanged(as_values(changed))


def cancel(
    day: OfficeDay, reservation: Reservation, by: str, reason: str | None, now: int, *, public: bool
) -> ReservationCancelled:
    """Give the place back. One that is displaced can always be cancelled."""
    check_changeable(day.office, reservation, now, public=public and not reservation.displaced)
    over = replace(
        reservation,
        state=ReservationState.CANCELLED,
        ended_by=by,
        reason=reason,
        offer=None,
        sequence=reservation.sequence + 1,
    )
    return ReservationCancelled(as_values(over))


def check_changeable(office: Office, reservation: Reservation, now: int, *, public: bool) -> None:
    """Raise what stands against a change: it is over, it has begun, or it is too late for the public."""
    if reservation.state is ReservationState.CHECKED_IN:
        raise HasBegun
    if reservation.state is not ReservationState.BOOKED:
        raise ReservationOver(state=reservation.state.value)
    cut_off = office.booking.cut_off_minutes
    if public and not reservation.displaced and now > reservation.starts_at - cut_off * MINUTE:
        raise CutOffOver(minutes=cut_off)


def bookable_visit(office: Office, wish: Wish) -> Visit:
    """The visit of a wish. Raises NoBookings, EndsWithoutBooking and what `plan_visit` raises."""
    if not office.booking.allowed:
        raise NoBookings
    visit = plan_visit(office, wish.procedures, wish.answers, wish.people)
    if visit.ending is not None:
        raise EndsWithoutBooking
    return visit


def visit_of(office: Office, reservation: Reservation) -> Visit:
    """The visit that a reservation was made for, as the office's file has it now."""
    return plan_visit(office, reservation.procedures, reservation.answers, reservation.people)


def wish_of(reservation: Reservation, starts_at: int | None = None) -> Wish:
    """The same visit, at another time if one is named."""
    at = reservation.starts_at if starts_at is None else starts_at
    return Wish(at, reservation.procedures, reservation.answers, reservation.people)


def new_reservation(
    day: OfficeDay,
    visit: Visit,
    wish: Wish,
    identity: Identity,
    now: int,
    is_public_holiday: IsPublicHoliday,
    instead_of: Reservation | None = None,
) -> Reservation:
    """A reservation of a visit with its places, not recorded yet. Raises what `places_at` raises."""
    public = identity.channel != STAFF_CHANNEL
    taken = places_at(day.office, day.book, visit, wish.starts_at, now, is_public_holiday, Asking(public, instead_of))
    return Reservation(
        id=identity.id,
        code=identity.code,
        state=ReservationState.BOOKED,
        starts_at=wish.starts_at,
        ends_at=ends_at(day.office, wish.starts_at, visit),
        taken=taken,
        channel=identity.channel,
        created_at=now,
        holder=identity.holder,
        reference=identity.reference,
        partner=identity.partner,
        room=identity.room,
        **_visit_values(visit, wish),
    )


def _visit_values(visit: Visit, wish: Wish) -> dict[str, Any]:
    return {
        "procedures": visit.procedures,
        "services": visit.services,
        "minutes": visit.total_minutes,
        "people": wish.people,
        "answers": dict(wish.answers),
        "resources": visit.resources,
        "priority": visit.priority,
    }


def _with(reservation: Reservation, details: Details) -> Reservation:
    told: dict[str, Any] = {
        "language": details.language,
        "needs": details.needs,
        "on_behalf": details.on_behalf,
        "has_contact": details.has_contact,
    }
    return replace(reservation, **{name: value for name, value in told.items() if value is not None})
