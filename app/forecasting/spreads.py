"""How far forecasts without boosting are off: intervals from past errors, pooled where few have been seen.

Errors are told in units that allow to compare small and large numbers, and near and far days; the tenths of what was
missed before are the ends of the interval (split conformal prediction; Lei, G'Sell, Rinaldo, Tibshirani & Wasserman
2018), the newest counting most, because later forecasts know more and times change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.forecasting.examples import WEEKS_SEEN, Examples
from app.forecasting.series import Floats

LOW, HIGH = 0.1, 0.9
CHANCE = 1.0
"""Variance by chance ÷ middle, as of counts: of small numbers the error is about their root."""

SHARE_KEPT = 0.12
"""Errors that are this share of the history older count half as much."""

PRIOR_DAYS = 4.0
"""What is usual counts as much as this many days seen."""

HALF_A_WEEK = 0.5


@dataclass(frozen=True)
class Spread:
    """Low end, middle and high end of what was missed, in units of `unit`, by how many days of it were seen.

    `parts` are how much more than usual is missed in each part of the day; none where nothing is known of that.
    """

    low: float
    middle: float
    high: float
    days: float = 0.0
    parts: Floats | None = None

    def drawn_to(self, others: Sequence[Spread]) -> Spread:
        """The mean of this and others, by their days; this one counts like a few days."""
        weights = np.array([PRIOR_DAYS, *(min(other.days, 4 * PRIOR_DAYS) for other in others)])
        ends = np.array([(each.low, each.middle, each.high) for each in (self, *others)])
        low, middle, high = (weights @ ends / weights.sum()).tolist()
        return Spread(low, middle, high)


USUAL_WAITS = Spread(-0.7, 0.0, 1.15)
USUAL_COUNTS = Spread(-0.3, 0.0, 0.25)
"""While nothing is known: about what Moers' waits and the bank's arrivals show."""


def unit(rows: Examples, middle: Floats) -> Floats:
    """What an error is measured by: more for large numbers, and for times of the week that were seldom seen."""
    weeks = rows.facts[:, WEEKS_SEEN]
    return np.asarray(np.sqrt((middle**2 + CHANCE * middle) * (1 + 1 / (weeks + HALF_A_WEEK))))


def around(rows: Examples, middle: Floats, spread: Spread) -> Floats:
    """Low end, middle and high end around forecasts; never below zero."""
    own = unit(rows, middle)
    if spread.parts is not None:
        own = own * spread.parts[rows.part]
    ends = np.stack([middle + own * end for end in (spread.low, spread.middle, spread.high)], axis=-1)
    return np.maximum(ends, 0.0)


def spread_of(rows: Examples, values: Floats, middle: Floats, usual: Spread, parts: int, *, mean: bool) -> Spread:
    """What past forecasts missed, drawn to the usual spread while few days are seen; `parts` are those of a day.

    Times of the week that had not been seen at the time say nothing of those that were.
    """
    known = rows.facts[:, WEEKS_SEEN] > 0
    if not known.any():
        return usual
    rows, values, middle = rows.take(known), values[known], middle[known]
    missed = (values - middle) / unit(rows, middle)
    origin = rows.day - rows.ahead
    weights = 0.5 ** ((origin.max() - origin) / max(SHARE_KEPT * float(rows.day.max()), 1.0))
    by_part = _by_part(rows, np.abs(missed), weights, parts)
    low, center, high = _quantiles(missed / by_part[rows.part], weights, (LOW, 0.5, HIGH))
    days = float(len(np.unique(rows.day)))
    own = days / (days + PRIOR_DAYS)
    low, center, high = (
        own * seen + (1 - own) * prior for seen, prior in ((low, usual.low), (center, usual.middle), (high, usual.high))
    )
    center = 0.0 if mean else center
    return Spread(min(low, center), center, max(high, center), days, by_part)


def _by_part(rows: Examples, missed: Floats, weights: Floats, parts: int) -> Floats:
    """How much more than on average was missed in each part of the day, drawn to one where few days were seen."""
    days = np.array([len(np.unique(rows.day[rows.part == part])) for part in range(parts)])
    total, seen = (np.bincount(rows.part, each, parts) for each in (weights * missed, weights))
    average = max(float((weights @ missed) / weights.sum()), 1e-9)
    own = total / np.maximum(seen, 1e-9) / average
    return np.asarray((days * own + PRIOR_DAYS) / (days + PRIOR_DAYS))


def _quantiles(values: Floats, weights: Floats, shares: Sequence[float]) -> list[float]:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    places = np.searchsorted(total, np.array(shares) * total[-1])
    return [float(value) for value in values[order][np.minimum(places, len(values) - 1)]]
