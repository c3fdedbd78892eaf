"""The forecast of one measure of an office: learn from its series, say what the next weeks will be like.

With little history the forecast is the base alone (recent.py) with the spread that its own past errors had; from
`LEARN_DAYS` on, gradient boosting learns what the base missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from app.forecasting.boosting import HIGH, LOW, Boosted, boosted
from app.forecasting.dates import IsFree, date_facts
from app.forecasting.examples import FACTS, HORIZON_DAYS, Examples, seen_from, together
from app.forecasting.recent import recent
from app.forecasting.series import Floats, Series

WARM_UP_DAYS = 42
"""A base made from less than six weeks tells little of what later bases will miss; but of a new office it is all."""

FIRST_DAYS = 5
LEARN_DAYS = 150
EVERY_DAYS = 7
WAITS_SPREAD = (0.2, 1.0, 2.2)
COUNTS_SPREAD = (0.65, 1.0, 1.35)
"""Low end, middle and high end ÷ base while nothing is known of its errors: about what Moers' waits and the bank's
arrivals show."""

SPREAD_WEIGHT = 60
"""The usual spread counts as much as this many errors seen."""


Spread = tuple[float, float, float]


@dataclass(frozen=True)
class Forecast:
    """Low end (P10), middle and high end (P90) by day from `first` on and part of the day: three of each."""

    first: date
    values: Floats
    learned: bool = False
    """Whether more than the base was used."""

    def day(self, day: date) -> Floats:
        """The parts of a day × three. Raises IndexError after the last day."""
        return np.asarray(self.values[(day - self.first).days])


@dataclass(frozen=True)
class Learned:
    """What was learnt from a series."""

    spread: Spread
    model: Boosted | None
    curve: Floats | None
    mean: bool


def learn(
    series: Series,
    is_public_holiday: IsFree,
    *,
    curve: Floats | None = None,
    mean: bool = False,
    learning: bool = True,
) -> Learned:
    """Learn from a series. `curve` (weekday × part of the day) is believed where nothing was seen.

    `mean`: the middle is the mean (right for counts, which are added up), else the median (right for waits). Without
    `learning` the base is all, also after long.
    """
    dates = date_facts(series.first, len(series.values), is_public_holiday)
    groups = list(_past(series, dates, curve))
    if not groups:
        return Learned(_usual_spread(mean), None, curve, mean)
    rows = together(groups)
    values = series.values[rows.day, rows.part]
    model = boosted(rows, values, mean=mean) if learning and len(series.values) >= LEARN_DAYS else None
    return Learned(_spread(rows, values, mean), model, curve, mean)


def foretell(learned: Learned, series: Series, is_public_holiday: IsFree, days: int = HORIZON_DAYS) -> Forecast:
    """The days after the end of a series."""
    origin = len(series.values) - 1
    dates = date_facts(series.first, origin + 1 + days, is_public_holiday)
    rows = seen_from(recent(series, learned.curve), dates, origin, origin + days)
    values = learned.model.predict(rows) if learned.model else rows.base[:, None] * np.array(learned.spread)
    shape = (days, series.values.shape[1], 3)
    return Forecast(series.last + timedelta(days=1), values.reshape(shape), learned.model is not None)


def _past(series: Series, dates: Floats, curve: Floats | None) -> Iterator[Examples]:
    """What one would have known, every few days of the past, of what followed and is known now."""
    last = len(series.values) - 1
    first = WARM_UP_DAYS - 1 + (last - WARM_UP_DAYS + 1) % EVERY_DAYS
    new = last < 2 * WARM_UP_DAYS
    for origin in range(max(FIRST_DAYS, last // 2), last) if new else range(first, last, EVERY_DAYS):
        known = Series(series.first, series.values[: origin + 1])
        rows = seen_from(recent(known, curve), dates, origin, min(origin + HORIZON_DAYS, last))
        happened = ~np.isnan(series.values[rows.day, rows.part])
        if happened.any():
            yield rows.take(happened)


def _spread(rows: Examples, values: Floats, mean: bool) -> Spread:
    """Tenths and middle of what happened ÷ base, drawn towards the usual spread while few are seen.

    The base is a mean already: a middle that aims at the mean is left where it is. Parts of the week that had not been
    seen at the time say nothing of those that were.
    """
    ratios = (values / rows.base)[~np.isnan(rows.facts[:, FACTS.index("last")])]
    if not len(ratios):
        return _usual_spread(mean)
    seen = np.quantile(ratios, (LOW, 0.5, HIGH))
    weight = len(ratios) / (len(ratios) + SPREAD_WEIGHT)
    low, middle, high = (
        weight * end + (1 - weight) * usual for end, usual in zip(seen, _usual_spread(mean), strict=True)
    )
    middle = 1.0 if mean else float(middle)
    return float(min(low, middle)), middle, float(max(high, middle))


def _usual_spread(mean: bool) -> Spread:
    return COUNTS_SPREAD if mean else WAITS_SPREAD
