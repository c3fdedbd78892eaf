"""Cases of recorded days: what is known at a minute is known at that minute."""

from __future__ import annotations

import math
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.recorded import RecordedDay, Shift, Visitor
from app.domain.snapshots import DisplayedDay, FollowedWait, Snapshot
from app.domain.times import instant
from app.forecasting.cases import Case
from app.forecasting.displayed_days import cases_of
from app.forecasting.hall_features import HALL_FEATURES
from app.forecasting.line_features import FEATURES
from app.forecasting.line_watch import LineHistory, LineWatch
from app.forecasting.visitor_days import cases_of_visitors

DAY = date(2026, 4, 1)
ZONE = ZoneInfo("Asia/Tokyo")
looks = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 6)), min_size=4, max_size=40)


def displayed(rows: list[tuple[int, int, int]]) -> DisplayedDay:
    """A look every five minutes; every line that is longer than before is followed for ten minutes a person."""
    snapshots, waits, number = [], [], 0
    for place, (waiting, counters, called) in enumerate(rows):
        number += called
        snapshots.append(Snapshot("A", 480 + 5 * place, waiting, counters, number, 10.0))
        if waiting and counters:
            waits.append(FollowedWait("A", 480 + 5 * place, waiting, counters, 10.0 * waiting))
    return DisplayedDay("kita", DAY, tuple(snapshots), tuple(waits))


def known(cases: list[Case]) -> list[str]:
    """As text, so that nan equals nan."""
    return [repr((case.at, case.base, case.features, case.guesses)) for case in cases]


@settings(max_examples=30, deadline=None)
@given(looks, st.integers(1, 39))
def test_what_a_display_shows_later_changes_nothing_that_was_known(rows: list[tuple[int, int, int]], until: int):
    whole, part = displayed(rows), displayed(rows[:until])
    assert known(list(cases_of([whole])))[: len(part.waits)] == known(list(cases_of([part])))


def test_every_number_about_a_line_has_its_name():
    (case, *_) = cases_of([displayed([(3, 1, 0)] * 5)])
    assert len(case.features) == len(FEATURES)
    assert set(case.guesses) == {"naive", "display", "les", "hol", "gap", "table"}


def test_the_pace_is_learned_only_while_somebody_waits():
    history = LineHistory()
    watch = LineWatch(history)
    for minute, waiting, number in ((0, 0, 1), (30, 0, 5), (60, 4, 5), (70, 2, 9), (80, 0, 13)):
        watch.look(minute, waiting, 1, number)
    assert (history.speed.calls, history.speed.minutes) == (8, 20)


def test_somebody_followed_by_the_number_was_called_between_two_looks():
    watch = LineWatch(LineHistory())
    watch.look(0, 3, 1, 10)
    watch.follow(12.0)
    assert watch.look(5, 2, 1, 11) == []
    (outcome,) = watch.look(10, 0, 1, 15)
    assert (outcome.position, outcome.wait) == (3, 7.5)  # the second of four calls in these five minutes


def test_a_number_that_jumps_back_has_been_set_anew():
    watch = LineWatch(LineHistory())
    watch.look(0, 1, 1, 90)
    watch.look(5, 1, 1, 3)
    watch.look(10, 1, 1, 4)
    assert watch.progress == 1


def at(seconds: float) -> int:
    return instant(datetime(2026, 4, 1, 9, tzinfo=ZONE)) + round(seconds * 1000)


def visitor(after: float, wait: float, service: float = 120) -> Visitor:
    return Visitor(at(after), "A", None, service, recorded_wait_seconds=wait, counter="1")


def hall(visitors: list[Visitor]) -> RecordedDay:
    return RecordedDay(DAY, tuple(visitors), (Shift("1", at(-60), at(9000)),))


VISITORS = [visitor(0, 0), visitor(30, 90), visitor(60, 180), Visitor(at(90), "A", None, None, 100), visitor(400, 20)]


@pytest.mark.parametrize("until", range(1, len(VISITORS)))
def test_who_comes_later_changes_nothing_that_was_known(until: int):
    whole, part = hall(VISITORS), hall(VISITORS[:until])
    assert known(list(cases_of_visitors([whole], ZONE)))[:until] == known(list(cases_of_visitors([part], ZONE)))


def test_visitors_see_who_is_ahead_and_which_counters_are_free():
    cases = list(cases_of_visitors([hall(VISITORS)], ZONE))
    seen = [dict(zip(HALL_FEATURES, case.features, strict=True)) for case in cases]
    assert [case.waiting for case in cases] == [1, 1, 2, 3, 1]
    assert [numbers["serving"] for numbers in seen] == [0, 1, 1, 1, 0]
    assert seen[0]["idle"] == seen[0]["ready"] == 1
    assert math.isnan(seen[0]["last_wait"])
    assert cases[3].wait is None  # gave up
