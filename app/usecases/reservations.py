"""What people and staff do with reservations: hold a time, book, move, cancel, ask for an earlier one, check in.

A consultation with a specialist at another office has a reservation at each side. Both are decided before the first
is recorded, so a refusal at one side leaves no trace at the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.domain import booking, consultations, waitlist
from app.domain.booking import Details, Identity, Wish
from app.domain.booking_errors import BookedElsewhere, NoEarlierTimes, NoSuchReservation
from app.domain.check_in import check_in as decide_check_in
from app.domain.check_in import with_digits
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.intake import Request
from app.domain.recorded import Visitor
from app.domain.reservation_events import ReservationEvent
from app.domain.reservations import Book, Reservation, ReservationState
from app.domain.slots import STAFF_CHANNEL
from app.domain.times import rfc3339
from app.storage.transactions import Transaction
from app.usecases.boards import Json
from app.usecases.both_sides import offer_freed, other_side, record_both_sides, tidied
from app.usecases.reservation_views import check_in_view, reservation_view

CODE_DIGITS = 8
"""Short enough to be typed at a kiosk; whoever guesses one can only check in, at the office, on the day."""

Contact = dict[str, Any]
"""name, email, phone and consents_to_notices; what was not told is None."""


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books, through what: ids made outside, the channel, the browser or client, their own reference."""

    id: str
    twin_id: str
    actor: str
    channel: str = "phone"
    holder: str = ""
    reference: str | None = None

    @property
    def public(self) -> bool:
        """Whether lead time, horizon, cut-off and the share kept for staff hold."""
        return self.channel != STAFF_CHANNEL


def hold_slot(tx: Transaction, now: int, office_id: str, wish: Wish, booker: Booker) -> Json:
    """Keep a time for some minutes while the rest is filled in."""
    day, now = tidied(tx, office_id, now)
    events = booking.hold(day, wish, _identity(tx, day, wish, booker, now), now, tx.is_public_holiday)
    return _made(tx, day, now, wish, booker, list(events))


def make_reservation(
    tx: Transaction,
    now: int,
    office_id: str,
    wish: Wish,
    booker: Booker,
    details: Details,
    contact: Contact | None = None,
) -> Json:
    """Book a time at once."""
    day, now = tidied(tx, office_id, now)
    details = replace(details, has_contact=contact is not None)
    event = booking.book(day, wish, _identity(tx, day, wish, booker, now), details, now, tx.is_public_holiday)
    made = _made(tx, day, now, wish, booker, [event])
    if contact is not None:
        tx.keep_contact(office_id, booker.id, contact)
    return made


def note_reservation(
    tx: Transaction, now: int, office_id: str, reservation_id: str, visitor: Visitor, actor: str
) -> None:
    """Take in the reservation of a record's visitor, unless it is known already."""
    day, now = tidied(tx, office_id, now)
    if visitor.booked_at is not None and reservation_id not in day.book.reservations:
        identity = Identity(reservation_id, _free_code(day.book), actor)
        tx.record(day, now, actor, [booking.note(day.office, visitor, visitor.booked_at, identity, now)])


def confirm_reservation(
    tx: Transaction,
    now: int,
    office_id: str,
    reservation_id: str,
    details: Details,
    actor: str,
    contact: Contact | None = None,
) -> Json:
    """Make a held time a reservation."""
    day, now = tidied(tx, office_id, now)
    details = replace(details, has_contact=contact is not None)
    event = booking.confirm(day.book.reservation(reservation_id), details, now)
    if contact is not None:
        tx.keep_contact(office_id, reservation_id, contact)
    return _changed(tx, day, now, actor, event)


def release_hold(tx: Transaction, now: int, office_id: str, reservation_id: str, actor: str) -> None:
    """Give a held time back."""
    day, now = tidied(tx, office_id, now)
    _changed(tx, day, now, actor, booking.release(day.book.reservation(reservation_id), "given_back"))


def move_reservation(
    tx: Transaction,
    now: int,
    office_id: str,
    reservation_id: str,
    wish: Wish,
    details: Details,
    actor: str,
    *,
    public: bool,
) -> Json:
    """Another time or another visit; the old place is kept until the new one is certain."""
    day, now = tidied(tx, office_id, now)
    before = day.book.reservation(reservation_id)
    if before.mirrors:
        return _move_other_side(tx, day, now, before, wish, actor, public=public)
    visit = booking.bookable_visit(day.office, wish)
    consultations.check_same_specialist(day.office, before, visit)
    event = booking.move(day, before, wish, details, now, tx.is_public_holiday, public=public)
    other = consultations.specialist_visit(visit)
    twin = other_side(tx, before, now)
    mirrored: list[tuple[OfficeDay, ReservationEvent]] = []
    if twin and other:
        mirrored = [(twin[0], consultations.twin_moved(twin[0], event, other, twin[1], now, tx.is_public_holiday))]
    return _record(tx, day, now, actor, [event], mirrored)


def _move_other_side(
    tx: Transaction, day: OfficeDay, now: int, mirror: Reservation, wish: Wish, actor: str, *, public: bool
) -> Json:
    """Move a consultation from the specialist's side: the same visit at the other office, at another time."""
    found = other_side(tx, mirror, now)
    if found is None:
        raise NoSuchReservation(reservation=mirror.id)
    there, first = found
    again = booking.wish_of(first, wish.starts_at)
    move_reservation(tx, now, there.office.id, first.id, again, Details(), actor, public=public)
    return reservation_view(day, day.book.reservation(mirror.id), now)


def change_reservation(
    tx: Transaction,
    now: int,
    office_id: str,
    reservation_id: str,
    details: Details,
    actor: str,
    contact: Contact | None = None,
    *,
    public: bool,
) -> Json:
    """Other details at the same time."""
    day, now = tidied(tx, office_id, now)
    if contact is not None:
        details = replace(details, has_contact=True)
    event = booking.change(day, day.book.reservation(reservation_id), details, now, public=public)
    if contact is not None:
        tx.keep_contact(office_id, reservation_id, contact)
    return _changed(tx, day, now, actor, event)


def cancel_reservation(
    tx: Transaction, now: int, office_id: str, reservation_id: str, actor: str, reason: str | None, *, public: bool
) -> Json:
    """Give the place back; a held time is just released. Who booked is forgotten at once."""
    day, now = tidied(tx, office_id, now)
    before = day.book.reservation(reservation_id)
    if before.state is ReservationState.HELD:
        return _changed(tx, day, now, actor, booking.release(before, "given_back"))
    event = booking.cancel(day, before, actor.partition(":")[0], reason, now, public=public)
    if before.has_contact:
        tx.keep_contact(office_id, reservation_id, None)
    return _changed(tx, day, now, actor, event)


def want_earlier(
    tx: Transaction, now: int, office_id: str, reservation_id: str, from_at: int | None, actor: str
) -> Json:
    """Ask for an earlier time from an instant (ms) on, or (None) not any more."""
    day, now = tidied(tx, office_id, now)
    before = day.book.reservation(reservation_id)
    if before.partner is not None:  # two calendars would have to become free at once
        raise NoEarlierTimes
    return _changed(tx, day, now, actor, waitlist.want_earlier(day, before, from_at, now))


def take_offer(tx: Transaction, now: int, office_id: str, reservation_id: str, actor: str) -> Json:
    """Take the earlier time that is kept for this person."""
    day, now = tidied(tx, office_id, now)
    return _changed(tx, day, now, actor, waitlist.accept(day, day.book.reservation(reservation_id), now))


def decline_offer(tx: Transaction, now: int, office_id: str, reservation_id: str, actor: str) -> Json:
    """The earlier time does not suit; the next person gets it."""
    day, now = tidied(tx, office_id, now)
    return _changed(tx, day, now, actor, waitlist.decline(day.book.reservation(reservation_id)))


def check_in(tx: Transaction, now: int, office_id: str, reservation_id: str, request: Request, actor: str) -> Json:
    """The person is there: the reservation becomes a ticket. Whoever checks in twice gets the same ticket."""
    day, now = tidied(tx, office_id, now)
    return _check_in(tx, day, now, day.book.reservation(reservation_id), request, actor)


def check_in_with_digits(tx: Transaction, now: int, office_id: str, digits: str, request: Request, actor: str) -> Json:
    """The same by the code, or by its last digits when they are enough to tell."""
    day, now = tidied(tx, office_id, now)
    return _check_in(tx, day, now, with_digits(day, digits), request, actor)


def tidy(tx: Transaction, now: int, office_id: str) -> None:
    """End holds and offers whose time is over, give back the places of those who did not come, offer what is free."""
    tidied(tx, office_id, now)


def _check_in(
    tx: Transaction, day: OfficeDay, now: int, reservation: Reservation, request: Request, actor: str
) -> Json:
    if reservation.state is ReservationState.CHECKED_IN and reservation.ticket in day.tickets:
        return check_in_view(day, reservation, None, now)
    if reservation.mirrors:
        raise _other_office(tx, reservation, now)
    arrived = decide_check_in(day, reservation, request, now)
    tx.record(day, now, actor, [arrived.ticket])
    record_both_sides(tx, day, now, actor, arrived.checked_in)
    offer_freed(tx, day, now)  # whoever checks in gives up the earlier time that was kept for them
    return check_in_view(day, day.book.reservation(reservation.id), arrived.arrival, now)


def _other_office(tx: Transaction, mirror: Reservation, now: int) -> DomainError:
    """People come to the other side of a consultation, not to the specialist's."""
    found = other_side(tx, mirror, now)
    if found is None:
        return NoSuchReservation(reservation=mirror.id)
    office = found[0].office
    starts_at = rfc3339(mirror.starts_at, office.zone)
    return BookedElsewhere(office=dict(office.name), office_id=office.id, starts_at=starts_at)


def _made(
    tx: Transaction, day: OfficeDay, now: int, wish: Wish, booker: Booker, events: list[ReservationEvent]
) -> Json:
    """Record a reservation that is new, and its other side. The last event is the one that made it."""
    visit = booking.bookable_visit(day.office, wish)
    other = consultations.specialist_visit(visit)
    mirrored: list[tuple[OfficeDay, ReservationEvent]] = []
    if other is not None and visit.specialist is not None:
        there, _ = tx.today(visit.specialist.office, now)
        identity = replace(
            _identity_at(there, booker), id=booker.twin_id, partner=f"{day.office.id}/{booker.id}", holder=""
        )
        given_back = day.book.reservation(events[0].reservation["id"]) if len(events) > 1 else None
        before = other_side(tx, given_back, now) if given_back else None
        twin = consultations.twin_made(
            there, events[-1], other, identity, now, tx.is_public_holiday, before[1] if before else None
        )
        mirrored = [(there, twin)]
    for released in events[:-1]:
        record_both_sides(tx, day, now, booker.actor, released)
    return _record(tx, day, now, booker.actor, events[-1:], mirrored)


def _changed(tx: Transaction, day: OfficeDay, now: int, actor: str, event: ReservationEvent) -> Json:
    record_both_sides(tx, day, now, actor, event)
    offer_freed(tx, day, now)
    return reservation_view(day, day.book.reservation(event.reservation["id"]), now)


def _record(
    tx: Transaction,
    day: OfficeDay,
    now: int,
    actor: str,
    events: list[ReservationEvent],
    mirrored: Iterable[tuple[OfficeDay, ReservationEvent]],
) -> Json:
    tx.record(day, now, actor, events)
    for there, event in mirrored:
        tx.record(there, max(now, there.last_at), actor, [event])
    offer_freed(tx, day, now)
    return reservation_view(day, day.book.reservation(events[-1].reservation["id"]), now)


def _identity(tx: Transaction, day: OfficeDay, wish: Wish, booker: Booker, now: int) -> Identity:
    """A new reservation's id and code; with a specialist also its other side, and the address of the video room."""
    identity = _identity_at(day, booker)
    visit = booking.bookable_visit(day.office, wish)
    there = None
    if visit.specialist is not None:
        there = tx.today(visit.specialist.office, now)[0].office
        identity = replace(identity, partner=f"{visit.specialist.office}/{booker.twin_id}")
    return replace(identity, room=consultations.room_of(day.office, visit, there, secrets.token_urlsafe(16)))


def _identity_at(day: OfficeDay, booker: Booker) -> Identity:
    return Identity(booker.id, _free_code(day.book), booker.channel, booker.holder, booker.reference)


def _free_code(book: Book) -> str:
    while book.coded(code := f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}") is not None:
        pass
    return code
