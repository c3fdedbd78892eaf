"""A day on which ways of staffing are tried: who really comes and how long each takes, who works with which skills,
and what a floor manager could have expected beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.domain.line import Offers
from app.domain.times import MINUTE
from app.simulation.crowds import NEVER, NOWHERE, Crowd, Ints
from app.simulation.futures import NOBODY, SEQUENCE, Futures
from app.simulation.scenes import Demand, Piece, Present, Scene, Server, Stint, Waiting
from app.simulation.timetables import NOT_OFFERED
from app.staffing.goals import Goal
from app.staffing.moves import Rules

TODAY_WEIGHT = 10.0
"""Today's arrivals so far count against the usual ones as if this many had been seen before."""


@dataclass(frozen=True)
class Trial:
    """`scene` is the office before anybody has come, with the usual demand of such a day; instants are ms from it."""

    name: str
    scene: Scene
    crowd: Crowd
    rules: Rules
    goal: Goal
    begins_at: int
    ends_at: int

    @property
    def hours(self) -> float:
        """How long the office is open."""
        return (self.ends_at - self.begins_at) / MINUTE / 60


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody of a recorded day: arrival (ms from the scene's instant), head start, patience, and each step's time."""

    arrived: int
    steps: tuple[tuple[str, int], ...]
    head_start: int = 0
    patience: int = NEVER


def crowd_of(services: Sequence[str], days: Sequence[Sequence[Coming]]) -> Crowd:
    """Recorded people as a crowd, each day one future."""
    index = {service: place for place, service in enumerate(services)}
    people = max((len(day) for day in days), default=0)
    longest = max((len(person.steps) for day in days for person in day), default=1)
    arrived, head_start, patience = (np.full((len(days), people), value, dtype=np.int64) for value in (NEVER, 0, NEVER))
    steps = np.full((len(days), people, longest), NOWHERE, dtype=np.int64)
    steps[:, :, 0] = 0
    times = np.zeros_like(steps)
    for row, day in enumerate(days):
        for place, person in enumerate(sorted(day, key=lambda each: each.arrived)):
            arrived[row, place] = person.arrived
            head_start[row, place], patience[row, place] = person.head_start, person.patience
            for step, (service, takes) in enumerate(person.steps):
                steps[row, place, step], times[row, place, step] = index[service], takes
    due = np.where(arrived < NEVER, arrived - head_start, NEVER)
    return Crowd(arrived, due, arrived, head_start, patience, steps, times, at_counters=0, here=0)


def seen(trial: Trial, real: Futures, row: int, now: int) -> Scene:
    """What a floor manager sees of a row at an instant (ms), and what may be expected from then on."""
    index = [each.id for each in trial.scene.servers]
    servers = tuple(_server(trial, real, row, place, now) for place in range(len(index)))
    waiting = tuple(sorted(_waiting(trial, real, row), key=lambda person: person.seq))
    return replace(trial.scene, now=now, servers=servers, waiting=waiting, demand=_rest(trial, real, row, now))


def offers_of(services: Sequence[str], delays: Ints) -> dict[str, int]:
    """Delays in minutes by service of a server in a row: the reverse of `timetables.shifted`."""
    return {
        service: int(delay >> 20) // MINUTE
        for service, delay in zip(services, delays, strict=True)
        if delay < NOT_OFFERED
    }


def _server(trial: Trial, real: Futures, row: int, place: int, now: int) -> Server:
    services, server = trial.scene.services, trial.scene.servers[place]
    offers: Offers = offers_of(services, real.delays[row, place]) if real.on_duty[row, place] else {}
    later = tuple(stint if not stint.offers else replace(stint, offers=None) for stint in _later(server, now))
    if not offers and later:  # on a break: what comes after it is known
        back = offers_of(services, real.delays[row, place])
        later = (replace(later[0], offers=back), *later[1:])
    person = int(real.serving[row, place])
    present, free_at = None, 0
    if person != NOBODY:
        present = _present(trial, real, row, person, now)
    elif not real.idle[row, place]:
        free_at = int(real.free_at(place)[row])
    return Server(server.id, (Stint(now, offers), *later), present, free_at)


def _later(server: Server, now: int) -> list[Stint]:
    return [stint for stint in server.stints[1:] if stint.from_at > now]


def _present(trial: Trial, real: Futures, row: int, person: int, now: int) -> Present:
    future, step = int(real.future[row]), real.step_of(row, person)
    route = _route(trial, real, future, person, step)
    crowd = real.crowd
    elapsed = now - int(real.called[row, person, step])
    since, start = int(crowd.visit_since[future, person]), int(crowd.head_start[future, person])
    return Present(route[0], elapsed, since, start, route[1:])


def _waiting(trial: Trial, real: Futures, row: int) -> Iterator[Waiting]:
    future, crowd = int(real.future[row]), real.crowd
    for service in range(len(trial.scene.services)):
        for place in real.lines.of(row, service):
            person = int(place) & SEQUENCE
            step = real.step_of(row, person)
            route = _route(trial, real, future, person, step)
            yield Waiting(
                route[0],
                int(place) >> 20,
                person,
                int(real.joined[row, person, step]),
                int(crowd.visit_since[future, person]),
                int(crowd.head_start[future, person]),
                route[1:],
            )


def _route(trial: Trial, real: Futures, future: int, person: int, step: int) -> tuple[str, ...]:
    steps = real.crowd.steps[future, person, step:]
    return tuple(trial.scene.services[place] for place in steps if place != NOWHERE)


def _rest(trial: Trial, real: Futures, row: int, now: int) -> Mapping[str, Demand]:
    """The usual arrivals from now on, more or fewer as today has been so far (gamma prior around the usual)."""
    crowd, future = real.crowd, int(real.future[row])
    so_far = crowd.arrived[future] <= now
    first = crowd.steps[future, :, 0][so_far]
    demand = {}
    for place, service in enumerate(trial.scene.services):
        usual = trial.scene.demand.get(service, Demand())
        came = int((first == place).sum())
        expected = sum(_people(piece, trial.scene.now, now) for piece in usual.pieces)
        busy = (TODAY_WEIGHT + came) / (TODAY_WEIGHT + expected)
        pieces = tuple(_after(piece, now, busy) for piece in usual.pieces if piece.to_at > now)
        demand[service] = replace(usual, pieces=pieces)
    return demand


def _people(piece: Piece, begins: int, ends: int) -> float:
    inside = min(piece.to_at, ends) - max(piece.from_at, begins)
    return piece.people * max(inside, 0) / (piece.to_at - piece.from_at)


def _after(piece: Piece, now: int, busy: float) -> Piece:
    from_at = max(piece.from_at, now)
    return Piece(from_at, piece.to_at, busy * _people(piece, from_at, piece.to_at))
