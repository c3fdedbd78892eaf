"""The one time line: who is next, and why."""

from __future__ import annotations

from app.domain.numbers import Channel
from app.domain.times import MINUTE
from tests.domain.hall import Hall
from tests.offices import at


def test_walk_ins_are_called_in_the_order_of_issue() -> None:
    hall = Hall()
    first, second = hall.take(), hall.take()
    assert hall.call("1") == first
    hall.start("1")
    hall.finish("1")
    assert hall.call("1") == second


def test_tickets_of_the_same_moment_are_called_in_the_order_of_their_sequence() -> None:
    hall = Hall()
    numbers = [hall.take() for _ in range(5)]
    assert len({hall.stop(number).due_at for number in numbers}) == 1
    assert hall.line() == numbers


def test_a_priority_class_is_called_earlier_by_its_head_start_and_no_more() -> None:
    hall = Hall()
    early = hall.take()
    hall.time("09:10")
    later = hall.take()
    hall.time("09:25")
    pregnant = hall.take(priority="pregnant")
    assert hall.stop(pregnant).due_at == at("09:25") - 20 * MINUTE
    assert hall.line() == [early, pregnant, later]


def test_nobody_starves_because_of_priorities_that_come_later() -> None:
    hall = Hall()
    patient = hall.take()
    hall.time("09:21")
    for _ in range(10):
        hall.take(priority="pregnant")
    assert hall.call("1") == patient


def test_a_counter_serves_whoever_is_due_first_among_its_services() -> None:
    hall = Hall()
    hall.take("moving")
    certificate = hall.time("09:05").take("certificates")
    assert hall.call("4") == certificate


def test_a_helper_takes_a_service_only_after_its_delay() -> None:
    hall = Hall()
    moving = hall.take("moving")
    certificate = hall.time("09:14").take("certificates")
    assert hall.call("4") == certificate
    hall.start("4")
    hall.finish("4", end=True)
    later = hall.time("09:16").take("certificates")
    assert hall.call("4") == moving, f"{moving} is due at 09:15 for the helper, {later} at 09:16"


def test_a_helper_that_has_nobody_else_helps_at_once() -> None:
    hall = Hall()
    moving = hall.take("moving")
    assert hall.call("4") == moving


def test_a_next_step_keeps_the_time_at_which_the_visit_began_to_wait() -> None:
    hall = Hall()
    visitor = hall.take(None, procedures=("moving-in",))
    hall.time("09:20")
    hall.call("1")
    hall.start("1")
    hall.time("09:40")
    hall.finish("1")
    assert hall.stop(visitor).service == "payment"
    assert hall.stop(visitor).due_at == at("09:00")


def test_a_transfer_that_does_not_keep_the_place_waits_from_now() -> None:
    hall = Hall()
    visitor = hall.take("moving")
    hall.call("1")
    hall.time("09:30")
    hall.transfer("1", "certificates", keep_place=False)
    assert hall.stop(visitor).due_at == at("09:30")


def test_priority_given_by_staff_moves_a_waiting_person_and_taking_it_away_moves_them_back() -> None:
    hall = Hall()
    first = hall.take()
    second = hall.time("09:30").take()
    hall.prioritise(second, "promise")
    assert hall.line() == [second, first]
    hall.prioritise(second, None)
    assert hall.line() == [first, second]


def test_priority_goes_along_to_the_next_stop() -> None:
    hall = Hall()
    visitor = hall.take(None, procedures=("moving-in",), priority="pregnant")
    hall.call("1")
    hall.start("1")
    hall.finish("1")
    assert hall.stop(visitor).due_at == at("09:00") - 20 * MINUTE


def test_people_ahead_are_those_of_the_service_who_are_called_before() -> None:
    hall = Hall()
    hall.take()
    hall.take("certificates")
    last = hall.take()
    assert hall.day.ahead(hall.ticket(last)) == 1
    hall.take(channel=Channel.STAFF, priority="promise")
    assert hall.day.ahead(hall.ticket(last)) == 2
