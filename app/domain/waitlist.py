"""What the passing of time does to reservations: holds end, people do not come, and earlier times are offered.

Earlier times are offered in the order in which people asked, one person at a time: a place on offer is taken, so
nobody else can have it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.domain.booking import release, visit_of
from app.domain.booking_errors import NoOffer, NothingEarlier, ReservationOver
from app.domain.calendar import IsPublicHoliday
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.office import Office
from app.domain.reservation_events import (
    EarlierOffered,
    EarlierWanted,
    OfferLapsed,
    ReservationCancelled,
    ReservationEvent,
    ReservationMissed,
    ReservationMoved,
)
from app.domain.reservations import Offer, Reservation, ReservationState, as_values
from app.domain.slots import STAFF_CHANNEL, Asking, ends_at, places_at, slots
from app.domain.times import MINUTE, local

OFFERED_KEPT = 50
"""Times once offered to a person are not offered again; so many are remembered."""


def due(day: OfficeDay, now: int) -> bool:
    """Whether time has something to do here."""
    return any(_overdue(day.office, reservation, now) for reservation in day.book.next_until(now))


def overdue(day: OfficeDay, now: int) -> Iterator[ReservationEvent]:
    """Holds that are over, offers that nobody took, people who did not come within the grace time."""
    for reservation in day.book.next_until(now):
        if reason := _overdue(day.office, reservation, now):
            yield _ended(reservation, reason)


def want_earlier(day: OfficeDay, reservation: Reservation, from_at: int | None, now: int) -> EarlierWanted:
    """Ask for an earlier time from an instant (ms) on, or (None) not any more; asking again keeps the place in line."""
    _check_booked(reservation)
    if from_at is not None and from_at >= reservation.starts_at:
        raise NothingEarlier
    since = None if from_at is None else reservation.earlier_since or now
    return EarlierWanted(as_values(replace(reservation, earlier_from=from_at, earlier_since=since, offer=None)))


def next_offer(day: OfficeDay, now: int, is_public_holiday: IsPublicHoliday) -> EarlierOffered | None:
    """The first person in the waitlist for whom an earlier time is free, with that time kept for them."""
    if not day.book.may_offer:
        return None
    for reservation in day.book.waiting_for_earlier():
        if (offer := _offer(day, reservation, now, is_public_holiday)) is not None:
            offered = (*reservation.offered, offer.starts_at)[-OFFERED_KEPT:]
            return EarlierOffered(as_values(replace(reservation, offer=offer, offered=offered)))
    day.book.may_offer = False
    return None


def accept(day: OfficeDay, reservation: Reservation, now: int) -> ReservationMoved:
    """Take the earlier time. Raises NoOffer when it is not kept any more."""
    offer = reservation.offer
    if offer is None or reservation.state is not ReservationState.BOOKED or now >= offer.until:
        raise NoOffer
    visit = visit_of(day.office, reservation)
    moved = replace(
        reservation,
        starts_at=offer.starts_at,
        ends_at=ends_at(day.office, offer.starts_at, visit),
        taken=offer.taken,
        offer=None,
        earlier_from=None,
        earlier_since=None,
        displaced=False,
        sequence=reservation.sequence + 1,
    )
    return ReservationMoved(as_values(moved))


def decline(reservation: Reservation) -> OfferLapsed:
    """The earlier time does not suit; the next person gets it. Raises NoOffer."""
    if reservation.offer is None:
        raise NoOffer
    return OfferLapsed(as_values(replace(reservation, offer=None)))


def _overdue(office: Office, reservation: Reservation, now: int) -> str | None:
    if reservation.mirrors:  # its other side decides, by the rules of the office that people come to
        return None
    if reservation.state is ReservationState.HELD:
        return "hold" if now >= (reservation.held_until or 0) else None
    if reservation.state is not ReservationState.BOOKED:
        return None
    if now > reservation.starts_at + office.booking.grace_minutes * MINUTE:
        return "displaced" if reservation.displaced else "missed"
    return "offer" if reservation.offer and now >= reservation.offer.until else None


def _ended(reservation: Reservation, why: str) -> ReservationEvent:
    if why == "hold":
        return release(reservation, "not_confirmed")
    if why == "offer":
        return decline(reservation)
    over = replace(reservation, offer=None)
    if why == "displaced":
        gone = replace(over, state=ReservationState.CANCELLED, ended_by="system", reason="office_closed")
        return ReservationCancelled(as_values(gone))
    return ReservationMissed(as_values(replace(over, state=ReservationState.MISSED)))


def _offer(day: OfficeDay, reservation: Reservation, now: int, is_public_holiday: IsPublicHoliday) -> Offer | None:
    """The first free time between what the person wants and what they have, which they keep meanwhile."""
    office, zone = day.office, day.office.zone
    asking = Asking(public=reservation.channel != STAFF_CHANNEL)
    first = max(reservation.earlier_from or now, now)
    days = (local(first, zone).date(), local(reservation.starts_at, zone).date())
    try:
        visit = visit_of(office, reservation)
        free = slots(office, day.book, visit, *days, now, is_public_holiday, asking)
    except DomainError:  # the office's file does not offer this visit any more
        return None
    for slot in free:
        if first <= slot.starts_at < reservation.starts_at and slot.starts_at not in reservation.offered:
            taken = places_at(office, day.book, visit, slot.starts_at, now, is_public_holiday, asking)
            return Offer(slot.starts_at, now + office.booking.offer_minutes * MINUTE, taken)
    return None


def _check_booked(reservation: Reservation) -> None:
    if reservation.state is not ReservationState.BOOKED:
        raise ReservationOver(state=reservation.state.value)
