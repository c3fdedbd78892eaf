"""Books as commands find and leave them: what time has ended is ended, both sides of a consultation stay equal, and
what became free is offered to who waits for an earlier time.
"""

from __future__ import annotations

from app.domain import consultations, waitlist
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.events import Event
from app.domain.reservation_events import ReservationEvent
from app.domain.reservations import Reservation
from app.storage.transactions import Transaction

OFFERS_AT_ONCE = 20


def tidied(tx: Transaction, office_id: str, now: int) -> tuple[OfficeDay, int]:
    """The day with everything ended whose time is over, so that no expired hold stands in anybody's way."""
    day, now = tx.today(office_id, now)
    ended = [event for event in waitlist.overdue(day, now) if _reachable(tx, event)]
    for event in ended:
        record_both_sides(tx, day, now, "system", event)
    if ended:
        offer_freed(tx, day, now)
    return day, now


def record_both_sides(tx: Transaction, day: OfficeDay, now: int, actor: str, event: Event) -> None:
    """Record an event that moves no time, at both sides."""
    tx.record(day, now, actor, [event])
    if isinstance(event, ReservationEvent):
        twin = other_side(tx, day.book.reservation(event.reservation["id"]), now)
        if twin is not None and consultations.follows(event, twin[1]):
            tx.record(twin[0], max(now, twin[0].last_at), actor, [consultations.mirrored(event, twin[1])])


def other_side(tx: Transaction, reservation: Reservation, now: int) -> tuple[OfficeDay, Reservation] | None:
    """The reservation at the other office of a consultation, with that office's day; None when there is none."""
    if reservation.partner is None:
        return None
    office_id, _, twin_id = reservation.partner.partition("/")
    day, _ = tx.today(office_id, now)
    found = day.book.reservations.get(twin_id)
    return None if found is None else (day, found)


def offer_freed(tx: Transaction, day: OfficeDay, now: int) -> None:
    """Offer what is free now to those who asked for an earlier time."""
    for _ in range(OFFERS_AT_ONCE):
        try:
            offer = waitlist.next_offer(day, now, tx.is_public_holiday)
        except DomainError:
            return
        if offer is None:
            return
        tx.record(day, now, "system", [offer])


def _reachable(tx: Transaction, event: ReservationEvent) -> bool:
    """Whether the other side, if there is one, is locked too; else a later command sees to it."""
    partner = event.reservation.get("partner")
    return partner is None or tx.holds(partner.partition("/")[0])
