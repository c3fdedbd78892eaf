"""The same recorded people under other rules, another calendar or another staffing."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Invalid
from app.domain.office import Office, Session
from app.domain.recorded import RecordedDay
from app.simulation.generator import DayKind, generate_day
from app.storage.engines import open_engine, upgrade
from app.usecases.comparisons import Trial, compared, played, staffed
from tests.offices import small_office

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def day() -> RecordedDay:
    return generate_day(small_office(), TUESDAY, DayKind.BUSY, 4)


@pytest.fixture
def play(tmp_path: Path) -> Any:
    """Plays a trial into a new database each time."""
    numbers = iter(range(10))

    def play(office: Office, day: RecordedDay) -> dict[str, Any]:
        engine = open_engine(f"sqlite:///{tmp_path / f'{next(numbers)}.db'}")
        upgrade(engine)
        figures = played(engine, Trial(office, [day]), lambda _: False, lambda people: None)
        engine.dispose()
        return figures

    return play


def test_nothing_is_different_where_nothing_was_changed(day: RecordedDay, play: Any) -> None:
    before, after = play(small_office(), day), play(small_office(), day)
    assert before == after
    change = compared(before, after)["change"]
    assert change["wait_seconds"] == {"mean": 0, "median": 0, "p90": 0}
    assert all(change[name] == 0 for name in ("arrivals", "turned_away", "served", "left", "missed", "staff_hours"))


def test_with_fewer_staff_people_wait_longer_and_fewer_hours_are_worked(day: RecordedDay, play: Any) -> None:
    without_helper = staffed([day], {TUESDAY: [shift for shift in day.shifts if shift.counter != "4"]})[0]
    both = compared(play(small_office(), day), play(small_office(), without_helper))
    assert both["change"]["wait_seconds"]["mean"] > 0
    assert both["change"]["staff_hours"] < 0
    assert both["change"]["arrivals"] == 0
    certificates = next(group for group in both["change"]["services"] if group["service"] == "certificates")
    assert certificates["wait_seconds"]["mean"] > 0


def test_whoever_comes_when_the_doors_are_closed_is_turned_away(day: RecordedDay, play: Any) -> None:
    office = small_office()
    mornings = replace(office, hours=replace(office.hours, tuesday=(Session(time(8, 30), time(12)),)))
    before, after = play(office, day), play(mornings, day)
    assert before["turned_away"] == 0
    assert after["turned_away"] == before["arrivals"] - after["arrivals"] > 0
    both = compared(before, after)
    afternoon = next(group for group in both["change"]["half_hours"] if group["from"] == "14:00")
    assert afternoon["arrivals"] < 0
    assert afternoon["wait_seconds"] is None


def test_on_a_date_without_shifts_nobody_works(day: RecordedDay) -> None:
    assert staffed([day], {date(2026, 11, 25): day.shifts})[0].shifts == ()


def test_rules_that_do_not_know_the_people_are_refused(day: RecordedDay, play: Any) -> None:
    office = small_office()
    with pytest.raises(Invalid, match="procedure"):
        play(replace(office, procedures=office.procedures[:1]), day)
