"""What one can know of a date long before: the calendar's share of how busy an office is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import cos, pi, sin

import numpy as np

from app.forecasting.series import Floats

IsFree = Callable[[date], bool]
"""Whether a date is a public holiday."""

NEAR_DAYS = 7
"""A holiday farther away than this makes no difference."""

DATE_FACTS = (
    "weekday",
    "holiday",
    "days_since_holiday",
    "days_to_holiday",
    "day_of_month",
    "days_to_month_end",
    "days_to_fiscal_year",
    "year_sine",
    "year_cosine",
    "day_of_year",
)
OF_THE_YEAR = ("days_to_fiscal_year", "year_sine", "year_cosine", "day_of_year")
"""Facts that come once a year: they need years to be learnt, and mislead before."""


def date_facts(first: date, days: int, is_public_holiday: IsFree) -> Floats:
    """The facts of `days` days from `first` on, a row per day and a column per name in DATE_FACTS."""
    span = [first + timedelta(days=n) for n in range(-NEAR_DAYS, days + NEAR_DAYS)]
    free = [is_public_holiday(day) for day in span]
    return np.array([_facts(span, free, n + NEAR_DAYS) for n in range(days)], float).reshape(days, len(DATE_FACTS))


def _facts(span: list[date], free: list[bool], place: int) -> tuple[float, ...]:
    day = span[place]
    of_the_year = day.timetuple().tm_yday
    angle = 2 * pi * of_the_year / 365.25
    next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (
        day.weekday(),
        free[place],
        next((n for n in range(1, NEAR_DAYS + 1) if free[place - n]), NEAR_DAYS + 1),
        next((n for n in range(1, NEAR_DAYS + 1) if free[place + n]), NEAR_DAYS + 1),
        day.day,
        (next_month - day).days,
        _to_fiscal_year(day),
        sin(angle),
        cos(angle),
        of_the_year,
    )


def _to_fiscal_year(day: date) -> int:
    """Days to the nearest first of April: negative before it, positive after."""
    return min(((day - date(year, 4, 1)).days for year in (day.year - 1, day.year, day.year + 1)), key=abs)
