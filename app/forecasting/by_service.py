"""How the people who are expected at an office divide among its services.

Each service has a base of its own (recent.py); what the bases say is scaled so that the services of a half hour add up
to the office, whose longer view of holidays and seasons they take over (top-down by forecast proportions;
Athanasopoulos, Ahmed & Hyndman 2009, "Hierarchical forecasts for Australian domestic tourism").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from app.domain.calendar import IsPublicHoliday
from app.domain.office import Office
from app.forecasting.counts import excess_of, tenths
from app.forecasting.demand import Forecast
from app.forecasting.half_hours import came, open_half_hours
from app.forecasting.recent import base_of
from app.forecasting.rough_days import Cell
from app.forecasting.series import A_DAY_MINUTES, HALF_HOUR, Floats, Series

LEAST = 0.01
"""People in a half hour of a service to which hardly anybody comes."""

FIRST_DAYS = 7
EVERY_DAYS = 7
CHECKED_WEEKS = 8
USUAL_EXCESS = 0.02
"""How far a service strays from its share of the office beyond chance: square of the spread ÷ people, at the bank."""

USUAL_WEIGHT = 2000.0
"""The usual excess counts as much as this many people squared by half hour."""

Services = Mapping[str, Floats]
"""By service: a day each row, a half hour each column, and what is said last."""


def services_of(
    office: Office, history: Sequence[Cell], curves: Services, people: Forecast, is_public_holiday: IsPublicHoliday
) -> dict[str, Floats]:
    """Low end, middle and high end of each service; the middles of a half hour add up to the office's.

    `curves` (weekday × half hour) are what to believe of each service without history. Not a number where a service is
    not offered.
    """
    days = [people.first + timedelta(days=n) for n in range(len(people.values))]
    offered = _offered(office, days, is_public_holiday)
    series = _series(office, history, tuple(offered), days[0] - timedelta(days=1), is_public_holiday)
    shares = _shares(series, curves, offered, days)
    strays = _strays(series, curves)
    middle = people.values[..., 1]
    of_office = excess_of(middle, people.values[..., 2])
    return {service: _three(share * middle, of_office + strays[service]) for service, share in shares.items()}


def _three(middle: Floats, excess: Floats) -> Floats:
    low, high = tenths(middle, excess)
    return np.stack([np.minimum(low, middle), middle, np.maximum(high, middle)], axis=-1)


def _offered(office: Office, days: Sequence[date], is_public_holiday: IsPublicHoliday) -> dict[str, Floats]:
    """Where each service is offered: 1, else 0; a day each row, a half hour each column."""
    found: dict[str, Floats] = {}
    for row, day in enumerate(days):
        for minute, services in open_half_hours(office, day, is_public_holiday).items():
            for service in services:
                places = found.setdefault(service, np.zeros((len(days), A_DAY_MINUTES // HALF_HOUR)))
                places[row, minute // HALF_HOUR] = 1.0
    return found


def _series(
    office: Office, history: Sequence[Cell], services: Sequence[str], last: date, is_public_holiday: IsPublicHoliday
) -> dict[str, Series]:
    """People by service, all of the same days; without any history of one day without numbers."""
    known = [(half, half.services) for half in came(office, history, is_public_holiday) if half.services is not None]
    first = min((half.day for half, _ in known), default=last)
    nothing = np.full(((last - first).days + 1, A_DAY_MINUTES // HALF_HOUR), np.nan)
    series = {service: Series(first, nothing.copy()) for service in services}
    for half, people in known:
        for service in series.keys() & people.keys():
            series[service].values[(half.day - first).days, half.minute // HALF_HOUR] = people[service]
    return series


def _shares(
    series: Mapping[str, Series], curves: Services, offered: Services, days: Sequence[date]
) -> dict[str, Floats]:
    weekdays = [day.weekday() for day in days]
    bases = {s: base_of(own, curves.get(s), LEAST)[weekdays] * offered[s] for s, own in series.items()}
    whole = sum(bases.values(), np.zeros(1))
    return {s: base / np.where(whole > 0, whole, np.nan) for s, base in bases.items()}


def _strays(series: Mapping[str, Series], curves: Services) -> dict[str, float]:
    """How far each service strayed from its share of those who came, beyond chance: square of the spread ÷ people.

    Looked at from every week of the last ones; given who came in all, chance is binomial.
    """
    missed = dict.fromkeys(series, USUAL_EXCESS * USUAL_WEIGHT)
    squared = dict.fromkeys(series, USUAL_WEIGHT)
    days = max((len(own.values) for own in series.values()), default=0)
    for origin in range(max(FIRST_DAYS, days - 7 * CHECKED_WEEKS), days, EVERY_DAYS):
        known = {s: Series(own.first, own.values[:origin]) for s, own in series.items()}
        followed = {s: own.values[origin : origin + EVERY_DAYS] for s, own in series.items()}
        following = [own.first + timedelta(days=origin + n) for own in series.values() for n in range(EVERY_DAYS)]
        shares = _shares(
            known,
            curves,
            {s: ~np.isnan(own) * 1.0 for s, own in followed.items()},
            following[: len(next(iter(followed.values())))],
        )
        everybody = np.nansum(list(followed.values()), axis=0)
        for s, share in shares.items():
            middle = share * everybody
            missed[s] += float(np.nansum((followed[s] - middle) ** 2 - middle * (1 - share)))
            squared[s] += float(np.nansum(middle**2))
    return {s: max(missed[s] / squared[s], 0.0) for s in series}
