"""Public holidays of Japan (国民の祝日), with substitute holidays, and of countries from which records come."""

from __future__ import annotations

from datetime import date
from functools import cache

from holidays import country_holidays


def is_public_holiday(day: date) -> bool:
    """Whether a date is a public holiday in Japan. The days around New Year that offices also close are not."""
    return day in _of_year(day.year, "JP", None)


def is_public_holiday_in(day: date, country: str, subdivision: str | None = None) -> bool:
    """Whether a date is a public holiday elsewhere: ISO 3166 codes of a country and a part of it."""
    return day in _of_year(day.year, country, subdivision)


@cache
def _of_year(year: int, country: str, subdivision: str | None) -> frozenset[date]:
    return frozenset(country_holidays(country, subdiv=subdivision, years=year))
