"""The office as it is now, as a scene: lines, counters and breaks from the day in memory, and what is expected.

Expectations that nobody has learned yet are modest: visits take the usual time, moved by the last forty people; people
come as many as the counters are set up for, moved by how many have come today, in the usual shape of a day.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.calendar import Opening
from app.domain.day import OfficeDay
from app.domain.desks import Desk, DeskState
from app.domain.line import Offers
from app.domain.office import ServiceKind
from app.domain.reservations import Reservation, ReservationState
from app.domain.tickets import Stop, StopState, Ticket
from app.domain.times import MINUTE, SECOND, local
from app.forecasting.wait import usual_times
from app.simulation.generator import ARRIVALS_BY_HALF_HOUR, SERVICE_CV
from app.simulation.scenes import Demand, Piece, Present, Promised, Scene, Server, Stint, Waiting
from app.simulation.spreads import Spread, lognormal
from app.staffing.advice import Goal

USUAL_LOAD = 0.8
TODAY_WEIGHT = 20.0
"""Today's arrivals so far count against the usual ones as if this many had been seen before."""

LATE_AT_MOST = 15 * MINUTE
"""Whoever has reserved and is not there this long (ms) after the time will not come."""

RESERVED_NO_SHOW = 0.05
"""Of those who have reserved, as long as nobody has learned better."""

NO_SHOW_PRIOR = (1.0, 40.0)
"""One in forty, before anything has been seen today."""

RECALL_MS = 45 * SECOND


@dataclass(frozen=True)
class Expected:
    """What others have learned about this day; whatever is missing is made up here as said above."""

    times: Mapping[str, Spread] = field(default_factory=dict)
    people: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    day_to_day: float = 0.1


def scene_of(day: OfficeDay, now: int, expected: Expected | None = None) -> Scene:
    """The office at an instant (ms), with people expected until the last session of today ends."""
    expected = expected or Expected()
    usual = usual_times(day)
    services = tuple(service.id for service in day.office.services)
    return Scene(
        now,
        services,
        {s: expected.times.get(s) or lognormal(round(usual[s]), SERVICE_CV) for s in services},
        tuple(_server(day, day.desk(counter.id), now) for counter in day.office.counters),
        tuple(_waiting(day, day.tickets[place[2]]) for line in day.lines.values() for place in line),
        _promised(day, now),
        {s: _demand(day, s, now, expected) for s in services if day.office.service(s).kind is ServiceKind.FRONT},
        {service.id: service.next_step_keeps_place for service in day.office.services},
        {s: _no_show(day, s) for s in services},
        expected.day_to_day,
    )


def goal_of(day: OfficeDay, now: int) -> Goal:
    """Targets and closing of an office today."""
    services = day.office.services
    closes_at = max((opening.closes_at for opening in day.openings), default=now)
    vain = tuple(RECALL_MS * (1 + service.recalls_before_missed) for service in services)
    return Goal({service.id: service.target_minutes for service in services}, max(closes_at, now), vain)


def _server(day: OfficeDay, desk: Desk, now: int) -> Server:
    present = _present(day, day.tickets[desk.ticket], now) if desk.ticket else None
    return Server(desk.counter, _stints(day, desk, now), present)


def _stints(day: OfficeDay, desk: Desk, now: int) -> tuple[Stint, ...]:
    offers: Offers = {service: delay for service, delay in desk.offers.items() if service in _services(day)}
    if desk.state is DeskState.OPEN:
        return (Stint(now, offers),)
    if desk.state is DeskState.PAUSED and desk.paused_until is not None:
        return (Stint(now, {}), Stint(max(desk.paused_until, now), offers))
    return (Stint(now, {}),)


def _services(day: OfficeDay) -> frozenset[str]:
    return frozenset(service.id for service in day.office.services)


def _present(day: OfficeDay, ticket: Ticket, now: int) -> Present:
    stop = ticket.stop
    elapsed = max(now - (stop.called_at or now), 0)
    return Present(stop.service, elapsed, ticket.visit_began_at, _head_start(day, ticket), ticket.planned)


def _waiting(day: OfficeDay, ticket: Ticket) -> Waiting:
    stop: Stop = ticket.stop
    return Waiting(
        stop.service,
        stop.due_at,
        ticket.seq,
        stop.waiting_since,
        ticket.visit_began_at,
        _head_start(day, ticket),
        ticket.planned,
    )


def _head_start(day: OfficeDay, ticket: Ticket) -> int:
    return day.office.priority(ticket.priority).head_start_minutes * MINUTE if ticket.priority else 0


def _promised(day: OfficeDay, now: int) -> tuple[Promised, ...]:
    """Reservations of today that are still to be kept."""
    known, ends_at = _services(day), max((opening.closes_at for opening in day.openings), default=now)
    return tuple(
        _kept(day, reservation, now)
        for reservation in day.book.reservations.values()
        if reservation.state is ReservationState.BOOKED
        and now - LATE_AT_MOST <= reservation.starts_at < ends_at
        and reservation.services
        and known.issuperset(reservation.services)
    )


def _kept(day: OfficeDay, reservation: Reservation, now: int) -> Promised:
    service, *further = reservation.services
    hour = local(reservation.starts_at, day.office.zone).hour
    no_show = day.book.no_show_rates.get((service, hour), RESERVED_NO_SHOW)
    return Promised(service, max(reservation.starts_at, now), tuple(further), no_show)


def _no_show(day: OfficeDay, service: str) -> float:
    seen, out_of = NO_SHOW_PRIOR
    stops = [ticket.stops[0] for ticket in day.tickets.values() if ticket.stops[0].service == service]
    called = sum(stop.called_at is not None for stop in stops)
    missed = sum(stop.state is StopState.MISSED for stop in stops)
    return (seen + missed) / (out_of + called)


def _demand(day: OfficeDay, service: str, now: int, expected: Expected) -> Demand:
    tickets = [ticket for ticket in day.tickets.values() if ticket.stops[0].service == service]
    usual = expected.people.get(service) or tuple(_usual_pieces(day, service))
    so_far = sum(_people(piece, piece.from_at, now) for piece in usual)
    busy = (TODAY_WEIGHT + len(tickets)) / (TODAY_WEIGHT + so_far)
    pieces = tuple(
        Piece(max(piece.from_at, now), piece.to_at, busy * _people(piece, now, piece.to_at))
        for piece in usual
        if piece.to_at > now
    )
    return Demand(pieces, _shares([_route(ticket) for ticket in tickets]), _head_starts(day, tickets))


def _usual_pieces(day: OfficeDay, service: str) -> list[Piece]:
    """As many people as the counters of a service are set up for, in the shape of a day, session by session."""
    own = [c for c in day.office.counters if any(o.service == service and o.delay_minutes <= 0 for o in c.services)]
    shares = sum(1 / sum(offer.delay_minutes <= 0 for offer in counter.services) for counter in own)
    a_minute = USUAL_LOAD * shares / day.office.service(service).expected_minutes
    return [piece for opening in day.openings if _offers(opening, service) for piece in _shaped(opening, a_minute)]


def _offers(opening: Opening, service: str) -> bool:
    return not opening.services or service in opening.services


def _shaped(opening: Opening, a_minute: float) -> list[Piece]:
    shape = ARRIVALS_BY_HALF_HOUR
    length = opening.last_ticket_at - opening.opens_at
    cuts = [opening.opens_at + length * n // len(shape) for n in range(len(shape) + 1)]
    people = a_minute * length / MINUTE
    return [Piece(a, b, people * weight / sum(shape)) for (a, b), weight in zip(pairwise(cuts), shape, strict=True)]


def _people(piece: Piece, begins: int, ends: int) -> float:
    inside = min(piece.to_at, ends) - max(piece.from_at, begins)
    return piece.people * max(inside, 0) / max(piece.to_at - piece.from_at, 1)


def _route(ticket: Ticket) -> tuple[str, ...]:
    return (*(stop.service for stop in ticket.stops[1:]), *ticket.planned)


def _shares(routes: Sequence[tuple[str, ...]]) -> tuple[tuple[float, tuple[str, ...]], ...]:
    return tuple((number / len(routes), route) for route, number in Count(routes).items() if route)


def _head_starts(day: OfficeDay, tickets: Sequence[Ticket]) -> tuple[tuple[float, int], ...]:
    classes = Count(_head_start(day, ticket) for ticket in tickets if ticket.priority)
    return tuple((number / len(tickets), start) for start, number in classes.items())
