"""Taking a ticket: who may take one, where, when, and which number and place on the time line it gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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
from app.domain.itinerary import merged, quickest_order
from app.domain.line import due_at
from app.domain.numbers import Channel, format_number, next_count
from app.domain.office import Service, ServiceKind


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for at the kiosk, on the phone or at a counter.

    `promise` is the range shown, in minutes, and `estimate` how it came about. `waits` are the present waits by
    service, also minutes: the services of several procedures are put into the order that is over soonest.
    """

    ticket_id: str
    channel: Channel
    service: str | None = None
    procedures: tuple[str, ...] = ()
    language: str = "ja"
    priority: str | None = None
    needs: tuple[str, ...] = ()
    at_the_door: bool = False
    promise: tuple[int, int] | None = None
    estimate: dict[str, Any] | None = None
    waits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Booked:
    """The reservation that a ticket is for: its id, its services, and the time (ms) that its place counts from."""

    reservation: str
    services: tuple[str, ...]
    due_at: int


def take_ticket(day: OfficeDay, request: Request, now: int) -> e.TicketTaken:
    """Decide on a ticket. Raises the reason why none is given; nothing has changed then."""
    itinerary = _itinerary(day, request)
    service = day.office.service(itinerary[0])
    if request.channel not in (Channel.STAFF, Channel.REPLAY):  # what is recorded has happened
        _check_hours(day, service, now)
        _check_place(day, service, request)
    return _issued(day, request, itinerary, due_at(now, _head_start(day, request)), now)


def take_booked_ticket(day: OfficeDay, request: Request, booked: Booked, now: int) -> e.TicketTaken:
    """The ticket of somebody who has checked in: hours and limits were seen to when the time was booked."""
    if not day.open:
        raise OfficeClosed
    itinerary = _ordered(day, request, booked.services)
    due = due_at(booked.due_at, _head_start_of(day, request.priority))
    return _issued(day, request, itinerary, due, now, booked.reservation)


def _issued(
    day: OfficeDay, request: Request, itinerary: Sequence[str], due: int, now: int, reservation: str | None = None
) -> e.TicketTaken:
    service = day.office.service(itinerary[0])
    band, count = next_count(day.office.number_bands, request.channel, day.counts.get(service.prefix, {}))
    return e.TicketTaken(
        ticket=request.ticket_id,
        number=format_number(service.prefix, count),
        band=band,
        count=count,
        prefix=service.prefix,
        seq=day.seq + 1,
        service=service.id,
        due_at=due,
        waiting_since=now,
        channel=request.channel.value,
        language=request.language,
        planned=list(itinerary[1:]),
        procedures=list(request.procedures),
        priority=request.priority,
        needs=sorted(request.needs),
        promised_low=request.promise[0] if request.promise else None,
        promised_high=request.promise[1] if request.promise else None,
        reservation=reservation,
        estimate=request.estimate,
    )


def group_of(priority: str | None, reservation: str | None) -> str:
    """Whose wait is a matter of its own, because their place is not the end of the line; empty for all others."""
    return "reservation" if reservation else "priority" if priority else ""


def due_for(day: OfficeDay, priority: str | None, now: int) -> int:
    """When somebody who comes now is due (ms), earlier by the head start of a priority class."""
    return due_at(now, _head_start_of(day, priority))


def check_taking(day: OfficeDay, service: Service, channel: Channel, now: int) -> None:
    """Raise the reason why a service gives no tickets to a channel now."""
    _check_hours(day, service, now)
    _check_place(day, service, Request("", channel))


def _itinerary(day: OfficeDay, request: Request) -> list[str]:
    """The services to pass, in order, each once; the first one must be one that people queue for."""
    if request.procedures:
        return _ordered(day, request, merged(day.office, _itineraries(day, request)))
    if request.service is None:
        raise NothingAsked
    if day.office.service(request.service).kind is not ServiceKind.FRONT:
        raise ServiceNotForTickets(service=request.service)
    return [request.service]


def _ordered(day: OfficeDay, request: Request, services: Sequence[str]) -> list[str]:
    """Several procedures in the order that is over soonest; one keeps its own."""
    if len(request.procedures) < 2:
        return list(services)
    minutes = {service: day.office.service(service).expected_minutes for service in services}
    return list(quickest_order(day.office, _itineraries(day, request), services, request.waits, minutes))


def _itineraries(day: OfficeDay, request: Request) -> list[Sequence[str]]:
    return [day.office.procedure(procedure).services for procedure in request.procedures]


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
    if not day.office.priority(request.priority).self_service and request.channel is not Channel.STAFF:
        raise PriorityNeedsStaff(priority=request.priority)
    return _head_start_of(day, request.priority)


def _head_start_of(day: OfficeDay, priority: str | None) -> int:
    return 0 if priority is None else day.office.priority(priority).head_start_minutes
