"""Reservations keep their promise: places, holds, moves, cancellations, the share kept for staff."""

from __future__ import annotations

import pytest

from app.domain import booking_errors as no
from app.domain.booking import release
from app.domain.reservations import as_values, reservation_from
from tests.domain.reservations import TOMORROW, BookHall, booking_office
from tests.offices import at


def test_a_booked_time_is_gone_for_everybody_else() -> None:
    hall = BookHall()
    assert "10:00" in hall.times()
    hall.book(f"{TOMORROW} 10:00")
    assert "10:00" not in hall.times()
    with pytest.raises(no.SlotTaken):
        hall.book(f"{TOMORROW} 10:00")


def test_slots_fill_the_session_and_nothing_else() -> None:
    hall = BookHall()
    times = hall.times()
    assert (times[0], times[-1], len(times)) == ("08:30", "16:45", 34)
    assert hall.times("2026-11-28") == []  # Saturday


def test_a_long_case_takes_several_units_in_a_row() -> None:
    hall = BookHall()
    answers = {"moving-in:card": "no"}
    hall.book(f"{TOMORROW} 10:00", procedures=("moving-in",), answers=answers)
    times = hall.times(procedures=("moving-in",), answers=answers)
    assert "09:30" in times and "10:30" in times
    assert not {"09:45", "10:00", "10:15"} & set(times)
    assert times[-1] == "16:30", "it has to be over when the office closes"


def test_answers_and_people_make_a_visit_longer() -> None:
    hall = BookHall()
    hall.book(f"{TOMORROW} 10:00", procedures=("moving-in",), answers={"moving-in:card": "no"}, people=3)
    assert hall.reservation("r1").minutes == 40


def test_a_resource_is_taken_for_the_whole_visit() -> None:
    hall = BookHall()
    hall.book(f"{TOMORROW} 10:00", procedures=("advice",))
    assert [place[:2] for place in hall.reservation("r1").taken if place[0] == "resource:booth"] == [
        ("resource:booth", at(f"{TOMORROW} {time}")) for time in ("10:00", "10:15", "10:30")
    ]


def test_nothing_to_book_when_no_visit_is_needed() -> None:
    hall = BookHall()
    answers = {"moving-in:card": "yes", "moving-in:online": "done"}
    with pytest.raises(no.EndsWithoutBooking):
        hall.book(f"{TOMORROW} 10:00", procedures=("moving-in",), answers=answers)


def test_open_questions_are_asked_first() -> None:
    with pytest.raises(no.QuestionsOpen, match="moving-in:online"):
        BookHall().book(f"{TOMORROW} 10:00", procedures=("moving-in",), answers={"moving-in:card": "yes"})


@pytest.mark.parametrize(
    ("when", "refusal"),
    [
        ("2026-11-24 09:45", no.TooSoon),
        ("2026-12-25 10:00", no.TooFarAhead),
        (f"{TOMORROW} 10:05", no.NotASlot),
        (f"{TOMORROW} 18:00", no.NotASlot),
        ("2026-11-28 10:00", no.NotASlot),
    ],
)
def test_only_slots_can_be_booked(when: str, refusal: type[Exception]) -> None:
    hall = BookHall()
    with pytest.raises(refusal):
        hall.book(when)
    assert not hall.day.book.reservations


def test_a_held_time_is_free_again_when_nobody_confirms_it() -> None:
    hall = BookHall()
    held = hall.hold_slot(f"{TOMORROW} 10:00")
    assert "10:00" not in hall.times()
    hall.pass_time("09:10")
    assert "10:00" in hall.times()
    with pytest.raises(no.HoldOver):
        hall.confirm(held)


def test_a_hold_that_is_confirmed_stays() -> None:
    hall = BookHall()
    held = hall.hold_slot(f"{TOMORROW} 10:00")
    hall.time("09:09")
    hall.confirm(held)
    hall.pass_time("09:30")
    assert hall.reservation(held).state == "booked"
    with pytest.raises(no.NotHeld):
        release(hall.reservation(held), "twice")


def test_a_browser_holds_one_time_at_a_time() -> None:
    hall = BookHall()
    for time in ("10:00", "10:15", "10:30"):
        hall.hold_slot(f"{TOMORROW} {time}", holder="one browser")
    assert [r.state.value for r in hall.day.book.reservations.values()] == ["expired", "expired", "held"]
    assert {"10:00", "10:15"} <= set(hall.times())


def test_the_same_browser_may_choose_the_same_time_again() -> None:
    hall = BookHall()
    hall.hold_slot(f"{TOMORROW} 10:00", holder="one browser")
    hall.hold_slot(f"{TOMORROW} 10:00", holder="one browser")
    assert hall.reservation("r2").state == "held"


def test_moving_keeps_the_old_time_until_the_new_one_is_certain() -> None:
    hall = BookHall()
    mine = hall.book(f"{TOMORROW} 10:00")
    hall.book(f"{TOMORROW} 11:00")
    with pytest.raises(no.SlotTaken):
        hall.move(mine, f"{TOMORROW} 11:00")
    assert hall.reservation(mine).starts_at == at(f"{TOMORROW} 10:00")
    hall.move(mine, f"{TOMORROW} 11:15")
    assert ("10:00" in hall.times(), "11:15" in hall.times()) == (True, False)


def test_a_long_visit_may_move_into_its_own_time() -> None:
    hall = BookHall()
    mine = hall.book(f"{TOMORROW} 10:00", procedures=("advice",))
    hall.move(mine, f"{TOMORROW} 10:15")
    assert hall.reservation(mine).starts_at == at(f"{TOMORROW} 10:15")


def test_an_edited_reservation_keeps_its_place_and_its_code() -> None:
    hall = BookHall()
    mine = hall.book(f"{TOMORROW} 10:00")
    before = hall.reservation(mine)
    hall.move(mine, f"{TOMORROW} 10:30")
    after = hall.reservation(mine)
    assert (after.code, after.created_at, after.sequence) == (before.code, before.created_at, 1)


def test_after_the_cut_off_only_staff_change_a_reservation() -> None:
    hall = BookHall()
    mine = hall.book("2026-11-24 11:00")
    hall.time("10:31")
    with pytest.raises(no.CutOffOver):
        hall.cancel(mine)
    hall.cancel(mine, public=False)
    assert hall.reservation(mine).state == "cancelled"


def test_a_cancelled_time_is_free_at_once() -> None:
    hall = BookHall()
    mine = hall.book(f"{TOMORROW} 10:00")
    hall.cancel(mine)
    assert "10:00" in hall.times()
    with pytest.raises(no.ReservationOver):
        hall.cancel(mine)


def test_some_places_are_kept_for_people_who_telephone() -> None:
    hall = BookHall(office=booking_office(booking={"kept_for_staff": 0.5}))
    booked = 0
    while times := hall.times():
        hall.book(f"{TOMORROW} {times[0]}")
        booked += 1
    assert booked == 17, "half of the 34 places of the day"
    hall.book(f"{TOMORROW} 16:45", channel="staff")


def test_fewer_counters_at_lunch_mean_fewer_places() -> None:
    from datetime import time

    from app.domain.bookable import StaffedTime

    office = booking_office(booking={"staffed": (StaffedTime(time(12), time(13), 0.0),)})
    assert not [each for each in BookHall(office=office).times() if each.startswith("12:")]


def test_a_unit_in_which_staffing_changes_has_the_room_of_its_emptier_part() -> None:
    from datetime import time

    from app.domain.bookable import StaffedTime

    rules = {"slot_minutes": 30, "staffed": (StaffedTime(time(11, 45), time(12, 45), 0.0),)}
    times = BookHall(office=booking_office(booking=rules)).times()
    assert {"11:00", "13:00"} <= set(times)
    assert not {"11:30", "12:00", "12:30"} & set(times)


def test_events_carry_the_whole_reservation() -> None:
    hall = BookHall()
    hall.book(f"{TOMORROW} 10:00", procedures=("moving-in",), answers={"moving-in:card": "no"}, people=2)
    mine = hall.reservation("r1")
    assert reservation_from(as_values(mine)) == mine


def test_only_what_begins_with_something_reservable_is_offered() -> None:
    from dataclasses import replace

    from app.domain.visits import bookable_procedures
    from tests.domain.reservations import booking_office

    def offered(**changes: object) -> list[str]:
        return [procedure.id for procedure in bookable_procedures(booking_office(**changes))]

    assert offered() == ["moving-in", "residence-certificate", "advice"]
    assert offered(booking={"allowed": False}) == []
    services = tuple(replace(service, bookable=False) for service in booking_office().services)
    assert offered(services=services) == ["advice"], "it takes a booth"
