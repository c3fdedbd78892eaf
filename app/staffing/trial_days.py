"""Trials made from recorded days: of offices whose queue displays were read, and of days in Madoguchi's own format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import ceil

import numpy as np

from app.domain.snapshots import DisplayedDay, Snapshot
from app.domain.times import MINUTE
from app.simulation.scenes import Demand, Piece, Scene, Server, Stint
from app.simulation.spreads import lognormal
from app.staffing.goals import Goal
from app.staffing.moves import Rules
from app.staffing.trials import Coming, Trial, crowd_of

LOAD = 0.85
SERVICE_CV = 1.1
TARGET_MINUTES = 30
FEWEST_PEOPLE = 100
FEWEST_OF_A_QUEUE = 10
HALF_HOUR = 30
GAP_MINUTES = 15
"""Snapshots further apart say nothing about what happened in between."""

JUMP = 15
"""More calls than this between two snapshots are a reset of the display."""

VISIT_MINUTES = (3.0, 20.0)
"""What a display tells about the time of a visit is rough: kept within these."""


@dataclass
class Displayed:
    """What a day's display tells: who must have come between two snapshots, and what visits took."""

    office: str
    date: date
    came: dict[str, list[tuple[int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    """By queue: from, to (minutes of the day), people."""

    work: dict[str, tuple[float, int]] = field(default_factory=dict)
    """By queue: minutes that its counters were open, and calls."""

    @property
    def people(self) -> int:
        """How many came."""
        return sum(count for spans in self.came.values() for _, _, count in spans)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a trial is set up: `abilities` services that each person is able to serve, the load, seeds."""

    abilities: int = 3
    load: float = LOAD
    seeds: int = 1
    walk_minutes: int = 3


def trials_of_displays(days: Sequence[DisplayedDay], setting: Setting) -> list[Trial]:
    """A trial of every day with enough people; expectations come from the other days of the same office."""
    offices: dict[str, list[Displayed]] = defaultdict(list)
    for day in map(displayed, days):
        if day.people >= FEWEST_PEOPLE:
            offices[day.office].append(day)
    return [_trial(day, [each for each in own if each is not day], setting) for own in offices.values() for day in own]


def displayed(day: DisplayedDay) -> Displayed:
    """Arrivals and work between the snapshots of a day: whoever was called and whoever waits more must have come."""
    found = Displayed(day.office, day.date)
    lines: dict[str, list[Snapshot]] = defaultdict(list)
    for snapshot in day.snapshots:
        lines[snapshot.queue].append(snapshot)
    for queue, snapshots in lines.items():
        minutes, calls = 0.0, 0
        for now, later in pairwise(snapshots):
            called = _called(now, later)
            if called > JUMP or later.minute - now.minute > GAP_MINUTES:
                continue
            minutes += now.open_counters * (later.minute - now.minute)
            calls += called
            if (came := called + later.waiting - now.waiting) > 0:
                found.came[queue].append((now.minute, later.minute, came))
        found.work[queue] = (minutes, calls)
    return found


def _called(now: Snapshot, later: Snapshot) -> int:
    if now.current_number is None or later.current_number is None:
        return 0
    return max(0, later.current_number - now.current_number)


def _visit_minutes(days: Sequence[Displayed], queue: str) -> float:
    """How long a counter is taken by one visit, over all days of an office."""
    minutes = sum(day.work.get(queue, (0.0, 0))[0] for day in days)
    calls = sum(day.work.get(queue, (0.0, 0))[1] for day in days)
    return min(max(minutes / calls if calls else 0.0, VISIT_MINUTES[0]), VISIT_MINUTES[1])


def _trial(day: Displayed, others: Sequence[Displayed], setting: Setting) -> Trial:
    counts = {queue: sum(count for _, _, count in spans) for queue, spans in day.came.items()}
    services = tuple(sorted(queue for queue, count in counts.items() if count >= FEWEST_OF_A_QUEUE))
    begins = min(spans[0][0] for queue, spans in day.came.items() if queue in services)
    ends = max(spans[-1][1] for queue, spans in day.came.items() if queue in services)
    usual = {queue: _visit_minutes([day, *others], queue) for queue in services}
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
    """Everybody is able to do the own service and some others, in chains over the office (Jordan & Graves 1995)."""
    skills = {}
    for number, server in enumerate(servers):
        own = services.index(next(iter(server.stints[0].offers or {})))
        others = [place for place in range(len(services)) if place != own]
        turned = [others[(number + step) % len(others)] for step in range(min(setting.abilities - 1, len(others)))]
        skills[server.id] = frozenset(services[place] for place in (own, *turned))
    return skills


def _usual_pieces(others: Sequence[Displayed], queue: str, begins: int, ends: int) -> tuple[Piece, ...]:
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


def _people(day: Displayed, scene: Scene, seed: int) -> list[Coming]:
    """Who came, at instants within the spans in which they were seen to come, each with a drawn time."""
    rng = np.random.default_rng([seed, day.date.toordinal(), *day.office.encode()])
    people = []
    for queue in scene.services:
        for from_, to, count in day.came[queue]:
            arrived = np.rint(rng.uniform(from_ * MINUTE, to * MINUTE, count)).astype(int)
            takes = np.rint(scene.times[queue].draw(rng.random(count))).astype(int)
            people += [Coming(int(at), ((queue, int(ms)),)) for at, ms in zip(arrived, takes, strict=True)]
    return people
