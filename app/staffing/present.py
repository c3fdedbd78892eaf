"""The office as it is now, as a scene: lines, counters, breaks and promises from the day in memory, and what is
expected of the rest of the day (`expectations.py`)."""

from __future__ import annotations

from app.domain.day import OfficeDay
from app.domain.desks import Desk, DeskState
from app.domain.line import Offers, due_at
from app.domain.office import ServiceKind
from app.domain.reservations import Reservation, ReservationState
from app.domain.support_events import SupportState
from app.domain.tickets import Stop, Ticket
from app.domain.times import MINUTE, SECOND, local
from app.simulation.scenes import Present, Promised, Scene, Server, Stint, Waiting
from app.staffing.expectations import Expected, demand_now, head_start, no_show_now, times_now
from app.staffing.goals import Goal

RESERVED_NO_SHOW = 0.05
"""Of those who have reserved, as long as nobody has learned better."""

EARLY_MINUTES = 15
"""Whoever has reserved checks in so long before the time, at most, if check-in has begun then."""

RECALL_MS = 45 * SECOND


def scene_of(day: OfficeDay, now: int, expected: Expected | None = None) -> Scene:
    """The office at an instant (ms), with people expected until the last session of today ends."""
    expected = expected or Expected()
    services = tuple(service.id for service in day.office.services)
    promised = _promised(day, now)
    front = [s for s in services if day.office.service(s).kind is ServiceKind.FRONT]
    return Scene(
        now,
        services,
        times_now(day, expected),
        tuple(_server(day, day.desk(counter.id), now) for counter in day.office.counters),
        tuple(_waiting(day, day.tickets[place[2]]) for line in day.lines.values() for place in line),
        promised,
        {service: demand_now(day, service, now, expected, promised) for service in front},
        {service.id: service.next_step_keeps_place for service in day.office.services},
        {service: no_show_now(day, service, expected) for service in services},
        expected.day_to_day,
    )


def goal_of(day: OfficeDay, now: int) -> Goal:
    """Targets and closing of an office today."""
    services = day.office.services
    vain = tuple(RECALL_MS * (1 + service.recalls_before_missed) for service in services)
    return Goal({service.id: service.target_minutes for service in services}, max(_closes_at(day, now), now), vain)


def _closes_at(day: OfficeDay, now: int) -> int:
    return max((opening.closes_at for opening in day.openings), default=now)


def _server(day: OfficeDay, desk: Desk, now: int) -> Server:
    present = _present(day, day.tickets[desk.ticket], now) if desk.ticket else None
    return Server(desk.counter, _stints(day, desk, now), present)


def _stints(day: OfficeDay, desk: Desk, now: int) -> tuple[Stint, ...]:
    if desk.state is DeskState.OPEN:
        return (Stint(now, _known(day, desk.offers)), *_support_ends(day, desk, now))
    if desk.state is DeskState.PAUSED and desk.paused_until is not None:
        return (Stint(now, {}), Stint(max(desk.paused_until, now), _known(day, desk.offers)))
    return (Stint(now, {}), *_support_comes(day, desk, now))


def _known(day: OfficeDay, offers: Offers) -> Offers:
    services = {service.id for service in day.office.services}
    return {service: delay for service, delay in offers.items() if service in services}


def _support_ends(day: OfficeDay, desk: Desk, now: int) -> tuple[Stint, ...]:
    """Somebody of the support staff who was called until an instant goes back then."""
    ends = [
        Stint(call.until, {})
        for call in day.support.values()
        if call.state is SupportState.HERE and call.supporter == desk.staff and call.until and call.until > now
    ]
    return tuple(ends[:1])


def _support_comes(day: OfficeDay, desk: Desk, now: int) -> tuple[Stint, ...]:
    """A closed counter opens when somebody who is on the way to it comes."""
    for call in day.support.values():
        if call.state is SupportState.COMING and call.counter == desk.counter and desk.state is DeskState.CLOSED:
            comes_at = max(call.expected_at or now, now)
            comes = Stint(comes_at, _known(day, dict.fromkeys(call.services, 0)))
            return (comes, Stint(call.until, {})) if call.until and call.until > comes_at else (comes,)
    return ()


def _present(day: OfficeDay, ticket: Ticket, now: int) -> Present:
    stop = ticket.stop
    elapsed = max(now - (stop.called_at or now), 0)
    return Present(stop.service, elapsed, ticket.visit_began_at, head_start(day, ticket.priority), ticket.planned)


def _waiting(day: OfficeDay, ticket: Ticket) -> Waiting:
    stop: Stop = ticket.stop
    return Waiting(
        stop.service,
        stop.due_at,
        ticket.seq,
        stop.waiting_since,
        ticket.visit_began_at,
        head_start(day, ticket.priority),
        ticket.planned,
    )


def _promised(day: OfficeDay, now: int) -> tuple[Promised, ...]:
    """Reservations of today that are still to be kept: until the grace time is over, people may come late."""
    known, ends_at = {service.id for service in day.office.services}, _closes_at(day, now)
    grace = day.office.booking.grace_minutes * MINUTE
    return tuple(
        _kept(day, reservation, now)
        for reservation in day.book.reservations.values()
        if reservation.state is ReservationState.BOOKED
        and not reservation.displaced
        and now - grace <= reservation.starts_at < ends_at
        and reservation.services
        and known.issuperset(reservation.services)
    )


def _kept(day: OfficeDay, reservation: Reservation, now: int) -> Promised:
    """The place is that which `check_in` gives (see decision 14); who is late already may come in the grace time."""
    service, *further = reservation.services
    starts_at, booking = reservation.starts_at, day.office.booking
    first = starts_at - min(EARLY_MINUTES, booking.early_minutes) * MINUTE
    last = starts_at if starts_at > now else starts_at + booking.grace_minutes * MINUTE
    priority = head_start(day, reservation.priority)
    no_show = day.book.no_show_rates.get((service, local(starts_at, day.office.zone).hour), RESERVED_NO_SHOW)
    return Promised(
        service,
        due_at(starts_at, booking.head_start_minutes) - priority,
        max(first, now),
        max(last, now),
        tuple(further),
        no_show,
        priority,
    )
