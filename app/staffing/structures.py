"""What another structure of an office would have brought over recorded days: who may serve what, not who moves when.

Every structure is played on every day with the people who came. Staff and their hours stay; only a longer opening asks
for more, and spreads the same people over it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import numpy as np

from app.domain.line import Offers
from app.domain.times import HOUR, MINUTE
from app.simulation.crowds import NEVER, Crowd, Ints
from app.simulation.futures import Futures
from app.simulation.outcomes import Estimate, estimate
from app.simulation.scenes import Server
from app.simulation.spreads import Floats
from app.simulation.timetables import Plan, timetables
from app.staffing.trials import Trial

HELP_AFTER_MINUTES = 10


class Kind(StrEnum):
    POOL = "pool"
    """The counters of two services serve both."""

    HELP = "help"
    """All who are able to, at the counters of one service, help another after a delay."""

    TRAIN = "train"
    """One person of a service learns another, and helps it after a delay."""

    HOUR = "hour"
    """The office is open an hour longer; the same people come, spread over the longer day."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A change of who serves what: from the counters of `service` towards `other`."""

    kind: Kind
    service: str = ""
    other: str = ""


@dataclass(frozen=True)
class Worth:
    """What a structure would have brought: minutes of waiting saved on a day over all people, and their waits over all
    days as mean, median (P50) and the time within which nine of ten were called (P90), in minutes."""

    structure: Structure
    saved_a_day: Estimate
    mean_before: float
    mean_after: float
    p50_before: float
    p50_after: float
    p90_before: float
    p90_after: float
    days: int


def ranked(trials: Sequence[Trial], kinds: Collection[Kind] = tuple(Kind)) -> list[Worth]:
    """All structures of some kinds over some days of one office, the most helpful first; those that most days know, two
    at least."""
    known: dict[Structure, list[tuple[Floats, Floats]]] = defaultdict(list)
    for trial in trials:
        for structure, both in tried(trial, kinds).items():
            known[structure].append(both)
    usual = [structure for structure, days in known.items() if len(days) >= max(2, len(trials) / 2)]
    found = [_worth(structure, known[structure]) for structure in usual]
    return sorted(found, key=lambda worth: -worth.saved_a_day.value)


def tried(trial: Trial, kinds: Collection[Kind] = tuple(Kind)) -> dict[Structure, tuple[Floats, Floats]]:
    """Waits (minutes) of one day without and with each structure."""
    possible = [structure for structure in structures(trial) if structure.kind in kinds]
    plans = [Plan(trial.scene.servers), *(Plan(staffing(trial, structure)) for structure in possible)]
    before, *waits = _played(trial, trial.crowd, plans)
    found = {structure: (before, after) for structure, after in zip(possible, waits, strict=True)}
    if Kind.HOUR in kinds:
        longer = _played(trial, _longer(trial), [Plan(trial.scene.servers)])[0]
        found[Structure(Kind.HOUR)] = (before, longer)
    return found


def structures(trial: Trial) -> list[Structure]:
    """Everything that could be another way at an office, except its hours."""
    able, own = trial.rules.skills, _owners(trial)
    found = [Structure(Kind.POOL, a, b) for a, b in combinations(own, 2)]
    for service, servers in own.items():
        for other in trial.scene.services:
            if other == service:
                continue
            if any(other in able[server.id] and other not in _offers(server) for server in servers):
                found.append(Structure(Kind.HELP, service, other))
            if any(other not in able[server.id] for server in servers):
                found.append(Structure(Kind.TRAIN, service, other))
    return found


def staffing(trial: Trial, structure: Structure) -> tuple[Server, ...]:
    """The servers of a day under a structure."""
    able, own = trial.rules.skills, _owners(trial)
    here = own.get(structure.service, [])
    match structure.kind:
        case Kind.POOL:
            both = [*here, *own[structure.other]]
            chosen = {server.id: {structure.service: 0, structure.other: 0} for server in both}
        case Kind.HELP:
            helpers = [server for server in here if structure.other in able[server.id]]
            chosen = {server.id: {structure.other: HELP_AFTER_MINUTES} for server in helpers}
        case Kind.TRAIN:
            learner = next(server for server in here if structure.other not in able[server.id])
            chosen = {learner.id: {structure.other: HELP_AFTER_MINUTES}}
        case Kind.HOUR:
            chosen = {}
    return tuple(_with(server, chosen.get(server.id)) for server in trial.scene.servers)


def _with(server: Server, more: Mapping[str, int] | None) -> Server:
    if more is None:
        return server
    return replace(
        server,
        stints=tuple(
            replace(stint, offers=_merged(stint.offers, more)) if stint.offers else stint for stint in server.stints
        ),
    )


def _merged(offers: Offers, more: Mapping[str, int]) -> dict[str, int]:
    """What was served without a longer delay stays so."""
    return {**offers, **{service: min(delay, offers.get(service, delay)) for service, delay in more.items()}}


def _owners(trial: Trial) -> dict[str, list[Server]]:
    """Servers by the service that they serve first."""
    own: dict[str, list[Server]] = defaultdict(list)
    for server in trial.scene.servers:
        if offers := _offers(server):
            own[min(offers, key=lambda service: offers[service])].append(server)
    return own


def _offers(server: Server) -> Offers:
    return next((stint.offers for stint in server.stints if stint.offers), {})


def _longer(trial: Trial) -> Crowd:
    """The same people over a day that is an hour longer."""
    crowd, length = trial.crowd, trial.ends_at - trial.begins_at
    stretch = (length + HOUR) / length

    def later(at: Ints) -> Ints:
        moved = np.rint(trial.begins_at + (at - trial.begins_at) * stretch).astype(np.int64)
        return np.where(at < NEVER, moved, NEVER)

    arrived = later(crowd.arrived)
    due = np.where(arrived < NEVER, arrived - crowd.head_start, NEVER)
    return replace(crowd, arrived=arrived, due=due, visit_since=arrived)


def _played(trial: Trial, crowd: Crowd, plans: Sequence[Plan]) -> list[Floats]:
    """Waits (minutes) by plan, all futures of the day together."""
    futures = crowd.futures
    rows = [(future, plan) for plan in range(len(plans)) for future in range(futures)]
    play = Futures(crowd, timetables(trial.scene, plans), rows, trial.goal.vain or [0] * len(trial.scene.services))
    play.play()
    counted = (play.joined < NEVER) & (play.called < NEVER) & ~play.left[:, :, None]
    waits = np.where(counted, (play.called - play.joined) / MINUTE, np.nan)
    return [each[~np.isnan(each)] for each in np.split(waits, len(plans))]


def _worth(structure: Structure, days: Sequence[tuple[Floats, Floats]]) -> Worth:
    saved = np.asarray([before.sum() - after.sum() for before, after in days])
    before, after = (np.concatenate(waits) for waits in zip(*days, strict=True))
    return Worth(
        structure,
        estimate(saved),
        mean_before=float(before.mean()),
        mean_after=float(after.mean()),
        p50_before=float(np.median(before)),
        p50_after=float(np.median(after)),
        p90_before=float(np.quantile(before, 0.9)),
        p90_after=float(np.quantile(after, 0.9)),
        days=len(days),
    )
