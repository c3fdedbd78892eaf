"""How many extra people a half hour needs, by Erlang C on the forecast's busy side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from app.domain.bookable import Booking, StaffedTime
from app.domain.calendar import Opening
from app.domain.congestion import Congestion
from app.domain.office import Office
from app.forecasting.coming import HALF_HOUR_MS, ComingDay, Expected, HalfHour
from app.staffing.support_check import side_by_side
from app.staffing.support_plan import Mix, Need, busy, configured_mix, erlang_c, needs_of, waits_longer
from tests.offices import at, small_office

DAY = date(2026, 11, 24)
MIX = Mix({"moving": 0.5, "certificates": 0.5}, {"moving": 12.0, "certificates": 4.0, "payment": 3.0})


def half(begins: str, people: float, high: float | None = None) -> HalfHour:
    begins_at = at(begins)
    came = Expected(people / 2, people, people if high is None else high)
    return HalfHour(begins_at, begins_at + HALF_HOUR_MS, came, Expected(0, 0, 0), (0, 5), Congestion.EMPTY)


def needs(*halves: HalfHour, office: Office | None = None, probability: float = 0.9) -> dict[tuple[str, str], Need]:
    day = ComingDay(DAY, False, halves)
    openings = (Opening(at("08:15"), at("08:30"), at("17:00"), at("17:00")),)
    found = needs_of(office or small_office(), day, openings, MIX, probability)
    times = {each.begins_at: f"{9 + n // 2:02}:{n % 2 * 30:02}" for n, each in enumerate(halves)}
    return {(times[need.begins_at], need.service): need for need in found}


def busy_morning() -> list[HalfHour]:
    return [half(begins, people) for begins, people in (("09:00", 20), ("09:30", 20), ("10:00", 12), ("10:30", 6))]


@pytest.mark.parametrize(("counters", "load", "waits"), [(1, 0.5, 0.5), (2, 1, 1 / 3), (3, 2, 4 / 9), (10, 8, 0.4092)])
def test_erlang_c_has_the_values_of_textbooks(counters: int, load: float, waits: float) -> None:
    assert erlang_c(counters, load) == pytest.approx(waits, abs=1e-4)


def test_a_part_of_a_counter_lies_between_whole_ones() -> None:
    values = [erlang_c(counters, 2.0) for counters in (2.25, 2.5, 3.0, 3.5, 4.0)]
    assert values == sorted(values, reverse=True)
    assert values[2] == pytest.approx(4 / 9)


def test_waiting_longer_than_a_time_falls_off_exponentially() -> None:
    assert waits_longer(1, 0.5, 0) == pytest.approx(0.5)
    assert waits_longer(1, 0.5, 2) == pytest.approx(0.5 * 2.718281828 ** (-0.5 * 2))
    assert waits_longer(2, 2.5, 10) == 1


def test_extra_people_are_the_fewest_that_keep_the_target_over_the_day() -> None:
    found = [need for (_, service), need in needs(*busy_morning()).items() if service == "moving"]
    assert (found[1].planned, found[1].load, found[1].in_time) == (1, pytest.approx(4.0), 0)
    everybody, in_time = sum(need.stops for need in found), sum(need.stops * need.in_time_then for need in found)
    assert in_time >= 0.9 * everybody
    for need in found:
        with_fewer = 1 - waits_longer(need.planned + need.extra - 1, need.load, 45 / 12)
        assert in_time - need.stops * (need.in_time_then - with_fewer) < 0.9 * everybody


def test_a_half_hour_may_fall_short_when_others_make_up_for_it_but_none_overflows() -> None:
    found = needs(*busy_morning())
    assert min(need.in_time_then for need in found.values()) < 0.9
    assert all(need.planned + need.extra > need.load for need in found.values())


def test_a_higher_probability_never_needs_fewer_people() -> None:
    lower, higher = (needs(half("09:00", 30), probability=p)["09:00", "certificates"].extra for p in (0.6, 0.99))
    assert lower <= higher


def test_a_quiet_half_hour_needs_nobody() -> None:
    assert {need.extra for need in needs(half("09:00", 1)).values()} == {0}


def test_people_of_a_busy_half_hour_are_still_there_in_the_next() -> None:
    found = needs(half("09:00", 40), half("09:30", 0))
    assert found["09:30", "moving"].stops == pytest.approx(40 * 0.5 * 12 / 30)
    assert found["09:00", "moving"].stops == pytest.approx(40 * 0.5 * 18 / 30)


def test_chance_in_the_forecast_is_not_counted_twice() -> None:
    assert busy(half("09:00", 25, high=25 + 1.2816 * 5)) == pytest.approx(25)
    assert busy(half("09:00", 25, high=45)) > 35


def test_fewer_counters_over_lunch_are_planned_for() -> None:
    lunch = Booking(staffed=(StaffedTime(time(9), time(9, 30), 0.5),))
    found = needs(half("09:00", 8), half("09:30", 8), office=small_office(booking=lunch))
    assert found["09:00", "moving"].planned == found["09:30", "moving"].planned / 2


def test_without_history_all_counters_are_equally_busy() -> None:
    office = small_office()
    mix = configured_mix(office)
    loads = {each: mix.stops[each] * mix.minutes[each] / office.planned_counters[each] for each in mix.stops}
    assert max(loads.values()) == pytest.approx(min(loads.values()))


def test_formula_and_simulation_agree_about_a_steady_line() -> None:
    halves = tuple(replace(half("09:00", 16), begins_at=at("09:00") + n * HALF_HOUR_MS,
                           ends_at=at("09:00") + (n + 1) * HALF_HOUR_MS) for n in range(16))  # fmt: skip
    office = small_office()
    day = ComingDay(DAY, False, halves)
    found = needs_of(office, day, (), MIX, 0.9)
    wanted = {(need.begins_at, need.service): need.extra for need in found}
    none, everybody = side_by_side(office, day, found, MIX, [{}, wanted])["moving"]
    assert none.formula < 0.2
    assert none.simulation.value < 0.4
    assert everybody.formula > 0.9
    assert everybody.simulation.value > 0.9
