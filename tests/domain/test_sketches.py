"""Sketches add up without loss and tell quantiles within the error that they promise."""

from __future__ import annotations

from collections import Counter
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from app.domain import sketches

durations = st.lists(st.integers(0, 40 * 3600 * 1000), max_size=200)


def sketch_of(values: list[int]) -> Counter[int]:
    return Counter(map(sketches.bucket_of, values))


@given(durations, st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.95, 1.0]))
def test_a_quantile_is_within_two_percent_of_the_duration_at_its_rank(values: list[int], share: float) -> None:
    found = sketches.quantile(sketch_of(values), share)
    if not values:
        assert found is None
        return
    exact = sorted(values)[floor(1 + share * (len(values) - 1)) - 1] / 1000
    assert found is not None
    assert abs(found - exact) <= (1.0 if exact <= 1 else 0.02 * exact + 1e-9)


@given(durations, durations)
def test_texts_behind_each_other_are_the_sketch_of_everything(one: list[int], other: list[int]) -> None:
    texts = [sketches.encode(sketch_of(one)), sketches.encode(sketch_of(other))]
    assert sketches.merged(texts) == sketches.encode(sketch_of(one + other))
    assert sketches.decode("".join(texts)) == sketch_of(one + other)


def test_a_bucket_holds_more_than_its_digits_do() -> None:
    many = Counter({7: 3 * sketches.COUNT_AT_MOST + 5, 399: 1})
    assert sketches.decode(sketches.encode(many)) == many


def test_what_is_longer_than_any_day_stays_in_the_last_bucket() -> None:
    assert sketches.bucket_of(10**12) == sketches.BUCKETS - 1
