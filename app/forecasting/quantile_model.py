"""Quantiles of a wait learned from cases: a forest whose leaves keep the waits that fell into them, and boosted trees
fitted to each quantile. Who uses them chooses, by what happened, which of them to believe.

Both learn the logarithm of the wait over the base estimate, so that they correct an estimate rather than replace it
and what they learned at one line holds for a faster or slower one. Sources: Meinshausen 2006, "Quantile regression
forests"; Geurts, Ernst & Wehenkel 2006, "Extremely randomized trees"; Friedman 2001 (boosting).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.forecasting.cases import QUANTILES

Numbers = NDArray[np.float64]

BOOSTED = (0.9,)
"""Boosting costs most of the time, and gains something at the upper end only."""

TREES = 60
IN_A_LEAF = 15
CHUNK = 2000
"""Rows predicted at once, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class QuantileModel:
    """A model as fitted. `offset` (in the waits' unit) is what is added before logarithms are taken, `unknown` tells
    the features of which no value had been seen."""

    offset: float
    cases: int
    unknown: NDArray[np.bool_]
    forest: Any
    leaves: tuple[NDArray[np.float32], ...]
    boosted: tuple[Any, ...]

    def quantiles(self, features: Numbers, base: Numbers) -> Numbers:
        """Waits at QUANTILES by the forest, by boosting and by their mean, shape (3, rows, 3), in the unit learned.

        Never negative and never falling from one quantile to the next.
        """
        features = np.where(self.unknown, 0.0, features)
        parts = [self._logs(features[start : start + CHUNK]) for start in range(0, len(features), CHUNK)]
        logs = np.concatenate(parts, axis=1) if parts else np.empty((3, 0, len(QUANTILES)))
        waits = np.exp(logs) * (base[:, None] + self.offset) - self.offset
        return np.maximum.accumulate(np.maximum(waits, 0.0), axis=2)

    def _logs(self, features: Numbers) -> Numbers:
        nodes = self.forest.apply(features)
        kept = np.concatenate([leaf[nodes[:, tree]] for tree, leaf in enumerate(self.leaves)], axis=1)
        kept.sort(axis=1)
        forest = np.asarray(kept[:, [round(q * (kept.shape[1] - 1)) for q in QUANTILES]], dtype=np.float64)
        boosted = forest.copy()
        for quantile, model in zip(BOOSTED, self.boosted, strict=True):
            boosted[:, QUANTILES.index(quantile)] = model.predict(features)
        return np.stack([forest, boosted, (forest + boosted) / 2])


def fit(features: Numbers, base: Numbers, waits: Numbers, offset: float, seed: int = 0) -> QuantileModel:
    """Learn from cases: `features` of shape (rows, columns), nan where unknown; bases and waits in one unit."""
    from sklearn.ensemble import (  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to load
        ExtraTreesRegressor,
        HistGradientBoostingRegressor,
    )

    logs = np.log((waits + offset) / (base + offset))
    unknown: NDArray[np.bool_] = np.asarray(np.isnan(features).all(axis=0))
    features = np.where(unknown, 0.0, features)
    forest = ExtraTreesRegressor(TREES, min_samples_leaf=IN_A_LEAF, max_features=0.4, random_state=seed)
    forest.fit(features, logs, sample_weight=np.sqrt(base + offset))
    boosted = tuple(
        HistGradientBoostingRegressor(
            loss="quantile", quantile=quantile, max_iter=120, learning_rate=0.08, max_leaf_nodes=20,
            min_samples_leaf=40, l2_regularization=1.0, early_stopping=False, random_state=seed,
        ).fit(features, logs)
        for quantile in BOOSTED
    )  # fmt: skip
    return QuantileModel(offset, len(waits), unknown, forest, _leaves(forest, features, logs, seed), boosted)


def _leaves(forest: Any, features: Numbers, logs: Numbers, seed: int) -> tuple[NDArray[np.float32], ...]:
    """For each tree and node, as many of the logs that fell into it as a leaf has at least."""
    random = np.random.default_rng(seed)
    nodes = forest.apply(features)
    kept = []
    for place, tree in enumerate(forest.estimators_):
        order = np.argsort(nodes[:, place], kind="stable")
        leaf, first, count = np.unique(nodes[order, place], return_index=True, return_counts=True)
        drawn = first[:, None] + (random.random((len(leaf), IN_A_LEAF)) * count[:, None]).astype(int)
        table = np.zeros((tree.tree_.node_count, IN_A_LEAF), np.float32)
        table[leaf] = logs[order][drawn]
        kept.append(table)
    return tuple(kept)
