"""Public holidays of Japan (国民の祝日), with substitute holidays."""

from __future__ import annotations

from datetime import date
from functools import cache

from holidays import country_holidays


def is_public_holiday(day: date) -> bool:
    """Whether a date is a public holiday in Japan. The days around New Year that offices also close are not."""
    return day in _of_year(day.year)


@cache
def _of_year(year: int) -> frozenset[date]:
    return frozenset(country_holidays("JP", years=year))
