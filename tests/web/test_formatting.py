"""Dates, times and amounts as people read them."""

from datetime import date

import pytest

from app.web.formatting import clock_time, long_day, long_month, short_day, wareki, when, yen


@pytest.mark.parametrize(
    ("day", "era", "year"),
    [
        (date(2026, 11, 21), "reiwa", 8),
        (date(2019, 5, 1), "reiwa", 1),
        (date(2019, 4, 30), "heisei", 31),
        (date(1989, 1, 8), "heisei", 1),
        (date(1989, 1, 7), "showa", 64),
        (date(1926, 12, 25), "showa", 1),
    ],
)
def test_an_era_begins_on_its_first_day(day: date, era: str, year: int) -> None:
    assert wareki(day) == (era, year)


def test_a_day_before_showa_has_no_era_here() -> None:
    with pytest.raises(ValueError, match="1926-12-24"):
        wareki(date(1926, 12, 24))


def test_a_japanese_day_has_its_era_and_its_weekday() -> None:
    assert long_day("2026-11-21", "ja") == "令和8年(2026年)11月21日(土)"
    assert long_day("2019-05-01T09:00:00+09:00", "ja") == "令和元年(2019年)5月1日(水)"


def test_an_english_day_has_no_era() -> None:
    assert long_day("2026-11-21", "en") == "Saturday 21 November 2026"


def test_a_japanese_month_has_its_era_and_an_english_one_its_name() -> None:
    assert long_month("2026-11-01", "ja") == "令和8年(2026年)11月"
    assert long_month("2019-05-01", "ja") == "令和元年(2019年)5月"
    assert long_month("2026-11-01", "en") == "November 2026"


def test_easy_japanese_reads_dates_as_japanese_does() -> None:
    assert short_day("2026-11-21", "ja-easy") == "11月21日(土)"


def test_a_time_is_that_of_the_offices_own_clock() -> None:
    assert clock_time("2026-11-21T09:05:59+09:00") == "09:05"
    assert clock_time(None) == ""


def test_a_time_on_another_day_says_the_day() -> None:
    today = "2026-11-21T10:24:00+09:00"
    assert when("2026-11-21T13:00:00+09:00", today, "ja") == "13:00"
    assert when("2026-11-24T08:30:00+09:00", today, "ja") == "11月24日(火) 08:30"
    assert when("2026-11-24T08:30:00+09:00", today, "en") == "Tuesday 24 November, 08:30"


def test_nothing_to_pay_is_said_in_words() -> None:
    assert (yen(1200, "ja"), yen(300, "en"), yen(0, "ja"), yen(0, "en")) == ("1,200円", "¥300", "無料", "Free")
