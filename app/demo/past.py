"""A past for the demo ward, so that its forecasts have something to go by: generated days, gone through roughly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.demo.live import SEED
from app.domain.office import Office
from app.forecasting.rough_days import Cell, rough_day
from app.integrations.holidays import is_public_holiday
from app.simulation.generator import DayKind, generate_day

WEEKS = 10


def generated_past(office: Office, first: date, end: date) -> Sequence[Cell]:
    """The half hours of an office in the ten weeks before `end`: a little busier than usual, as today is."""
    days = (end - timedelta(days=n) for n in range(7 * WEEKS, 0, -1))
    return [
        cell
        for day in days
        if day >= first
        for cell in rough_day(
            office, generate_day(office, day, DayKind.ORDINARY, SEED, public_holiday=is_public_holiday(day))
        )
    ]
