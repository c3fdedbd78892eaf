"""The coming weeks of an office: expected arrivals, waits and congestion by half hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from math import ceil, floor, sqrt

import numpy as np

from app.domain.calendar import IsPublicHoliday, openings
from app.domain.congestion import Congestion, level
from app.domain.office import Office, ServiceKind
from app.domain.times import MINUTE, instant_of, local
from app.forecasting.demand import Forecast, foretell, learn
from app.forecasting.examples import HORIZON_DAYS
from app.forecasting.rough_days import Cell, usual_week
from app.forecasting.series import A_DAY_MINUTES, HALF_HOUR, Floats, Series, series_of
from app.forecasting.usual_dates import A_YEAR_DAYS, usual_factors
from app.forecasting.wait import STEP_MINUTES, TEN_PERCENT, Range

HALF_HOUR_MS = HALF_HOUR * MINUTE
SHOW_RATE = 0.95
"""Of those who have reserved, these come."""

WAIT_ELASTICITY = 1.5
"""Where more people come than usual, waits grow faster than their number: queues of busy counters build up."""

Booked = Mapping[int, int]
"""People who have reserved, by the instant (ms) at which their half hour begins."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A tenth of the time it is less than `low`, a tenth of the time more than `high`."""

    low: float
    expected: float
    high: float


@dataclass(frozen=True, slots=True)
class HalfHour:
    """What to expect of a half hour (instants in ms): people who come, minutes they wait, and what that is called.

    `wait` is the mean of those who come then; `shown` is the range of minutes that a board would show to one of them.
    """

    begins_at: int
    ends_at: int
    arrivals: Expected
    wait: Expected
    shown: Range
    congestion: Congestion


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A day; without half hours the office is closed."""

    date: date
    public_holiday: bool
    half_hours: tuple[HalfHour, ...]

    @property
    def arrivals(self) -> float:
        """How many people are expected."""
        return sum(half.arrivals.expected for half in self.half_hours)

    @property
    def congestion(self) -> Congestion | None:
        """The level of most of the day: that which a third of the people who come will meet, or a higher one."""
        ranked = sorted(self.half_hours, key=lambda half: list(Congestion).index(half.congestion), reverse=True)
        met = 0.0
        for half in ranked:
            met += half.arrivals.expected
            if met >= self.arrivals / 3:
                return half.congestion
        return ranked[-1].congestion if ranked else None


@dataclass(frozen=True, slots=True)
class Coming:
    """The forecast of an office, made at the beginning of `made_on`. `days_seen` is how much history it had."""

    office_id: str
    made_on: date
    days_seen: int
    learned: bool
    days: tuple[ComingDay, ...]

    def day(self, day: date) -> ComingDay | None:
        """A day of the forecast; None when it is too far away or past."""
        place = (day - self.made_on).days
        return self.days[place] if 0 <= place < len(self.days) else None

    def at(self, at: int) -> HalfHour | None:
        """The half hour of an instant (ms); None when closed or out of reach."""
        for day in self.days:
            if day.half_hours and day.half_hours[0].begins_at <= at < day.half_hours[-1].ends_at:
                return next((half for half in day.half_hours if half.begins_at <= at < half.ends_at), None)
        return None

    def congestion_at(self, at: int) -> Congestion | None:
        """The congestion expected at an instant (ms); None when closed or out of reach."""
        half = self.at(at)
        return half.congestion if half else None


def coming(
    office: Office,
    history: Sequence[Cell],
    today: date,
    is_public_holiday: IsPublicHoliday,
    *,
    booked: Booked | None = None,
    learning: bool = True,
) -> Coming:
    """Foretell the days from `today` on. `history` are the half hours of whole days before it.

    `booked` are people who reserved beyond those whom `history` counts; without `learning` only the base is used,
    which takes a moment instead of seconds.
    """
    week = usual_week(office, today, is_public_holiday)
    yesterday = today - timedelta(days=1)
    people = _series(office, history, yesterday, is_public_holiday)
    waits = series_of(((c.day, c.minute, c.wait) for c in history if c.wait is not None), through=yesterday)
    said = [
        _foretold(series or _nothing(yesterday), curve, is_public_holiday, power, learning)
        for series, curve, power in ((people, week[0], 1.0), (waits, week[1], WAIT_ELASTICITY))
    ]
    days = tuple(
        _day(office, today + timedelta(days=n), said[0], said[1], is_public_holiday, booked or {})
        for n in range(HORIZON_DAYS)
    )
    return Coming(office.id, today, len({cell.day for cell in history}), said[0].learned, days)


def open_half_hours(office: Office, day: date, is_public_holiday: IsPublicHoliday) -> Iterator[int]:
    """Minutes of the day at which the half hours begin in which tickets are given at the counters."""
    minutes: set[int] = set()
    for opening in openings(office, day, is_public_holiday):
        begin, end = (local(at, office.zone) for at in (opening.opens_at, opening.last_ticket_at))
        last = A_DAY_MINUTES if end.date() > day else end.hour * 60 + end.minute
        minutes.update(range((begin.hour * 60 + begin.minute) // HALF_HOUR * HALF_HOUR, last, HALF_HOUR))
    yield from sorted(minutes)


def _series(office: Office, history: Sequence[Cell], last: date, is_public_holiday: IsPublicHoliday) -> Series | None:
    """Arrivals by half hour. Whoever came before the doors opened counts when they do; quiet half hours are zero."""
    counts: dict[date, dict[int, int]] = {}
    for cell in history:
        counts.setdefault(cell.day, {})[cell.minute] = cell.arrivals
    cells: list[tuple[date, int, float]] = []
    for day, came in counts.items():
        halves = list(open_half_hours(office, day, is_public_holiday))
        people = dict.fromkeys(halves, 0)
        for minute, count in came.items():
            near = next((half for half in halves if half >= minute), None)
            if near is not None:
                people[near] += count
        cells += [(day, minute, float(count)) for minute, count in people.items()]
    return series_of(cells, through=last)


def _nothing(day: date) -> Series:
    return Series(day, np.full((1, A_DAY_MINUTES // HALF_HOUR), np.nan))


def _foretold(
    series: Series, curve: Floats, is_public_holiday: IsPublicHoliday, power: float, learning: bool
) -> Forecast:
    """A forecast that knows what dates usually do until a year has shown what they do here."""
    knows_dates = len(series.values) < A_YEAR_DAYS
    days = len(series.values)
    factors = np.ones(days + HORIZON_DAYS)
    if knows_dates:
        factors = usual_factors(series.first, days + HORIZON_DAYS, is_public_holiday) ** power
    plain = Series(series.first, series.values / factors[:days, None])
    learned = learn(plain, is_public_holiday, curve=curve, mean=power == 1.0, learning=learning)
    said = foretell(learned, plain, is_public_holiday)
    return Forecast(said.first, said.values * factors[days:, None, None], said.learned)


def _day(
    office: Office, day: date, people: Forecast, waits: Forecast, is_public_holiday: IsPublicHoliday, booked: Booked
) -> ComingDay:
    came, waited = people.day(day), waits.day(day)
    halves = tuple(
        _half_hour(
            office,
            instant_of(day, time(minute // 60, minute % 60), office.zone),
            came[minute // HALF_HOUR],
            waited[minute // HALF_HOUR],
            booked,
        )
        for minute in open_half_hours(office, day, is_public_holiday)
    )
    return ComingDay(day, is_public_holiday(day), halves)


def _half_hour(office: Office, begins_at: int, came: Floats, waited: Floats, booked: Booked) -> HalfHour:
    more = SHOW_RATE * booked.get(begins_at, 0)
    arrivals = Expected(*(float(value) + more for value in came))
    longer = (arrivals.expected / max(float(came[1]), 1.0)) ** WAIT_ELASTICITY if more else 1.0
    wait = Expected(*(float(value) * longer for value in waited))
    shown = _shown(office, arrivals, wait.expected)
    return HalfHour(
        begins_at,
        begins_at + HALF_HOUR_MS,
        arrivals,
        wait,
        shown,
        level(shown[1], office.congestion_minutes),
    )


def _shown(office: Office, arrivals: Expected, wait: float) -> Range:
    """The range (minutes) that somebody would be shown, with the spread of wait.py: what the level is named by."""
    lines = sum(service.kind is ServiceKind.FRONT for service in office.services)
    spread = TEN_PERCENT * sqrt(wait * HALF_HOUR * max(lines, 1) / max(arrivals.expected, 1.0))
    low = floor(max(0.0, wait - spread) / STEP_MINUTES) * STEP_MINUTES
    return low, max(ceil((wait + spread) / STEP_MINUTES) * STEP_MINUTES, low + STEP_MINUTES)
