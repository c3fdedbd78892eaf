"""Who is expected today, who is late, and how full a day is."""

from __future__ import annotations

from datetime import date

from app.domain.coming import coming, late
from app.domain.slot_load import day_load
from app.domain.times import HOUR, local
from tests.domain.reservations import TOMORROW, BookHall, no_holiday


def expected(hall: BookHall, service: str) -> list[str]:
    found = coming(hall.day, service, hall.now, hall.now + HOUR)
    return [local(each.starts_at, hall.day.office.zone).strftime("%H:%M") for each in found]


def test_bookings_of_the_coming_hour_are_expected_by_the_service_they_begin_with() -> None:
    hall = BookHall("09:00")
    for when in ("2026-11-24 10:30", "2026-11-24 10:00", "2026-11-24 12:00", f"{TOMORROW} 10:00"):
        hall.book(when)
    hall.pass_time("10:00")
    assert expected(hall, "certificates") == ["10:00", "10:30"]
    assert expected(hall, "moving") == []


def test_a_visit_of_several_slots_is_expected_once() -> None:
    hall = BookHall("09:00")
    hall.book("2026-11-24 10:15", procedures=("advice",))
    hall.pass_time("10:00")
    assert expected(hall, "moving") == ["10:15"]


def test_whoever_has_checked_in_or_cancelled_is_expected_no_more() -> None:
    hall = BookHall("09:00")
    here, off = hall.book("2026-11-24 10:15"), hall.book("2026-11-24 10:30", "staff")
    hall.pass_time("10:00")
    hall.check_in(here)
    hall.cancel(off, public=False)
    assert expected(hall, "certificates") == []


def test_late_are_those_within_the_grace_time() -> None:
    hall = BookHall("09:00")
    hall.book("2026-11-24 10:00")
    hall.pass_time("10:05")
    assert [len(late(hall.day, "certificates", hall.now)), expected(hall, "certificates")] == [1, []]
    hall.pass_time("10:11")
    assert late(hall.day, "certificates", hall.now) == []


def test_the_load_of_a_day_counts_every_unit_that_a_visit_takes() -> None:
    hall = BookHall()
    hall.book(f"{TOMORROW} 10:00", procedures=("advice",))
    loads = {load.pool: load.units for load in day_load(hall.day.office, hall.day.book, WEDNESDAY, no_holiday)}
    assert sum(unit.taken for unit in loads["service:moving"]) == 3
    assert sum(unit.taken for unit in loads["resource:booth"]) == 3
    assert {unit.places for unit in loads["service:certificates"]} == {1}
    assert "service:payment" not in loads


def test_a_closed_day_has_no_load() -> None:
    hall = BookHall()
    assert day_load(hall.day.office, hall.day.book, date(2026, 11, 28), no_holiday) == []


WEDNESDAY = date(2026, 11, 25)
