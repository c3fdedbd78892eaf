"""How the people of an office divide among its services."""

from dataclasses import replace
from datetime import date, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.office import Hours, Session
from app.forecasting.coming import Coming, coming
from app.forecasting.counts import excess_of, tenths
from app.forecasting.rough_days import Cell
from app.forecasting.series import Floats
from tests.offices import small_office

TUESDAY = date(2026, 11, 24)


def no_holidays(day: date) -> bool:
    return False


def a_past(weeks: int, moving_on_mondays: int = 6) -> list[Cell]:
    """Every working day eight people in each half hour; on Mondays more of them move."""
    days = [TUESDAY - timedelta(days=n) for n in range(7 * weeks, 0, -1)]
    return [
        Cell(day, minute, 8, 10.0, {"moving": moving, "certificates": 8 - moving})
        for day in days
        if day.weekday() < 5
        for moving in (moving_on_mondays if day.weekday() == 0 else 2,)
        for minute in range(510, 1020, 30)
    ]


def foretold(past: list[Cell]) -> Coming:
    return coming(small_office(), past, TUESDAY, no_holidays)


@pytest.mark.parametrize("weeks", [0, 1, 8])
def test_the_services_of_a_half_hour_add_up_to_the_office(weeks: int) -> None:
    for day in foretold(a_past(weeks)).days:
        for half in day.half_hours:
            assert sum(each.expected for each in half.services.values()) == pytest.approx(half.arrivals.expected)
            for each in half.services.values():
                assert 0 <= each.low <= each.expected <= each.high


def test_a_service_has_the_share_that_it_had_at_that_time_of_the_week() -> None:
    known = foretold(a_past(8))
    monday, tuesday = (known.day(date(2026, 12, day)) for day in (7, 8))
    assert monday
    assert tuesday
    assert monday.half_hours[3].services["moving"].expected == pytest.approx(6, rel=0.15)
    assert tuesday.half_hours[3].services["moving"].expected == pytest.approx(2, rel=0.15)


def test_without_history_services_are_as_the_office_is_set_up() -> None:
    wednesday = foretold([]).day(TUESDAY + timedelta(days=1))
    assert wednesday
    people = wednesday.half_hours[5].services
    assert people["moving"].expected > 0
    assert people["certificates"].expected > 0


def test_people_whose_service_is_not_known_say_nothing_of_shares() -> None:
    unknown = [replace(cell, services={}) for cell in a_past(2)]
    known, nothing = (foretold(past).day(date(2026, 12, 9)) for past in (unknown, []))
    assert known
    assert nothing
    halves = known.half_hours[4], nothing.half_hours[4]
    shares = [half.services["moving"].expected / half.arrivals.expected for half in halves]
    assert shares[0] == pytest.approx(shares[1])


def test_a_service_that_a_session_leaves_out_has_nobody_then() -> None:
    tuesday = (Session(time(8, 30), time(12)), Session(time(13), time(17), services=("certificates",)))
    office = replace(small_office(), hours=Hours(tuesday=tuesday))
    day = coming(office, a_past(8), TUESDAY, no_holidays).day(TUESDAY)
    assert day
    assert set(day.half_hours[0].services) == {"moving", "certificates"}
    assert set(day.half_hours[-1].services) == {"certificates"}
    assert day.half_hours[-1].services["certificates"].expected == pytest.approx(day.half_hours[-1].arrivals.expected)


def array(*values: float) -> Floats:
    return np.array(values)


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 500), st.floats(0, 2))
def test_ends_of_counts_are_whole_and_in_order(middle: float, excess: float) -> None:
    low, high = (float(end[0]) for end in tenths(array(middle), array(excess)))
    assert low == int(low)
    assert high == int(high)
    assert 0 <= low <= high


def test_ends_of_counts_are_those_of_the_distribution() -> None:
    low, high = tenths(array(4, 10, 40), array(0, 0, 0.05))
    assert low.tolist() == [2, 6, 26 + 1]  # Poisson 4, Poisson 10, negative binomial with variance 40 + 80
    assert high.tolist() == [7, 14, 54]
    assert excess_of(array(40), high[2:])[0] == pytest.approx(0.05, rel=0.1)
