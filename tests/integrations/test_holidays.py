from datetime import date

from app.integrations.holidays import is_public_holiday


def test_the_silver_week_of_2026_has_a_day_between_two_holidays_that_is_one_too():
    assert [is_public_holiday(date(2026, 9, day)) for day in (20, 21, 22, 23, 24)] == [False, True, True, True, False]


def test_a_holiday_on_sunday_moves_to_monday():
    assert is_public_holiday(date(2027, 3, 22))


def test_the_days_before_new_year_are_not_holidays_by_law():
    assert not is_public_holiday(date(2026, 12, 30))
    assert is_public_holiday(date(2027, 1, 1))
