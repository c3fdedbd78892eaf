"""Forecasts of busy periods: what is learnt, from how much, and how sure one may be."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forecasting.backtest import ALL, MEAN_OF_8, NAIVE, OURS, WEEKDAYS, Backtest, backtest
from app.forecasting.dates import DATE_FACTS, date_facts
from app.forecasting.demand import Learned, foretell, learn
from app.forecasting.series import Series, series_of
from app.forecasting.spreads import USUAL_COUNTS, USUAL_WAITS
from app.integrations.holidays import is_public_holiday

MONDAY = date(2024, 4, 1)
HOLIDAYS = {date(2024, 4, 29), date(2024, 5, 3), date(2024, 5, 6)}
BY_THE_WEEK = (0, 0, 0, 1, 0, 0)
"""Only the level of the last eight days counts."""

NINE, TEN = 18, 20
"""Places of half hours in a day."""


def no_holidays(day: date) -> bool:
    return False


def a_series(days: int, seed: int = 1, noise: float = 0.3, holiday_every: int = 0) -> Series:
    """Nine to eleven on working days: busier on Mondays, at ten, and after a holiday, on which it is closed."""
    rng = np.random.default_rng(seed)
    cells = []
    for n in range(days):
        day = MONDAY + timedelta(days=n)
        if day.weekday() > 4 or (holiday_every and n % holiday_every == 0):
            continue
        level = 20 * (1.3 if day.weekday() == 0 else 1.0)
        level *= 2.0 if holiday_every and (n - 1) % holiday_every == 0 else 1.0
        level *= rng.lognormal(0, noise)
        cells += [(day, part * 30, level * (1 + (part == TEN)) * rng.lognormal(0, noise / 2)) for part in range(18, 34)]
    series = series_of(cells, through=MONDAY + timedelta(days=days - 1))
    assert series
    return series


def every_eleventh(day: date) -> bool:
    return (day - MONDAY).days % 11 == 0


@cache
def learned_year() -> tuple[Series, Learned]:
    series = a_series(210, noise=0.15, holiday_every=11)
    return series, learn(series, every_eleventh)


def test_a_series_has_a_hole_where_nothing_was_recorded() -> None:
    series = series_of([(MONDAY, 9 * 60, 4.0), (MONDAY + timedelta(days=2), 9 * 60 + 30, 6.0)])
    assert series is not None
    assert (series.last, series.minutes) == (date(2024, 4, 3), 30)
    assert series.values[0, NINE] == 4.0
    assert series.values[2, NINE + 1] == 6.0
    assert np.isnan(series.values).sum() == 3 * 48 - 2
    assert series.row(date(2024, 4, 4)) is None
    assert series_of([]) is None


def test_dates_know_their_place_among_holidays_months_and_fiscal_years() -> None:
    facts = date_facts(date(2024, 4, 30), 1, HOLIDAYS.__contains__)[0]
    known = dict(zip(DATE_FACTS, facts, strict=True))
    assert known["weekday"] == 1
    assert known["holiday"] == 0
    assert known["days_since_holiday"] == 1
    assert known["days_to_holiday"] == 3
    assert known["days_to_month_end"] == 1
    assert known["days_to_fiscal_year"] == 29
    assert date_facts(date(2024, 3, 25), 1, no_holidays)[0][DATE_FACTS.index("days_to_fiscal_year")] == -7


def test_a_new_office_is_expected_to_be_as_its_configuration_says() -> None:
    curve = np.full((7, 48), np.nan)
    curve[:5, 18:22] = 10.0
    nothing = Series(MONDAY, np.full((1, 48), np.nan))
    said = foretell(learn(nothing, no_holidays, curve=curve), nothing, no_holidays, days=7)
    tuesday = said.day(MONDAY + timedelta(days=1))
    low, middle, high = tuesday[TEN]
    assert middle == pytest.approx(10, rel=0.15)
    assert low < middle < high


def test_what_was_seen_counts_more_and_more_against_the_configuration() -> None:
    curve = np.full((7, 48), np.nan)
    curve[:5, 18:22] = 100.0
    means = []
    for weeks in (1, 8, 26):
        series = a_series(7 * weeks, noise=0.05)
        plain = Learned(np.array(BY_THE_WEEK), USUAL_COUNTS, None, curve)
        said = foretell(plain, series, no_holidays, days=7)
        means.append(float(np.nanmean(said.values[1, 18:22, 1])))
    assert means[0] > 1.1 * means[1]
    assert means[2] == pytest.approx(25, rel=0.15)


def test_short_history_already_knows_mondays_and_ten_o_clock() -> None:
    series = a_series(70, noise=0.1)
    said = foretell(learn(series, no_holidays), series, no_holidays)
    monday, tuesday = said.values[0, :, 1], said.values[1, :, 1]
    assert said.first == MONDAY + timedelta(days=70)
    assert monday[NINE] > 1.15 * tuesday[NINE]
    assert monday[TEN] > 1.5 * monday[NINE]


def test_boosting_learns_that_the_day_after_a_holiday_is_busy() -> None:
    series, learned = learned_year()
    said = foretell(learned, series, every_eleventh)
    tuesdays_on = [n for n in range(60) if 0 < (said.first + timedelta(days=n)).weekday() < 5]
    after = [n for n in tuesdays_on if every_eleventh(said.first + timedelta(days=n - 1))]
    usual = [n for n in tuesdays_on if n not in after and not every_eleventh(said.first + timedelta(days=n))]
    assert learned.model
    assert said.values[after, NINE, 1].mean() > 1.4 * said.values[usual, NINE, 1].mean()


def test_intervals_hold_what_they_promise_on_days_not_seen() -> None:
    series, learned = learned_year()
    said = foretell(learned, series, every_eleventh).values
    future = a_series(271, seed=2, noise=0.15, holiday_every=11).values[len(series.values) :][: len(said)]
    known = ~np.isnan(future)
    inside = (future >= said[..., 0]) & (future <= said[..., 2])
    assert 0.7 <= inside[known].mean() <= 0.92


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 3), st.floats(0, 200, allow_nan=False))
def test_ends_are_in_order_and_never_negative_whatever_was_seen(gap: int, odd: float) -> None:
    series = a_series(63, seed=gap)
    series.values[5 * gap : 5 * gap + gap] = np.nan
    series.values[-3, 20] = odd
    low, middle, high = np.moveaxis(foretell(learn(series, no_holidays), series, no_holidays).values, -1, 0)
    assert (low >= 0).all()
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert np.isfinite(high).all()


def test_a_forecast_does_not_change_with_what_comes_after_it() -> None:
    series = a_series(120)
    known = series.until(MONDAY + timedelta(days=80))
    before = foretell(learn(known, no_holidays), known, no_holidays).values
    series.values[81:] = 999
    known = series.until(MONDAY + timedelta(days=80))
    assert np.array_equal(before, foretell(learn(known, no_holidays), known, no_holidays).values)


def test_the_backtest_beats_repeating_last_week_and_counts_everybody_alike() -> None:
    tested = Backtest()
    backtest([a_series(90)], no_holidays, tested)
    rows = {(row["days_ahead"], row["estimator"]): row for row in tested.rows() if row["part"] == ALL}
    ours, naive, mean = (rows["1-60", name] for name in (OURS, NAIVE, MEAN_OF_8))
    assert ours["n"] == naive["n"] == mean["n"]
    assert ours["wape"] < 0.85 * naive["wape"]  # type: ignore[operator]
    assert naive["below_naive"] == 0
    assert naive["coverage80"] is None
    assert 0.7 <= ours["coverage80"] <= 0.95  # type: ignore[operator]
    parts = [row for row in tested.rows() if row["part"] not in (ALL, "mon") and row["estimator"] == OURS]
    assert {row["part"] for row in parts} == {"tue", "wed", "thu", "fri", *(f"{hour:02}" for hour in range(9, 17))}
    assert sum(row["n"] for row in parts if row["part"] not in WEEKDAYS) == ours["n"]  # type: ignore[misc]


def test_repeating_last_week_is_right_where_weeks_repeat() -> None:
    series = a_series(60, noise=0)
    tested = Backtest()
    backtest([series], no_holidays, tested)
    assert next(row for row in tested.rows() if row["estimator"] == NAIVE)["mae"] == 0


def stepped(days: int, step_at: int, factor: float) -> Series:
    """A series whose level changes for good after some days."""
    series = a_series(days, noise=0.1)
    series.values[step_at:] *= factor
    return series


def test_a_change_of_level_is_followed_within_days_also_when_little_is_known() -> None:
    series = stepped(21, 7, 0.4)
    said = foretell(learn(series, no_holidays), series, no_holidays, days=7)
    assert float(np.nanmean(said.values[1:5, 18:34, 1])) == pytest.approx(0.4 * 20, rel=0.25)


def test_a_level_that_does_not_move_is_taken_from_more_than_the_last_days() -> None:
    series = a_series(120, noise=0.4)
    fast, slow = learn(stepped(21, 7, 0.4), no_holidays).weights, learn(series, no_holidays).weights
    assert fast[:3].sum() > slow[:3].sum()
    assert fast.sum() == pytest.approx(1)
    assert slow.sum() == pytest.approx(1)


def test_intervals_hold_after_three_weeks_by_weekday_and_on_the_whole() -> None:
    tested = Backtest()
    backtest([a_series(28, seed=seed, noise=0.3) for seed in range(5)], no_holidays, tested)
    rows = (row for row in tested.rows() if row["days_ahead"] == "1-60" and row["estimator"] == OURS)
    covered = {row["part"]: row["coverage80"] for row in rows}
    assert covered[ALL] == pytest.approx(0.8, abs=0.08)
    for weekday in WEEKDAYS[:5]:
        assert 0.6 < covered[weekday] < 0.97  # type: ignore[operator]


def test_an_office_without_errors_of_its_own_takes_over_those_of_others() -> None:
    nothing = Series(MONDAY, np.full((1, 48), np.nan))
    sure, unsure = (learn(a_series(60, noise=noise), no_holidays).spread for noise in (0.05, 0.6))
    plain, calm, wild = (learn(nothing, no_holidays, others=others).spread for others in ([], [sure] * 3, [unsure] * 3))
    assert plain == USUAL_WAITS.drawn_to([])
    assert calm.high < plain.high
    assert calm.low > wild.low
    assert wild.high > calm.high


def test_times_of_the_week_that_were_never_seen_have_wider_intervals() -> None:
    series = a_series(28, noise=0.2)
    series.values[3::7] = np.nan
    said = foretell(learn(series, no_holidays), series, no_holidays, days=7).values[:, TEN]
    wednesday, thursday = said[2], said[3]
    assert (thursday[2] - thursday[0]) / thursday[1] > 1.2 * (wednesday[2] - wednesday[0]) / wednesday[1]


def two_years(through: date) -> Series:
    """Nine to eleven: Mondays 1.2 times as busy, the day after a holiday 1.3, the turn of the fiscal year 1.6."""
    rng = np.random.default_rng(5)
    cells = []
    for n in range((through - MONDAY).days + 1):
        day = MONDAY + timedelta(days=n)
        if day.weekday() < 5 and not is_public_holiday(day):
            cells += [(day, hour * 60, effect_of(day) * 20 * rng.lognormal(0, 0.15)) for hour in (9, 10)]
    series = series_of(cells, minutes=60, through=through)
    assert series
    return series


def effect_of(day: date) -> float:
    effect = 1.6 if (3, 20) <= (day.month, day.day) <= (4, 8) else 1.0
    effect *= 1.2 if day.weekday() == 0 else 1.0
    return effect * (1.3 if is_public_holiday(day - timedelta(days=1)) else 1.0)


def test_two_years_show_mondays_days_after_holidays_and_the_turn_of_the_fiscal_year() -> None:
    series = two_years(date(2026, 3, 5))
    said = foretell(learn(series, is_public_holiday), series, is_public_holiday)

    def people(*days: tuple[int, int]) -> float:
        return float(np.mean([said.day(date(2026, *day))[9:11, 1].mean() for day in days]))

    usual = people((3, 11), (3, 12), (4, 15), (4, 16), (4, 22), (4, 23))
    assert people((3, 24), (3, 26), (3, 31), (4, 2)) > 1.3 * usual
    assert people((4, 14), (4, 16), (4, 22)) < 1.2 * usual, "it is over by then"
    assert people((3, 9), (4, 13), (4, 20)) > 1.08 * usual
    assert people((4, 30)) > 1.08 * usual, "the day before is Showa Day"
