"""Scores say what they claim."""

from __future__ import annotations

import pytest

from app.forecasting.scores import pinball, score


def test_an_estimate_too_low_costs_its_share_and_one_too_high_the_rest():
    assert pinball(20, 10, 0.9) == pytest.approx(9)
    assert pinball(10, 20, 0.9) == pytest.approx(1)


def test_a_range_has_coverage_and_width_and_one_number_has_none():
    ranges = score([((5.0, 10.0, 20.0), 12.0), ((5.0, 10.0, 20.0), 24.0)])
    assert ranges
    assert (ranges.n, ranges.mae, ranges.coverage90, ranges.width) == (2, 8.0, 0.5, 15.0)
    assert ranges.rmse == pytest.approx(((4 + 196) / 2) ** 0.5)
    number = score([(10.0, 12.0)])
    assert number
    assert (number.mae, number.coverage90, number.width) == (2.0, None, None)


def test_nothing_said_is_no_score():
    assert score([]) is None
