"""Days tried again with and without advice: the same people, the same staff hours, other moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.times import MINUTE
from app.simulation.crowds import NEVER
from app.simulation.futures import Futures
from app.simulation.scenes import Server
from app.simulation.spreads import Floats
from app.simulation.timetables import Plan, timetables
from app.staffing.moves import Kind
from app.staffing.policies import POLICIES, Policy, make
from app.staffing.trials import Trial


@dataclass
class Tried:
    """What a policy brought on some days: all waits (minutes), and how often people were moved."""

    waits: list[Floats] = field(default_factory=list)
    moved: int = 0
    helped: int = 0
    hours: float = 0.0


def try_out(trial: Trial, policies: Sequence[Policy] = POLICIES) -> dict[str, list[Tried]]:
    """Play a day under each policy; results by policy and future."""
    futures = trial.crowd.futures
    plans = [_staffing(trial, policy) for policy in policies]
    rows = [(future, plan) for plan in range(len(plans)) for future in range(futures)]
    real = Futures(
        trial.crowd, timetables(trial.scene, plans), rows, trial.goal.vain or [0] * len(trial.scene.services)
    )
    tried = [Tried(hours=trial.hours) for _ in rows]
    for minute in range(trial.begins_at // MINUTE + 1, trial.ends_at // MINUTE):
        asking = [
            (row, policies[plan])
            for row, (_, plan) in enumerate(rows)
            if policies[plan].decide and minute % policies[plan].every == 0
        ]
        if asking:
            real.play(minute * MINUTE)
        for row, policy in asking:
            _decide(trial, real, row, minute * MINUTE, policy, tried[row])
    real.play()
    for row, each in enumerate(tried):
        each.waits.append(_waits(real, row))
    return {policy.name: tried[plan * futures : (plan + 1) * futures] for plan, policy in enumerate(policies)}


def _decide(trial: Trial, real: Futures, row: int, now: int, policy: Policy, tried: Tried) -> None:
    if policy.decide is None:
        return
    for move in policy.decide(trial, real, row, now):
        make(trial, real, row, move)
        if move.kind is Kind.MOVE:
            tried.moved += 1
        else:
            tried.helped += 1


def _staffing(trial: Trial, policy: Policy) -> Plan:
    if not policy.pooled:
        return Plan(trial.scene.servers)
    everything = dict.fromkeys(trial.scene.services, 0)
    return Plan(tuple(_pooled(server, everything) for server in trial.scene.servers))


def _pooled(server: Server, everything: dict[str, int]) -> Server:
    return replace(
        server, stints=tuple(replace(stint, offers=everything) if stint.offers else stint for stint in server.stints)
    )


def _waits(real: Futures, row: int) -> Floats:
    """Waits of all stops (minutes), of those who had not left."""
    called, joined = real.called[row], real.joined[row]
    counts = (called < NEVER) & ~real.left[row][:, None]
    return np.asarray((called - joined)[counts] / MINUTE)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a policy brought over all days. Waits are minutes; `low` and `high` hold the mean in 95 of 100 cases."""

    policy: str
    people: int
    mean: float
    low: float
    high: float
    p90: float
    beyond_target: float
    moved_an_hour: float
    helped_an_hour: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The advice against the simple rule: how much lower the mean wait is (share), and how much of the gap between the
    simple rule and everyone serving everything is closed. Intervals by resampling days (bootstrap, 95 %)."""

    lower_by: float
    lower_by_low: float
    lower_by_high: float
    gap_closed: float
    gap_closed_low: float
    gap_closed_high: float


RESAMPLES = 1000


def figures(days: Sequence[dict[str, list[Tried]]], target: float) -> list[Figures]:
    """Every policy over all days."""
    return [_figures(name, [day[name] for day in days], target) for name in days[0]]


def comparison(days: Sequence[dict[str, list[Tried]]]) -> Comparison:
    """The advice against the simple rule, day by day the same people."""
    names = ("to_the_longest", "advised", "everyone_everything")
    total = np.asarray([[_total(day[name])[0] for name in names] for day in days])
    people = np.asarray([[_total(day[name])[1] for name in names] for day in days])
    picked = _resampled(len(days))
    simple, ours, bound = (total[picked].sum(axis=1) / people[picked].sum(axis=1)).T
    lower, closed = 1 - ours / simple, (simple - ours) / np.maximum(simple - bound, 1e-9)
    every = total.sum(axis=0) / people.sum(axis=0)
    return Comparison(
        float(1 - every[1] / every[0]),
        *_interval(lower),
        float((every[0] - every[1]) / max(every[0] - every[2], 1e-9)),
        *_interval(closed),
    )


def _figures(name: str, days: Sequence[Sequence[Tried]], target: float) -> Figures:
    waits = np.concatenate([wait for day in days for tried in day for wait in tried.waits])
    hours = sum(tried.hours for day in days for tried in day)
    totals = np.asarray([_total(day) for day in days])[_resampled(len(days))].sum(axis=1)
    low, high = _interval(totals[:, 0] / totals[:, 1])
    return Figures(
        name,
        int(waits.size),
        float(waits.mean()),
        low,
        high,
        float(np.quantile(waits, 0.9)),
        float((waits > target).mean()),
        sum(tried.moved for day in days for tried in day) / hours,
        sum(tried.helped for day in days for tried in day) / hours,
    )


def _total(day: Sequence[Tried]) -> tuple[float, int]:
    return (
        sum(float(wait.sum()) for tried in day for wait in tried.waits),
        sum(wait.size for tried in day for wait in tried.waits),
    )


def _resampled(days: int) -> NDArray[np.intp]:
    return np.random.default_rng(0).integers(0, days, (RESAMPLES, days))


def _interval(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
