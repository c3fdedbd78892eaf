"""What became of the people in many futures: waits, who was still waiting at closing, overtime; and how sure that is.

Every figure is taken in each future first; its value is the mean over futures, its error the standard error of that
mean. A difference between two plans is taken future by future (common random numbers), so its error is that of the
difference itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from app.domain.times import MINUTE
from app.simulation.crowds import NEVER, Ints
from app.simulation.futures import Futures
from app.simulation.scenes import Scene
from app.simulation.spreads import Floats

MEASURES = ("p50", "p90", "mean", "within_target", "left_at_closing")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its standard error; two errors to each side hold the truth in 95 of 100 cases."""

    value: float
    error: float

    @property
    def is_sure(self) -> bool:
        """Whether it differs from nothing, beyond chance."""
        return abs(self.value) > 2 * self.error


def estimate(values: Floats) -> Estimate:
    """The mean of a figure over futures; futures without it (NaN) do not count. NaN when none has it."""
    known = values[~np.isnan(values)]
    if not known.size:
        return Estimate(float("nan"), float("nan"))
    error = float(known.std(ddof=1)) / sqrt(known.size) if known.size > 1 else float("nan")
    return Estimate(float(known.mean()), error)


@dataclass(frozen=True)
class Outcomes:
    """What became of everybody. Rows of `play` are all futures of the first plan, then all of the next.

    Whoever is not called by `ends_at` (ms from the scene's instant) counts as called then.
    """

    play: Futures
    scene: Scene
    targets: Mapping[str, int]
    closes_at: int
    ends_at: int
    closings: tuple[int, ...] = ()
    """When the office closes under each plan, where that is not the same."""

    _known: dict[tuple[str, str | None], Floats] = field(default_factory=dict)
    _sorted: dict[str | None, Floats] = field(default_factory=dict)
    """Of one service only: measures are asked for service by service, and all together would be large."""

    @property
    def plans(self) -> int:
        """How many plans were played."""
        return self.play.shape[0] // self.play.crowd.futures

    def figure(self, measure: str, service: str | None, plan: int) -> Estimate:
        """A figure of a service (None: all together) under a plan. Waits are minutes."""
        return estimate(self.by_future(measure, service)[plan])

    def difference(self, measure: str, service: str | None, plan: int, base: int = 0) -> Estimate:
        """How a figure changes from one plan to another."""
        values = self.by_future(measure, service)
        return estimate(values[plan] - values[base])

    def by_future(self, measure: str, service: str | None) -> Floats:
        """A figure by plan and future."""
        if (measure, service) not in self._known:
            self._known[measure, service] = self._by_future(measure, service)
        return self._known[measure, service]

    def _by_future(self, measure: str, service: str | None) -> Floats:
        if measure == "left_at_closing":
            values = self._left_at_closing(service)
        elif measure == "overtime":
            values = self._overtime
        elif measure == "mean":
            values = _mean(self._waits(service))
        elif measure == "within_target":
            waits = self._waits(service)
            values = _mean(np.where(np.isnan(waits), np.nan, waits <= self._targets(service)))
        else:
            values = _quantile(self._ordered(service), {"p50": 0.5, "p90": 0.9}[measure])
        return np.asarray(values.reshape(self.plans, -1))

    def saved(self, plan: int, base: int = 0) -> Estimate:
        """Minutes of waiting that a plan saves all people, those beyond the target twice."""
        return estimate(self.cost[base] - self.cost[plan])

    @cached_property
    def cost(self) -> Floats:
        """Minutes of waiting by plan and future, those beyond the target counted twice."""
        waits = self._all_waits
        beyond = np.maximum(waits - self._targets(None), 0)
        return np.asarray(np.nansum(waits + beyond, axis=(1, 2)).reshape(self.plans, -1))

    @cached_property
    def _counted(self) -> NDArray[np.bool_]:
        """Stops that were waited for before `ends_at`: of those who came and had not left."""
        play = self.play
        return np.asarray((play.joined < self.ends_at) & ~play.left[:, :, None])

    @cached_property
    def _all_waits(self) -> Floats:
        play = self.play
        waits = np.minimum(play.called, self.ends_at) - play.joined
        return np.where(self._counted, waits / MINUTE, np.nan)

    @cached_property
    def _service(self) -> Ints:
        return self.play.crowd.steps[self.play.future]

    def _waits(self, service: str | None) -> Floats:
        if service is None:
            return self._all_waits
        return np.asarray(np.where(self._service == self.scene.services.index(service), self._all_waits, np.nan))

    def _ordered(self, service: str | None) -> Floats:
        """The waits of each row in order, those that are not there last; no wider than the busiest row."""
        if service not in self._sorted:
            waits = self._waits(service).reshape(self.play.shape[0], -1)
            most = int((~np.isnan(waits)).sum(axis=1).max(initial=1))
            self._sorted.clear()
            self._sorted[service] = np.sort(waits, axis=1)[:, : max(most, 1)]
        return self._sorted[service]

    def _targets(self, service: str | None) -> Floats | float:
        if service is not None:
            return float(self.targets[service])
        by_service = np.asarray([float(self.targets[name]) for name in self.scene.services])
        return np.asarray(by_service[self._service])

    def _left_at_closing(self, service: str | None) -> Floats:
        play = self.play
        closes_at = self._closing[:, None, None]
        waits = self._counted & (play.joined <= closes_at) & (play.called > closes_at)
        if service is not None:
            waits = waits & (self._service == self.scene.services.index(service))
        return np.asarray(waits.sum(axis=(1, 2)), dtype=np.float64)

    @cached_property
    def _overtime(self) -> Floats:
        """From closing until the last visit ends (minutes)."""
        play = self.play
        ends = np.where(play.called < NEVER, play.called + play.crowd.times[play.future], -NEVER)
        last = ends.max(axis=(1, 2), initial=-NEVER)
        return np.asarray(np.maximum(last - self._closing, 0) / MINUTE)

    @cached_property
    def _closing(self) -> Ints:
        """When the office closes, for each row of `play`."""
        by_plan = self.closings or (self.closes_at,) * self.plans
        return np.repeat(np.asarray(by_plan, dtype=np.int64), self.play.crowd.futures)


def _mean(values: Floats) -> Floats:
    flat = values.reshape(values.shape[0], -1)
    count = (~np.isnan(flat)).sum(axis=1)
    return np.asarray(np.where(count > 0, np.nansum(flat, axis=1) / np.maximum(count, 1), np.nan))


def _quantile(ordered: Floats, share: float) -> Floats:
    """The quantile of each row, interpolated between neighbours; NaN for an empty row."""
    count = (~np.isnan(ordered)).sum(axis=1)
    place = np.maximum(count - 1, 0) * share
    below = place.astype(np.intp)
    above = np.minimum(below + 1, np.maximum(count - 1, 0))
    rows = np.arange(ordered.shape[0])
    low, high = ordered[rows, below], ordered[rows, above]
    return np.asarray(low + (high - low) * (place - below))
