"""When to be back and when a visit is over, with a stated risk."""

from __future__ import annotations

import random
from statistics import quantiles

import pytest

from app.forecasting.visit import altogether, being_served, call_not_before, waiting


def test_the_earliest_call_moves_with_the_risk():
    given = (20.0, 30.0, 45.0)
    assert call_not_before(given, 0.1) == 20
    assert call_not_before(given, 0.05) == 10
    assert call_not_before(given, 0.0) == 0
    assert call_not_before(given, 0.3) == 25
    assert call_not_before(given, 0.9) == 30


def test_a_visit_of_two_stops_ends_when_simulated_ones_do():
    chance = random.Random(1)
    ends = []
    for _ in range(20_000):
        waits = chance.gammavariate(4, 5) + chance.gammavariate(4, 5)
        ends.append(waits + chance.gammavariate(1 / 1.44, 12 * 1.44) + chance.gammavariate(1 / 1.44, 6 * 1.44))
    wait = (20 * 0.4362, 20 * 0.918, 20 * 1.6702)  # a gamma of shape 4
    low, middle, high = altogether([waiting(wait), being_served(12), waiting(wait), being_served(6)])
    tenths = quantiles(ends, n=10)
    assert (low, middle, high) == pytest.approx((tenths[0], tenths[4], tenths[8]), rel=0.08)


def test_nothing_to_come_takes_no_time():
    assert altogether([]) == (0, 0, 0)


def test_more_stops_never_end_earlier():
    one = altogether([waiting((5, 10, 20)), being_served(5)])
    two = altogether([waiting((5, 10, 20)), being_served(5), waiting((0, 1, 4)), being_served(3)])
    assert all(a < b for a, b in zip(one, two, strict=True))
