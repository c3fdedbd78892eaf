"""Quantiles of a wait learned from cases: a forest whose leaves keep the waits that fell into them, and for the upper
end the mean of the forest and boosted trees, whose errors differ.

Both learn the logarithm of the wait over the base estimate, so that they correct an estimate rather than replace it
and what they learned at one line holds for a faster or slower one. Source of boosting: Friedman 2001.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.forecasting.cases import QUANTILES
from app.forecasting.forest import Forest, Numbers, grown

BOOSTED = 0.9
"""Boosting costs most of the time, and gains something at the upper end only."""

UNASKED = 0.5


@dataclass(frozen=True, slots=True)
class QuantileModel:
    """A model as fitted. `offset` (in the waits' unit) is what is added before logarithms are taken, `unknown` tells
    the features of which no value had been seen."""

    offset: float
    cases: int
    unknown: NDArray[np.bool_]
    forest: Forest
    boosted: Any

    def quantiles(self, features: Numbers, base: Numbers) -> Numbers:
        """Waits at QUANTILES, shape (rows, 3), in the unit learned; never negative, never falling along a row."""
        features = np.where(self.unknown, 0.0, features)
        logs = self.forest.quantiles(features, QUANTILES)
        upper = QUANTILES.index(BOOSTED)
        logs[:, upper] = (logs[:, upper] + self.boosted.predict(features)) / 2
        return waits_of(logs, base, self.offset)


def fit(
    features: Numbers, base: Numbers, waits: Numbers, offset: float, asked: NDArray[np.bool_], seed: int = 0
) -> QuantileModel:
    """Learn from cases: `features` of shape (rows, columns), nan where unknown; bases and waits in one unit.

    Cases of which nobody `asked` count half in the forest and not at all in the boosted trees.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - slow

    logs = logs_of(waits, base, offset)
    unknown: NDArray[np.bool_] = np.asarray(np.isnan(features).all(axis=0))
    features = np.where(unknown, 0.0, features)
    forest = grown(features, logs, np.sqrt(base + offset) * np.where(asked, 1.0, UNASKED), seed)
    boosted = HistGradientBoostingRegressor(
        loss="quantile", quantile=BOOSTED, max_iter=120, learning_rate=0.08, max_leaf_nodes=20, min_samples_leaf=40,
        l2_regularization=1.0, early_stopping=False, random_state=seed,
    ).fit(features[asked], logs[asked])  # fmt: skip
    return QuantileModel(offset, int(asked.sum()), unknown, forest, boosted)


def logs_of(waits: Numbers, base: Numbers, offset: float) -> Numbers:
    """What is learned: how a wait compares with its base estimate."""
    return np.asarray(np.log((waits + offset) / (base + offset)))


def waits_of(logs: Numbers, base: Numbers, offset: float) -> Numbers:
    """Waits from what was learned, shape (…, rows, quantiles): never negative, never falling along the quantiles."""
    waits = np.exp(logs) * (base[:, None] + offset) - offset
    return np.maximum.accumulate(np.maximum(waits, 0.0), axis=-1)
