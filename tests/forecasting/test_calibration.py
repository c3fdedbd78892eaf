"""Ranges hold as often as they say, and the better estimator is believed."""

from __future__ import annotations

import random

import pytest

from app.forecasting.calibration import Calibration, load_class
from app.forecasting.experts import Experts


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_nine_of_ten_waits_come_to_lie_inside_though_the_model_is_wrong(factor: float):
    calibration, chance, inside = Calibration(), random.Random(1), []
    for number in range(6000):
        promised = calibration.applied(["office"], (6.0, 10.0, 15.0))
        wait = max(0.0, chance.gauss(10, 4 * factor * (1 if number < 3000 else 2)))  # and then everything changes
        inside.append(wait <= promised[2])
        calibration.learn(["office"], promised, wait)
    assert sum(inside[1000:3000]) / 2000 == pytest.approx(0.9, abs=0.02)
    assert sum(inside[4000:]) / 2000 == pytest.approx(0.9, abs=0.02)


def test_a_range_is_stretched_on_the_side_that_failed_only():
    calibration = Calibration()
    for _ in range(50):
        calibration.learn(["office"], (0.0, 10.0, 12.0), 30.0)
    low, middle, high = calibration.applied(["office"], (8.0, 10.0, 12.0))
    assert middle == 10.0
    assert high > 13
    assert low > 8
    assert calibration.applied(["another"], (8.0, 10.0, 12.0)) == (8.0, 10.0, 12.0)


def test_loads_are_told_apart_as_people_do():
    assert [load_class(waiting) for waiting in (0, 2, 3, 9, 10, 80)] == [
        "short", "short", "medium", "medium", "long", "long",
    ]  # fmt: skip


def test_the_expert_who_was_right_is_believed_for_each_quantile():
    experts = Experts()
    said = ((10.0, 12.0, 13.0), (2.0, 30.0, 40.0))
    assert experts.chosen(said) == (2.0, 30.0, 40.0)  # nothing happened yet: the learned one, which is the last
    for wait in (10.0, 12.0, 14.0) * 20:
        experts.learn(said, wait)
    assert experts.chosen(said) == (10.0, 12.0, 13.0)


def test_quantiles_of_different_experts_never_cross():
    experts = Experts([[0.0, 9.0, 0.0], [9.0, 0.0, 9.0]])
    assert experts.chosen(((5.0, 6.0, 7.0), (1.0, 20.0, 30.0))) == (5.0, 7.0, 20.0)
