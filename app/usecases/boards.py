"""The board: what the public may know of an office now. One value, one JSON document, the same on every screen."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.calendar import Status, current, status
from app.domain.congestion import level
from app.domain.day import OfficeDay
from app.domain.desks import Desk, DeskState
from app.domain.errors import Refused
from app.domain.intake import check_taking
from app.domain.numbers import Channel
from app.domain.office import Service, ServiceKind
from app.domain.tickets import StopState, Ticket
from app.domain.times import MINUTE, rfc3339
from app.forecasting.wait import Outlook

Json = dict[str, Any]

NOT_KNOWN = (None, None)

CALLS_SHOWN = 12
CALLS_SHOWN_MINUTES = 15


def board(day: OfficeDay, expected: Outlook, now: int, speed: float = 1) -> Json:
    """The board of an office at an instant (ms). `speed` tells screens how fast the service's clock runs."""
    services = [service_now(day, service, expected, now) for service in day.office.services if shown(service)]
    highest = max((s["wait"]["high"] for s in services if s["wait"]), default=None)
    return {
        "type": "board",
        "office": day.office.id,
        "version": day.version,
        "revision": day.revision,
        "as_of": rfc3339(now, day.office.zone),
        "speed": speed,
        "day": day.day,
        **hours(day, now),
        "congestion": None if highest is None else level(highest, day.office.congestion_minutes),
        "services": services,
        "calls": _calls(day, now),
        "counters": [_counter(day, day.desks.get(c.id) or Desk(c.id)) for c in day.office.counters],
        "missed": [ticket.number for ticket in may_come_back(day, now)],
        "held": [day.tickets[ticket].number for ticket in day.held],
        "notices": _notices(day),
    }


def hours(day: OfficeDay, now: int) -> Json:
    """What the hour means for somebody who comes now."""
    zone = day.office.zone
    opening = current(day.openings, now)
    state = status(day.openings, now) if day.open else Status.CLOSED
    ahead = next((o.opens_at for o in day.openings if now < o.opens_at), day.next_opens_at)
    return {
        "status": state,
        "opens_at": rfc3339(opening.opens_at, zone) if opening else None,
        "closes_at": rfc3339(opening.closes_at, zone) if opening else None,
        "last_ticket_at": rfc3339(opening.last_ticket_at, zone) if opening else None,
        "next_opening_at": rfc3339(ahead, zone) if ahead is not None else None,
    }


def may_come_back(day: OfficeDay, now: int) -> list[Ticket]:
    """Those who were missed and are still within the grace time of their service."""
    missed = [day.tickets[ticket] for ticket in day.missed]
    return [
        ticket
        for ticket in missed
        if now - (ticket.stop.missed_at or now) <= day.office.service(ticket.stop.service).grace_minutes * MINUTE
    ]


def shown(service: Service) -> bool:
    """Whether the public sees a queue: back-office work is done without the person."""
    return service.kind is not ServiceKind.BACK_OFFICE


def wait_of(expected: Outlook, service: str) -> Json | None:
    """The range (minutes) for somebody who comes now, or None when nobody can say."""
    newcomer = expected.newcomer.get(service)
    return None if newcomer is None else {"low": newcomer[0], "high": newcomer[1]}


def service_now(day: OfficeDay, service: Service, expected: Outlook, now: int) -> Json:
    """One service: its queue, the wait of somebody who comes now, and everybody's place in the line."""
    wait = wait_of(expected, service.id)
    line = [day.tickets[place[2]].number for place in day.lines.get(service.id, ())]
    return {
        "id": service.id,
        "prefix": service.prefix,
        "taking_tickets": takes_tickets(day, service, Channel.KIOSK, now),
        "waiting": len(line),
        "wait": wait,
        "congestion": None if wait is None else level(wait["high"], day.office.congestion_minutes),
        "counters_open": [
            desk.counter
            for counter in day.office.counters
            if (desk := day.desks.get(counter.id))
            and desk.state is DeskState.OPEN
            and desk.offers.get(service.id, 1) <= 0
        ],
        "last_called": next((c.number for c in reversed(day.calls) if c.service == service.id), None),
        "line": [[number, *(expected.at_position(service.id, n) or NOT_KNOWN)] for n, number in enumerate(line)],
    }


def takes_tickets(day: OfficeDay, service: Service, channel: Channel, now: int) -> bool:
    """Whether a channel gets tickets for a service now."""
    if service.kind is not ServiceKind.FRONT:
        return False
    try:
        check_taking(day, service, channel, now)
    except Refused:
        return False
    return True


def _calls(day: OfficeDay, now: int) -> list[Json]:
    recent = [call for call in reversed(day.calls) if now - call.called_at <= CALLS_SHOWN_MINUTES * MINUTE]
    return [
        {
            "id": call.id,
            "number": call.number,
            "counter": call.counter,
            "service": call.service,
            "called_at": rfc3339(call.called_at, day.office.zone),
            "times": call.times,
        }
        for call in recent[:CALLS_SHOWN]
    ]


def _counter(day: OfficeDay, desk: Desk) -> Json:
    ticket = day.tickets[desk.ticket] if desk.ticket else None
    return {
        "id": desk.counter,
        "state": desk.state,
        "number": ticket.number if ticket else None,
        "serving": ticket is not None and ticket.stop.state is StopState.SERVING,
    }


def _notices(day: OfficeDay) -> list[Json]:
    today = date.fromisoformat(day.day) if day.day else date.min
    return [
        {"id": notice.id, "kind": notice.kind, "text": dict(notice.text)}
        for notice in day.office.notices
        if (notice.first_day or today) <= today <= (notice.last_day or today)
    ]
