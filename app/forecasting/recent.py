"""How busy the last weeks were, as it was known at the end of a day: by weekday and part of the day.

The profile of the week is an exponentially weighted mean of the same weekday and part of the day, drawn towards
weekday level × shape of the day where little was seen (empirical Bayes; Efron & Morris 1975), and that towards a
curve of which nothing is known but the office's configuration. It is taken from values ÷ the level of the days around
them, so that busy months don't bend it; the base of a forecast is the profile × the level of the last days (as in
exponential smoothing with multiplicative seasons; Winters 1960).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from app.forecasting.series import Floats, Series

WEEKS = 53
BASE_WEEKS = 5.0
"""Half-life of the profile: the wait of Moers is told best by about the last two months."""

HALF_LIVES = (1.5, BASE_WEEKS, 16.0)
SLOT_WEIGHT = 1.5
"""Weekday × shape of the day counts as much as this many weeks of the same weekday and part of the day."""

DAY_WEIGHT = 1.0
CURVE_DAYS = 5.0
"""The curve from the configuration counts as much as this many days."""

SHUT_SHARE = 0.2
"""A day whose busiest part is below this share of a usual day was hardly open: it says nothing about open days."""

LEVEL_HALF_LIVES = (1.0, 2.0, 4.0, 8.0, 16.0, 40.0)
"""Open days after which half of a level is forgotten."""

BASE_LEVEL = 8.0
AROUND_DAYS = 8.0
"""Days away from a day that count half as much for the level around it."""

PROFILE_DAYS = 0.5
"""A level of one counts as much as this many days."""

LEAST_LEVEL = 0.05
LEVEL_FACTS = tuple(f"level_{days:g}_days" for days in LEVEL_HALF_LIVES)
RECENT_FACTS = (
    "last",
    *(f"mean_{weeks:g}_weeks" for weeks in HALF_LIVES),
    "median_5_weeks",
    "median_9_weeks",
    "median_26_weeks",
    *LEVEL_FACTS,
    "weeks_seen",
    "shut_4_weeks",
    "shut_10_weeks",
)
LEVELS = len(RECENT_FACTS) - 3
"""So many of the facts are in the measure's own unit; the others are shares and weeks."""


@dataclass(frozen=True)
class Recent:
    """What was known at the end of a day. `base` is weekday × part of the day; `facts` has a third axis."""

    base: Floats
    facts: Floats


def recent(series: Series, curve: Floats | None = None, least: float = 0.1) -> Recent:
    """The state of a series at its end. `curve` (weekday × part of the day) is what to believe without any history."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # means of nothing are meant to be not a number
        series = _newest(series)
        profile, levels = _profile(series, curve, least)
        return Recent(_at_level(profile, levels, least), np.stack(_facts(series, profile, levels), axis=-1))


def base_of(series: Series, curve: Floats | None = None, least: float = 0.1) -> Floats:
    """The base alone, which takes a fraction of the time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # as above
        return _at_level(*_profile(_newest(series), curve, least), least)


def _newest(series: Series) -> Series:
    older = max(len(series.values) - 7 * WEEKS, 0)
    return Series(series.first + timedelta(days=older), series.values[older:])


def _profile(series: Series, curve: Floats | None, least: float) -> tuple[Floats, Floats]:
    """The usual week at the level of one, and how far above it the office was lately, by half-life."""
    level = _around(series, _base(_by_week(series, series.values), curve))
    profile = np.maximum(_base(_by_week(series, series.values / level[:, None]), curve), least)
    return profile, np.array([_level_now(series, profile, half_life) for half_life in LEVEL_HALF_LIVES])


def _at_level(profile: Floats, levels: Floats, least: float) -> Floats:
    return np.asarray(np.maximum(profile * levels[LEVEL_HALF_LIVES.index(BASE_LEVEL)], least))


def _facts(series: Series, profile: Floats, levels: Floats) -> list[Floats]:
    values = series.values
    daily = np.nanmean(values, axis=1)
    shut = np.nanmax(values, axis=1) < SHUT_SHARE * np.nanmedian(daily[-60:])
    all_weeks, open_weeks = (_by_week(series, seen) for seen in (values, np.where(shut[:, None], np.nan, values)))
    hardly_open = _by_week(series, np.where(np.isnan(daily), np.nan, shut.astype(float))[:, None])
    return [
        _last(open_weeks),
        *(_weighted(open_weeks, weeks)[0] for weeks in HALF_LIVES),
        *(np.nanmedian(open_weeks[:weeks], axis=0) for weeks in (5, 9, 26)),
        *(profile * level for level in levels),
        _weighted(all_weeks, BASE_WEEKS)[1],
        *(np.broadcast_to(np.nanmean(hardly_open[:weeks], axis=0), profile.shape) for weeks in (4, 10)),
    ]


def _sums(series: Series, profile: Floats) -> tuple[Floats, Floats]:
    """What was seen of each day, and what the profile says of the same parts of it."""
    weekday = (series.first.weekday() + np.arange(len(series.values))) % 7
    seen = ~np.isnan(series.values)
    return np.where(seen, series.values, 0.0).sum(axis=1), np.where(seen, profile[weekday], 0.0).sum(axis=1)


def _around(series: Series, profile: Floats) -> Floats:
    """The level of the days around each day, so that the profile is not bent by months that were busier."""
    seen, said = _sums(series, profile)
    days = np.arange(len(seen))
    near = 0.5 ** (np.abs(days[:, None] - days) / AROUND_DAYS)
    drawn = PROFILE_DAYS * np.mean(said[said > 0]) if (said > 0).any() else 1.0
    return np.asarray(np.maximum((near @ seen + drawn) / (near @ said + drawn), LEAST_LEVEL))


def _level_now(series: Series, profile: Floats, half_life: float) -> float:
    """The level of the last days in which the office was open, drawn towards the profile's own."""
    seen, said = _sums(series, profile)
    open_days = said > 0
    if not open_days.any():
        return 1.0
    seen, said = seen[open_days], said[open_days]
    weight = 0.5 ** (np.arange(len(seen))[::-1] / half_life)
    drawn = PROFILE_DAYS * float(said.mean())
    return float((weight @ seen + drawn) / (weight @ said + drawn))


def _by_week(series: Series, values: Floats) -> Floats:
    """Weeks ago × weekday × part of the day, the newest first."""
    days, parts = values.shape
    weeks = np.full((WEEKS, 7, parts), np.nan)
    for back in range(min(7, days)):
        rows = values[days - 1 - back :: -7][:WEEKS]
        weeks[: len(rows), (series.first.weekday() + days - 1 - back) % 7] = rows
    return weeks


def _weighted(weeks: Floats, half_life: float) -> tuple[Floats, Floats]:
    """Exponentially weighted mean over the weeks, and the weight of what was seen."""
    weights = 0.5 ** (np.arange(len(weeks)) / half_life)
    seen = weights[:, None, None] * ~np.isnan(weeks)
    total = seen.sum(axis=0)
    return np.where(total > 0, (seen * np.nan_to_num(weeks)).sum(axis=0) / np.maximum(total, 1e-9), np.nan), total


def _last(weeks: Floats) -> Floats:
    place = np.argmax(~np.isnan(weeks), axis=0)
    newest: Floats = np.take_along_axis(weeks, place[None], axis=0)[0]
    return newest


def _base(weeks: Floats, curve: Floats | None) -> Floats:
    mean, weight = _weighted(weeks, BASE_WEEKS)
    seen = np.nan_to_num(mean) * weight
    shape = _shape(seen, weight, curve)
    level = _level(seen, weight, shape, curve)
    expected = level[:, None] * shape
    return np.asarray((seen + SLOT_WEIGHT * expected) / (weight + SLOT_WEIGHT))


def _shape(seen: Floats, weight: Floats, curve: Floats | None) -> Floats:
    """How the day goes, whatever the weekday; about 1 on average."""
    total = weight.sum(axis=0)
    hour = seen.sum(axis=0) / np.maximum(total, 1e-9)
    overall = seen.sum() / max(weight.sum(), 1e-9)
    usual = np.ones(seen.shape[1]) if curve is None else _relative(np.nanmean(curve, axis=0))
    if overall <= 0:
        return np.nan_to_num(usual)
    return np.asarray((total * hour / overall + CURVE_DAYS * np.nan_to_num(usual)) / (total + CURVE_DAYS))


def _level(seen: Floats, weight: Floats, shape: Floats, curve: Floats | None) -> Floats:
    """The level of each weekday, drawn towards that of the whole week, and that towards the curve's."""
    open_parts = weight.sum(axis=0) > 0 if curve is None else ~np.isnan(curve).all(axis=0)
    a_day = max(float(shape[open_parts].sum()), 1e-9)
    level_of_curve = 0.0 if curve is None else float(np.nanmean(curve))
    drawn = 0.0 if curve is None else CURVE_DAYS * a_day
    by_shape = (weight * shape).sum(axis=1)
    whole = (seen.sum() + drawn * level_of_curve) / max(by_shape.sum() + drawn, 1e-9)
    return np.asarray((seen.sum(axis=1) + DAY_WEIGHT * a_day * whole) / (by_shape + DAY_WEIGHT * a_day))


def _relative(values: Floats) -> Floats:
    mean = np.nanmean(values)
    return np.asarray(values / mean) if mean > 0 else np.ones_like(values)
