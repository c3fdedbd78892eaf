"""Every verb of the counter, in every state."""

from __future__ import annotations

import pytest

from app.domain import errors, floor
from tests.domain.hall import Hall


def called() -> tuple[Hall, str]:
    hall = Hall()
    number = hall.take()
    hall.call("1")
    return hall, number


def served() -> tuple[Hall, str]:
    hall, number = called()
    hall.start("1")
    return hall, number


def test_a_visit_goes_from_waiting_over_called_and_serving_to_done() -> None:
    hall = Hall()
    number = hall.take()
    assert hall.state(number) == "waiting"
    hall.call("1")
    assert hall.state(number) == "called"
    hall.start("1")
    assert hall.state(number) == "serving"
    hall.finish("1")
    assert hall.state(number) == "done"
    assert hall.at_counter("1") is None


def test_calling_when_nobody_waits_calls_nobody() -> None:
    assert Hall().call("1") is None


def test_a_counter_that_has_somebody_calls_nobody_else() -> None:
    hall, number = called()
    other = hall.take()
    with pytest.raises(errors.CounterBusy) as refused:
        hall.call("1")
    assert refused.value.details["number"] == number
    assert hall.state(other) == "waiting"


def test_calling_opens_a_counter_that_is_closed_and_resumes_one_that_is_paused() -> None:
    hall = Hall()
    hall.take()
    assert hall.day.desk("1").state == "closed"
    hall.call("1", staff="mori")
    assert (hall.day.desk("1").state, hall.day.desk("1").staff) == ("open", "mori")
    hall.start("1")
    hall.finish("1")
    hall.record(floor.pause_counter(hall.day, "1"))
    hall.take()
    hall.call("1")
    assert hall.day.desk("1").state == "open"


def test_a_recall_is_a_new_announcement_of_the_same_number() -> None:
    hall, number = called()
    hall.recall("1")
    assert [(call.number, call.times) for call in hall.day.calls] == [(number, 1), (number, 2)]
    assert hall.day.calls[0].id < hall.day.calls[1].id


def test_somebody_is_missed_only_after_the_recalls_that_the_service_asks_for() -> None:
    hall = Hall()
    number = hall.take("certificates")
    hall.call("2")
    with pytest.raises(errors.RecallsLeft):
        hall.miss("2")
    hall.recall("2")
    hall.miss("2")
    assert hall.state(number) == "missed"
    assert hall.at_counter("2") is None


def test_who_was_missed_and_comes_back_in_time_has_the_old_place() -> None:
    hall, number = called()
    hall.miss("1")
    later = hall.time("09:20").take()
    hall.come_back(number)
    assert hall.line() == [number, later]


def test_who_comes_back_after_the_grace_time_takes_a_new_ticket() -> None:
    hall, number = called()
    hall.miss("1")
    hall.time("09:31")
    with pytest.raises(errors.GraceOver):
        hall.come_back(number)
    assert hall.state(number) == "missed"


def test_a_held_visit_frees_the_counter_and_keeps_its_place() -> None:
    hall, number = served()
    other = hall.take()
    hall.hold("1")
    assert hall.call("1") == other
    hall.resume(number)
    assert hall.line() == [number]


def test_a_given_number_is_called_out_of_turn_whether_waiting_held_or_missed() -> None:
    hall = Hall()
    numbers = [hall.take() for _ in range(3)]
    hall.call_number("1", numbers[2])
    assert hall.at_counter("1") == numbers[2]
    hall.hold("1")
    hall.call_number("1", numbers[2])
    hall.miss("1")
    hall.call_number("1", numbers[2])
    assert hall.state(numbers[2]) == "called"


def test_finish_opens_the_next_planned_step_and_end_ends_the_visit() -> None:
    hall = Hall()
    first = hall.take(None, procedures=("moving-in",))
    second = hall.take(None, procedures=("moving-in",))
    for number, end in ((first, False), (second, True)):
        assert hall.call("1") == number
        hall.start("1")
        hall.finish("1", end=end)
    assert (hall.state(first), hall.stop(first).service) == ("waiting", "payment")
    assert (hall.state(second), hall.stop(second).outcome) == ("done", "finished")


def test_a_next_step_out_of_turn_comes_before_what_was_planned() -> None:
    hall = Hall()
    number = hall.take(None, procedures=("moving-in",))
    hall.call("1")
    hall.start("1")
    hall.finish("1", next_service="certificates")
    assert (hall.stop(number).service, hall.ticket(number).planned) == ("certificates", ("payment",))


def test_a_transfer_ends_the_stop_and_opens_one_in_the_other_queue() -> None:
    hall, number = served()
    hall.transfer("1", "certificates")
    assert [stop.outcome for stop in hall.ticket(number).stops] == ["transferred", None]
    with pytest.raises(errors.SameService):
        hall.call("2")
        hall.transfer("2", "certificates")


@pytest.mark.parametrize("verb", ["recall", "start", "finish", "hold", "miss"])
def test_a_verb_without_anybody_at_the_counter_is_refused(verb: str) -> None:
    hall = Hall()
    with pytest.raises(errors.CounterIdle):
        getattr(hall, verb)("1")


@pytest.mark.parametrize("verb", ["start", "recall", "miss"])
def test_what_is_for_called_people_is_refused_while_serving(verb: str) -> None:
    hall, number = served()
    with pytest.raises(errors.WrongState):
        getattr(hall, verb)("1")
    assert hall.state(number) == "serving"


def test_finishing_before_the_start_is_refused() -> None:
    hall, number = called()
    with pytest.raises(errors.WrongState):
        hall.finish("1")
    assert hall.state(number) == "called"


def test_a_screen_that_believes_in_another_number_is_told_so() -> None:
    hall, number = called()
    with pytest.raises(errors.StaleScreen):
        hall.start("1", "A999")
    assert hall.state(number) == "called"


def test_giving_up_is_possible_until_served_and_not_afterwards() -> None:
    hall, number = called()
    hall.give_up(number)
    assert hall.at_counter("1") is None
    hall, number = served()
    with pytest.raises(errors.WrongState):
        hall.give_up(number)


@pytest.mark.parametrize("verb", ["call", "start", "finish", "transfer", "hold", "miss"])
def test_undo_takes_the_last_verb_back_as_if_it_had_not_been(verb: str) -> None:
    hall = Hall()
    number = hall.take(None, procedures=("moving-in",))
    other = hall.take()
    hall.open("1")
    steps = {
        "call": [],
        "miss": ["call"],
        "start": ["call"],
        "hold": ["call", "start"],
        "finish": ["call", "start"],
        "transfer": ["call", "start"],
    }[verb]
    for step in steps:
        getattr(hall, step)("1")
    before = (hall.ticket(number).stops, hall.ticket(number).planned, hall.line(), hall.at_counter("1"))
    hall.transfer("1", "certificates") if verb == "transfer" else getattr(hall, verb)("1")
    hall.undo("1")
    assert (hall.ticket(number).stops, hall.ticket(number).planned, hall.line(), hall.at_counter("1")) == before
    assert hall.state(other) == "waiting"
    with pytest.raises(errors.NothingToUndo):
        hall.undo("1")


def test_an_undone_call_disappears_from_the_screens() -> None:
    hall, _ = called()
    hall.undo("1")
    assert not hall.day.calls


def test_undo_ends_with_its_time_and_when_something_else_has_happened() -> None:
    hall, _ = called()
    hall.now += 61_000
    with pytest.raises(errors.NothingToUndo):
        hall.undo("1")
    hall = Hall()
    hall.take(None, procedures=("moving-in",))
    hall.call("1")
    hall.start("1")
    hall.finish("1")
    hall.call("3")
    with pytest.raises(errors.NothingToUndo):
        hall.undo("1")


def test_closing_the_day_ends_every_visit_and_closes_every_counter() -> None:
    from app.domain.opening import close_day

    hall, number = served()
    waiting = hall.take()
    hall.record(close_day(hall.day))
    assert (hall.state(number), hall.stop(number).outcome) == ("done", "finished")
    assert (hall.state(waiting), hall.stop(waiting).outcome) == ("cancelled", "not_served")
    assert hall.day.desk("1").state == "closed"
    with pytest.raises(errors.OfficeClosed):
        hall.take()


def test_a_new_business_day_begins_at_four_and_with_number_one() -> None:
    from app.domain.opening import turn_day

    hall = Hall()
    hall.take()
    hall.time("2026-11-25 03:59")
    assert turn_day(hall.day, hall.now, lambda day: False) == []
    hall.time("2026-11-25 04:00")
    hall.record(*turn_day(hall.day, hall.now, lambda day: False))
    hall.time("2026-11-25 09:00")
    assert hall.take() == "A001"


def test_each_day_has_its_own_door_code() -> None:
    from app.domain.opening import turn_day

    hall = Hall()
    hall.time("2026-11-25 04:00")
    hall.record(*turn_day(hall.day, hall.now, lambda day: False, "wednesdays"))
    assert hall.day.door_code == "wednesdays"
    assert turn_day(hall.day, hall.now, lambda day: False, "another one") == []
    hall.time("2026-11-26 04:00")
    hall.record(*turn_day(hall.day, hall.now, lambda day: False, "thursdays"))
    assert hall.day.door_code == "thursdays"


def test_a_clock_that_is_set_back_does_not_reopen_yesterday() -> None:
    from app.domain.opening import turn_day

    hall = Hall()
    hall.time("2026-11-23 09:00")
    assert turn_day(hall.day, hall.now, lambda day: False) == []


@pytest.mark.parametrize("verb", ["cancel", "priority", "return", "resume"])
def test_what_was_done_to_a_number_from_a_counter_is_undone_there(verb: str) -> None:
    from app.domain import calling, serving
    from app.domain.tickets import Outcome

    hall = Hall()
    number, other = hall.take(), hall.take()
    if verb in ("return", "resume"):
        hall.call("1")
        hall.miss("1") if verb == "return" else hall.hold("1")
    hall.open("2")
    before = (hall.ticket(number).stops, hall.ticket(number).priority, hall.line())
    ticket = hall.ticket(number)
    hall.record(
        {
            "cancel": lambda: serving.cancel(ticket, Outcome.CANCELLED_BY_STAFF, "gone", "2"),
            "priority": lambda: serving.give_priority(hall.day, ticket, "promise", "asked", "2"),
            "return": lambda: calling.come_back(hall.day, ticket, hall.now, "2"),
            "resume": lambda: serving.resume(ticket, "2"),
        }[verb]()
    )
    assert (hall.ticket(number).stops, hall.ticket(number).priority, hall.line()) != before
    hall.undo("2")
    assert (hall.ticket(number).stops, hall.ticket(number).priority, hall.line()) == before
    assert hall.state(other) == "waiting"
