"""Trials made from recorded days: of offices whose queue displays were read, and of days in Madoguchi's own format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil
from typing import Protocol

import numpy as np

from app.domain.times import MINUTE
from app.simulation.scenes import Demand, Piece, Scene, Server, Stint
from app.simulation.spreads import lognormal
from app.staffing.advice import Goal
from app.staffing.moves import Rules
from app.staffing.trials import Coming, Trial, crowd_of

LOAD = 0.85
SERVICE_CV = 1.1
TARGET_MINUTES = 30
FEWEST_PEOPLE = 100
FEWEST_OF_A_QUEUE = 10
HALF_HOUR = 30
VISIT_MINUTES = (3.0, 20.0)
"""What a display tells about the time of a visit is rough: kept within these."""


class Display(Protocol):
    """A day as a queue display showed it (`app/storage/display_days.py`)."""

    office: str
    date: date
    came: dict[str, list[tuple[int, int, int]]]
    minutes_each: dict[str, float]

    @property
    def people(self) -> int:
        """How many came."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a trial is set up: `abilities` services that each person is able to serve, the load, seeds."""

    abilities: int = 3
    load: float = LOAD
    seeds: int = 1
    walk_minutes: int = 3


def trials_of_displays(days: Sequence[Display], setting: Setting) -> list[Trial]:
    """A trial of every day with enough people; expectations come from the other days of the same office."""
    offices: dict[str, list[Display]] = defaultdict(list)
    for day in days:
        if day.people >= FEWEST_PEOPLE:
            offices[day.office].append(day)
    return [_trial(day, [each for each in own if each is not day], setting) for own in offices.values() for day in own]


def _trial(day: Display, others: Sequence[Display], setting: Setting) -> Trial:
    counts = {queue: sum(count for _, _, count in spans) for queue, spans in day.came.items()}
    services = tuple(sorted(queue for queue, count in counts.items() if count >= FEWEST_OF_A_QUEUE))
    begins = min(spans[0][0] for queue, spans in day.came.items() if queue in services)
    ends = max(spans[-1][1] for queue, spans in day.came.items() if queue in services)
    usual = {queue: min(max(day.minutes_each[queue], VISIT_MINUTES[0]), VISIT_MINUTES[1]) for queue in services}
    work = {queue: counts[queue] * usual[queue] for queue in services}
    counters = max(len(services), ceil(sum(work.values()) / setting.load / (ends - begins)))
    stretch = setting.load * counters * (ends - begins) / sum(work.values())
    times = {queue: lognormal(usual[queue] * stretch * MINUTE, SERVICE_CV) for queue in services}
    own = _split(work, counters)
    servers = tuple(Server(str(n), (Stint(0, {service: 0}),)) for n, service in enumerate(own, start=1))
    demand = {queue: Demand(_usual_pieces(others, queue, begins, ends)) for queue in services}
    scene = Scene(0, services, times, servers, demand=demand)
    people = [_people(day, scene, seed) for seed in range(setting.seeds)]
    return Trial(
        f"{day.office} {day.date.isoformat()}",
        scene,
        crowd_of(services, people),
        Rules(_skills(servers, services, setting), walk=setting.walk_minutes * MINUTE),
        Goal(dict.fromkeys(services, TARGET_MINUTES), ends * MINUTE),
        begins * MINUTE,
        ends * MINUTE,
    )


def _split(work: Mapping[str, float], counters: int) -> list[str]:
    """Which service each counter serves: shares of the work, at least one each (largest remainders)."""
    total = sum(work.values())
    spare = counters - len(work)
    shares = {service: max(minutes / total * counters - 1, 0) for service, minutes in work.items()}
    scale = spare / sum(shares.values()) if any(shares.values()) else 0
    exact = {service: share * scale for service, share in shares.items()}
    given = {service: 1 + int(share) for service, share in exact.items()}
    by_remainder = sorted(exact, key=lambda service: (int(exact[service]) - exact[service], service))
    for service in by_remainder[: counters - sum(given.values())]:
        given[service] += 1
    return [service for service in work for _ in range(given[service])]


def _skills(servers: Sequence[Server], services: Sequence[str], setting: Setting) -> dict[str, frozenset[str]]:
    """Everybody is able to do the own service and the next ones around the office: a chain (Jordan & Graves 1995)."""
    skills = {}
    for number, server in enumerate(servers):
        own = services.index(next(iter(server.stints[0].offers or {})))
        others = (
            [
                services[(own + 1 + (number + step) % (len(services) - 1)) % len(services)]
                for step in range(min(setting.abilities - 1, len(services) - 1))
            ]
            if len(services) > 1
            else []
        )
        skills[server.id] = frozenset({services[own], *others})
    return skills


def _usual_pieces(others: Sequence[Display], queue: str, begins: int, ends: int) -> tuple[Piece, ...]:
    """What other days let expect, by half hour."""
    cuts = [*range(begins, ends, HALF_HOUR), ends]
    people = np.zeros(len(cuts) - 1)
    for day in others:
        for from_, to, count in day.came.get(queue, ()):
            middle = (from_ + to) // 2
            if begins <= middle < ends:
                people[(middle - begins) // HALF_HOUR] += count / max(len(others), 1)
    return tuple(
        Piece(from_ * MINUTE, to * MINUTE, float(count))
        for (from_, to), count in zip(pairwise(cuts), people, strict=True)
    )


def _people(day: Display, scene: Scene, seed: int) -> list[Coming]:
    """Who came, at instants within the spans in which they were seen to come, each with a drawn time."""
    rng = np.random.default_rng([seed, day.date.toordinal(), *day.office.encode()])
    people = []
    for queue in scene.services:
        for from_, to, count in day.came[queue]:
            arrived = np.rint(rng.uniform(from_ * MINUTE, to * MINUTE, count)).astype(int)
            takes = np.rint(scene.times[queue].draw(rng.random(count))).astype(int)
            people += [Coming(int(at), ((queue, int(ms)),)) for at, ms in zip(arrived, takes, strict=True)]
    return people
