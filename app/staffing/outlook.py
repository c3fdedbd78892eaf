"""The next two hours of every queue if nobody changes anything: one plan played in many futures.

Only who comes within these two hours is played, until closing once that is near: later people are called later, and
each costs time. What somebody who comes at an instant would wait is read off those of a future who come just before
and after.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain.times import HOUR, MINUTE
from app.simulation.crowds import NEVER, Ints
from app.simulation.outcomes import Outcomes
from app.simulation.scenes import Scene
from app.simulation.spreads import Floats
from app.simulation.timetables import Plan
from app.staffing.advice import only_soon
from app.staffing.goals import Goal
from app.staffing.race import play

T = TypeVar("T", np.int64, np.bool_)

FUTURES = 80
AHEAD = 2 * HOUR
STEP = 10 * MINUTE

SMOOTHED = 10 * MINUTE
"""So long before and after an instant waits are much the same."""

CLOSING_NEAR = 3 * HOUR
"""Before that nobody can say who will still wait at closing, and much can be done about it."""

SOON = (15, 30, 60)
"""Within so many minutes a target may be passed."""

LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Band:
    """A figure over all futures: one in ten is below `p10`, half below `p50`, nine in ten below `p90`."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Point:
    """A queue at an instant (ms): minutes that somebody who comes then waits, None when nobody does; people in it."""

    at: int
    wait: Band | None
    waiting: Band


@dataclass(frozen=True, slots=True)
class QueueAhead:
    """A queue in the next two hours.

    `chances` are probabilities that somebody waits longer than the target within each time of `SOON`; `passes_at` is
    when that will probably have happened (ms), None when it probably will not. `left` is who still waits at closing,
    None until that is near.
    """

    points: tuple[Point, ...]
    chances: Mapping[int, float]
    passes_at: int | None
    left: Band | None


@dataclass(frozen=True)
class Ahead:
    """An office in the next two hours. `queues` has None where no counter serves: nobody can say then.

    `overtime` is from closing to the end of the last visit (minutes), None until closing is near.
    """

    now: int
    closes_at: int
    queues: Mapping[str, QueueAhead | None]
    overtime: Band | None
    futures: int


def look_ahead(
    scene: Scene, goal: Goal, stopped: Collection[str] = (), *, futures: int = FUTURES, seed: int = 0
) -> Ahead:
    """Play the office as it is, without new tickets for services that are `stopped`."""
    until_closing = goal.closes_at - scene.now
    ahead = max(AHEAD, until_closing) if until_closing <= CLOSING_NEAR else AHEAD
    scene = only_soon(scene, ahead + STEP)
    outcomes = play(scene, goal, [Plan(scene.servers, dict.fromkeys(stopped, scene.now))], futures, seed)
    return Ahead(
        scene.now,
        goal.closes_at,
        {service: _queue(outcomes, service, stopped) for service in scene.services},
        _at_closing(outcomes, "overtime", None),
        futures,
    )


@dataclass(frozen=True)
class _People:
    """Everybody who waits for a service, a row for each future, in order of joining; NEVER where there is nobody.

    Instants are ms from the scene's. `counts_from` is from when on a wait counts: who has reserved may come early.
    `usual` are those whose wait tells that of a newcomer: people without a reservation, head start or kept place.
    """

    joined: Ints
    called: Ints
    counts_from: Ints
    usual: NDArray[np.bool_]


def _queue(outcomes: Outcomes, service: str, stopped: Collection[str]) -> QueueAhead | None:
    scene = outcomes.scene
    if not any(stint.offers and service in stint.offers for server in scene.servers for stint in server.stints):
        return None
    people = _people(outcomes, service)
    first = _first_beyond(people, outcomes.targets[service] * MINUTE)
    passes_at = int(np.quantile(first, LIKELY, method="inverted_cdf"))
    comes = () if service in stopped else _comes(scene, service)
    return QueueAhead(
        tuple(_point(scene, people, at, comes) for at in range(0, AHEAD + 1, STEP)),
        {minutes: float((first <= minutes * MINUTE).mean()) for minutes in SOON},
        scene.now + passes_at if passes_at <= AHEAD else None,
        _at_closing(outcomes, "left_at_closing", service),
    )


def _at_closing(outcomes: Outcomes, measure: str, service: str | None) -> Band | None:
    return _band(outcomes.by_future(measure, service)[0]) if outcomes.closes_at <= CLOSING_NEAR else None


def _people(outcomes: Outcomes, service: str) -> _People:
    scene, played, crowd = outcomes.scene, outcomes.play, outcomes.play.crowd
    here = (crowd.steps == scene.services.index(service)) & (played.joined < NEVER)
    joined = np.where(here, played.joined, NEVER)
    first = np.arange(joined.shape[2]) == 0
    due = np.where(first, crowd.due[:, :, None], joined)
    usual = here & (first if service in scene.demand else ~first) & (abs(joined - due) < MINUTE)
    called = np.where(played.called < NEVER, played.called, outcomes.ends_at)
    order = np.argsort(_rows(joined, NEVER), axis=1, kind="stable")
    order = order[:, : int(here.sum(axis=(1, 2)).max(initial=0)) + 1]
    flat = (_rows(values, NEVER) for values in (joined, called, np.maximum(joined, due)))
    joined, called, counts_from = (np.take_along_axis(values, order, axis=1) for values in flat)
    return _People(joined, called, counts_from, np.take_along_axis(_rows(usual, False), order, axis=1))


def _rows(values: NDArray[T], nobody: int) -> NDArray[T]:
    """A row for each future, with a place at the end where nobody is."""
    count = values.shape[0]
    return np.concatenate([values.reshape(count, -1), np.full((count, 1), nobody, dtype=values.dtype)], axis=1)


def _comes(scene: Scene, service: str) -> tuple[tuple[int, int], ...]:
    """When people may come for a service (ms from the scene's instant); as a later step of a visit, all day long."""
    own = scene.demand.get(service)
    if own is not None:
        return tuple((piece.from_at - scene.now, piece.to_at - scene.now) for piece in own.pieces)
    ends = [piece.to_at - scene.now for demand in scene.demand.values() for piece in demand.pieces]
    return ((0, max(ends, default=0)),)


def _first_beyond(people: _People, target: int) -> Ints:
    """When somebody first has waited longer than the target in each future; 0 when somebody has already."""
    beyond = np.where(people.joined < NEVER, people.counts_from + target, NEVER)
    return np.asarray(np.maximum(np.where(people.called > beyond, beyond, NEVER).min(axis=1), 0))


def _point(scene: Scene, people: _People, at: int, comes: Sequence[tuple[int, int]]) -> Point:
    waiting = ((people.joined <= at) & (people.called > at)).sum(axis=1).astype(np.float64)
    wait = _wait_about(people, at) if any(begins <= at < ends for begins, ends in comes) else np.empty(0)
    known = wait[~np.isnan(wait)]
    return Point(scene.now + at, _band(known) if known.size > LIKELY * wait.size else None, _band(waiting))


def _wait_about(people: _People, at: int) -> Floats:
    """The waits of those who come at an instant and a while before and after it: few futures tell them better together.

    Whoever comes now is looked at alone.
    """
    around = range(max(at - SMOOTHED, 0), at + SMOOTHED + 1, SMOOTHED // 2) if at else (0,)
    return np.concatenate([_wait_at(people, instant) for instant in around])


def _wait_at(people: _People, at: int) -> Floats:
    """Minutes that somebody who comes at an instant waits in each future; NaN where nobody comes at all.

    Who comes before somebody who has to wait is called in that person's stead; else as soon as the one before.
    """
    before, after = people.usual & (people.joined <= at), people.usual & (people.joined > at)
    each = np.arange(before.shape[0])
    earlier = (each, np.where(before, people.joined, -NEVER).argmax(axis=1))
    later = (each, np.where(after, people.joined, NEVER).argmin(axis=1))
    follows = after.any(axis=1) & (people.called[later] > people.joined[later])
    called = np.where(follows, people.called[later], np.where(before.any(axis=1), people.called[earlier], at))
    known = before.any(axis=1) | after.any(axis=1)
    return np.asarray(np.where(known, np.maximum(called - at, 0) / MINUTE, np.nan))


def _band(values: Floats) -> Band:
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9)).tolist()
    return Band(low, middle, high)
