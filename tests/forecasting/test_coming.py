"""The coming weeks of an office: opening hours, what dates do, what is booked, and what it is called."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.domain.congestion import Congestion
from app.domain.office import Hours, Session, SpecialDay
from app.domain.recorded import RecordedDay, Shift, Visitor
from app.domain.reservations import Reservation, ReservationState
from app.domain.times import MINUTE
from app.forecasting.booked import booked, with_booked
from app.forecasting.coming import Coming, ComingDay, coming
from app.forecasting.half_hours import open_half_hours
from app.forecasting.rough_days import Cell, rough_day, usual_week
from app.forecasting.usual_dates import usual_factor
from tests.offices import at, small_office

TUESDAY = date(2026, 11, 24)
HOLIDAY = date(2026, 12, 2)
ORDER = list(Congestion)


def is_holiday(day: date) -> bool:
    return day == HOLIDAY


def a_past(weeks: int, wait: float = 20.0, people: int = 6) -> list[Cell]:
    """Every working day alike, but twice as long waits at eleven."""
    days = [TUESDAY - timedelta(days=n) for n in range(7 * weeks, 0, -1)]
    return [
        Cell(day, minute, people, wait * (2 if minute == 660 else 1))
        for day in days
        if day.weekday() < 5
        for minute in range(510, 1020, 30)
    ]


def a_reservation(starts_at: int, state: str) -> Reservation:
    return Reservation(
        id=f"r-{state}",
        code="123456",
        state=ReservationState(state),
        starts_at=starts_at,
        ends_at=starts_at + 30 * MINUTE,
        taken=(),
        procedures=("moving-in",),
        services=("moving", "payment"),
        minutes=30,
        channel="web",
        created_at=starts_at,
    )


def foretold(past: Sequence[Cell] = (), **changes: object) -> Coming:
    return coming(small_office(), past, TUESDAY, is_holiday, **changes)  # type: ignore[arg-type]


def day_of(known: Coming, day: date) -> ComingDay:
    found = known.day(day)
    assert found
    return found


def test_half_hours_are_those_in_which_tickets_are_given() -> None:
    hours = Hours(monday=(Session(time(8, 30), time(12)), Session(time(17, 15), time(19))))
    office = replace(small_office(), hours=replace(hours, last_ticket_minutes_before_closing=30))
    assert [*open_half_hours(office, date(2026, 11, 30), is_holiday)] == [*range(510, 690, 30), *range(1020, 1110, 30)]
    assert not [*open_half_hours(office, TUESDAY, is_holiday)]


def test_closed_days_have_no_half_hours_and_sixty_days_are_foretold() -> None:
    known = foretold()
    assert len(known.days) == 60
    assert not day_of(known, date(2026, 11, 28)).half_hours
    assert not day_of(known, HOLIDAY).half_hours
    assert day_of(known, HOLIDAY).public_holiday
    assert len(day_of(known, TUESDAY).half_hours) == 17
    assert known.day(TUESDAY - timedelta(days=1)) is None
    assert known.day(TUESDAY + timedelta(days=60)) is None


def test_a_special_session_on_a_holiday_is_foretold() -> None:
    office = small_office()
    special = SpecialDay(HOLIDAY, (Session(time(9), time(12)),))
    office = replace(office, hours=replace(office.hours, special=(special,)))
    assert len(day_of(coming(office, a_past(4), TUESDAY, is_holiday), HOLIDAY).half_hours) == 6


def test_without_history_an_office_has_a_curve_from_its_configuration() -> None:
    known = foretold()
    wednesday = day_of(known, TUESDAY + timedelta(days=1))
    arrivals = usual_week(small_office(), TUESDAY, is_holiday).arrivals
    assert known.days_seen == 0
    assert wednesday.arrivals == pytest.approx(float(arrivals[2][17:34].sum()), rel=0.25)
    assert wednesday.half_hours[5].arrivals.expected > wednesday.half_hours[-1].arrivals.expected


def test_history_is_believed_after_some_weeks() -> None:
    known = foretold(a_past(8))
    wednesday = day_of(known, date(2026, 12, 9))
    assert known.days_seen == 40
    assert wednesday.half_hours[0].arrivals.expected == pytest.approx(6, rel=0.1)
    assert wednesday.half_hours[0].wait.expected == pytest.approx(20, rel=0.2)
    assert wednesday.half_hours[5].wait.expected > 1.5 * wednesday.half_hours[0].wait.expected


def test_the_day_after_a_holiday_is_busier() -> None:
    known = foretold(a_past(8))
    assert (
        day_of(known, HOLIDAY + timedelta(days=1)).arrivals > 1.1 * day_of(known, HOLIDAY + timedelta(days=8)).arrivals
    )


def test_the_turn_of_the_fiscal_year_is_the_busiest_time() -> None:
    assert usual_factor(date(2027, 4, 1), is_holiday) > usual_factor(date(2027, 5, 12), is_holiday) == 1.0
    assert usual_factor(date(2027, 3, 31), is_holiday) > usual_factor(date(2027, 3, 24), is_holiday)


def test_who_has_booked_beyond_the_usual_comes_on_top() -> None:
    start = at("2026-12-09 10:00")
    plain = foretold(a_past(8), usually_booked={(2, 600): {"moving": 2.0}})
    booked = with_booked(plain, small_office(), {start: {"moving": 12, "certificates": 1}})
    before, after = (day_of(known, date(2026, 12, 9)).half_hours[3] for known in (plain, booked))
    assert before.begins_at == start
    assert after.arrivals.expected == pytest.approx(before.arrivals.expected + 0.95 * 11)
    assert after.services["moving"].expected == pytest.approx(before.services["moving"].expected + 9.5)
    assert after.booked == {"moving": 12, "certificates": 1}
    assert after.walk_ins("moving") == pytest.approx(max(after.services["moving"].expected - 0.95 * 12, 0))
    assert after.wait.expected > before.wait.expected
    assert day_of(plain, date(2026, 12, 9)).half_hours[4] == day_of(booked, date(2026, 12, 9)).half_hours[4]


def test_fewer_bookings_than_usual_change_nothing_because_people_still_reserve() -> None:
    plain = foretold(a_past(8), usually_booked={(2, 600): {"moving": 2.0}})
    known = with_booked(plain, small_office(), {at("2026-12-09 10:00"): {"moving": 1}})
    before, after = (day_of(each, date(2026, 12, 9)).half_hours[3] for each in (plain, known))
    assert (after.arrivals, after.wait) == (before.arrivals, before.wait)
    assert after.walk_ins("moving") == pytest.approx(before.services["moving"].expected - 0.95)


def test_only_people_who_may_still_come_are_counted_as_booked() -> None:
    states = ("booked", "checked_in", "missed", "held", "cancelled", "expired")
    found = booked(a_reservation(at("2026-12-09 10:10"), state) for state in states)
    assert found == {at("2026-12-09 10:00"): {"moving": 3}}


def test_longer_waits_never_have_a_lower_level() -> None:
    levels = [
        ORDER.index(day_of(foretold(a_past(8, wait)), date(2026, 12, 9)).half_hours[2].congestion)
        for wait in (0.0, 18.0, 90.0)
    ]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (0, 3)


def test_an_instant_has_the_level_of_its_half_hour() -> None:
    known = foretold(a_past(8))
    half = day_of(known, date(2026, 12, 9)).half_hours[5]
    assert known.congestion_at(half.begins_at + 29 * MINUTE) is half.congestion
    assert known.congestion_at(at("2026-12-09 23:00")) is None


def test_a_rough_day_has_everybody_and_longer_waits_with_one_counter_less() -> None:
    people = tuple(Visitor(at("09:00") + n * MINUTE, "moving", service_seconds=600) for n in range(12))
    shifts = (Shift("1", at("08:30"), at("17:00")), Shift("4", at("08:30"), at("17:00")))
    two = rough_day(small_office(), RecordedDay(TUESDAY, people, shifts))
    one = rough_day(small_office(), RecordedDay(TUESDAY, people, shifts[:1]))
    assert [(cell.minute, cell.arrivals) for cell in two] == [(540, 12)]
    assert two[0].wait == pytest.approx(sum(max(0, n // 2 * 10 - n + n % 2) for n in range(12)) / 12, abs=1)
    assert one[0].wait and two[0].wait and one[0].wait > 2 * two[0].wait


def test_who_has_left_before_their_turn_has_no_wait() -> None:
    people = (
        Visitor(at("09:00"), "moving", service_seconds=1800),
        Visitor(at("09:01"), "moving", service_seconds=60, left_after_seconds=300),
    )
    cell = rough_day(small_office(), RecordedDay(TUESDAY, people, (Shift("1", at("08:30"), at("17:00")),)))[0]
    assert (cell.arrivals, cell.wait) == (2, 0.0)
