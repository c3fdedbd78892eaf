"""How good forecasts would have been: rolling origin, only what was known at the time, beside simple forecasts.

Standing at the end of one day after the other, each forecast says the days that follow; error and coverage are counted
by how far ahead the day was. Seasonal naive repeats the last value of the same weekday and part of the day.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from app.forecasting.dates import IsFree
from app.forecasting.demand import foretell, learn
from app.forecasting.examples import HORIZON_DAYS
from app.forecasting.series import Floats, Series

BANDS = {"1-7": (1, 7), "8-28": (8, 28), "29-60": (29, 60), "1-60": (1, 60)}
"""Days ahead."""

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

    def add(self, values: Floats, said: Floats, low: Floats | None, high: Floats | None) -> None:
        """Take in what happened and what was said of it."""
        self.n += len(values)
        self.error += float(np.abs(said - values).sum())
        self.squared += float(((said - values) ** 2).sum())
        self.happened += float(np.abs(values).sum())
        if low is not None and high is not None:
            self.below += int((values < low).sum())
            self.above += int((values > high).sum())


@dataclass
class Backtest:
    """Tallies by band and estimator."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def rows(self) -> Iterator[dict[str, str | int | float | None]]:
        """A row per band and estimator: `wape` is the sum of errors ÷ the sum of what happened."""
        for (band, estimator), tally in self.tallies.items():
            if tally.n and tally.happened:
                naive = self.tallies[band, NAIVE].error
                yield {
                    "days_ahead": band,
                    "estimator": estimator,
                    "n": tally.n,
                    "mae": round(tally.error / tally.n, 3),
                    "rmse": round((tally.squared / tally.n) ** 0.5, 3),
                    "wape": round(tally.error / tally.happened, 4),
                    "below_naive": round(1 - tally.error / naive, 4) if naive else None,
                    "coverage80": round(1 - (tally.below + tally.above) / tally.n, 4) if estimator == OURS else None,
                }


def backtest(
    series: Series,
    is_public_holiday: IsFree,
    into: Backtest,
    *,
    first: date | None = None,
    mean: bool = False,
    progress: Progress = lambda days: None,
) -> None:
    """Add the errors of one series. Forecasts begin at the end of `first`; unless named, after a year or half of it."""
    origin = first or series.first + timedelta(days=min(YEAR_DAYS, len(series.values) // 2))
    step = 1 if len(series.values) <= SHORT_DAYS else STEP_DAYS
    learned, learn_again = None, origin
    while origin < series.last:
        known = series.until(origin)
        if learned is None or origin >= learn_again:
            learned, learn_again = learn(known, is_public_holiday, mean=mean), origin + timedelta(days=LEARN_AGAIN_DAYS)
        ahead = min(HORIZON_DAYS, (series.last - origin).days)
        _compare(series, known, foretell(learned, known, is_public_holiday, ahead).values, into)
        progress(step)
        origin += timedelta(days=step)


def _compare(series: Series, known: Series, said: Floats, into: Backtest) -> None:
    begin, ahead = len(known.values), len(said)
    happened = series.values[begin : begin + ahead]
    naive, mean = _simple(known, ahead)
    comparable = ~np.isnan(happened) & ~np.isnan(naive)
    days_ahead = np.broadcast_to(np.arange(1, ahead + 1)[:, None], happened.shape)
    for band, (nearest, farthest) in BANDS.items():
        chosen = comparable & (days_ahead >= nearest) & (days_ahead <= farthest)
        for estimator, middle in ((NAIVE, naive), (MEAN_OF_8, mean), (OURS, said[..., 1])):
            ends = (said[..., 0][chosen], said[..., 2][chosen]) if estimator == OURS else (None, None)
            into.tallies.setdefault((band, estimator), Tally()).add(happened[chosen], middle[chosen], *ends)


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
