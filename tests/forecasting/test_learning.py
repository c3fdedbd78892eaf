"""Learning in order of time: nothing is known before it is over."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from app.forecasting.cases import Case
from app.forecasting.learning import Learner
from app.forecasting.quantile_model import fit


def made_up(number: int, seed: int = 1) -> list[Case]:
    """A line whose wait is twice its base estimate, more or less."""
    chance = random.Random(seed)
    cases = []
    for place in range(number):
        waiting = chance.randint(1, 12)
        wait = waiting * 4 * chance.uniform(0.5, 1.5)
        day = date(2026, 4, 1) + timedelta(days=place // 100)
        cases.append(Case("kita", "A", day, 3.0 * place, waiting, 2.0 * waiting, (waiting, place % 7), {}, wait))
    return cases


def test_a_wait_that_is_not_over_yet_changes_no_estimate():
    cases = made_up(400)
    until = cases[300].at
    other = [case if case.known_at <= until else replace(case, wait=300.0) for case in cases]
    ours, theirs = Learner(2.0).walk(cases), Learner(2.0).walk(other)
    for promise, same in zip(list(ours)[:301], list(theirs)[:301], strict=True):
        assert promise.given == same.given


def test_it_learns_that_waits_are_twice_the_base_estimate():
    promises = list(Learner(2.0).walk(made_up(700)))[400:]
    middle = [promise.given[1] / promise.case.base for promise in promises]
    assert sum(middle) / len(middle) == pytest.approx(2, abs=0.2)
    inside = [promise.case.wait <= promise.given[2] for promise in promises if promise.case.wait is not None]
    assert sum(inside) / len(inside) == pytest.approx(0.9, abs=0.06)


def test_those_who_were_never_called_are_estimated_and_not_learned_from():
    cases = [replace(case, wait=None) for case in made_up(300)]
    assert {promise.given[1] for promise in Learner(2.0).walk(cases)} == {case.base for case in cases}


def test_a_feature_of_which_nothing_is_known_is_no_obstacle():
    random_ = np.random.default_rng(1)
    features = random_.random((300, 3))
    features[:, 1] = np.nan
    features[::3, 2] = np.nan
    model = fit(features, np.full(300, 5.0), 10 * features[:, 0] + 1, 2.0, np.full(300, True))
    waits = model.quantiles(features, np.full(300, 5.0))
    assert waits.shape == (300, 3)
    assert (np.diff(waits, axis=1) >= 0).all()
    assert (waits >= 0).all()
    assert np.corrcoef(waits[:, 1], features[:, 0])[0, 1] > 0.9
