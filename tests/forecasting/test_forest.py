"""A forest as plain arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.forecasting.forest import BadForest, Forest, grown, unpacked


@pytest.fixture(scope="module")
def features() -> np.ndarray:
    rows = np.random.default_rng(1).random((400, 3))
    rows[::5, 2] = np.nan
    return rows


@pytest.fixture(scope="module")
def forest(features: np.ndarray) -> Forest:
    return grown(features, features[:, 0], np.ones(len(features)))


def test_it_finds_the_leaves_that_the_library_finds(features: np.ndarray, forest: Forest):
    from sklearn.ensemble import ExtraTreesRegressor

    library = ExtraTreesRegressor(60, min_samples_leaf=15, max_features=0.4, random_state=0)
    library.fit(features, features[:, 0], sample_weight=np.ones(len(features)))
    other = np.random.default_rng(2).random((50, 3))
    other[::3, 2] = np.nan
    assert (forest._leaves(other) - forest.roots == library.apply(other)).all()


def test_its_quantiles_follow_what_was_learned(features: np.ndarray, forest: Forest):
    low, middle, high = forest.quantiles(features, (0.1, 0.5, 0.9)).T
    assert np.corrcoef(middle, features[:, 0])[0, 1] > 0.95
    assert np.mean((low <= features[:, 0]) & (features[:, 0] <= high)) > 0.75


def test_it_is_the_same_after_being_stored(features: np.ndarray, forest: Forest):
    again = unpacked(forest.packed(), 3)
    assert (again.quantiles(features, (0.5,)) == forest.quantiles(features, (0.5,))).all()


@pytest.mark.parametrize("data", [b"", b"PK", b"not a forest at all" * 10])
def test_bytes_of_something_else_are_refused(data: bytes):
    with pytest.raises(BadForest):
        unpacked(data, 3)


def test_a_forest_of_other_features_or_with_broken_arrays_is_refused(forest: Forest):
    with pytest.raises(BadForest):
        unpacked(forest.packed(), 4)
    for broken in (
        replace(forest, left=forest.left + len(forest.feature)),
        replace(forest, kept=forest.kept[:3]),
        replace(forest, kept=forest.kept * np.nan),
    ):
        with pytest.raises(BadForest):
            unpacked(broken.packed(), 3)


def test_a_tree_without_an_end_is_noticed(features: np.ndarray, forest: Forest):
    circle = replace(forest, left=np.where(forest.feature >= 0, 0, forest.left), right=np.zeros_like(forest.right))
    with pytest.raises(BadForest):
        circle.quantiles(features, (0.5,))
