"""What is expected of the rest of a day: how long visits take, who comes, and who is not there when called.

What an office's history shows comes from others as `Expected`, and today moves it. What nobody has learned yet is
modest: visits take the configured time, moved by the last forty people; people come as many as the counters are set up
for, moved by how many have come today, in the usual shape of a day.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.calendar import Opening
from app.domain.day import OfficeDay
from app.domain.tickets import StopState, Ticket
from app.domain.times import MINUTE
from app.forecasting.wait import usual_times
from app.simulation.generator import ARRIVALS_BY_HALF_HOUR, SERVICE_CV
from app.simulation.scenes import Demand, Piece, Promised
from app.simulation.spreads import Spread, lognormal

USUAL_LOAD = 0.8
TODAY_WEIGHT = 20.0
"""Today's arrivals so far count against the usual ones as if this many had been seen before."""

LEARNED_WEIGHT = 60.0
"""Service times learned from weeks count as this many people against those of today: the mean of a day is about a
tenth off the usual one, that of one visit about as much as itself."""

NO_SHOW = 1 / 40
NO_SHOW_WEIGHT = 40.0
"""One in forty, before anything has been seen; what is expected counts as this many calls against those of today."""


@dataclass(frozen=True)
class Expected:
    """What others have learned about this day, by service; whatever is missing is made up here as said above.

    `times` is how long a person takes up a counter, `people` everybody who begins with the service, those with a
    reservation included; `no_shows` is the share of those called who are not there. `day_to_day` is how far a whole
    day's arrivals are off beyond chance: standard deviation ÷ mean.
    """

    times: Mapping[str, Spread] = field(default_factory=dict)
    people: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    no_shows: Mapping[str, float] = field(default_factory=dict)
    day_to_day: float = 0.1


def times_now(day: OfficeDay, expected: Expected) -> dict[str, Spread]:
    """How long a person takes up a counter, by service."""
    usual = usual_times(day)
    return {
        service: _moved(expected.times[service], day.durations.get(service, ()))
        if service in expected.times
        else lognormal(round(milliseconds), SERVICE_CV)
        for service, milliseconds in usual.items()
    }


def no_show_now(day: OfficeDay, service: str, expected: Expected) -> float:
    """The share of people whom a counter calls in vain."""
    stops = [ticket.stops[0] for ticket in day.tickets.values() if ticket.stops[0].service == service]
    called = sum(stop.called_at is not None for stop in stops)
    missed = sum(stop.state is StopState.MISSED for stop in stops)
    return (NO_SHOW_WEIGHT * expected.no_shows.get(service, NO_SHOW) + missed) / (NO_SHOW_WEIGHT + called)


def demand_now(day: OfficeDay, service: str, now: int, expected: Expected, promised: Sequence[Promised]) -> Demand:
    """Who comes for a service without having reserved; those who have are `promised`."""
    tickets = [ticket for ticket in day.tickets.values() if ticket.stops[0].service == service]
    usual = expected.people.get(service) or tuple(_usual_pieces(day, service))
    so_far = sum(_people(piece, piece.from_at, now) for piece in usual)
    busy = (TODAY_WEIGHT + len(tickets)) / (TODAY_WEIGHT + so_far)
    own = [person for person in promised if person.service == service]
    pieces = tuple(_to_come(piece, now, busy, own) for piece in usual if piece.to_at > now)
    return Demand(pieces, _shares([_route(ticket) for ticket in tickets]), _head_starts(day, tickets))


def head_start(day: OfficeDay, priority: str | None) -> int:
    """How much earlier (ms) a priority class is due."""
    return day.office.priority(priority).head_start_minutes * MINUTE if priority else 0


def _moved(learned: Spread, seen: Sequence[int]) -> Spread:
    """The learned shape, longer or shorter as today's visits have been."""
    return learned.scaled((LEARNED_WEIGHT + sum(seen) / learned.mean) / (LEARNED_WEIGHT + len(seen)))


def _to_come(piece: Piece, now: int, busy: float, promised: Sequence[Promised]) -> Piece:
    """What is left of a piece, without those whose reservation says that they come."""
    reserved = sum(1 - person.no_show for person in promised if piece.from_at <= person.comes_by < piece.to_at)
    people = busy * _people(piece, now, piece.to_at) - reserved
    return Piece(max(piece.from_at, now), piece.to_at, max(people, 0.0))


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
    classes = Count(head_start(day, ticket.priority) for ticket in tickets if ticket.priority)
    return tuple((number / len(tickets), start) for start, number in classes.items())
