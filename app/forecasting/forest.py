"""A forest of regression trees whose leaves keep what fell into them, as plain arrays.

It is grown by scikit-learn and needs only numpy afterwards: a service that estimates neither loads the library nor
unpickles anything, and a stored forest is read as numbers. Sources: Geurts, Ernst & Wehenkel 2006, "Extremely
randomized trees"; Meinshausen 2006, "Quantile regression forests".
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

TREES = 60
IN_A_LEAF = 15
CHUNK = 2000
"""Rows looked up at once, so that memory stays small."""

DEEPEST = 200
"""No honest tree is deeper; a damaged one could go round in circles."""


class BadForest(ValueError):
    """A stored forest is not one that can be used."""


@dataclass(frozen=True, slots=True)
class Forest:
    """All trees in one set of arrays; `feature` is −1 at a leaf, whose kept values are row `left` of `kept`."""

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: Numbers
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    unknown_left: NDArray[np.bool_]
    kept: NDArray[np.float32]
    columns: NDArray[np.int32]

    def quantiles(self, features: Numbers, shares: Sequence[float]) -> Numbers:
        """Quantiles of what was kept for rows of features (nan where unknown), shape (rows, shares)."""
        parts = [self._pooled(features[start : start + CHUNK], shares) for start in range(0, len(features), CHUNK)]
        return np.concatenate(parts) if parts else np.empty((0, len(shares)))

    def packed(self) -> bytes:
        """The forest as bytes."""
        file = io.BytesIO()
        np.savez_compressed(file, **{field.name: getattr(self, field.name) for field in fields(self)})
        return file.getvalue()

    @property
    def nbytes(self) -> int:
        """Memory of the arrays, in bytes."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))

    def _pooled(self, features: Numbers, shares: Sequence[float]) -> Numbers:
        pooled = self.kept[self.left[self._leaves(features)]].reshape(len(features), -1)
        places = [round(share * (pooled.shape[1] - 1)) for share in shares]
        pooled.partition(places, axis=1)
        return np.asarray(pooled[:, places], dtype=np.float64)

    def _leaves(self, features: Numbers) -> NDArray[np.int32]:
        """The leaf of each row in each tree: all go down one step at a time, and who has arrived rests."""
        values = features.astype(np.float32)
        nodes = np.tile(self.roots, len(features))
        moving = np.arange(len(nodes))
        for _ in range(DEEPEST):
            here = nodes[moving]
            feature = self.feature[here]
            inner = feature >= 0
            if not inner.all():
                moving, here, feature = moving[inner], here[inner], feature[inner]
            if not len(moving):
                return nodes.reshape(len(features), -1)
            value = values[moving // len(self.roots), feature]
            left = np.where(np.isnan(value), self.unknown_left[here], value <= self.threshold[here])
            nodes[moving] = np.where(left, self.left[here], self.right[here])
        raise BadForest("a tree has no end")


def grown(features: Numbers, values: Numbers, weights: Numbers, seed: int = 0) -> Forest:
    """Grow a forest on rows of features; its leaves keep some of the values that fell into them."""
    from sklearn.ensemble import ExtraTreesRegressor  # noqa: PLC0415 - slow to load

    learner = ExtraTreesRegressor(TREES, min_samples_leaf=IN_A_LEAF, max_features=0.4, random_state=seed)
    learner.fit(features, values, sample_weight=weights)
    nodes = learner.apply(features)
    random = np.random.default_rng(seed)
    parts: dict[str, list[NDArray[np.generic]]] = {field.name: [] for field in fields(Forest)}
    at, leaves = 0, 0
    for place, estimator in enumerate(learner.estimators_):
        tree = estimator.tree_
        order = np.argsort(nodes[:, place], kind="stable")
        leaf, first, count = np.unique(nodes[order, place], return_index=True, return_counts=True)
        drawn = first[:, None] + (random.random((len(leaf), IN_A_LEAF)) * count[:, None]).astype(int)
        left = tree.children_left + at
        left[leaf] = leaves + np.arange(len(leaf))
        parts["roots"].append(np.array([at], np.int32))
        parts["feature"].append(np.where(tree.children_left < 0, -1, tree.feature).astype(np.int16))
        parts["threshold"].append(tree.threshold)
        parts["left"].append(left.astype(np.int32))
        parts["right"].append((tree.children_right + at).astype(np.int32))
        parts["unknown_left"].append(tree.missing_go_to_left.astype(bool))
        parts["kept"].append(values[order][drawn].astype(np.float32))
        at, leaves = at + tree.node_count, leaves + len(leaf)
    parts["columns"].append(np.array([features.shape[1]], np.int32))
    return Forest(**{name: np.concatenate(arrays) for name, arrays in parts.items()})


def unpacked(data: bytes, columns: int) -> Forest:
    """A forest from its bytes. Raises BadForest when they are not those of one with that many features."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            forest = Forest(**{field.name: arrays[field.name] for field in fields(Forest)})
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise BadForest(str(error)) from error
    leaf = forest.feature < 0
    nodes, sound = len(forest.feature), forest.columns.tolist() == [columns]
    sound = sound and bool((forest.feature < columns).all() and np.isfinite(forest.kept).all())
    sound = sound and bool((forest.left[leaf] < len(forest.kept)).all() and (forest.left >= 0).all())
    sound = sound and bool((forest.left[~leaf] < nodes).all() and (forest.right[~leaf] < nodes).all())
    if not sound or not len(forest.roots):
        raise BadForest("the arrays do not fit together")
    return forest
