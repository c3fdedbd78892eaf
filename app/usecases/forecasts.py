"""Forecasts of an office, made from its history and from what is booked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, select

from app.domain.calendar import IsPublicHoliday
from app.domain.office import Office
from app.domain.reservations import ReservationState
from app.domain.times import HOUR, MINUTE, instant_of, local, rfc3339
from app.forecasting.coming import HALF_HOUR_MS, Coming, ComingDay, Expected, HalfHour, coming
from app.forecasting.examples import HORIZON_DAYS
from app.forecasting.rough_days import Cell
from app.storage.history import quarter_hours
from app.storage.reservation_tables import reservations
from app.usecases.boards import Json

YEARS_BACK = 3
BOOKED_WEEKS = 8
"""How often people reserved lately: history counts them already, so only what is booked beyond that is added."""

COMES = (ReservationState.BOOKED, ReservationState.CHECKED_IN, ReservationState.MISSED)

Past = Callable[[Office, date, date], Sequence[Cell]]
"""Half hours of an office from one day to another, the last not included, that its tables do not have."""


def make_forecast(
    connection: Connection,
    office: Office,
    today: date,
    is_public_holiday: IsPublicHoliday,
    *,
    past: Past | None = None,
    learning: bool = True,
) -> Coming:
    """Foretell the 60 days from `today` on. With `learning` it takes seconds where history is long."""
    history = recorded(connection, office, today - timedelta(days=365 * YEARS_BACK), today)
    if past is not None:
        recorded_days = {cell.day for cell in history}
        first = today - timedelta(days=365 * YEARS_BACK)
        history = [*(cell for cell in past(office, first, today) if cell.day not in recorded_days), *history]
    return coming(
        office,
        history,
        today,
        is_public_holiday,
        booked=booked_beyond_usual(connection, office, today),
        learning=learning,
    )


def recorded(connection: Connection, office: Office, first: date, end: date) -> list[Cell]:
    """The half hours of an office's history, from `first` on and before `end`."""
    came: dict[tuple[date, int], int] = defaultdict(int)
    waited: dict[tuple[date, int], list[int]] = defaultdict(lambda: [0, 0])
    for quarter in quarter_hours(connection, office.id, first, end - timedelta(days=1)):
        key = date.fromisoformat(quarter.day), min(quarter.slot // 2 * 30, 24 * 60 - 30)
        came[key] += quarter.sums["visits"]
        waited[key][0] += quarter.sums["wait_ms"]
        waited[key][1] += quarter.sums["served"]
    return [
        Cell(day, minute, count, total / served / MINUTE if served else None)
        for (day, minute), count in sorted(came.items())
        for total, served in (waited[day, minute],)
    ]


def booked_beyond_usual(connection: Connection, office: Office, today: date) -> dict[int, int]:
    """People booked by half hour (ms), less what was usual at that time of the week in the last weeks."""
    midnight = instant_of(today, office.hours.day_starts, office.zone)
    week = 7 * 24 * HOUR
    r = reservations.c
    rows = connection.execute(
        select(r.starts_at)
        .where(r.office_id == office.id, r.state.in_(COMES))
        .where(r.starts_at.between(midnight - BOOKED_WEEKS * week, midnight + (HORIZON_DAYS + 1) * 24 * HOUR))
    ).scalars()
    counts = Counter(at // HALF_HOUR_MS * HALF_HOUR_MS for at in rows)
    usual: dict[tuple[int, int, int], float] = defaultdict(float)
    for at, count in counts.items():
        if at < midnight:
            usual[_of_week(office, at)] += count / BOOKED_WEEKS
    more = {at: round(count - usual[_of_week(office, at)]) for at, count in counts.items() if at >= midnight}
    return {at: count for at, count in more.items() if count > 0}


def forecast_view(office: Office, known: Coming, days: Sequence[ComingDay]) -> Json:
    """Days of a forecast as clients get them."""
    return {
        "office": office.id,
        "made_on": known.made_on.isoformat(),
        "last_day": known.days[-1].date.isoformat(),
        "days_seen": known.days_seen,
        "learned": known.learned,
        "days": [_day_view(office, day) for day in days],
    }


def _day_view(office: Office, day: ComingDay) -> Json:
    return {
        "date": day.date.isoformat(),
        "open": bool(day.half_hours),
        "public_holiday": day.public_holiday,
        "arrivals": round(day.arrivals),
        "congestion": day.congestion,
        "half_hours": [_half_hour_view(office, half) for half in day.half_hours],
    }


def _half_hour_view(office: Office, half: HalfHour) -> Json:
    return {
        "from": rfc3339(half.begins_at, office.zone),
        "to": rfc3339(half.ends_at, office.zone),
        "arrivals": _expected(half.arrivals),
        "wait": _expected(half.wait),
        "shown": {"low": half.shown[0], "high": half.shown[1]},
        "congestion": half.congestion,
    }


def _expected(value: Expected) -> Json:
    return {"low": round(value.low, 1), "expected": round(value.expected, 1), "high": round(value.high, 1)}


def _of_week(office: Office, at: int) -> tuple[int, int, int]:
    when = local(at, office.zone)
    return when.weekday(), when.hour, when.minute
