"""The coming weeks of an office: expected arrivals, waits and congestion by half hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from math import ceil, floor, sqrt

import numpy as np

from app.domain.calendar import IsPublicHoliday
from app.domain.congestion import Congestion, level
from app.domain.office import Office, ServiceKind
from app.domain.times import MINUTE, instant_of
from app.forecasting.by_service import Services, services_of
from app.forecasting.demand import Forecast, foretell, learn
from app.forecasting.examples import HORIZON_DAYS
from app.forecasting.half_hours import came, open_half_hours
from app.forecasting.rough_days import Cell, usual_week
from app.forecasting.series import A_DAY_MINUTES, HALF_HOUR, Floats, Series, series_of
from app.forecasting.spreads import Spread
from app.forecasting.usual_dates import A_YEAR_DAYS, usual_factors
from app.forecasting.wait import STEP_MINUTES, TEN_PERCENT, Range

HALF_HOUR_MS = HALF_HOUR * MINUTE
SHOW_RATE = 0.95
"""Of those who have reserved, these come."""

WAIT_ELASTICITY = 1.5
"""Where more people come than usual, waits grow faster than their number: queues of busy counters build up."""

UsuallyBooked = Mapping[tuple[int, int], Mapping[str, float]]
"""How many people usually reserve, by weekday and minute of the day and by service: history counts them already."""

Spreads = tuple[Spread, Spread]

Said = tuple[Forecast, Forecast, Services]
"""Arrivals, waits, and arrivals by service."""


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
    `services` are people by the service at which they begin, in all as many as `arrivals`; of them, `booked` have
    reserved already.
    """

    begins_at: int
    ends_at: int
    arrivals: Expected
    wait: Expected
    shown: Range
    congestion: Congestion
    services: Mapping[str, Expected] = field(default_factory=dict)
    booked: Mapping[str, int] = field(default_factory=dict)

    def walk_ins(self, service: str) -> float:
        """How many people are expected to begin at a service without having reserved."""
        said = self.services.get(service)
        return max(said.expected - SHOW_RATE * self.booked.get(service, 0), 0.0) if said else 0.0


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
    usually_booked: UsuallyBooked = field(default_factory=dict)
    spreads: Spreads | None = None
    """How far forecasts of this office were off: arrivals, and waits."""

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
    usually_booked: UsuallyBooked | None = None,
    others: Sequence[Spreads] = (),
    learning: bool = True,
) -> Coming:
    """Foretell the days from `today` on. `history` are the half hours of whole days before it.

    Who has reserved beyond the usual is put on top by booked.py. How far forecasts of `others` were off counts while
    little is known of this office. Without `learning` there is no boosting: a moment instead of up to a minute.
    """
    week = usual_week(office, today, is_public_holiday)
    yesterday = today - timedelta(days=1)
    people = _people(office, history, yesterday, is_public_holiday)
    waits = series_of(((c.day, c.minute, c.wait) for c in history if c.wait is not None), through=yesterday)
    arrivals, wait = (
        _foretold(series or _nothing(yesterday), curve, is_public_holiday, power, learning, spreads)
        for series, curve, power, spreads in (
            (people, week.arrivals, 1.0, [each[0] for each in others]),
            (waits, week.waits, WAIT_ELASTICITY, [each[1] for each in others]),
        )
    )
    said = arrivals, wait, services_of(office, history, week.services, arrivals, is_public_holiday)
    days = tuple(_day(office, today + timedelta(days=n), said, is_public_holiday) for n in range(HORIZON_DAYS))
    days_seen = len({cell.day for cell in history})
    spreads = arrivals.spread, wait.spread
    return Coming(office.id, today, days_seen, arrivals.learned, days, usually_booked or {}, spreads)


def named(office: Office, half: HalfHour) -> HalfHour:
    """A half hour with the range that a board would show then and its level, both by its people and their wait."""
    shown = _shown(office, half.arrivals, half.wait.expected)
    return replace(half, shown=shown, congestion=level(shown[1], office.congestion_minutes))


def _people(office: Office, history: Sequence[Cell], last: date, is_public_holiday: IsPublicHoliday) -> Series | None:
    halves = came(office, history, is_public_holiday)
    return series_of(((half.day, half.minute, float(half.people)) for half in halves), through=last)


def _nothing(day: date) -> Series:
    return Series(day, np.full((1, A_DAY_MINUTES // HALF_HOUR), np.nan))


def _foretold(
    series: Series,
    curve: Floats,
    is_public_holiday: IsPublicHoliday,
    power: float,
    learning: bool,
    others: Sequence[Spread],
) -> Forecast:
    """A forecast that knows what dates usually do until it has been learned from a year what they do here."""
    knows_dates = not learning or len(series.values) < A_YEAR_DAYS
    days = len(series.values)
    factors = np.ones(days + HORIZON_DAYS)
    if knows_dates:
        factors = usual_factors(series.first, days + HORIZON_DAYS, is_public_holiday) ** power
    plain = Series(series.first, series.values / factors[:days, None])
    learned = learn(plain, is_public_holiday, curve=curve, mean=power == 1.0, learning=learning, others=others)
    said = foretell(learned, plain, is_public_holiday)
    return replace(said, values=said.values * factors[days:, None, None])


def _day(office: Office, day: date, said: Said, is_public_holiday: IsPublicHoliday) -> ComingDay:
    people, waits, services = said
    row = (day - people.first).days
    halves = tuple(
        _half_hour(
            office,
            instant_of(day, time(minute // 60, minute % 60), office.zone),
            people.values[row, minute // HALF_HOUR],
            waits.values[row, minute // HALF_HOUR],
            {service: services[service][row, minute // HALF_HOUR] for service in sorted(offered)},
        )
        for minute, offered in open_half_hours(office, day, is_public_holiday).items()
    )
    return ComingDay(day, is_public_holiday(day), halves)


def _half_hour(
    office: Office, begins_at: int, people: Floats, waited: Floats, services: Mapping[str, Floats]
) -> HalfHour:
    arrivals, wait = _expected(people), _expected(waited)
    by_service = {service: _expected(own) for service, own in services.items()}
    half = HalfHour(begins_at, begins_at + HALF_HOUR_MS, arrivals, wait, (0, 0), Congestion.EMPTY, by_service)
    return named(office, half)


def _expected(said: Floats) -> Expected:
    return Expected(*(float(value) for value in said))


def _shown(office: Office, arrivals: Expected, wait: float) -> Range:
    """The range (minutes) that somebody would be shown, with the spread of wait.py: what the level is named by."""
    lines = sum(service.kind is ServiceKind.FRONT for service in office.services)
    spread = TEN_PERCENT * sqrt(wait * HALF_HOUR * max(lines, 1) / max(arrivals.expected, 1.0))
    low = floor(max(0.0, wait - spread) / STEP_MINUTES) * STEP_MINUTES
    return low, max(ceil((wait + spread) / STEP_MINUTES) * STEP_MINUTES, low + STEP_MINUTES)
