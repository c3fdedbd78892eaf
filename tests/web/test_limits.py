"""Buckets that refill, with a clock that a test turns."""

import pytest

from app.domain.access_errors import TooManyRequests
from app.web import limits as module
from app.web.limits import RATES, Limits, Rate


@pytest.fixture
def limits():
    made = Limits(
        {"tickets": Rate(at_once=3, seconds_each=10), "help": Rate(at_once=1, seconds_each=60)}, lambda: made.now
    )
    made.now = 1000.0
    return made


def taken(limits, times, what="tickets", address="203.0.113.5"):
    return [limits.take(what, address) for _ in range(times)]


def test_some_at_once_then_one_at_a_time(limits):
    assert taken(limits, 4) == [0, 0, 0, 10]
    limits.now += 10
    assert taken(limits, 2) == [0, 10]


def test_the_time_to_wait_is_exact(limits):
    taken(limits, 3)
    limits.now += 4
    (wait,) = taken(limits, 1)
    limits.now += wait - 0.01
    assert taken(limits, 1)[0] > 0
    limits.now += 0.02
    assert taken(limits, 1) == [0]


def test_asking_too_early_does_not_make_the_wait_longer(limits):
    taken(limits, 30)
    limits.now += 10
    assert taken(limits, 1) == [0]


def test_a_pause_fills_the_bucket_and_not_more(limits):
    taken(limits, 3)
    limits.now += 86_400
    assert taken(limits, 4) == [0, 0, 0, 10]


def test_what_is_limited_is_counted_apart(limits):
    taken(limits, 3)
    assert taken(limits, 2, "help") == [0, 60]


def test_a_customer_of_a_provider_is_one_address(limits):
    assert taken(limits, 3, address="2001:db8::1") == [0, 0, 0]
    assert taken(limits, 1, address="2001:db8::ffff") == [10]
    assert taken(limits, 1, address="2001:db8:0:1::1") == [0]
    assert taken(limits, 1, address="203.0.113.6") == [0]


def test_the_refusal_says_whole_seconds(limits):
    taken(limits, 3)
    limits.now += 0.5
    with pytest.raises(TooManyRequests) as refusal:
        limits.check("tickets", "203.0.113.5")
    assert refusal.value.details == {"seconds": 10}


def test_memory_is_bounded_and_the_busiest_stay_limited(limits, monkeypatch):
    monkeypatch.setattr(module, "ADDRESSES_AT_MOST", 100)
    taken(limits, 4)
    for number in range(1000):
        limits.take("tickets", f"198.51.{number // 250}.{number % 250}")
    assert len(limits._full_again) <= 100
    assert taken(limits, 1) == [10]


def test_every_rate_lets_a_person_work():
    assert all(rate.at_once >= 5 and rate.seconds_each <= 30 for rate in RATES.values())
