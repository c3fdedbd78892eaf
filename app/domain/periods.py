"""Periods of history: the calendar that figures are grouped by, and the cells that cover a range of days.

A fiscal year begins in April, as in Japan (Local Autonomy Act 地方自治法 §208), and is named by the year of its April.
Weeks begin on Monday (ISO 8601). Hours are those of the office's clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.rollups import Level

FISCAL_YEAR_BEGINS = 4


class Time(StrEnum):
    """What the rows of an answer are grouped by in time."""

    QUARTER_HOUR = "quarter_hour"
    HOUR = "hour"
    HOUR_OF_DAY = "hour_of_day"
    WEEKDAY = "weekday"
    WEEKDAY_HOUR = "weekday_hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    FISCAL_YEAR = "fiscal_year"


SLOTTED = frozenset({Time.QUARTER_HOUR, Time.HOUR, Time.HOUR_OF_DAY, Time.WEEKDAY, Time.WEEKDAY_HOUR})
"""These are read from quarter hours and hours of the week."""

SERIES = frozenset({Time.QUARTER_HOUR, Time.HOUR, Time.DAY, Time.WEEK, Time.MONTH, Time.FISCAL_YEAR})
"""These run along the calendar; the others lay all days on top of each other."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of periods of one level, both ends included."""

    level: Level
    first: str
    last: str
    count: int


def pieces(first: date, last: date, time: Time | None, sealed: str) -> list[Piece]:
    """The cells that cover the days from `first` to `last` exactly, as few as the grouping allows.

    `sealed` is the last month (`2026-10`, or empty) whose cells have been added up.
    """
    match time:
        case Time.QUARTER_HOUR | Time.HOUR:
            return [_days(Level.QUARTER, first, last)]
        case Time.DAY | Time.WEEK:
            return [_days(Level.DAY, first, last)]
        case Time.MONTH:
            return list(_months(first, last, sealed, Level.MONTH, Level.DAY))
        case Time.HOUR_OF_DAY | Time.WEEKDAY | Time.WEEKDAY_HOUR:
            return list(_years(first, last, sealed, (Level.YEAR_HOURS, Level.MONTH_HOURS, Level.QUARTER)))
        case _:
            return list(_years(first, last, sealed, (Level.YEAR, Level.MONTH, Level.DAY)))


def group_of(time: Time | None, level: Level, period: str, slot: int) -> str:
    """The group of a cell: `2026-11-24T09:15`, `2026-11-24`, `2026-W48`, `2026-11`, `FY2026`; for days laid on top of
    each other `09` (hour), `2` (Tuesday), `2-09`; empty when nothing groups in time."""
    match time:
        case Time.QUARTER_HOUR | Time.HOUR:
            group = _moment(time, period, slot)
        case Time.HOUR_OF_DAY | Time.WEEKDAY | Time.WEEKDAY_HOUR:
            group = _on_top(time, hour_of_week(period, slot) if level is Level.QUARTER else slot)
        case Time.WEEK:
            year, week, _ = date.fromisoformat(period).isocalendar()
            group = f"{year}-W{week:02d}"
        case Time.FISCAL_YEAR:
            group = f"FY{fiscal_year(period)}"
        case _:
            group = "" if time is None else period[: 7 if time is Time.MONTH else 10]
    return group


def hour_of_week(day: str, slot: int) -> int:
    """The hour of the week (Monday 0:00 is 0) of a quarter hour of a business day; past midnight stays with its day."""
    return date.fromisoformat(day).weekday() * 24 + slot // 4 % 24


def fiscal_year(period: str) -> str:
    """The fiscal year of a date, month or fiscal year."""
    if len(period) == 4:
        return period
    year, month = int(period[:4]), int(period[5:7])
    return str(year if month >= FISCAL_YEAR_BEGINS else year - 1)


def next_month(month: str) -> str:
    """`2026-12` → `2027-01`."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12}-{number % 12 + 1:02d}"


def first_of(month: str) -> date:
    """The first day of a month."""
    return date.fromisoformat(f"{month}-01")


def last_of(month: str) -> date:
    """The last day of a month."""
    return first_of(next_month(month)) - timedelta(days=1)


def years_later(day: date, years: int) -> date:
    """The same date in another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _moment(time: Time, day: str, slot: int) -> str:
    """The beginning of a quarter hour, or of its hour; past midnight it is the next date."""
    began = date.fromisoformat(day) + timedelta(days=slot // 96)
    minutes = slot % 4 * 15 if time is Time.QUARTER_HOUR else 0
    return f"{began.isoformat()}T{slot % 96 // 4:02d}:{minutes:02d}"


def _on_top(time: Time, week_hour: int) -> str:
    weekday, hour = str(week_hour // 24 + 1), f"{week_hour % 24:02d}"
    if time is Time.WEEKDAY:
        return weekday
    return hour if time is Time.HOUR_OF_DAY else f"{weekday}-{hour}"


def _days(level: Level, first: date, last: date) -> Piece:
    return Piece(level, first.isoformat(), last.isoformat(), (last - first).days + 1)


def _months(first: date, last: date, sealed: str, month_level: Level, day_level: Level) -> Iterator[Piece]:
    """Whole months that are sealed, and days around them."""
    begin = first.isoformat()[:7] if first.day == 1 else next_month(first.isoformat()[:7])
    whole = []
    while begin <= sealed and last_of(begin) <= last:
        whole.append(begin)
        begin = next_month(begin)
    if not whole:
        yield _days(day_level, first, last)
        return
    if first < first_of(whole[0]):
        yield _days(day_level, first, first_of(whole[0]) - timedelta(days=1))
    yield Piece(month_level, whole[0], whole[-1], len(whole))
    if last_of(whole[-1]) < last:
        yield _days(day_level, last_of(whole[-1]) + timedelta(days=1), last)


def _years(first: date, last: date, sealed: str, levels: tuple[Level, Level, Level]) -> Iterator[Piece]:
    """Whole fiscal years that are sealed, whole months before and after them, and days around these."""
    year_level, month_level, day_level = levels
    begins = date(first.year + (first > date(first.year, FISCAL_YEAR_BEGINS, 1)), FISCAL_YEAR_BEGINS, 1)
    ends = begins
    while date(ends.year + 1, 3, 31) <= last and f"{ends.year + 1}-03" <= sealed:
        ends = ends.replace(year=ends.year + 1)
    if ends == begins:
        yield from _months(first, last, sealed, month_level, day_level)
        return
    if first < begins:
        yield from _months(first, begins - timedelta(days=1), sealed, month_level, day_level)
    yield Piece(year_level, str(begins.year), str(ends.year - 1), ends.year - begins.year)
    if ends <= last:
        yield from _months(ends, last, sealed, month_level, day_level)
