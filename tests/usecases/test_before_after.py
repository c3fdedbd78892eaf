"""A change is told from chance by whole days, as people who come on the same day wait in the same line."""

from __future__ import annotations

import random
from math import exp

import pytest

from app.usecases.before_after import Day, difference


def days(rng: random.Random, count: int, mean: float, day_to_day: float = 0.3) -> list[Day]:
    """Days on which everybody waits longer or everybody shorter than usual."""
    found = []
    for _ in range(count):
        people, usual = rng.randint(20, 60), mean * rng.lognormvariate(0, day_to_day)
        found.append((sum(rng.expovariate(1 / usual) for _ in range(people)), people))
    return found


def test_without_a_change_one_difference_in_twenty_is_taken_for_one() -> None:
    rng = random.Random(5)
    found = [difference(days(rng, 15, 20), days(rng, 10, 20)) for _ in range(1000)]
    share = sum(each is not None and each.beyond_chance for each in found) / len(found)
    assert 0.03 <= share <= 0.08


def test_a_change_by_a_half_is_seen_with_its_size() -> None:
    rng = random.Random(6)
    found = [difference(days(rng, 20, 20), days(rng, 20, 10)) for _ in range(50)]
    assert all(each is not None and each.high < 0 for each in found)
    expected = -10 * exp(0.3**2 / 2)
    assert sum(each is not None and each.low < expected < each.high for each in found) >= 44


def test_the_mean_is_that_of_people_and_not_that_of_days() -> None:
    found = difference([(10.0, 10), (300.0, 30)] * 5, [(40.0, 10)] * 5)
    assert found is not None
    assert found.minutes == pytest.approx(40 / 10 - 310 / 40)


@pytest.mark.parametrize("few", [0, 4])
def test_of_a_few_days_nothing_is_said(few: int) -> None:
    assert difference([(100.0, 10)] * few + [(0.0, 0)] * 9, [(90.0, 10)] * 20) is None


def test_days_that_are_all_alike_leave_no_doubt() -> None:
    found = difference([(100.0, 10)] * 6, [(90.0, 10)] * 6)
    assert found is not None
    assert (found.minutes, found.low, found.high) == (-1.0, -1.0, -1.0)
