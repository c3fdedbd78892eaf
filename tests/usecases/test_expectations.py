"""What a past office lets expect of a day: read from its tables, put together with the forecast."""

from datetime import date, timedelta
from threading import Lock

import pytest
from sqlalchemy import Engine

from app.domain.congestion import Congestion
from app.domain.times import HOUR, MINUTE
from app.forecasting.coming import ComingDay, HalfHour
from app.forecasting.coming import Expected as Range
from app.simulation.spreads import constant
from app.storage.rollups import catch_up_all
from app.usecases.expectations import Learned, expected_of, learned_of
from tests.domain.hall import Hall
from tests.offices import at
from tests.past import play_past

TODAY = date(2026, 11, 24)
DAYS = (TODAY - timedelta(days=5), TODAY - timedelta(days=4))


def test_times_and_their_shape_are_learned_from_the_last_weeks_only(engine: Engine) -> None:
    play_past(engine, DAYS)
    catch_up_all(engine, Lock(), lambda: False)
    with engine.connect() as connection:
        learned = learned_of(connection, "kumin", TODAY)
        seen = connection.exec_driver_sql(
            "SELECT avg(finished_at - called_at) FROM stops WHERE service = 'moving' AND finished_at IS NOT NULL "
            "AND started_at IS NOT NULL"
        ).scalar_one()
        later = learned_of(connection, "kumin", TODAY + timedelta(weeks=9))
    assert learned.times["moving"].mean == pytest.approx(float(seen), rel=1e-3)
    quantiles = learned.times["moving"].draw([0.1, 0.5, 0.9])
    assert quantiles[0] < 0.6 * quantiles[1] < 0.6 * quantiles[2], "a shape, not only a mean"
    assert later == Learned()


def half_hour(begins: str, people: float) -> HalfHour:
    wait = Range(0, 0, 0)
    begins_at = at(begins)
    arrivals = Range(0.6 * people, people, 1.4 * people)
    return HalfHour(begins_at, begins_at + HOUR // 2, arrivals, wait, (0, 5), Congestion.EMPTY)


def test_the_people_of_the_forecast_are_split_as_people_came_at_that_hour() -> None:
    hall = Hall("08:30")
    visits = {9: {"moving": 1000}, 10: {"certificates": 3000}}
    halves = (half_hour("09:00", 100), half_hour("10:30", 100))
    expected = expected_of(hall.day, Learned(visits=visits), ComingDay(TODAY, False, halves))
    early, late = ([piece.people for piece in expected.people[service]] for service in ("moving", "certificates"))
    assert early[0] > 95
    assert late[1] > 95
    assert min(early[1], late[0]) > 0
    assert early[0] + late[0] == pytest.approx(100)
    assert "payment" not in expected.people
    assert 0.25 < expected.day_to_day <= 0.3


def test_with_little_history_people_come_as_the_counters_are_set_up() -> None:
    hall = Hall("08:30")
    expected = expected_of(
        hall.day, Learned(visits={9: {"moving": 10}}), ComingDay(TODAY, False, (half_hour("11:00", 9),))
    )
    moving, certificates = (expected.people[service][0].people for service in ("moving", "certificates"))
    assert moving / certificates == pytest.approx(1 / 12 / (2 / 4))


def test_without_a_forecast_only_what_history_shows_is_taken() -> None:
    hall = Hall("08:30")
    known = Learned({"moving": constant(9 * MINUTE), "gone": constant(MINUTE)}, {"moving": 0.1})
    expected = expected_of(hall.day, known, None)
    assert (set(expected.times), expected.no_shows, expected.people) == ({"moving"}, {"moving": 0.1}, {})
