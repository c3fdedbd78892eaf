"""Whoever booked comes: early, on time, late, on another day; and the waitlist for earlier times."""

from __future__ import annotations

import pytest

from app.domain import booking_errors as no
from app.domain.check_in import with_digits
from tests.domain.reservations import TOMORROW, BookHall, booking_office
from tests.offices import at


def test_somebody_on_time_comes_before_walk_ins_that_came_later_than_the_booked_time() -> None:
    hall = BookHall("08:45")
    mine = hall.book("2026-11-24 10:00")
    hall.time("10:01").take("certificates")
    hall.time("10:05")
    assert hall.check_in(mine) == "on_time"
    assert hall.line("certificates") == [hall.number_of(mine), "B001"]


def test_a_reservation_counts_like_a_number_taken_its_head_start_before_the_time() -> None:
    hall = BookHall("08:45")
    mine = hall.book("2026-11-24 10:00")
    earlier = hall.time("09:29").take("certificates")
    later = hall.time("09:31").take("certificates")
    hall.time("09:55")
    hall.check_in(mine)
    assert hall.line("certificates") == [earlier, hall.number_of(mine), later]


def test_without_a_head_start_early_people_wait_for_their_time_unless_a_counter_is_free() -> None:
    hall = BookHall("08:45", booking_office(booking={"head_start_minutes": 0}))
    mine = hall.book("2026-11-24 10:00")
    hall.time("09:40")
    assert hall.check_in(mine) == "early"
    walk_in = hall.time("09:45").take("certificates")
    assert hall.call("2") == walk_in
    hall.start("2")
    hall.finish("2")
    assert hall.call("2") == hall.number_of(mine), "nobody else waits, so nobody has to wait for the clock"


def test_late_people_lose_their_place_after_the_grace_time() -> None:
    hall = BookHall("08:45")
    mine = hall.book("2026-11-24 10:00")
    walk_in = hall.time("10:05").take("certificates")
    hall.pass_time("10:11")
    assert hall.reservation(mine).state == "missed"
    assert hall.check_in(mine) == "late"
    assert hall.line("certificates") == [walk_in, hall.number_of(mine)]


def test_places_of_people_who_do_not_come_are_given_back() -> None:
    hall = BookHall("08:45")
    hall.book("2026-11-24 10:00", procedures=("advice",))
    hall.pass_time("10:11")
    assert not hall.day.book.taken


def test_each_wrong_moment_has_its_own_answer() -> None:
    hall = BookHall("08:45")
    later, tomorrow = hall.book("2026-11-24 16:00"), hall.book(f"{TOMORROW} 10:00")
    with pytest.raises(no.CheckInTooEarly):
        hall.check_in(later)
    with pytest.raises(no.BookedForAnotherDay):
        hall.check_in(tomorrow)
    held = hall.hold_slot("2026-11-24 11:00")
    with pytest.raises(no.NotConfirmed):
        hall.check_in(held)
    hall.cancel(later)
    with pytest.raises(no.ReservationOver):
        hall.check_in(later)
    assert not hall.day.tickets


def test_the_last_digits_are_enough_when_they_tell() -> None:
    hall = BookHall("08:45")
    mine = hall.book("2026-11-24 10:00")
    assert with_digits(hall.day, "0001").id == mine
    with pytest.raises(no.NoSuchReservation):
        with_digits(hall.day, "9999")
    with pytest.raises(no.NoSuchReservation):
        with_digits(hall.day, "1")


def test_several_procedures_become_one_ticket_in_the_quickest_order() -> None:
    hall = BookHall("08:45")
    mine = hall.book(
        "2026-11-24 10:00", procedures=("moving-in", "residence-certificate"), answers={"moving-in:card": "no"}
    )
    hall.time("09:55")
    hall.check_in(mine)
    ticket = hall.ticket(hall.number_of(mine))
    assert {ticket.stop.service, *ticket.planned} == {"moving", "certificates", "payment"}
    assert ticket.planned[-1] == "payment"
    assert ticket.reservation == mine


def test_earlier_times_are_offered_in_the_order_of_asking() -> None:
    hall = BookHall()
    times = ("10:00", "11:00", "12:00")
    early, second, first = (hall.book(f"{TOMORROW} {time}") for time in times)
    fill(hall)
    hall.want_earlier(first, f"{TOMORROW} 09:00")
    hall.time("09:01")
    hall.want_earlier(second, f"{TOMORROW} 09:00")
    assert hall.offers() == []
    hall.cancel(early)
    hall.offers()
    offer = hall.reservation(first).offer
    assert offer is not None and offer.starts_at == at(f"{TOMORROW} 10:00")
    assert hall.reservation(second).offer is None
    assert "10:00" not in hall.times(), "a time on offer is nobody else's"


def test_an_offer_that_nobody_takes_goes_to_the_next_person() -> None:
    hall = BookHall()
    early, second, first = (hall.book(f"{TOMORROW} {time}") for time in ("10:00", "11:00", "12:00"))
    fill(hall)
    hall.want_earlier(first, f"{TOMORROW} 09:00")
    hall.time("09:01")
    hall.want_earlier(second, f"{TOMORROW} 09:00")
    hall.cancel(early)
    hall.offers()
    hall.pass_time("09:16")
    assert hall.reservation(first).offer is None
    assert hall.reservation(second).offer is not None
    with pytest.raises(no.NoOffer):
        hall.accept(first)


def test_an_offer_taken_frees_the_old_place_for_the_next_person() -> None:
    hall = BookHall()
    early, second, first = (hall.book(f"{TOMORROW} {time}") for time in ("10:00", "13:00", "12:00"))
    fill(hall)
    hall.want_earlier(first, f"{TOMORROW} 09:00")
    hall.time("09:01")
    hall.want_earlier(second, f"{TOMORROW} 09:00")
    hall.cancel(early)
    hall.offers()
    hall.accept(first)
    assert hall.reservation(first).starts_at == at(f"{TOMORROW} 10:00")
    hall.offers()
    offer = hall.reservation(second).offer
    assert offer is not None and offer.starts_at == at(f"{TOMORROW} 12:00")


def test_the_old_time_stays_while_an_offer_is_open() -> None:
    hall = BookHall()
    early, mine = hall.book(f"{TOMORROW} 10:00"), hall.book(f"{TOMORROW} 12:00")
    fill(hall)
    hall.want_earlier(mine, f"{TOMORROW} 09:00")
    hall.cancel(early)
    hall.offers()
    assert {at(f"{TOMORROW} 10:00"), at(f"{TOMORROW} 12:00")} == {
        start for _, start, _, _ in hall.reservation(mine).places
    }


def fill(hall: BookHall) -> None:
    """Book everything that is free tomorrow."""
    for time in hall.times():
        hall.book(f"{TOMORROW} {time}")
