"""Days of a ward office, made up: who comes when, for what, for how long, and who works when.

Shapes and spreads are set to what `benchmarks/measure_recorded_days.py` measures on recorded days of real counters; how
many come follows from the counters of the office, so that its load is realistic. The same seed gives the same day.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate
from math import exp, log, sqrt

from app.domain.calendar import Opening, openings
from app.domain.office import Office, Procedure, Service
from app.domain.recorded import RecordedDay, Visitor
from app.domain.times import SECOND
from app.simulation.rosters import roster, staffed_minutes


class DayKind(StrEnum):
    ORDINARY = "ordinary"
    BUSY = "busy"
    YEAR_END = "year-end"


@dataclass(frozen=True)
class Demand:
    """How busy a kind of day is. `load` is work ÷ counter time over the day, `longer` stretches moving."""

    load: float
    arrivals: float = 1.0
    longer: float = 1.0


@dataclass(frozen=True)
class Piece:
    """A part of the day (ms) with its share of the arrivals; only `services` are offered when they are named."""

    begins_at: int
    ends_at: int
    weight: float
    services: tuple[str, ...]

    def offers(self, service: str) -> bool:
        """Whether a service is to be had."""
        return not self.services or service in self.services


DEMANDS = {
    DayKind.ORDINARY: Demand(0.80),
    DayKind.BUSY: Demand(0.80, arrivals=1.3),
    DayKind.YEAR_END: Demand(0.80, arrivals=1.8, longer=1.15),
}

ARRIVALS_BY_HALF_HOUR = (53, 49, 49, 60, 66, 75, 78, 83, 79, 72, 65, 61, 61, 60, 48, 35, 22)
"""Warsaw, from opening to closing: few at first, most before noon, hardly any in the last half hour."""

EVENING_RATE = 0.5
"""Sessions after the first have this share of the day's mean arrivals per minute."""

BY_WEEKDAY = (1.12, 1.03, 0.93, 1.06, 0.95, 0.9, 0.9)
"""Between the arrivals of Warsaw (Monday 1.13, Friday 1.02) and the waits of Moers (Monday 1.19, Friday 0.76)."""

DAY_TO_DAY = 0.10
"""Spread of whole days beyond chance: the bank's."""

SERVICE_CV = 1.1
"""Spread of service times: the bank's usual kinds have 1.01 to 1.28."""

SHORTEST_SHARE = 0.15
"""Nobody is served faster than this share of the usual time."""

PATIENCE_SPREAD = 1.55
"""Spread of the logarithm of patience: at the bank half of the people wait 266 s, a quarter 730 s."""

PATIENCE_MEDIAN_MINUTES = 150.0
"""Half of the people are ready to wait this long. They made the trip: 12 service times instead of the bank's 1.5."""

LEAST_PATIENCE_SECONDS = 120
A_DAY_SECONDS = 8 * 3600

SILENT_SHARE = 0.5
"""Of those who leave, these say nothing to anybody and are called in vain."""

FOREIGN_SHARE = 0.08
PRIORITY_SHARES = {"small-children": 0.05, "disability": 0.025, "pregnant": 0.015}

POPULAR = {
    "moving-in": 30, "moving-out": 18, "moving-within": 28, "household-head": 8, "from-abroad": 5,
    "resident-record": 45, "seal-certificate": 22, "tax-certificate": 10, "seal-registration": 9, "moped": 4,
    "card-pickup": 30, "card-renewal": 36, "card-pin": 16, "card-apply": 12, "card-lost": 4,
    "family-register-copy": 28, "family-register-wide": 12, "birth": 8, "marriage": 9, "divorce": 3, "death": 8,
    "health-insurance-join": 18, "health-insurance-leave": 16, "pension-join": 8, "child-allowance": 7,
}  # fmt: skip
"""How often procedures are wanted, against others that begin at the same service."""

SELDOM = 3


def generate_day(office: Office, day: date, kind: DayKind, seed: int, *, public_holiday: bool = False) -> RecordedDay:
    """A day of an office; nobody comes when it is closed."""
    rng = random.Random(f"{office.id} {day.isoformat()} {kind} {seed}")  # noqa: S311 - no secret
    sessions = openings(office, day, lambda _: public_holiday)
    if not sessions:
        return RecordedDay(day, (), (), office.id)
    shifts = roster(office, sessions, covered_breaks=kind is DayKind.YEAR_END)
    demand = DEMANDS[kind]
    busy = demand.arrivals * BY_WEEKDAY[day.weekday()] * _lognormal(rng, 1, DAY_TO_DAY)
    numbers = _people_wanted(office, staffed_minutes(office, roster(office, sessions)), demand.load)
    people = [
        visitor
        for service, count in numbers.items()
        for at, piece in _arrivals(rng, _pieces(sessions), service, count * busy)
        if (visitor := _visitor(rng, office, service, at, piece, demand))
    ]
    return RecordedDay(day, tuple(sorted(people, key=lambda visitor: visitor.arrived_at)), tuple(shifts), office.id)


def _people_wanted(office: Office, minutes: dict[str, float], load: float) -> dict[str, float]:
    """How many people begin at each service, so that with later steps every service reaches the load."""
    wanted = {service.id: 0.0 for service in office.services if _beginning_at(office, service.id)}
    for _ in range(8):
        for service_id in wanted:
            usual = office.service(service_id).expected_minutes
            room = load * minutes.get(service_id, 0) / usual - _later(office, wanted, service_id)
            wanted[service_id] = max(room, 0.15 * minutes.get(service_id, 0) / usual)
    return wanted


def _later(office: Office, wanted: dict[str, float], service_id: str) -> float:
    """How many people reach a service as a later step of visits that began elsewhere."""
    people = 0.0
    for first, count in wanted.items():
        procedures = _beginning_at(office, first)
        weights = [POPULAR.get(procedure.id, SELDOM) for procedure in procedures]
        passing = sum(
            weight
            for procedure, weight in zip(procedures, weights, strict=True)
            if service_id in procedure.services[1:]
        )
        people += count * passing / sum(weights)
    return people


def _beginning_at(office: Office, service_id: str) -> list[Procedure]:
    return [procedure for procedure in office.procedures if procedure.services[0] == service_id]


def _arrivals(rng: random.Random, pieces: Sequence[Piece], service: str, count: float) -> list[tuple[int, Piece]]:
    """Instants (ms) of a Poisson process whose rate follows the pieces of the day; `count` are expected in all."""
    total = sum(piece.weight for piece in pieces)
    return [
        (at, piece)
        for piece in pieces
        if piece.offers(service)
        for at in _poisson(rng, piece.begins_at, piece.ends_at, count * piece.weight / total)
    ]


def _pieces(sessions: Sequence[Opening]) -> list[Piece]:
    """The day cut into pieces. The first session has the shape of the day, later ones a steady, lower rate."""
    first, shape = sessions[0], ARRIVALS_BY_HALF_HOUR
    length = first.last_ticket_at - first.opens_at
    cuts = [first.opens_at + length * n // len(shape) for n in range(len(shape) + 1)]
    cuts[0] = (first.first_ticket_at + first.opens_at) // 2
    pieces = [
        Piece(begins, ends, weight, first.services)
        for begins, ends, weight in zip(cuts[:-1], cuts[1:], shape, strict=True)
    ]
    rate = EVENING_RATE * sum(shape) / length
    for later in sessions[1:]:
        span = later.last_ticket_at - later.opens_at
        pieces.append(Piece(later.opens_at, later.last_ticket_at, rate * span, later.services))
    return pieces


def _poisson(rng: random.Random, begins: int, ends: int, expected: float) -> list[int]:
    times: list[int] = []
    at = float(begins)
    while expected > 0 and (at := at + rng.expovariate(expected) * (ends - begins)) < ends:
        times.append(int(at) // SECOND * SECOND)
    return times


def _visitor(rng: random.Random, office: Office, service: str, at: int, piece: Piece, demand: Demand) -> Visitor | None:
    """Somebody who comes for a procedure that can be done to its end; None when there is none at this hour."""
    procedures = [p for p in _beginning_at(office, service) if all(piece.offers(step) for step in p.services)]
    if not procedures:
        return None
    weights = [POPULAR.get(procedure.id, SELDOM) for procedure in procedures]
    procedure = rng.choices(procedures, weights)[0]
    times = [_service_seconds(rng, office.service(step), procedure, demand) for step in procedure.services]
    drawn = rng.lognormvariate(log(PATIENCE_MEDIAN_MINUTES * 60), PATIENCE_SPREAD)
    patience = float(round(max(LEAST_PATIENCE_SECONDS, drawn)))
    leaves = patience < A_DAY_SECONDS
    silent = rng.random() < SILENT_SHARE
    return Visitor(
        arrived_at=at,
        service=service,
        priority=_priority(rng, office),
        service_seconds=times[0],
        left_after_seconds=patience if leaves else None,
        procedure=procedure.id,
        further_seconds=tuple(times[1:]),
        no_show=leaves and silent,
        language="en" if rng.random() < FOREIGN_SHARE else "ja",
    )


def _service_seconds(rng: random.Random, service: Service, procedure: Procedure, demand: Demand) -> float:
    usual = service.expected_minutes * 60
    if procedure.category == "moving":
        usual *= demand.longer
    return float(round(max(SHORTEST_SHARE * usual, _lognormal(rng, usual, SERVICE_CV))))


def _lognormal(rng: random.Random, mean: float, cv: float) -> float:
    spread = sqrt(log(1 + cv**2))
    return mean * exp(rng.gauss(0, spread) - spread**2 / 2)


def _priority(rng: random.Random, office: Office) -> str | None:
    classes = [priority.id for priority in office.priorities if priority.self_service]
    shares = list(accumulate(PRIORITY_SHARES.get(name, 0) for name in classes))
    drawn = rng.random()
    return next((name for name, below in zip(classes, shares, strict=True) if drawn < below), None)
