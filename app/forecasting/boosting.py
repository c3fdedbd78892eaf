"""What the base of a forecast missed, learnt by gradient boosting, with intervals that hold as often as they say.

The target is the ratio to the base, weighted by the base, so that the sum of absolute errors is what is made small.
The middle is the average of models that measure by the level of the last days and of models that measure by that of
the last months: how long a level holds is not known beforehand. For the ends, time is cut into blocks and each is left
out once; the ends are moved by what the left-out blocks showed: conformalized quantile regression (Romano, Patterson &
Candès 2019) in its cross-validated form (CV+; Barber, Candès, Ramdas & Tibshirani 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.forecasting.examples import FACTS, LEARNED_FROM, WITHOUT_SEASON, Examples
from app.forecasting.series import Floats, Ints

Loss = dict[str, Any]

BLOCKS = 3
BINS = 64
LOW, HIGH = 0.1, 0.9
ROWS_AT_MOST = 40_000
SMALLEST_LEAF = 60
FACTS_TRIED = 0.3
"""Each split looks at this share of the facts only, so that none of them drowns the others (Breiman 2001)."""

LEVELS = tuple(FACTS.index(name) for name in ("level_8_days", "level_40_days"))
BASE = LEVELS[0]
SEEDS = (0, 1)
LEAST_LEVEL = 0.05
A_YEAR_DAYS = 365
HORIZONS = (7, 28, 60)
"""Intervals are widened by how far ahead one looks: up to a week, four weeks, and beyond (days)."""


@dataclass(frozen=True)
class _Model:
    """A model of the ratio to a level of the last days."""

    columns: list[int]
    level: int
    regressor: Any

    def ratio(self, binned: Floats, rows: Examples) -> Floats:
        """The ratio to the base."""
        own: Floats = self.regressor.predict(binned[:, self.columns])
        return np.asarray(np.maximum(own, 0) * _level(rows, self.level))


@dataclass(frozen=True)
class Boosted:
    """Models of the middle, models of both ends by the block of time left out, and how far ends move by horizon."""

    edges: Sequence[Floats]
    middle: Sequence[_Model]
    ends: Sequence[tuple[_Model, _Model]]
    moved: Floats

    def predict(self, rows: Examples) -> Floats:
        """Low end, middle and high end for each row, in the measure's own unit."""
        binned = _binned(rows.facts, self.edges)
        middle = np.mean([model.ratio(binned, rows) for model in self.middle], axis=0)
        low, high = (np.mean([pair[end].ratio(binned, rows) for pair in self.ends], axis=0) for end in (0, 1))
        moved = self.moved[_horizon(rows)]
        low, high = np.minimum(low - moved[:, 0], middle), np.maximum(high + moved[:, 1], middle)
        ends: Floats = np.stack([np.maximum(low, 0), middle, high], axis=1) * rows.base[:, None]
        return ends


def boosted(rows: Examples, values: Floats, *, mean: bool = False, seed: int = 0) -> Boosted:
    """Learn from rows and what happened. `mean` aims at the mean (counts) instead of the median (waits)."""
    rows, values = _fewer(rows, values, seed)
    edges = [_edges(column[~np.isnan(column)]) for column in rows.facts.T]
    binned, ratios, weights = _binned(rows.facts, edges), values / rows.base, rows.base
    columns = LEARNED_FROM if rows.day.max() >= A_YEAR_DAYS else WITHOUT_SEASON
    learning = _Learning(binned, rows, ratios, weights)
    loss: Loss = {"loss": "squared_error" if mean else "absolute_error"}
    everything = np.ones(len(values), bool)
    middle = [learning.fit(everything, columns, level, loss, seed) for level in LEVELS for seed in SEEDS]
    ends: list[tuple[_Model, _Model]] = []
    missed = np.full((len(values), 2), np.nan)
    block = _blocks(rows)
    for number in range(BLOCKS):
        inside = block == number
        low, high = (
            learning.fit(~inside, WITHOUT_SEASON, BASE, {"loss": "quantile", "quantile": q}, number)
            for q in (LOW, HIGH)
        )
        ends.append((low, high))
        left_out, happened = rows.take(inside), ratios[inside]
        ends_then = [model.ratio(binned[inside], left_out) for model in (low, high)]
        missed[inside] = np.stack([ends_then[0] - happened, happened - ends_then[1]], axis=1)
    return Boosted(edges, middle, ends, _moves(rows, missed))


@dataclass(frozen=True)
class _Learning:
    binned: Floats
    rows: Examples
    ratios: Floats
    weights: Floats

    def fit(self, chosen: NDArray[np.bool_], columns: list[int], level: int, loss: Loss, seed: int) -> _Model:
        """A model of the chosen rows, of the ratio to a level."""
        from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - heavy

        regressor = HistGradientBoostingRegressor(
            **loss,
            max_iter=80,
            learning_rate=0.1,
            max_leaf_nodes=5,
            max_features=FACTS_TRIED,
            min_samples_leaf=SMALLEST_LEAF,
            l2_regularization=5,
            max_bins=BINS,
            early_stopping=False,
            random_state=seed,
        )
        own = _level(self.rows, level)[chosen]
        binned = self.binned[chosen][:, columns]
        regressor.fit(binned, self.ratios[chosen] / own, sample_weight=self.weights[chosen] * own)
        return _Model(columns, level, regressor)


def _level(rows: Examples, level: int) -> Floats:
    return np.maximum(rows.facts[:, level], LEAST_LEVEL)


def _edges(known: Floats) -> Floats:
    shares = np.linspace(0, 1, BINS + 1)[1:-1]
    return np.unique(np.quantile(known, shares)) if len(known) else np.array([])


def _binned(facts: Floats, edges: Sequence[Floats]) -> Floats:
    """Facts as the number of their bin, found once for all models: weighted bins of each would take longer than all."""
    places = [np.searchsorted(edge, column, side="right") for edge, column in zip(edges, facts.T, strict=True)]
    return np.where(np.isnan(facts), np.nan, np.stack(places, axis=1).astype(float))


def _fewer(rows: Examples, values: Floats, seed: int) -> tuple[Examples, Floats]:
    if len(values) <= ROWS_AT_MOST:
        return rows, values
    chosen = np.zeros(len(values), bool)
    chosen[np.random.default_rng(seed).choice(len(values), ROWS_AT_MOST, replace=False)] = True
    return rows.take(chosen), values[chosen]


def _blocks(rows: Examples) -> Ints:
    """Blocks of time by the day that is looked at, so that no day is in two of them."""
    edges = np.quantile(rows.day, np.arange(1, BLOCKS) / BLOCKS)
    return np.asarray(np.searchsorted(edges, rows.day, side="right"))


def _horizon(rows: Examples) -> Ints:
    return np.asarray(np.minimum(np.searchsorted(HORIZONS, rows.ahead), len(HORIZONS) - 1))


def _moves(rows: Examples, missed: Floats) -> Floats:
    """By how much each end moves outwards, by horizon, so that a tenth of what happened lies beyond each."""
    horizon = _horizon(rows)
    return np.array(
        [
            [np.quantile(missed[horizon == h, end], 1 - LOW) if (horizon == h).any() else 0.0 for end in (0, 1)]
            for h in range(len(HORIZONS))
        ]
    )
