"""A counter as its staff see it, and the floor as its manager sees it."""

from __future__ import annotations

from typing import Any

from app.domain.coming import coming, late
from app.domain.day import OfficeDay
from app.domain.desks import Desk
from app.domain.line import order_for
from app.domain.skills import able_now
from app.domain.support_events import SupportCall, SupportState
from app.domain.tickets import HelpRequest, Ticket
from app.domain.times import HOUR, SECOND
from app.forecasting.wait import Outlook
from app.usecases.boards import Json, hours, may_come_back, service_now, shown
from app.usecases.ticket_views import reserved_at, staff_ticket_view, time_of

QUEUE_SHOWN = 12
ANSWERED = frozenset({SupportState.COMING, SupportState.DECLINED})
COMING_HOURS = 2
"""Reservations are announced to staff this long ahead."""


def desk_view(day: OfficeDay, counter: str, now: int) -> Json:
    """A counter as its staff see it: who is there, who comes next in this counter's own order, what can be undone."""
    desk = day.desk(counter)
    offers = desk.offers or day.usual_offers(counter)
    order = order_for(day.lines, offers)
    return {
        "counter": counter,
        "state": desk.state,
        "staff": desk.staff,
        "since": time_of(day, desk.since or None),
        "paused_until": time_of(day, desk.paused_until),
        "offers": offers_view(offers),
        "current": staff_ticket_view(day, day.tickets[desk.ticket], now) if desk.ticket else None,
        "queue": [queue_entry(day, day.tickets[place[2]]) for _, place in order[:QUEUE_SHOWN]],
        "waiting": {service: day.waiting(service) for service in offers},
        "missed": [queue_entry(day, ticket) for ticket in may_come_back(day, now)],
        "held": [queue_entry(day, day.tickets[ticket]) for ticket in day.held],
        "coming": _coming(day, offers, now),
        "undo": _undo(day, desk, now),
        "version": day.version,
    }


def floor_view(day: OfficeDay, expected: Outlook, now: int) -> Json:
    """The floor as its manager sees it: queues, counters, help requests, what support staff have answered."""
    return {
        "version": day.version,
        **hours(day, now),
        "services": [_floor_service(day, service.id, expected, now) for service in day.office.services],
        "counters": _floor_counters(day),
        "help": [help_view(day, request) for request in day.help.values() if request.resolved_at is None],
        "missed": [queue_entry(day, ticket) for ticket in may_come_back(day, now)],
        "held": [queue_entry(day, day.tickets[ticket]) for ticket in day.held],
        "answers": [_answer(day, call) for call in day.support.values() if call.state in ANSWERED],
        "intake": {service.id: service.id not in day.intake_stopped for service in day.office.services},
        "undo": _floor_undo(day),
        "seen": seen_view(day),
    }


def queue_entry(day: OfficeDay, ticket: Ticket) -> Json:
    """Somebody in a queue, as staff see it."""
    stop = ticket.stop
    return {
        "number": ticket.number,
        "service": stop.service,
        "state": stop.state,
        "waiting_since": time_of(day, stop.waiting_since),
        "since": time_of(day, day.held.get(ticket.id) or stop.missed_at or stop.waiting_since),
        "due_at": time_of(day, stop.due_at),
        "reserved_at": reserved_at(day, ticket),
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
        "asked_at": time_of(day, request.asked_at),
        "acknowledged_by": request.acknowledged_by,
    }


def seen_view(day: OfficeDay) -> Json:
    """The warnings that a manager has seen, by their ids: how bad they were then, who saw them and when."""
    return {
        warning: {"level": seen.level, "size": seen.size, "by": seen.by, "at": time_of(day, seen.at)}
        for warning, seen in day.seen.items()
    }


def offers_view(offers: Any) -> list[Json]:
    """The services of a counter, with delays in minutes."""
    return [{"service": service, "delay_minutes": delay} for service, delay in offers.items()]


def _coming(day: OfficeDay, offers: Any, now: int) -> list[Json]:
    """The reservations that are due soon for one of these services and have not checked in, the late ones first."""
    found = [
        (each.starts_at, service)
        for service in offers
        for each in (*late(day, service, now), *coming(day, service, now, now + COMING_HOURS * HOUR))
    ]
    return [{"starts_at": time_of(day, at), "service": service} for at, service in sorted(found)[:QUEUE_SHOWN]]


def _floor_service(day: OfficeDay, service_id: str, expected: Outlook, now: int) -> Json:
    service = day.office.service(service_id)
    return {
        **service_now(day, service, expected, now),
        "kind": service.kind,
        "public": shown(service),
        "target_minutes": service.target_minutes,
        "queue": [queue_entry(day, day.tickets[place[2]]) for place in day.lines.get(service.id, ())],
        "coming": [time_of(day, each.starts_at) for each in coming(day, service.id, now, now + COMING_HOURS * HOUR)],
        "late": [time_of(day, each.starts_at) for each in late(day, service.id, now)],
    }


def _answer(day: OfficeDay, call: SupportCall) -> Json:
    """What somebody who was called has said."""
    supporter = next((each for each in day.office.support if each.id == call.supporter), None)
    return {
        "call": call.id,
        "name": dict(supporter.name) if supporter else {},
        "comes": call.state is SupportState.COMING,
        "answered_at": time_of(day, call.answered_at),
    }


def _floor_counters(day: OfficeDay) -> list[Json]:
    able = able_now(day)
    services = [service.id for service in day.office.services]
    return [
        {**_floor_counter(day, counter.id), "able": [service for service in services if service in able[counter.id]]}
        for counter in day.office.counters
    ]


def _floor_counter(day: OfficeDay, counter: str) -> Json:
    desk = day.desks.get(counter) or Desk(counter)
    ticket = day.tickets[desk.ticket] if desk.ticket else None
    return {
        "id": counter,
        "state": desk.state,
        "staff": desk.staff,
        "since": time_of(day, _since(desk) or None),
        "paused_until": time_of(day, desk.paused_until),
        "offers": offers_view(desk.offers),
        "usual": offers_view(day.usual_offers(counter)),
        "current": ticket
        and {
            "number": ticket.number,
            "service": ticket.stop.service,
            "state": ticket.stop.state,
            "since": time_of(day, ticket.stop.started_at or ticket.stop.called_at),
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


def _undo(day: OfficeDay, desk: Desk, now: int) -> Json | None:
    last = desk.last_verb
    if last is None or day.tickets[last.ticket].version != last.version:
        return None
    until = last.at + day.office.undo_seconds * SECOND
    if now > until:
        return None
    return {"verb": last.verb, "number": day.tickets[last.ticket].number, "until": time_of(day, until)}
