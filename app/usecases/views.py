"""What the API says of tickets, counters, the floor and offices: domain values as JSON values."""

from __future__ import annotations

from typing import Any

from app.domain.day import OfficeDay
from app.domain.desks import Desk
from app.domain.line import order_for
from app.domain.office import Office, ServiceKind
from app.domain.tickets import AT_COUNTER, HelpRequest, Stop, StopState, Ticket
from app.domain.times import MINUTE, SECOND, rfc3339
from app.forecasting.wait import Outlook, Range
from app.usecases.boards import Json, hours, service_now, shown

WALK_BACK_MINUTES = 10
"""Whoever leaves the hall is asked to be back this long before the earliest expected call."""

QUEUE_SHOWN = 12


def ticket_view(day: OfficeDay, ticket: Ticket, wait: Range | None, now: int) -> Json:
    """A ticket for the person who holds it. `wait` is the range in minutes, None when nobody can say."""
    stop = ticket.stop
    zone = day.office.zone
    waiting = stop.state is StopState.WAITING
    leave_until = now + (wait[0] - WALK_BACK_MINUTES) * MINUTE if waiting and wait else now
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
        "taken_at": rfc3339(ticket.taken_at, zone),
        "called_at": _time(day, stop.called_at),
        "return_until": _time(day, _return_until(day, stop)),
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


def desk_view(day: OfficeDay, counter: str, now: int) -> Json:
    """A counter as its staff see it: who is there, who comes next in this counter's own order, what can be undone."""
    desk = day.desk(counter)
    offers = desk.offers or day.usual_offers(counter)
    order = order_for(day.lines, offers)
    return {
        "counter": counter,
        "state": desk.state,
        "staff": desk.staff,
        "since": _time(day, desk.since or None),
        "paused_until": _time(day, desk.paused_until),
        "offers": offers_view(offers),
        "current": staff_ticket_view(day, day.tickets[desk.ticket], now) if desk.ticket else None,
        "queue": [queue_entry(day, day.tickets[place[2]]) for _, place in order[:QUEUE_SHOWN]],
        "waiting": {service: day.waiting(service) for service in offers},
        "missed": [queue_entry(day, day.tickets[ticket]) for ticket in day.missed],
        "held": [queue_entry(day, day.tickets[ticket]) for ticket in day.held],
        "undo": _undo(day, desk, now),
        "version": day.version,
    }


def floor_view(day: OfficeDay, expected: Outlook, now: int) -> Json:
    """The floor as its manager sees it: queues, counters, help requests."""
    return {
        "version": day.version,
        **hours(day, now),
        "services": [_floor_service(day, service.id, expected, now) for service in day.office.services],
        "counters": [_floor_counter(day, counter.id) for counter in day.office.counters],
        "help": [help_view(day, request) for request in day.help.values() if request.resolved_at is None],
        "missed": [queue_entry(day, day.tickets[ticket]) for ticket in day.missed],
        "held": [queue_entry(day, day.tickets[ticket]) for ticket in day.held],
        "intake": {service.id: service.id not in day.intake_stopped for service in day.office.services},
        "undo": _floor_undo(day),
    }


def queue_entry(day: OfficeDay, ticket: Ticket) -> Json:
    """Somebody in a queue, as staff see it."""
    stop = ticket.stop
    return {
        "number": ticket.number,
        "service": stop.service,
        "state": stop.state,
        "waiting_since": _time(day, stop.waiting_since),
        "since": _time(day, day.held.get(ticket.id) or stop.missed_at or stop.waiting_since),
        "due_at": _time(day, stop.due_at),
        "priority": ticket.priority,
        "needs": list(ticket.needs),
        "language": ticket.language,
        "reason": stop.reason,
        "counter": stop.counter,
    }


def help_view(day: OfficeDay, request: HelpRequest) -> Json:
    """A help request."""
    return {
        "id": request.id,
        "place": request.place,
        "device": request.device,
        "ticket_number": day.tickets[request.ticket].number if request.ticket else None,
        "asked_at": _time(day, request.asked_at),
        "acknowledged_by": request.acknowledged_by,
    }


def offers_view(offers: Any) -> list[Json]:
    """The services of a counter, with delays in minutes."""
    return [{"service": service, "delay_minutes": delay} for service, delay in offers.items()]


def office_view(day: OfficeDay, document: Json, now: int) -> Json:
    """An office as clients need it to draw a screen: texts in all languages, defaults filled in."""
    office = day.office
    public = {"id", "name", "kind", "address", "timezone", "languages", "counters", "procedures", "priorities"}
    return {
        **{key: value for key, value in document.items() if key in public},
        "revision": day.revision,
        "hours": {"day": day.day, **hours(day, now)},
        "services": [
            {key: s[key] for key in ("id", "prefix", "name", "summary", "kind", "target_minutes", "area", "from_home")}
            for s in document["services"]
        ],
        "from_home": document["from_home"],
        "weekly_hours": document["hours"],
        "undo_seconds": office.undo_seconds,
    }


def office_summary(day: OfficeDay, shown_board: Json) -> Json:
    """An office in the list of offices."""
    office: Office = day.office
    fields = ("status", "opens_at", "closes_at", "last_ticket_at", "next_opening_at", "congestion")
    front = [s for s in shown_board["services"] if office.service(s["id"]).kind is ServiceKind.FRONT]
    waits = [s["wait"] for s in front if s["wait"]]
    return {
        "id": office.id,
        "name": dict(office.name),
        "kind": office.kind,
        "address": dict(office.address),
        **{field: shown_board[field] for field in fields},
        "waiting": sum(s["waiting"] for s in front),
        "wait": max(waits, key=lambda wait: wait["high"]) if waits else None,
        "services": [
            {
                "id": s["id"],
                "prefix": s["prefix"],
                "name": dict(office.service(s["id"]).name),
                "open": s["taking_tickets"],
                "waiting": s["waiting"],
                "wait": s["wait"],
                "congestion": s["congestion"],
            }
            for s in front
        ],
    }


def _floor_service(day: OfficeDay, service_id: str, expected: Outlook, now: int) -> Json:
    service = day.office.service(service_id)
    return {
        **service_now(day, service, expected, now),
        "kind": service.kind,
        "public": shown(service),
        "target_minutes": service.target_minutes,
        "queue": [queue_entry(day, day.tickets[place[2]]) for place in day.lines.get(service.id, ())],
    }


def _floor_counter(day: OfficeDay, counter: str) -> Json:
    desk = day.desks.get(counter) or Desk(counter)
    ticket = day.tickets[desk.ticket] if desk.ticket else None
    return {
        "id": counter,
        "state": desk.state,
        "staff": desk.staff,
        "since": _time(day, _since(desk) or None),
        "paused_until": _time(day, desk.paused_until),
        "offers": offers_view(desk.offers),
        "usual": offers_view(day.usual_offers(counter)),
        "current": ticket
        and {
            "number": ticket.number,
            "service": ticket.stop.service,
            "state": ticket.stop.state,
            "since": _time(day, ticket.stop.started_at or ticket.stop.called_at),
        },
    }


def _since(desk: Desk) -> int:
    """Since when a counter is as it is (ms): its last change, or for an idle one the end of its last visit."""
    ended_at = desk.last_verb.at if desk.last_verb and desk.ticket is None else 0
    return max(desk.since, ended_at)


def _floor_undo(day: OfficeDay) -> Json | None:
    if day.last_counter_change is None:
        return None
    return {"counter": day.last_counter_change[1].counter}


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
        "waiting_since": _time(day, stop.waiting_since),
        "due_at": _time(day, stop.due_at),
        "called_at": _time(day, stop.called_at),
        "started_at": _time(day, stop.started_at),
        "finished_at": _time(day, stop.finished_at),
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


def _undo(day: OfficeDay, desk: Desk, now: int) -> Json | None:
    last = desk.last_verb
    if last is None or day.tickets[last.ticket].version != last.version:
        return None
    until = last.at + day.office.undo_seconds * SECOND
    if now > until:
        return None
    return {"verb": last.verb, "number": day.tickets[last.ticket].number, "until": _time(day, until)}


def _time(day: OfficeDay, at: int | None) -> str | None:
    return None if at is None else rfc3339(at, day.office.zone)
