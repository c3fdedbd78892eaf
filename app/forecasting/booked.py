"""Who has reserved, put on top of a forecast: at any moment, because people reserve all day long."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.domain.office import Office
from app.domain.reservations import Reservation, ReservationState
from app.domain.times import local
from app.forecasting.coming import (
    HALF_HOUR_MS,
    SHOW_RATE,
    WAIT_ELASTICITY,
    Coming,
    ComingDay,
    Expected,
    HalfHour,
    UsuallyBooked,
    named,
)

COMES = frozenset({ReservationState.BOOKED, ReservationState.CHECKED_IN, ReservationState.MISSED})

Booked = Mapping[int, Mapping[str, int]]
"""People who have reserved, by the instant (ms) at which their half hour begins and the service they go to first."""


def booked(reservations: Iterable[Reservation]) -> Booked:
    """Who has reserved, of all the reservations in a book."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for each in reservations:
        if each.state in COMES and not each.mirrors and each.services:
            found[each.starts_at // HALF_HOUR_MS * HALF_HOUR_MS][each.services[0]] += 1
    return found


def with_booked(known: Coming, office: Office, people: Booked) -> Coming:
    """The forecast when it is known who has reserved: more people where they are more than usual."""
    return replace(known, days=tuple(_day(day, office, people, known.usually_booked) for day in known.days))


def _day(day: ComingDay, office: Office, people: Booked, usual: UsuallyBooked) -> ComingDay:
    if not any(half.begins_at in people for half in day.half_hours):
        return day
    halves = (
        _half_hour(half, office, people[half.begins_at], usual) if half.begins_at in people else half
        for half in day.half_hours
    )
    return replace(day, half_hours=tuple(halves))


def _half_hour(half: HalfHour, office: Office, people: Mapping[str, int], usual: UsuallyBooked) -> HalfHour:
    when = local(half.begins_at, office.zone)
    usually = usual.get((when.weekday(), when.hour * 60 + when.minute), {})
    more = {service: SHOW_RATE * max(count - usually.get(service, 0.0), 0.0) for service, count in people.items()}
    arrivals = _plus(half.arrivals, sum(more.values()))
    nobody = Expected(0.0, 0.0, 0.0)
    services = {s: _plus(half.services.get(s, nobody), more.get(s, 0.0)) for s in half.services.keys() | people.keys()}
    longer = (arrivals.expected / max(half.arrivals.expected, 1.0)) ** WAIT_ELASTICITY if any(more.values()) else 1.0
    wait = Expected(half.wait.low * longer, half.wait.expected * longer, half.wait.high * longer)
    return named(office, replace(half, arrivals=arrivals, wait=wait, services=services, booked=dict(people)))


def _plus(said: Expected, more: float) -> Expected:
    return Expected(said.low + more, said.expected + more, said.high + more)
