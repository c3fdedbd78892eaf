"""What floor managers do with counters, and help for people."""

from __future__ import annotations

import pytest

from app.domain import errors, floor
from app.domain.desks import DeskState
from app.domain.times import MINUTE
from tests.domain.hall import Hall


def test_a_counter_that_is_moved_serves_the_other_queue() -> None:
    hall = Hall()
    hall.open("1", staff="mori")
    certificate = hall.take("certificates")
    hall.record(floor.assign(hall.day, "1", {"certificates": 0}))
    assert hall.call("1") == certificate
    assert hall.day.desk("1").staff == "mori"


def test_a_move_is_undone_with_one_touch() -> None:
    hall = Hall()
    hall.open("1", staff="mori")
    before = hall.day.desk("1")
    hall.record(floor.assign(hall.day, "1", {"certificates": 5}))
    hall.record(floor.undo_counter_change(hall.day))
    after = hall.day.desk("1")
    assert (after.offers, after.state, after.staff) == (before.offers, before.state, before.staff)
    with pytest.raises(errors.NothingToUndo):
        floor.undo_counter_change(hall.day)


def test_a_move_from_an_old_screen_does_not_overwrite_what_somebody_else_did() -> None:
    hall = Hall()
    hall.open("1", {"moving": 0})
    hall.record(floor.assign(hall.day, "1", {"certificates": 0}, expected={"moving": 0}))
    with pytest.raises(errors.ChangedMeanwhile):
        floor.assign(hall.day, "1", {"moving": 10}, expected={"moving": 0})


def test_several_counters_are_changed_in_one_act_and_put_back_in_another() -> None:
    hall = Hall()
    hall.open("1", {"moving": 0}, staff="mori")
    hall.open("2", {"moving": 0})
    before = {counter: hall.day.desk(counter) for counter in ("1", "2")}
    moved = floor.Arrangement("1", DeskState.OPEN, {"moving": 0}, {"certificates": 0, "moving": 10})
    away = floor.Arrangement("2", DeskState.PAUSED, {"moving": 0}, until=hall.now + 30 * MINUTE)
    hall.record(*floor.arrange(hall.day, [moved, away]))
    assert hall.day.desk("1").offers == {"certificates": 0, "moving": 10}
    assert (hall.day.desk("2").state, hall.day.desk("2").paused_until) == (DeskState.PAUSED, hall.now + 30 * MINUTE)
    back = [
        floor.Arrangement(counter, DeskState.OPEN, hall.day.desk(counter).offers, desk.offers, desk.staff)
        for counter, desk in before.items()
    ]
    hall.record(*floor.arrange(hall.day, back))
    for counter, desk in before.items():
        after = hall.day.desk(counter)
        assert (after.state, after.offers, after.staff) == (desk.state, desk.offers, desk.staff)


def test_a_counter_that_was_on_a_break_goes_back_to_its_break() -> None:
    hall = Hall()
    hall.open("1", {"moving": 0})
    until = hall.now + 20 * MINUTE
    hall.record(floor.pause_counter(hall.day, "1", until))
    hall.record(*floor.arrange(hall.day, [floor.Arrangement("1", DeskState.CLOSED, {"moving": 0})]))
    hall.record(*floor.arrange(hall.day, [floor.Arrangement("1", DeskState.PAUSED, {}, {"moving": 0}, until=until)]))
    after = hall.day.desk("1")
    assert (after.state, after.offers, after.paused_until) == (DeskState.PAUSED, {"moving": 0}, until)


def test_no_counter_is_changed_when_one_of_several_was_changed_by_somebody_else() -> None:
    hall = Hall()
    hall.open("1", {"moving": 0})
    hall.open("2", {"moving": 5})
    wanted = [floor.Arrangement(counter, DeskState.CLOSED, {"moving": 0}) for counter in ("1", "2")]
    with pytest.raises(errors.ChangedMeanwhile, match="2"):
        floor.arrange(hall.day, wanted)


def test_undo_takes_back_only_the_change_that_was_meant() -> None:
    hall = Hall()
    hall.open("1")
    hall.open("2")
    with pytest.raises(errors.ChangedMeanwhile):
        floor.undo_counter_change(hall.day, "1")
    assert floor.undo_counter_change(hall.day, "2").counter == "2"


def test_a_held_ticket_remembers_since_when_although_it_is_given_priority() -> None:
    hall = Hall("09:00")
    hall.open("1")
    number = hall.take()
    hall.call("1")
    hall.start("1")
    hall.time("09:10").hold("1")
    held_since = hall.now
    hall.time("09:20").prioritise(number, "pregnant")
    assert hall.day.held == {hall.ticket(number).id: held_since}


def test_nobody_is_sent_to_two_counters() -> None:
    hall = Hall()
    hall.open("1", staff="mori")
    with pytest.raises(errors.StaffElsewhere):
        floor.assign(hall.day, "2", {"certificates": 0}, "mori")


def test_a_counter_that_pauses_or_closes_serves_its_visitor_to_the_end() -> None:
    hall = Hall()
    number = hall.take()
    hall.call("1")
    hall.start("1")
    hall.record(floor.close_counter(hall.day, "1"))
    hall.finish("1")
    assert hall.state(number) == "done"


def test_pausing_a_closed_counter_is_refused() -> None:
    with pytest.raises(errors.CounterClosed):
        floor.pause_counter(Hall().day, "1")


def test_a_counter_cannot_be_given_a_service_that_the_office_does_not_have() -> None:
    with pytest.raises(errors.NoSuchService):
        floor.assign(Hall().day, "1", {"ghost": 0})
    with pytest.raises(errors.NoSuchCounter):
        floor.assign(Hall().day, "99", {"moving": 0})


def test_a_help_request_is_acknowledged_and_resolved_once() -> None:
    hall = Hall()
    hall.record(floor.ask_help(hall.day, "h1", "kiosk", device="entrance"))
    hall.record(floor.acknowledge_help(hall.day, "h1", "sato"))
    assert hall.day.help["h1"].acknowledged_by == "sato"
    hall.record(floor.resolve_help(hall.day, "h1", "sato"))
    with pytest.raises(errors.Refused):
        floor.resolve_help(hall.day, "h1", "sato")
    with pytest.raises(errors.NoSuchHelpRequest):
        floor.resolve_help(hall.day, "h2", "sato")
