"""What the base of a forecast missed, learnt by gradient boosting, with intervals that hold as often as they say.

The target is the ratio to the base, weighted by the base, so that the sum of absolute errors is what is made small.
The middle is the average of models that see different rows, two of them with the season and one without (bagging;
Breiman 1996): years of one office are few. For the ends, time is cut into blocks and each is left out once; the ends
are moved by what the left-out blocks showed: conformalized quantile regression (Romano, Patterson & Candès 2019) in
its cross-validated form (CV+; Barber, Candès, Ramdas & Tibshirani 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.forecasting.examples import FACTS, WITHOUT_SEASON, Examples
from app.forecasting.series import Floats, Ints

Loss = dict[str, Any]

BLOCKS = 3
BINS = 64
LOW, HIGH = 0.1, 0.9
ROWS_AT_MOST = 40_000
SMALLEST_LEAF = 60
ALL_FACTS = list(range(len(FACTS)))
HORIZONS = (7, 28, 60)
"""Intervals are widened by how far ahead one looks: up to a week, four weeks, and beyond (days)."""


@dataclass(frozen=True)
class _Model:
    columns: list[int]
    regressor: Any

    def ratio(self, binned: Floats) -> Floats:
        return np.asarray(np.maximum(self.regressor.predict(binned[:, self.columns]), 0))


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
        middle = np.mean([model.ratio(binned) for model in self.middle], axis=0)
        low, high = (np.mean([pair[end].ratio(binned) for pair in self.ends], axis=0) for end in (0, 1))
        moved = self.moved[_horizon(rows)]
        low, high = np.minimum(low - moved[:, 0], middle), np.maximum(high + moved[:, 1], middle)
        ends: Floats = np.stack([np.maximum(low, 0), middle, high], axis=1) * rows.base[:, None]
        return ends


def boosted(rows: Examples, values: Floats, *, mean: bool = False, seed: int = 0) -> Boosted:
    """Learn from rows and what happened. `mean` aims at the mean (counts) instead of the median (waits)."""
    rows, values = _fewer(rows, values, seed)
    edges = [_edges(column[~np.isnan(column)]) for column in rows.facts.T]
    binned, ratios, weights = _binned(rows.facts, edges), values / rows.base, rows.base
    loss: Loss = {"loss": "squared_error" if mean else "absolute_error"}
    odd = np.arange(len(values)) % 2 == 1
    parts = ((odd, ALL_FACTS), (~odd, ALL_FACTS), (odd | ~odd, WITHOUT_SEASON))
    middle = [_fit(binned[chosen], ratios[chosen], weights[chosen], columns, loss) for chosen, columns in parts]
    ends: list[tuple[_Model, _Model]] = []
    missed = np.full((len(values), 2), np.nan)
    block = _blocks(rows)
    for number in range(BLOCKS):
        inside, outside = block == number, block != number
        low, high = (
            _fit(
                binned[outside], ratios[outside], weights[outside], WITHOUT_SEASON, {"loss": "quantile", "quantile": q}
            )
            for q in (LOW, HIGH)
        )
        ends.append((low, high))
        left_out, happened = binned[inside], ratios[inside]
        missed[inside] = np.stack([low.ratio(left_out) - happened, happened - high.ratio(left_out)], axis=1)
    return Boosted(edges, middle, ends, _moves(rows, missed))


def _fit(binned: Floats, ratios: Floats, weights: Floats, columns: list[int], loss: Loss) -> _Model:
    from sklearn.ensemble import HistGradientBoostingRegressor  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy

    regressor = HistGradientBoostingRegressor(
        **loss,
        max_iter=50,
        learning_rate=0.1,
        max_leaf_nodes=5,
        min_samples_leaf=SMALLEST_LEAF,
        l2_regularization=5,
        max_bins=BINS,
        early_stopping=False,
    )
    regressor.fit(binned[:, columns], ratios, sample_weight=weights)
    return _Model(columns, regressor)


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
