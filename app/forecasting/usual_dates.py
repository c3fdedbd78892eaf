"""What dates usually do to the number of people who come, as long as nobody has seen a year of the office.

Wards name the turn of the fiscal year as their busiest time; of the rest the recorded counters say how much.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from app.forecasting.dates import IsFree
from app.forecasting.series import Floats

FISCAL_YEAR_TURN = ((3, 15), (4, 10))
AT_THE_TURN = 1.4
AFTER_CLOSURE = 1.15
"""On the first working day after a public holiday; Mondays are learnt within weeks."""

MONTH_END = 1.05
MONTH_END_DAYS = 3
A_YEAR_DAYS = 365


def usual_factors(first: date, days: int, is_public_holiday: IsFree) -> Floats:
    """How many times more people than usual come, by day."""
    return np.array([usual_factor(first + timedelta(days=n), is_public_holiday) for n in range(days)])


def usual_factor(day: date, is_public_holiday: IsFree) -> float:
    """How many times more people than usual come on a day."""
    begin, end = FISCAL_YEAR_TURN
    factor = AT_THE_TURN if begin <= (day.month, day.day) <= end else 1.0
    if _after_a_holiday(day, is_public_holiday):
        factor *= AFTER_CLOSURE
    if (day + timedelta(days=MONTH_END_DAYS)).month != day.month:
        factor *= MONTH_END
    return factor


def _after_a_holiday(day: date, is_public_holiday: IsFree) -> bool:
    """Whether a public holiday lies between this day and the last working day before it."""
    before = day - timedelta(days=1)
    while before.weekday() > 4 or is_public_holiday(before):
        if is_public_holiday(before) and before.weekday() <= 4:
            return True
        before -= timedelta(days=1)
    return False
