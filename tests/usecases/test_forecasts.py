"""Forecasts made from what the tables hold, on both databases."""

from datetime import date, timedelta
from threading import Lock

import orjson
from sqlalchemy import Engine, insert

from app.domain.reservations import Reservation, ReservationState, as_values
from app.domain.times import HOUR
from app.forecasting.rough_days import Cell
from app.storage.reservation_tables import reservations
from app.storage.rollups import catch_up_all
from app.usecases.forecasts import forecast_view, known_of, make_forecast, recorded, usually_booked
from tests.offices import at, small_office
from tests.past import play_past

DAYS = tuple(date(2026, 11, day) for day in (18, 19, 20))
TODAY = date(2026, 11, 24)


def no_holidays(day: date) -> bool:
    return False


def test_history_comes_from_the_cells_of_quarter_hours(engine: Engine) -> None:
    office = play_past(engine, DAYS)
    catch_up_all(engine, Lock(), lambda: False)
    with engine.connect() as connection:
        cells = recorded(connection, office, DAYS[0], TODAY)
        people = connection.exec_driver_sql("SELECT count(*) FROM tickets").scalar_one()
        known = make_forecast(known_of(connection, office, TODAY), no_holidays)
    assert {cell.day for cell in cells} == set(DAYS)
    assert sum(cell.arrivals for cell in cells) == people
    assert all(sum(cell.services.values()) == cell.arrivals for cell in cells)
    assert all(cell.wait is None or 0 <= cell.wait < 300 for cell in cells)
    assert known.days_seen == 3
    view = forecast_view(office, known, known.days[:1])
    assert view["days"][0]["half_hours"][0]["from"] == "2026-11-24T08:30:00+09:00"


def test_a_past_from_elsewhere_fills_days_that_the_tables_lack(sqlite_engine: Engine) -> None:
    office = play_past(sqlite_engine, DAYS)
    catch_up_all(sqlite_engine, Lock(), lambda: False)
    extra = [Cell(DAYS[0] - timedelta(days=n), 600, 3, 5.0) for n in range(2)]
    with sqlite_engine.connect() as connection:
        known = make_forecast(known_of(connection, office, TODAY, lambda *_: extra), no_holidays)
    assert known.days_seen == 4


def test_who_usually_reserves_is_known_by_time_of_the_week_and_service(sqlite_engine: Engine) -> None:
    office, start = small_office(), at("2026-12-02 10:10")
    weeks_ago = [start - n * 7 * 24 * HOUR for n in range(2, 10)]
    rows = [*weeks_ago, *weeks_ago[:4], at("2026-11-05 14:00"), at("2026-11-26 14:00"), at("2026-08-05 10:10")]
    with sqlite_engine.begin() as connection:
        connection.execute(insert(reservations), [_row(n, starts_at) for n, starts_at in enumerate(rows)])
        usual = usually_booked(connection, office, TODAY)
    assert usual == {(2, 600): {"moving": 1.5}, (3, 840): {"moving": 0.125}}


def _row(n: int, starts_at: int) -> dict[str, object]:
    known = Reservation(
        id=f"r{n}",
        code=f"{n:06d}",
        state=ReservationState.CHECKED_IN,
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        taken=(),
        procedures=("moving-in",),
        services=("moving", "payment"),
        minutes=30,
        channel="web",
        created_at=starts_at,
    )
    return {
        "office_id": "kumin",
        "id": known.id,
        "code": known.code,
        "state": known.state,
        "starts_at": starts_at,
        "ends_at": known.ends_at,
        "version": 1,
        "data": orjson.dumps(as_values(known)).decode(),
    }
