"""The step check: where visits of a procedure spend their time, against sums made by hand."""

from __future__ import annotations

from datetime import date
from statistics import fmean
from threading import Lock
from typing import Any

import pytest
from sqlalchemy import Engine

from app.storage.past_days import office_then
from app.storage.reads import visits
from app.storage.rollups import catch_up
from app.usecases.step_check import ChangeOutside, StepCheck, step_check
from tests.past import play_past

FIRST, LAST = date(2026, 3, 1), date(2026, 5, 31)


def check(engine: Engine, **asked: Any) -> StepCheck:
    with engine.connect() as connection:
        office = office_then(connection, "kumin", "2026-05-07")
        return step_check(connection, office, FIRST, LAST, public=False, **asked)


def waits(engine: Engine, service: str, no: int, since: str = "2026-03-01") -> list[float]:
    """Waits (min) of everybody served at a step that every visit of one procedure takes."""
    with engine.connect() as connection:
        rows = visits(connection, "kumin")
    return [
        (row["called_at"] - row["waiting_since"]) / 60_000
        for row in rows
        if row["service"] == service and row["no"] == no and row["started_at"] and row["day"] >= since
    ]


def test_each_step_has_its_times(past_engine: Engine) -> None:
    found = {(step.procedure, step.no): step for step in check(past_engine).steps}
    first, second = found["moving-in", 1], found["moving-in", 2]
    assert (first.service, second.service) == ("moving", "payment")
    wanted = waits(past_engine, "moving", 1)
    assert first.values["served"] == len(wanted)
    assert first.values["wait_mean"] == pytest.approx(fmean(wanted), abs=0.01)
    assert (first.share or 0) + (second.share or 0) == pytest.approx(1, abs=0.001)


def test_the_bottleneck_is_where_people_wait_longest_in_all(past_engine: Engine) -> None:
    steps = [step for step in check(past_engine).steps if step.procedure == "moving-in"]
    longest = max(steps, key=lambda step: (step.values["wait_mean"] or 0) * (step.values["served"] or 0))
    assert [step for step in steps if step.bottleneck] == [longest]


def test_a_change_sets_the_days_before_it_against_those_after(past_engine: Engine) -> None:
    found = check(past_engine, change=date(2026, 4, 1), procedures=("moving-in",))
    assert {step.procedure for step in found.steps} == {"moving-in"}
    [first] = [step for step in found.steps if step.no == 1]
    assert first.values["served"] == len(waits(past_engine, "moving", 1, "2026-04-01"))
    assert first.before is not None
    whole = len(waits(past_engine, "moving", 1))
    assert (first.before["served"] or 0) + (first.values["served"] or 0) == whole


@pytest.mark.parametrize("change", [FIRST, date(2026, 6, 1)])
def test_a_change_lies_within_the_period(past_engine: Engine, change: date) -> None:
    with pytest.raises(ChangeOutside):
        check(past_engine, change=change)


def test_a_change_is_held_against_the_spread_of_its_days(sqlite_engine: Engine) -> None:
    days = [date(2026, 4, day) for day in (1, 2, 3, 6, 7, 8, 9, 10, 13, 14, 15)]
    office = play_past(sqlite_engine, days)
    catch_up(sqlite_engine, Lock(), office.id)
    with sqlite_engine.connect() as connection:
        found = step_check(connection, office, days[0], days[-1], change=date(2026, 4, 8), public=False)
        short = step_check(connection, office, days[0], days[-1], change=date(2026, 4, 3), public=False)
    [step] = [step for step in found.steps if (step.procedure, step.no) == ("moving-in", 1)]
    change = step.changes["wait_mean"]
    assert step.before is not None
    assert change.minutes == pytest.approx((step.values["wait_mean"] or 0) - (step.before["wait_mean"] or 0), abs=0.02)
    assert change.low < change.minutes < change.high
    assert [step.changes for step in short.steps if step.changes] == []
