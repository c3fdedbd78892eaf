"""The calendar of history: whatever is asked for, its pieces cover every day once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Piece, Time, first_of, group_of, last_of, next_month, pieces, years_later
from app.domain.rollups import Level

days = st.dates(date(2015, 1, 1), date(2027, 12, 31))
months = st.sampled_from(["", *(f"{year}-{month:02d}" for year in range(2014, 2028) for month in range(1, 13))])


def covered(piece: Piece) -> Iterator[date]:
    if piece.level in (Level.DAY, Level.QUARTER):
        first, last = date.fromisoformat(piece.first), date.fromisoformat(piece.last)
    elif piece.level in (Level.MONTH, Level.MONTH_HOURS):
        first, last = first_of(piece.first), last_of(piece.last)
    else:
        first, last = date(int(piece.first), 4, 1), date(int(piece.last) + 1, 3, 31)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@given(days, st.integers(0, 3000), st.sampled_from([None, *Time]), months)
def test_pieces_cover_every_day_once(first: date, length: int, time: Time | None, sealed: str) -> None:
    last = first + timedelta(days=length)
    found = [day for piece in pieces(first, last, time, sealed) for day in covered(piece)]
    assert found == [first + timedelta(days=n) for n in range(length + 1)]


@given(days, st.integers(0, 3000), st.sampled_from([None, *Time]), months)
def test_months_that_are_not_sealed_are_read_from_days(
    first: date, length: int, time: Time | None, sealed: str
) -> None:
    for piece in pieces(first, first + timedelta(days=length), time, sealed):
        if piece.level in (Level.MONTH, Level.MONTH_HOURS):
            assert piece.last <= sealed
        if piece.level in (Level.YEAR, Level.YEAR_HOURS):
            assert f"{int(piece.last) + 1}-03" <= sealed


def test_ten_years_are_a_handful_of_cells() -> None:
    found = pieces(date(2016, 6, 10), date(2026, 11, 26), None, "2026-10")
    assert [(piece.level, piece.first, piece.last) for piece in found] == [
        (Level.DAY, "2016-06-10", "2016-06-30"),
        (Level.MONTH, "2016-07", "2017-03"),
        (Level.YEAR, "2017", "2025"),
        (Level.MONTH, "2026-04", "2026-10"),
        (Level.DAY, "2026-11-01", "2026-11-26"),
    ]


@pytest.mark.parametrize(
    ("time", "level", "period", "slot", "group"),
    [
        (Time.QUARTER_HOUR, Level.QUARTER, "2026-11-24", 37, "2026-11-24T09:15"),
        (Time.HOUR, Level.QUARTER, "2026-11-24", 37, "2026-11-24T09:00"),
        (Time.QUARTER_HOUR, Level.QUARTER, "2026-11-24", 97, "2026-11-25T00:15"),
        (Time.WEEKDAY_HOUR, Level.QUARTER, "2026-11-24", 37, "2-09"),
        (Time.WEEKDAY_HOUR, Level.YEAR_HOURS, "2025", 33, "2-09"),
        (Time.HOUR_OF_DAY, Level.MONTH_HOURS, "2026-10", 33, "09"),
        (Time.WEEKDAY, Level.QUARTER, "2026-11-24", 97, "2"),
        (Time.WEEK, Level.DAY, "2026-01-01", -1, "2026-W01"),
        (Time.MONTH, Level.DAY, "2026-11-24", -1, "2026-11"),
        (Time.FISCAL_YEAR, Level.MONTH, "2027-03", -1, "FY2026"),
        (Time.FISCAL_YEAR, Level.YEAR, "2026", -1, "FY2026"),
    ],
)
def test_a_cell_knows_its_group(time: Time, level: Level, period: str, slot: int, group: str) -> None:
    assert group_of(time, level, period, slot) == group


def test_the_calendar_turns() -> None:
    assert next_month("2026-12") == "2027-01"
    assert last_of("2028-02") == date(2028, 2, 29)
    assert years_later(date(2028, 2, 29), -1) == date(2027, 2, 28)
