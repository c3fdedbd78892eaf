"""Made-up days of the demo ward: the same for a seed, shaped like the recorded ones, busier at the year's end."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import fmean, pstdev

import pytest

from app.demo.ward import demo_offices
from app.domain.recorded import RecordedDay
from app.domain.times import local
from app.simulation.generator import DayKind, generate_day
from app.usecases.replay import check_fits

OFFICES = {office.id: office for office in demo_offices()}
TUESDAY, THURSDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 22)


def day_of(office: str = "kumin", day: date = TUESDAY, kind: DayKind = DayKind.ORDINARY, seed: int = 1) -> RecordedDay:
    return generate_day(OFFICES[office], day, kind, seed)


def hour_of(day: RecordedDay, at: int) -> float:
    when = local(at, OFFICES[day.office or ""].zone)
    return when.hour + when.minute / 60


@pytest.mark.parametrize("office", sorted(OFFICES))
@pytest.mark.parametrize("kind", DayKind)
def test_a_day_fits_its_office(office: str, kind: DayKind):
    day = day_of(office, kind=kind)
    check_fits(OFFICES[office], [day])
    assert day.visitors


def test_the_same_seed_makes_the_same_day_and_another_seed_another():
    assert day_of(seed=7) == day_of(seed=7)
    assert day_of(seed=7).visitors != day_of(seed=8).visitors


def test_a_closed_day_is_empty():
    assert day_of(day=date(2026, 12, 30)) == RecordedDay(date(2026, 12, 30), (), (), "kumin")
    assert not generate_day(OFFICES["kumin"], TUESDAY, DayKind.ORDINARY, 1, public_holiday=True).visitors


def test_people_come_in_order_and_while_tickets_are_given():
    day = day_of()
    times = [visitor.arrived_at for visitor in day.visitors]
    assert times == sorted(times)
    assert 8.25 <= hour_of(day, times[0]) < 9
    assert hour_of(day, times[-1]) < 17


def test_more_people_come_before_noon_than_in_the_last_hour():
    days = [day_of(seed=seed) for seed in range(10)]
    hours = Counter(int(hour_of(day, visitor.arrived_at)) for day in days for visitor in day.visitors)
    assert hours[11] > 1.2 * hours[9] > hours[16]


def test_the_end_of_the_year_brings_nearly_twice_as_many():
    ordinary = fmean(len(day_of(seed=seed).visitors) for seed in range(20))
    year_end = fmean(len(day_of(seed=seed, kind=DayKind.YEAR_END).visitors) for seed in range(20))
    assert 1.6 < year_end / ordinary < 2.0


def test_service_times_spread_as_measured_around_the_usual_time():
    times = [
        visitor.service_seconds or 0
        for seed in range(30)
        for visitor in day_of(seed=seed).visitors
        if visitor.service == "certificates"
    ]
    usual = OFFICES["kumin"].service("certificates").expected_minutes * 60
    assert fmean(times) == pytest.approx(usual, rel=0.06)
    assert 0.9 < pstdev(times) / fmean(times) < 1.3


def test_in_the_evening_only_what_can_be_finished_is_begun():
    office = OFFICES["kumin"]
    days = [day_of(day=THURSDAY, seed=seed) for seed in range(10)]
    evening = [v for day in days for v in day.visitors if hour_of(day, v.arrived_at) >= 17]
    offered = set(office.hours.thursday[1].services)
    assert evening
    assert all(set(office.procedure(visitor.procedure or "").services) <= offered for visitor in evening)


def test_everybody_has_a_lunch_break_but_not_all_at_once_and_the_only_cashier_is_relieved():
    day = day_of()
    noon = [shift for shift in day.shifts if hour_of(day, shift.from_at) <= 12.2 < hour_of(day, shift.to_at)]
    assert 5 <= len(noon) < 10
    assert sum(shift.counter == "10" for shift in day.shifts) == 1
    assert sum(shift.counter == "1" for shift in day.shifts) == 2


def test_on_an_open_sunday_the_counters_of_other_services_stay_closed():
    assert {shift.counter for shift in day_of(day=SUNDAY).shifts} == {"1", "2", "3", "4", "5", "6", "7", "10"}
