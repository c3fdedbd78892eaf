"""The forecast of one measure of an office: learn from its series, say what the next weeks will be like.

With little history the forecast is the profile of the week at the level of the last days (recent.py); how fast a level
is forgotten is what would have served best so far. From `LEARN_DAYS` on, gradient boosting learns what that missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from app.forecasting.boosting import Boosted, boosted
from app.forecasting.dates import IsFree, date_facts
from app.forecasting.examples import HORIZON_DAYS, LEVEL_PLACES, Examples, seen_from, together
from app.forecasting.recent import recent
from app.forecasting.series import Floats, Series
from app.forecasting.spreads import USUAL_COUNTS, USUAL_WAITS, Spread, around, spread_of

WARM_UP_DAYS = 42
"""A base made from less than six weeks tells little of what later bases will miss; but of a new office it is all."""

FIRST_DAYS = 5
LEARN_DAYS = 150
EVERY_DAYS = 7
SHORT_ORIGINS = 14
CHECKED_DAYS = 182
"""So far back one looks for how good forecasts were, unless more is to be learnt than that."""

SHARPNESS = 20.0
"""A half-life whose error is a tenth larger than the best one's has about a seventh of its weight."""


@dataclass(frozen=True)
class Forecast:
    """Low end (P10), middle and high end (P90) by day from `first` on and part of the day: three of each."""

    first: date
    values: Floats
    spread: Spread
    learned: bool
    """Whether more than the base was used."""

    def day(self, day: date) -> Floats:
        """The parts of a day × three. Raises IndexError after the last day."""
        return np.asarray(self.values[(day - self.first).days])


@dataclass(frozen=True)
class Learned:
    """What was learnt from a series. `weights` are of the levels by half-life, and add up to one."""

    weights: Floats
    spread: Spread
    model: Boosted | None
    curve: Floats | None


def learn(
    series: Series,
    is_public_holiday: IsFree,
    *,
    curve: Floats | None = None,
    mean: bool = False,
    learning: bool = True,
    others: Sequence[Spread] = (),
) -> Learned:
    """Learn from a series. `curve` (weekday × part of the day) is believed where nothing was seen, and so is how far
    forecasts of `others` were off.

    `mean`: the middle is the mean (right for counts, which are added up), else the median (right for waits). Without
    `learning` there is no boosting, also after long.
    """
    dates = date_facts(series.first, len(series.values), is_public_holiday)
    usual = USUAL_COUNTS if mean else USUAL_WAITS
    learning = learning and len(series.values) >= LEARN_DAYS
    groups = list(_past(series, dates, curve, len(series.values) if learning else CHECKED_DAYS))
    if not groups:
        return Learned(np.full(len(LEVEL_PLACES), 1 / len(LEVEL_PLACES)), usual.drawn_to(others), None, curve)
    rows = together(groups)
    values = series.values[rows.day, rows.part]
    weights = _weights(rows, values)
    middle, usual = _middle(rows, weights), usual.drawn_to(others)
    spread = spread_of(rows, values, middle, usual, series.values.shape[1], mean=mean)
    model = boosted(rows, values, mean=mean) if learning else None
    return Learned(weights, spread, model, curve)


def foretell(learned: Learned, series: Series, is_public_holiday: IsFree, days: int = HORIZON_DAYS) -> Forecast:
    """The days after the end of a series."""
    origin = len(series.values) - 1
    dates = date_facts(series.first, origin + 1 + days, is_public_holiday)
    rows = seen_from(recent(series, learned.curve), dates, origin, origin + days)
    if learned.model:
        values = learned.model.predict(rows)
    else:
        values = around(rows, _middle(rows, learned.weights), learned.spread)
    shape = (days, series.values.shape[1], 3)
    return Forecast(series.last + timedelta(days=1), values.reshape(shape), learned.spread, learned.model is not None)


def _past(series: Series, dates: Floats, curve: Floats | None, days: int) -> Iterator[Examples]:
    """What one would have known, every few of the last days, of what followed and is known now."""
    last = len(series.values) - 1
    for origin in _origins(last, days):
        known = Series(series.first, series.values[: origin + 1])
        rows = seen_from(recent(known, curve), dates, origin, min(origin + HORIZON_DAYS, last))
        happened = ~np.isnan(series.values[rows.day, rows.part])
        if happened.any():
            yield rows.take(happened)


def _origins(last: int, days: int) -> range:
    """The days from which one looks at the others: weekly ones, all of the second half where history is short."""
    if last < 2 * WARM_UP_DAYS:
        first = max(FIRST_DAYS, last // 2)
        return range(last - 1, first - 1, -max((last - first) // SHORT_ORIGINS, 1))
    return range(last - EVERY_DAYS, max(WARM_UP_DAYS, last - days) - 1, -EVERY_DAYS)


def _weights(rows: Examples, values: Floats) -> Floats:
    """How much each level counts: the smaller its error was, the more."""
    levels = rows.facts[:, LEVEL_PLACES] * rows.base[:, None]
    errors = np.abs(levels - values[:, None]).mean(axis=0)
    weights = (np.maximum(errors, 1e-9) / max(float(errors.min()), 1e-9)) ** -SHARPNESS
    return np.asarray(weights / weights.sum())


def _middle(rows: Examples, weights: Floats) -> Floats:
    return np.asarray(rows.base * (rows.facts[:, LEVEL_PLACES] @ weights))
