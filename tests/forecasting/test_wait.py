"""The wait on the board: never shorter further back, steady on the screen, and safe whatever the model is like."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.numbers import Channel
from app.domain.times import MINUTE
from app.forecasting.estimates import Told, estimate_from
from app.forecasting.estimator import LearnedModel, WaitEstimator
from app.forecasting.forest import Forest, grown
from app.forecasting.office_features import OFFICE_FEATURES
from app.forecasting.retraining import FEWEST, retrained
from app.forecasting.wait import Outlook, outlook, told
from tests.domain.hall import Hall

ESTIMATE = {
    "ahead": 2, "base": 10.0, "given": [4.0, 10.0, 18.0], "said": [[4.0, 10.0, 18.0]], "model": None,
    "features": [0.5] * len(OFFICE_FEATURES),
}  # fmt: skip


@pytest.fixture(scope="module")
def erratic() -> Forest:
    """A model that makes no sense."""
    chance = np.random.default_rng(1)
    features = chance.random((200, len(OFFICE_FEATURES))) * 50
    return grown(features, chance.normal(0, 2, 200), np.ones(200))


def busy_hall(people: int, served: int = 0) -> Hall:
    hall = Hall()
    hall.open("1")
    hall.open("2")
    for _ in range(people):
        hall.take("moving")
        hall.take("certificates")
    for place in range(served):
        hall.now += 3 * MINUTE
        counter = str(1 + place % 2)
        hall.call(counter)
        hall.start(counter)
        hall.now += 4 * MINUTE
        hall.finish(counter, end=True)
    return hall


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 25), st.integers(0, 12), st.booleans())
def test_nobody_is_promised_less_than_the_person_before_them(erratic: Forest, people: int, served: int, learned: bool):
    hall = busy_hall(people, min(served, 2 * people))
    expected = outlook(hall.day, hall.now, WaitEstimator(LearnedModel(1, erratic) if learned else None))
    for estimates in expected.exact.values():
        for earlier, later in pairwise(estimates):
            assert all(a <= b for a, b in zip(earlier.given, later.given, strict=True))
        for each in estimates:
            assert 0 <= each.given[0] <= each.given[1] <= each.given[2]
    for service, ranges in expected.waiting.items():
        assert len(ranges) == hall.day.waiting(service)
        assert all(low % 5 == high % 5 == 0 and high - low >= 5 for low, high in (*ranges, expected.newcomer[service]))


def test_a_service_without_a_counter_has_no_estimate():
    hall = Hall()
    hall.open("1")
    hall.take("moving")
    expected = outlook(hall.day, hall.now)
    assert expected.newcomer.keys() == {"moving"}
    assert expected.of_newcomer("certificates") is None


def test_a_model_that_does_not_fit_is_dropped_and_the_queue_is_believed(erratic: Forest):
    hall = busy_hall(6)
    broken = replace(erratic, left=np.where(erratic.feature >= 0, 0, erratic.left), right=np.zeros_like(erratic.right))
    other = replace(erratic, feature=np.where(erratic.feature >= 0, 99, erratic.feature).astype(np.int16))
    plain = outlook(hall.day, hall.now)
    for forest in (broken, other):
        estimator = WaitEstimator(LearnedModel(1, forest))
        assert outlook(hall.day, hall.now, estimator).newcomer == plain.newcomer
        assert estimator.model is None


def test_a_model_that_is_often_wrong_is_not_believed_any_more(erratic: Forest):
    hall = busy_hall(6)
    estimator = WaitEstimator(LearnedModel(1, erratic))
    for number in range(60):
        estimate = outlook(hall.day, hall.now, estimator).of_newcomer("moving")
        assert estimate
        estimator.tell(Told(str(number), "moving", hall.now, estimate))
        estimator.called(str(number), hall.now + round(estimate.base * MINUTE))
    now_said, plain = (outlook(hall.day, hall.now, each).of_newcomer("moving") for each in (estimator, None))
    assert now_said and plain
    assert now_said.given[1] == pytest.approx(plain.given[1])


def test_ranges_that_failed_grow_for_that_service():
    hall = busy_hall(6)
    estimator = WaitEstimator()
    before = outlook(hall.day, hall.now, estimator).of_newcomer("moving")
    for number in range(40):
        estimate = outlook(hall.day, hall.now, estimator).of_newcomer("moving")
        assert estimate
        estimator.tell(Told(str(number), "moving", hall.now, estimate))
        estimator.called(str(number), hall.now + round(200 * MINUTE))
    after = outlook(hall.day, hall.now, estimator).of_newcomer("moving")
    assert before and after
    assert after.given[2] > before.given[2] + 10


def test_a_number_on_the_screen_does_not_flicker():
    hall = busy_hall(5, 3)
    hall.call("1")
    hall.start("1")
    assert _changes(hall, steady=True) < _changes(hall, steady=False)


def _changes(hall: Hall, *, steady: bool) -> int:
    shown, changes = outlook(hall.day, hall.now), 0
    for second in range(0, 240, 2):
        now = hall.now + (second + (30 if second % 4 else 0)) * 1000
        again = outlook(hall.day, now, None, shown if steady else None)
        changes += again.newcomer != shown.newcomer
        shown = again
    return changes


def test_an_estimate_far_from_what_is_shown_replaces_it():
    hall = busy_hall(5)
    fresh = outlook(hall.day, hall.now)
    stale = Outlook(hall.now, {}, dict.fromkeys(fresh.newcomer, (200, 260)))
    assert outlook(hall.day, hall.now, None, stale).newcomer == fresh.newcomer


def test_what_was_said_is_kept_as_plain_values():
    hall = busy_hall(5, 4)
    estimate = outlook(hall.day, hall.now).of_newcomer("moving")
    assert estimate
    again = estimate_from(estimate.plain())
    assert again.given == pytest.approx(estimate.given, abs=0.01)
    assert len(again.features) == len(OFFICE_FEATURES)
    assert again.plain() == estimate.plain()


def was_told(number: int, wait_minutes: float) -> Told:
    """Promised about ten minutes; one feature tells how long it really takes."""
    estimate = estimate_from({**ESTIMATE, "features": [wait_minutes % 7, *ESTIMATE["features"][1:]]})
    return Told(str(number), "moving", number * MINUTE, estimate, round((number + wait_minutes) * MINUTE))


def test_a_new_model_is_better_where_there_was_something_to_learn():
    chance = random.Random(1)
    found = retrained([was_told(number, 10 + chance.randint(0, 6) * 5) for number in range(600)])
    assert found
    assert found.better
    assert found.after.mae < found.before.mae / 2
    assert found.cases == 600


def test_a_new_model_is_not_used_where_promises_were_right():
    chance = random.Random(2)
    found = retrained([foreseen(was_told(number, chance.choice((4.0, 10.0, 10.0, 18.0)))) for number in range(400)])
    assert found
    assert not found.better


def test_too_few_waits_teach_nothing():
    assert retrained([was_told(number, 10) for number in range(FEWEST - 1)]) is None


def foreseen(each: Told) -> Told:
    wait = ((each.called_at or each.at) - each.at) / MINUTE
    return replace(each, estimate=replace(each.estimate, given=(wait, wait, wait)))


def test_who_has_a_head_start_is_told_the_time_of_the_place_they_get():
    hall = busy_hall(12, 4)
    estimator = WaitEstimator()
    expected = outlook(hall.day, hall.now, estimator)
    urgent, in_turn = (told(hall.day, expected, estimator, "moving", which, hall.now) for which in ("promise", None))
    assert urgent and in_turn
    assert in_turn == (expected.newcomer["moving"], expected.of_newcomer("moving"))
    hall.take("moving", Channel.STAFF, priority="promise")
    mine = hall.day.ahead(hall.day.tickets[f"id-{hall.day.seq}"])
    assert urgent[1].ahead == mine < in_turn[1].ahead
    assert urgent[1].given[1] < in_turn[1].given[1]
    assert told(hall.day, expected, estimator, "nobody-does-this", "promise", hall.now) is None


def test_who_has_a_head_start_teaches_nothing_about_those_who_come_in_turn():
    hall = busy_hall(12, 4)
    estimator = WaitEstimator()
    plain = outlook(hall.day, hall.now)
    for number in range(60):
        said = told(hall.day, plain, estimator, "moving", "promise", hall.now)
        assert said
        estimator.tell(Told(str(number), "moving", hall.now, said[1], group="priority"))
        estimator.called(str(number), hall.now + 300 * MINUTE)
    after = outlook(hall.day, hall.now, estimator)
    assert after.newcomer == plain.newcomer
    later = told(hall.day, after, estimator, "moving", "promise", hall.now)
    first = told(hall.day, plain, WaitEstimator(), "moving", "promise", hall.now)
    assert later and first
    assert later[1].given[2] > 2 * first[1].given[2]
