"""Forecasts of an office, made from its history and from what is booked."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from sqlalchemy import Connection

from app.domain.calendar import IsPublicHoliday
from app.domain.office import Office
from app.domain.times import HOUR, MINUTE, instant_of, local, rfc3339
from app.forecasting.booked import booked
from app.forecasting.coming import Coming, ComingDay, Expected, HalfHour, Spreads, UsuallyBooked, coming
from app.forecasting.rough_days import Cell
from app.storage.books import reservations_between
from app.storage.history import quarter_hours
from app.usecases.boards import Json

YEARS_BACK = 3
BEHIND = 10
"""The priority at which forecasts are learned."""

BOOKED_WEEKS = 8
"""So long ago one looks for how many usually reserve."""

Past = Callable[[Office, date, date], Sequence[Cell]]
"""Half hours of an office from one day to another, the last not included, that its tables do not have."""


@dataclass(frozen=True)
class Known:
    """What the forecast of an office is made from: plain data that can travel to another process."""

    office: Office
    today: date
    history: Sequence[Cell]
    usually_booked: UsuallyBooked
    others: Sequence[Spreads] = ()
    """How far forecasts of other offices were off."""


def known_of(
    connection: Connection, office: Office, today: date, past: Past | None = None, others: Sequence[Spreads] = ()
) -> Known:
    """What the tables know of an office at the beginning of a day, and what `past` adds for days that they lack."""
    first = today - timedelta(days=365 * YEARS_BACK)
    history = recorded(connection, office, first, today)
    if past is not None:
        recorded_days = {cell.day for cell in history}
        history = [*(cell for cell in past(office, first, today) if cell.day not in recorded_days), *history]
    return Known(office, today, history, usually_booked(connection, office, today), others)


def make_forecast(known: Known, is_public_holiday: IsPublicHoliday, *, learning: bool = True) -> Coming:
    """Foretell the 60 days from today on. With `learning` it takes up to a minute where history is long."""
    return coming(
        known.office,
        known.history,
        known.today,
        is_public_holiday,
        usually_booked=known.usually_booked,
        others=known.others,
        learning=learning,
    )


def learned_forecast(known: Known, is_public_holiday: IsPublicHoliday) -> Coming:
    """The same in a process of its own, on one core and behind everything else on this machine."""
    os.environ["OMP_NUM_THREADS"] = "1"  # read when scikit-learn is loaded
    os.nice(BEHIND - os.nice(0))
    return make_forecast(known, is_public_holiday)


def recorded(connection: Connection, office: Office, first: date, end: date) -> list[Cell]:
    """The half hours of an office's history, from `first` on and before `end`."""
    came: dict[tuple[date, int], Counter[str]] = defaultdict(Counter)
    waited: dict[tuple[date, int], list[int]] = defaultdict(lambda: [0, 0])
    for quarter in quarter_hours(connection, office.id, first, end - timedelta(days=1)):
        key = date.fromisoformat(quarter.day), min(quarter.slot // 2 * 30, 24 * 60 - 30)
        came[key][quarter.service] += quarter.sums["visits"]
        waited[key][0] += quarter.sums["wait_ms"]
        waited[key][1] += quarter.sums["served"]
    return [
        Cell(day, minute, people.total(), total / served / MINUTE if served else None, people)
        for (day, minute), people in sorted(came.items(), key=itemgetter(0))
        for total, served in (waited[day, minute],)
    ]


def usually_booked(connection: Connection, office: Office, today: date) -> UsuallyBooked:
    """How many people reserved lately, by weekday and half hour and by the service they went to first."""
    midnight = instant_of(today, office.hours.day_starts, office.zone)
    past = reservations_between(connection, office.id, midnight - BOOKED_WEEKS * 7 * 24 * HOUR, midnight)
    usual: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for at, people in booked(past).items():
        when = local(at, office.zone)
        for service, count in people.items():
            usual[when.weekday(), when.hour * 60 + when.minute][service] += count / BOOKED_WEEKS
    return {place: dict(people) for place, people in usual.items()}


def forecast_view(office: Office, known: Coming, days: Sequence[ComingDay], service: str | None = None) -> Json:
    """Days of a forecast as clients get them; with a service, its people instead of the office's.

    Raises NoSuchService.
    """
    if service is not None:
        office.service(service)
    return {
        "office": office.id,
        **({"service": service} if service is not None else {}),
        "made_on": known.made_on.isoformat(),
        "last_day": known.days[-1].date.isoformat(),
        "days_seen": known.days_seen,
        "learned": known.learned,
        "days": [_day_view(office, day, service) for day in days],
    }


def _day_view(office: Office, day: ComingDay, service: str | None) -> Json:
    halves = [half for half in day.half_hours if service is None or service in half.services]
    people = [half.arrivals if service is None else half.services[service] for half in halves]
    return {
        "date": day.date.isoformat(),
        "open": bool(halves),
        "public_holiday": day.public_holiday,
        "arrivals": round(sum(each.expected for each in people)),
        "congestion": day.congestion if halves else None,
        "half_hours": [_half_hour_view(office, half, each, service) for half, each in zip(halves, people, strict=True)],
    }


def _half_hour_view(office: Office, half: HalfHour, arrivals: Expected, service: str | None) -> Json:
    booked_by_then = half.booked.values() if service is None else (half.booked.get(service, 0),)
    return {
        "from": rfc3339(half.begins_at, office.zone),
        "to": rfc3339(half.ends_at, office.zone),
        "arrivals": _expected(arrivals),
        "booked": sum(booked_by_then),
        "wait": _expected(half.wait),
        "shown": {"low": half.shown[0], "high": half.shown[1]},
        "congestion": half.congestion,
    }


def _expected(value: Expected) -> Json:
    return {"low": round(value.low, 1), "expected": round(value.expected, 1), "high": round(value.high, 1)}
