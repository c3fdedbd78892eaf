"""How good forecasts would have been: rolling origin, only what was known at the time, beside simple forecasts.

Standing at the end of one day after the other, each forecast says the days that follow; error and coverage are counted
by how far ahead the day was. Seasonal naive repeats the last value of the same weekday and part of the day.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.forecasting.dates import IsFree
from app.forecasting.demand import Learned, foretell, learn
from app.forecasting.examples import HORIZON_DAYS
from app.forecasting.series import Floats, Series
from app.forecasting.spreads import Spread

BANDS = {"1-7": (1, 7), "8-28": (8, 28), "29-60": (29, 60), "1-60": (1, 60)}
"""Days ahead."""

WHOLE, ALL = "1-60", "all"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAIVE, MEAN_OF_8, OURS = "seasonal_naive", "mean_of_8_weeks", "madoguchi"
ESTIMATORS = (NAIVE, MEAN_OF_8, OURS)
YEAR_DAYS = 365
SHORT_DAYS = 120
STEP_DAYS = 7
LEARN_AGAIN_DAYS = 56
WEEKS_BACK = 12
"""Simple forecasts look back this far, so that holidays and closures leave no holes."""

Progress = Callable[[int], None]


@dataclass
class Tally:
    """Errors of one estimator in one band, added up."""

    n: int = 0
    error: float = 0.0
    squared: float = 0.0
    happened: float = 0.0
    below: int = 0
    above: int = 0

    def add(self, values: Floats, said: Floats, ends: Floats | None) -> None:
        """Take in what happened and what was said of it."""
        self.n += len(values)
        self.error += float(np.abs(said - values).sum())
        self.squared += float(((said - values) ** 2).sum())
        self.happened += float(np.abs(values).sum())
        if ends is not None:
            self.below += int((values < ends[:, 0]).sum())
            self.above += int((values > ends[:, 1]).sum())


@dataclass
class Backtest:
    """Tallies by band, part of the time, and estimator. Parts are `all`, weekdays (`mon`) and hours (`09`)."""

    tallies: dict[tuple[str, str, str], Tally] = field(default_factory=dict)

    def rows(self) -> Iterator[dict[str, str | int | float | None]]:
        """A row per band, part and estimator: `wape` is the sum of errors ÷ the sum of what happened."""
        for (band, part, estimator), tally in self.tallies.items():
            if tally.n and tally.happened:
                naive = self.tallies[band, part, NAIVE].error
                yield {
                    "days_ahead": band,
                    "part": part,
                    "estimator": estimator,
                    "n": tally.n,
                    "mae": round(tally.error / tally.n, 3),
                    "rmse": round((tally.squared / tally.n) ** 0.5, 3),
                    "wape": round(tally.error / tally.happened, 4),
                    "below_naive": round(1 - tally.error / naive, 4) if naive else None,
                    "coverage80": round(1 - (tally.below + tally.above) / tally.n, 4) if estimator == OURS else None,
                }

    def add(self, key: tuple[str, str, str], values: Floats, said: Floats, ends: Floats | None) -> None:
        """Take in what happened in a band and part, and what an estimator said of it."""
        self.tallies.setdefault(key, Tally()).add(values, said, ends)


def backtest(
    many: Sequence[Series],
    is_public_holiday: IsFree,
    into: Backtest,
    *,
    first: date | None = None,
    mean: bool = False,
    progress: Progress = lambda days: None,
) -> None:
    """Add the errors of offices of one kind, which learn from each other how far forecasts are off.

    Forecasts begin at the end of `first`; unless named, after a year of the record or half of it.
    """
    tried = [_Tried(series, first or _begin(series)) for series in many]
    for day in _days(tried):
        spreads = [each.learned.spread if each.learned else None for each in tried]
        for place, each in enumerate(tried):
            if day in each.origins:
                others = [spread for n, spread in enumerate(spreads) if spread and n != place]
                each.forecast(day, others, is_public_holiday, into, mean=mean)
                progress(each.step)


@dataclass
class _Tried:
    """A series on which forecasts are tried, and what was learnt from it last."""

    series: Series
    first: date
    learned: Learned | None = None
    learn_again: date = date.min

    @property
    def step(self) -> int:
        return 1 if len(self.series.values) <= SHORT_DAYS else STEP_DAYS

    @property
    def origins(self) -> Sequence[date]:
        return [self.first + timedelta(days=n) for n in range(0, (self.series.last - self.first).days, self.step)]

    def forecast(
        self, day: date, others: Sequence[Spread], is_public_holiday: IsFree, into: Backtest, *, mean: bool
    ) -> None:
        """Foretell the days after one, from what was known at its end, and count the errors."""
        known = self.series.until(day)
        if self.learned is None or day >= self.learn_again:
            self.learned = learn(known, is_public_holiday, mean=mean, others=others)
            self.learn_again = day + timedelta(days=1 if self.step == 1 else LEARN_AGAIN_DAYS)
        ahead = min(HORIZON_DAYS, (self.series.last - day).days)
        _compare(self.series, known, foretell(self.learned, known, is_public_holiday, ahead).values, into)


def _begin(series: Series) -> date:
    return series.first + timedelta(days=min(YEAR_DAYS, len(series.values) // 2))


def _days(tried: Sequence[_Tried]) -> Iterator[date]:
    yield from sorted({day for each in tried for day in each.origins})


def _compare(series: Series, known: Series, said: Floats, into: Backtest) -> None:
    begin, ahead = len(known.values), len(said)
    happened = series.values[begin : begin + ahead]
    naive, mean = _simple(known, ahead)
    comparable = ~np.isnan(happened) & ~np.isnan(naive)
    days_ahead = np.broadcast_to(np.arange(1, ahead + 1)[:, None], happened.shape)
    for band, (nearest, farthest) in BANDS.items():
        near = comparable & (days_ahead >= nearest) & (days_ahead <= farthest)
        for part, inside in _parts(series, begin, happened.shape) if band == WHOLE else [(ALL, near)]:
            chosen = near & inside
            for estimator, middle in ((NAIVE, naive), (MEAN_OF_8, mean), (OURS, said[..., 1])):
                ends = said[chosen][:, (0, 2)] if estimator == OURS else None
                into.add((band, part, estimator), happened[chosen], middle[chosen], ends)


def _parts(series: Series, begin: int, shape: tuple[int, ...]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """All, the weekdays and the hours of some days of a series."""
    yield ALL, np.ones(shape, bool)
    weekday = (series.first.weekday() + begin + np.arange(shape[0])) % 7
    for number, name in enumerate(WEEKDAYS):
        yield name, np.broadcast_to((weekday == number)[:, None], shape)
    hour = np.arange(shape[1]) * series.minutes // 60
    for number in range(24):
        yield f"{number:02}", np.broadcast_to(hour == number, shape)


def _simple(known: Series, ahead: int) -> tuple[Floats, Floats]:
    """Seasonal naive and the mean of the last eight values of the same weekday and part of the day."""
    values = known.values
    padded = np.concatenate([np.full((7 * WEEKS_BACK, values.shape[1]), np.nan), values])[-7 * WEEKS_BACK :]
    weeks = padded.reshape(WEEKS_BACK, 7, -1)[::-1]
    newest = np.argmax(~np.isnan(weeks), axis=0)
    naive = np.take_along_axis(weeks, newest[None], axis=0)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where nothing was seen the mean is not a number
        mean = np.nanmean(np.where(np.cumsum(~np.isnan(weeks), axis=0) <= 8, weeks, np.nan), axis=0)
    place = np.arange(ahead) % 7
    return naive[place], mean[place]
