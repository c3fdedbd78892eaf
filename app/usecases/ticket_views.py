"""Tickets as the API shows them: to the person who holds one, and to staff."""

from __future__ import annotations

from app.domain.day import OfficeDay
from app.domain.office import ServiceKind
from app.domain.tickets import AT_COUNTER, Stop, StopState, Ticket
from app.domain.times import MINUTE, rfc3339
from app.forecasting.wait import STEP_MINUTES, Outlook, Range
from app.usecases.boards import Json

WALK_BACK_MINUTES = 10
"""Whoever leaves the hall is asked to be back this long before the earliest expected call."""


def ticket_view(day: OfficeDay, ticket: Ticket, wait: Range | None, now: int) -> Json:
    """A ticket for the person who holds it. `wait` is the range in minutes, None when nobody can say."""
    stop = ticket.stop
    zone = day.office.zone
    waiting = stop.state is StopState.WAITING
    leave_until = _leave_until(wait, now) if waiting and wait else now
    return {
        "id": ticket.id,
        "number": ticket.number,
        "office": day.office.id,
        "url": f"/t/{ticket.id}",
        "service": stop.service,
        "state": _state(day, stop),
        "counter": stop.counter if stop.state in AT_COUNTER else None,
        "ahead": day.ahead(ticket),
        "wait": {"low": wait[0], "high": wait[1]} if waiting and wait else None,
        "leave_until": rfc3339(leave_until, zone) if leave_until > now else None,
        "reserved_at": reserved_at(day, ticket),
        "taken_at": rfc3339(ticket.taken_at, zone),
        "called_at": time_of(day, stop.called_at),
        "return_until": time_of(day, _return_until(day, stop)),
        "language": ticket.language,
        "channel": ticket.channel,
        "priority": ticket.priority,
        "needs": list(ticket.needs),
        "procedures": list(ticket.procedures),
        "stops": [_stop(day, each) for each in ticket.stops],
        "planned": list(ticket.planned),
        "may": _may_resident(ticket),
        "outcome": stop.outcome,
        "version": ticket.version,
    }


def _leave_until(wait: Range, now: int) -> int:
    """Rounded down, because "about 11:55" is easier to keep in mind than 11:59, and safer."""
    latest = now + (wait[0] - WALK_BACK_MINUTES) * MINUTE
    return latest - latest % (STEP_MINUTES * MINUTE)


def wait_of_ticket(day: OfficeDay, ticket: Ticket, expected: Outlook) -> Range | None:
    """The range (minutes) of a ticket that waits, as the board shows it at its place in the line."""
    ahead = day.ahead(ticket)
    return None if ahead is None else expected.at_position(ticket.stop.service, ahead)


def promised(ticket: Ticket) -> Range | None:
    """The range (minutes) that was shown when the ticket was taken."""
    if ticket.promised_low is None or ticket.promised_high is None:
        return None
    return (ticket.promised_low, ticket.promised_high)


def staff_ticket_view(day: OfficeDay, ticket: Ticket, now: int) -> Json:
    """A ticket as staff see it."""
    return {
        **ticket_view(day, ticket, None, now),
        "priority_reason": ticket.priority_reason,
        "recalls": ticket.stop.recalls,
        "hold_reason": ticket.stop.reason,
        "may": _may_staff(day, ticket),
    }


def _state(day: OfficeDay, stop: Stop) -> str:
    back_office = day.office.service(stop.service).kind is ServiceKind.BACK_OFFICE
    return "preparing" if back_office and stop.state is not StopState.CANCELLED else stop.state.value


def _return_until(day: OfficeDay, stop: Stop) -> int | None:
    """Until when somebody who missed the call may come back."""
    if stop.state is not StopState.MISSED or stop.missed_at is None:
        return None
    return stop.missed_at + day.office.service(stop.service).grace_minutes * MINUTE


def _stop(day: OfficeDay, stop: Stop) -> Json:
    return {
        "no": stop.no,
        "service": stop.service,
        "state": stop.state,
        "outcome": stop.outcome,
        "counter": stop.counter,
        "waiting_since": time_of(day, stop.waiting_since),
        "due_at": time_of(day, stop.due_at),
        "called_at": time_of(day, stop.called_at),
        "started_at": time_of(day, stop.started_at),
        "finished_at": time_of(day, stop.finished_at),
    }


def _may_resident(ticket: Ticket) -> list[str]:
    match ticket.stop.state:
        case StopState.WAITING | StopState.HELD | StopState.CALLED:
            return ["cancel", "help"]
        case StopState.MISSED:
            return ["return", "cancel", "help"]
        case StopState.SERVING:
            return ["help"]
        case _:
            return []


def _may_staff(day: OfficeDay, ticket: Ticket) -> list[str]:
    match ticket.stop.state:
        case StopState.CALLED:
            left = day.office.service(ticket.stop.service).recalls_before_missed - ticket.stop.recalls
            miss = [] if left > 0 else ["no-show"]
            return ["start", "recall", *miss, "hold", "transfer", "cancel", "needs"]
        case StopState.SERVING:
            return ["finish", "hold", "transfer", "needs"]
        case StopState.WAITING:
            return ["call", "cancel", "priority", "needs"]
        case StopState.HELD:
            return ["resume", "call", "cancel", "priority", "needs"]
        case StopState.MISSED:
            return ["return", "call", "cancel", "priority", "needs"]
        case _:
            return []


def reserved_at(day: OfficeDay, ticket: Ticket) -> str | None:
    """The time that was reserved for a ticket; None for those who came without a reservation."""
    reservation = day.book.reservations.get(ticket.reservation or "")
    return None if reservation is None else rfc3339(reservation.starts_at, day.office.zone)


def time_of(day: OfficeDay, at: int | None) -> str | None:
    """An instant (ms) as the office writes it, or None."""
    return None if at is None else rfc3339(at, day.office.zone)
