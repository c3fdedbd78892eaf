"""Taking a ticket: who may take one, where, when, and which number and place on the time line it gets."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import events as e
from app.domain.calendar import current
from app.domain.day import OfficeDay
from app.domain.errors import (
    LastTicketsOver,
    NotFromHome,
    NothingAsked,
    OfficeClosed,
    PriorityNeedsStaff,
    ServiceClosed,
    ServiceNotForTickets,
    TooManyWaiting,
)
from app.domain.line import due_at
from app.domain.numbers import Channel, format_number, next_count
from app.domain.office import Service, ServiceKind


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for at the kiosk, on the phone or at a counter. `promise` is the range shown, in minutes."""

    ticket_id: str
    channel: Channel
    service: str | None = None
    procedures: tuple[str, ...] = ()
    language: str = "ja"
    priority: str | None = None
    needs: tuple[str, ...] = ()
    at_the_door: bool = False
    promise: tuple[int, int] | None = None


def take_ticket(day: OfficeDay, request: Request, now: int) -> e.TicketTaken:
    """Decide on a ticket. Raises the reason why none is given; nothing has changed then."""
    itinerary = _itinerary(day, request)
    service = day.office.service(itinerary[0])
    if request.channel not in (Channel.STAFF, Channel.REPLAY):  # what is recorded has happened
        _check_hours(day, service, now)
        _check_place(day, service, request)
    band, count = next_count(day.office.number_bands, request.channel, day.counts.get(service.prefix, {}))
    return e.TicketTaken(
        ticket=request.ticket_id,
        number=format_number(service.prefix, count),
        band=band,
        count=count,
        prefix=service.prefix,
        seq=day.seq + 1,
        service=service.id,
        due_at=due_at(now, _head_start(day, request)),
        waiting_since=now,
        channel=request.channel.value,
        language=request.language,
        planned=itinerary[1:],
        procedures=list(request.procedures),
        priority=request.priority,
        needs=sorted(request.needs),
        promised_low=request.promise[0] if request.promise else None,
        promised_high=request.promise[1] if request.promise else None,
    )


def check_taking(day: OfficeDay, service: Service, channel: Channel, now: int) -> None:
    """Raise the reason why a service gives no tickets to a channel now."""
    _check_hours(day, service, now)
    _check_place(day, service, Request("", channel))


def _itinerary(day: OfficeDay, request: Request) -> list[str]:
    """The services to pass, in order, each once; the first one must be one that people queue for."""
    if request.procedures:
        wanted = [service for p in request.procedures for service in day.office.procedure(p).services]
        return list(dict.fromkeys(wanted))
    if request.service is None:
        raise NothingAsked
    if day.office.service(request.service).kind is not ServiceKind.FRONT:
        raise ServiceNotForTickets(service=request.service)
    return [request.service]


def _check_hours(day: OfficeDay, service: Service, now: int) -> None:
    opening = current(day.openings, now)
    if not day.open or opening is None or now < opening.first_ticket_at:
        raise OfficeClosed
    if now >= opening.last_ticket_at:
        raise LastTicketsOver
    if (opening.services and service.id not in opening.services) or service.id in day.intake_stopped:
        raise ServiceClosed(service=service.id)


def _check_place(day: OfficeDay, service: Service, request: Request) -> None:
    if request.channel is not Channel.PHONE or request.at_the_door:
        return
    limits = day.office.from_home
    if not (limits.allowed and service.from_home):
        raise NotFromHome(service=service.id)
    if day.waiting(service.id) >= limits.waiting_at_most:
        raise TooManyWaiting(limit=limits.waiting_at_most)


def _head_start(day: OfficeDay, request: Request) -> int:
    if request.priority is None:
        return 0
    priority = day.office.priority(request.priority)
    if not priority.self_service and request.channel is not Channel.STAFF:
        raise PriorityNeedsStaff(priority=priority.id)
    return priority.head_start_minutes
