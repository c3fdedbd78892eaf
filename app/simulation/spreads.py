"""How a time varies from one person to the next: a distribution as plain data, a table of quantiles.

Learned from what was seen, or from a mean and a spread. Drawing is inversion: the same uniform number gives the same
person a longer or a shorter time when the spread changes, never another person's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TAILS = tuple(10.0**-power for power in (7, 6, 5, 4, 3.5, 3, 2.7))
PROBABILITIES = (0.0, *TAILS, *(n / 400 for n in range(1, 400)), *(1 - tail for tail in reversed(TAILS)), 1 - 1e-8)
"""Where quantiles are kept: dense in the tails, because long visits are what queues are made of."""


@dataclass(frozen=True)
class Spread:
    """Times (ms) by the probability that a time is at most that long; both rise."""

    probabilities: tuple[float, ...]
    quantiles: tuple[float, ...]

    def draw(self, uniform: Any) -> Floats:
        """The times (ms) that belong to numbers between 0 and 1."""
        times: Floats = np.interp(uniform, self.probabilities, self.quantiles)
        return times

    def draw_rest(self, uniform: Any, elapsed: float) -> Floats:
        """What is left (ms) of times that have lasted `elapsed` ms already."""
        passed = min(float(np.interp(elapsed, self.quantiles, self.probabilities)), self.probabilities[-2])
        total = self.draw(passed + np.asarray(uniform) * (1 - passed))
        rest: Floats = np.maximum(total - elapsed, 0.0)
        return rest

    @property
    def mean(self) -> float:
        """The expected time (ms)."""
        p, q = np.asarray(self.probabilities), np.asarray(self.quantiles)
        return float(np.sum(np.diff(p) * (q[1:] + q[:-1]) / 2))

    def scaled(self, factor: float) -> Spread:
        """The same shape, every time longer by a factor."""
        return Spread(self.probabilities, tuple(factor * quantile for quantile in self.quantiles))

    def later(self, ms: float) -> Spread:
        """The same shape, every time longer by so much (ms)."""
        return Spread(self.probabilities, tuple(quantile + ms for quantile in self.quantiles))


def constant(ms: float) -> Spread:
    """Everybody takes the same time."""
    return Spread((0.0, 0.5, 1.0), (ms, ms, ms))


@cache
def exponential(mean_ms: float) -> Spread:
    """Memoryless times."""
    return _tabled(lambda p: -mean_ms * log(1 - p), mean_ms)


@cache
def lognormal(mean_ms: float, cv: float) -> Spread:
    """The usual shape of service times: `cv` is standard deviation ÷ mean."""
    if cv <= 0:
        return constant(mean_ms)
    sigma = sqrt(log(1 + cv**2))
    normal = NormalDist(log(mean_ms) - sigma**2 / 2, sigma)
    return _tabled(lambda p: exp(normal.inv_cdf(p)) if p > 0 else 0.0, mean_ms)


def observed(times_ms: Iterable[float]) -> Spread:
    """The times that were seen, as they were. Raises ValueError without any."""
    ordered = sorted(times_ms)
    if not ordered:
        raise ValueError("no times")
    if len(ordered) == 1:
        return constant(ordered[0])
    places = tuple(place / (len(ordered) - 1) for place in range(len(ordered)))
    return Spread(places, tuple(float(time) for time in ordered))


def counted(counts: Mapping[float, int]) -> Spread:
    """A histogram: how many times were so long (ms), or shorter and longer than the next smaller one that is named.

    Raises ValueError without any.
    """
    ends, total = sorted(counts), sum(counts.values())
    if not total:
        raise ValueError("no times")
    reached = accumulate(counts[end] for end in ends)
    return Spread((0.0, *(number / total for number in reached)), (ends[0], *ends))


def _tabled(quantile: Callable[[float], float], mean: float) -> Spread:
    """A table of a distribution; its mean is made exact, because straight lines between points are a little long."""
    rough = Spread(PROBABILITIES, _rising([quantile(p) for p in PROBABILITIES]))
    return rough.scaled(mean / rough.mean)


def _rising(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in np.maximum.accumulate(np.asarray(values)))
