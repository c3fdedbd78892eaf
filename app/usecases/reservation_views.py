"""Reservations and slots as the API shows them: to the person who holds one, to the specialist, and to staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.booking import visit_of
from app.domain.check_in import Arrival
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.opening import due_day
from app.domain.reservations import Reservation, ReservationState
from app.domain.slots import Slot
from app.domain.times import MINUTE, rfc3339
from app.domain.visits import Asked, Visit
from app.usecases.boards import Json
from app.usecases.ticket_views import promised, ticket_view, time_of

ROOM_OPENS_MINUTES = 10
"""A video room can be entered this long before its time."""


def reservation_view(day: OfficeDay, reservation: Reservation, now: int) -> Json:
    """A reservation for the person who holds it."""
    zone = day.office.zone
    booking = day.office.booking
    return {
        "id": reservation.id,
        "code": reservation.code,
        "office": day.office.id,
        "url": f"/r/{reservation.id}",
        "state": reservation.state,
        "starts_at": rfc3339(reservation.starts_at, zone),
        "ends_at": rfc3339(reservation.ends_at, zone),
        "minutes": reservation.minutes,
        "procedures": list(reservation.procedures),
        "services": list(reservation.services),
        "resources": list(reservation.resources),
        "people": reservation.people,
        "on_behalf": reservation.on_behalf,
        "language": reservation.language,
        "priority": reservation.priority,
        "needs": list(reservation.needs),
        "answers": dict(reservation.answers),
        "bring": [dict(text) for text in _visit(day, reservation).bring],
        "held_until": time_of(day, reservation.held_until),
        "has_contact": reservation.has_contact,
        "earlier": None
        if reservation.earlier_from is None
        else {"from": time_of(day, reservation.earlier_from), "since": time_of(day, reservation.earlier_since)},
        "offer": _offer(day, reservation),
        "displaced": reservation.displaced,
        "check_in": {
            "from": rfc3339(reservation.starts_at - booking.early_minutes * MINUTE, zone),
            "until": rfc3339(reservation.starts_at + booking.grace_minutes * MINUTE, zone),
        },
        "change_until": rfc3339(reservation.starts_at - booking.cut_off_minutes * MINUTE, zone),
        "video": video_view(day, reservation, now),
        "ticket": _ticket(day, reservation, now),
        "ended_by": reservation.ended_by,
        "reason": reservation.reason,
        "reference": reservation.reference,
        "created_at": rfc3339(reservation.created_at, zone),
        "sequence": reservation.sequence,
        "may": _may(day, reservation, now),
    }


def staff_reservation_view(
    day: OfficeDay, reservation: Reservation, contact: Mapping[str, Any] | None, now: int
) -> Json:
    """A reservation as staff see it, with who booked if they told."""
    view = reservation_view(day, reservation, now)
    may = ["move", "change", "cancel"] if reservation.state is ReservationState.BOOKED else []
    came = reservation.state in (ReservationState.BOOKED, ReservationState.MISSED) and not reservation.mirrors
    return {
        **view,
        "channel": reservation.channel,
        "contact": dict(contact) if contact else None,
        "may": [*may, *(["check_in"] if came else [])],
    }


def check_in_view(day: OfficeDay, reservation: Reservation, arrival: Arrival | None, now: int) -> Json:
    """What a check-in led to. `arrival` is null when the person had checked in before."""
    return {
        "arrival": arrival,
        "starts_at": rfc3339(reservation.starts_at, day.office.zone),
        "reservation": reservation.id,
        "procedures": list(reservation.procedures),
        "ticket": _ticket(day, reservation, now),
    }


def slot_view(day: OfficeDay, slot: Slot) -> Json:
    """A time that can be reserved."""
    zone = day.office.zone
    return {"starts_at": rfc3339(slot.starts_at, zone), "ends_at": rfc3339(slot.ends_at, zone), "left": slot.left}


def visit_view(visit: Visit, open_question: Asked | None) -> Json:
    """What a visit will be with the answers so far; `question` is the next one to ask."""
    return {
        "procedures": list(visit.procedures),
        "services": list(visit.services),
        "minutes": visit.total_minutes,
        "priority": visit.priority,
        "bring": [dict(text) for text in visit.bring],
        "ending": visit.ending,
        "reason": dict(visit.reason),
        "question": None if open_question is None else question_view(open_question),
    }


def question_view(asked: Asked) -> Json:
    """A question with the key under which its answer is sent."""
    question = asked.question
    return {
        "key": asked.key,
        "procedure": asked.procedure,
        "text": dict(question.text),
        "hint": dict(question.hint),
        "options": [{"id": option.id, "text": dict(option.text)} for option in question.options],
    }


def video_view(day: OfficeDay, reservation: Reservation, now: int) -> Json | None:
    """The video room of a consultation: its link is shown from shortly before the time until the end."""
    if reservation.room is None:
        return None
    opens_at = reservation.starts_at - ROOM_OPENS_MINUTES * MINUTE
    open_now = opens_at <= now <= reservation.ends_at and reservation.live
    return {
        "opens_at": rfc3339(opens_at, day.office.zone),
        "link": reservation.room if open_now else None,
    }


def _offer(day: OfficeDay, reservation: Reservation) -> Json | None:
    offer = reservation.offer
    if offer is None:
        return None
    return {"starts_at": time_of(day, offer.starts_at), "until": time_of(day, offer.until)}


def _visit(day: OfficeDay, reservation: Reservation) -> Visit:
    try:
        return visit_of(day.office, reservation)
    except DomainError:  # the office's file has changed since
        return Visit(reservation.procedures)


def _ticket(day: OfficeDay, reservation: Reservation, now: int) -> Json | None:
    ticket = day.tickets.get(reservation.ticket or "")
    return None if ticket is None else ticket_view(day, ticket, promised(ticket), now)


def _may(day: OfficeDay, reservation: Reservation, now: int) -> list[str]:
    """What the holder can do now."""
    if reservation.state is ReservationState.HELD:
        return ["confirm", "cancel"] if now < (reservation.held_until or 0) else []
    booking = day.office.booking
    came = reservation.state in (ReservationState.BOOKED, ReservationState.MISSED)
    soon = reservation.starts_at - booking.early_minutes * MINUTE <= now
    check_in = ["check_in"] if came and soon and _is_today(day, reservation) else []
    if reservation.state is not ReservationState.BOOKED:
        return check_in
    in_time = reservation.displaced or now <= reservation.starts_at - booking.cut_off_minutes * MINUTE
    changes = ["move", "change", "cancel"] if in_time else []
    earlier = ["earlier"] if in_time and reservation.partner is None else []
    offer = ["take_offer", "decline_offer"] if reservation.offer and now < reservation.offer.until else []
    return [*changes, *earlier, *offer, *check_in]


def _is_today(day: OfficeDay, reservation: Reservation) -> bool:
    return due_day(day.office, reservation.starts_at).isoformat() == day.day
