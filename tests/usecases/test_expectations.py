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


def half_hour(begins: str, **people: float) -> HalfHour:
    begins_at, everybody = at(begins), sum(people.values())
    services = {service: Range(0.0, number, 2 * number) for service, number in people.items()}
    arrivals = Range(0.6 * everybody, everybody, 1.4 * everybody)
    return HalfHour(begins_at, begins_at + HOUR // 2, arrivals, Range(0, 0, 0), (0, 5), Congestion.EMPTY, services)


def test_the_people_of_the_forecast_come_for_its_services() -> None:
    halves = (half_hour("09:00", moving=80, certificates=20), half_hour("10:30", moving=100))
    expected = expected_of(Hall("08:30").day, Learned(), ComingDay(TODAY, False, halves))
    moving, certificates = expected.people["moving"], expected.people["certificates"]
    assert [(piece.from_at, piece.people) for piece in moving] == [(at("09:00"), 80), (at("10:30"), 100)]
    assert [(piece.to_at, piece.people) for piece in certificates] == [(at("09:30"), 20)]
    assert 0.25 < expected.day_to_day <= 0.3


def test_without_a_forecast_only_what_history_shows_is_taken() -> None:
    hall = Hall("08:30")
    known = Learned({"moving": constant(9 * MINUTE), "gone": constant(MINUTE)}, {"moving": 0.1})
    expected = expected_of(hall.day, known, None)
    assert (set(expected.times), expected.no_shows, expected.people) == ({"moving"}, {"moving": 0.1}, {})
