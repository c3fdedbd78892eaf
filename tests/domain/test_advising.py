"""Advice meets the day: accepted as a whole, refused, taken back, never twice and never on a changed counter."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import advising, floor, support
from app.domain.advice import AdviceState
from app.domain.errors import AdviceSettled, ChangedMeanwhile, NoSuchAdvice, NoSuchProposal, SupporterBusy
from app.domain.support import Wanted
from app.domain.supporters import Supporter
from tests.domain.hall import Hall
from tests.offices import at, small_office, words


def advised(*moves: tuple[str, dict[str, int], dict[str, int]]) -> Hall:
    """Counters 1 and 2 are open; one proposal with these moves: counter, before, offers."""
    hall = Hall()
    hall.open("1")
    hall.open("2")
    values: list[dict[str, Any]] = [
        {"counter": counter, "before": before, "offers": offers} for counter, before, offers in moves
    ]
    hall.record(advising.give("x", [{"moves": values}], 120))
    return hall


TWO = (
    ("1", {"moving": 0}, {"moving": 0, "certificates": 10}),
    ("2", {"certificates": 0}, {"certificates": 0, "payment": 5}),
)


def offers(hall: Hall, counter: str) -> dict[str, int]:
    return dict(hall.day.desk(counter).offers)


def test_all_moves_of_a_proposal_are_made_together_and_taken_back_together():
    hall = advised(*TWO)
    hall.record(*advising.accept(hall.day, "x", 0, "sato", hall.now))
    assert (offers(hall, "1"), offers(hall, "2")) == (TWO[0][2], TWO[1][2])
    assert (hall.day.advice["x"].state, hall.day.advice["x"].by) == (AdviceState.ACCEPTED, "sato")
    hall.record(*advising.undo(hall.day, "x", "mori", hall.now))
    assert (offers(hall, "1"), offers(hall, "2")) == (TWO[0][1], TWO[1][1])
    assert hall.day.advice["x"].state is AdviceState.UNDONE


def test_a_break_that_began_after_the_move_goes_on_when_it_is_taken_back():
    hall = advised(*TWO)
    hall.record(*advising.accept(hall.day, "x", 0, "sato", hall.now))
    hall.record(floor.pause_counter(hall.day, "1", None))
    hall.record(*advising.undo(hall.day, "x", "sato", hall.now))
    assert hall.day.desk("1").state == "paused"


def test_nothing_is_moved_when_one_counter_is_not_what_the_advice_counted_on():
    hall = advised(*TWO)
    hall.record(floor.assign(hall.day, "2", {"payment": 0}))
    with pytest.raises(ChangedMeanwhile):
        advising.accept(hall.day, "x", 0, "sato", hall.now)
    assert offers(hall, "1") == TWO[0][1]


def test_a_counter_that_was_moved_again_is_not_put_back():
    hall = advised(*TWO)
    hall.record(*advising.accept(hall.day, "x", 0, "sato", hall.now))
    hall.record(floor.assign(hall.day, "2", {"payment": 0}))
    with pytest.raises(ChangedMeanwhile):
        advising.undo(hall.day, "x", "sato", hall.now)


def test_advice_is_settled_once():
    hall = advised(*TWO)
    hall.record(advising.refuse(hall.day, "x", "sato", "training"))
    assert hall.day.advice["x"].reason == "training"
    with pytest.raises(AdviceSettled):
        advising.accept(hall.day, "x", 0, "sato", hall.now)
    with pytest.raises(AdviceSettled):
        advising.undo(hall.day, "x", "sato", hall.now)


def test_advice_and_proposals_that_nobody_gave_are_unknown():
    hall = advised(*TWO)
    with pytest.raises(NoSuchAdvice):
        advising.refuse(hall.day, "y", "sato")
    with pytest.raises(NoSuchProposal):
        advising.accept(hall.day, "x", 7, "sato", hall.now)


def with_support(kind: str, **more: Any) -> Hall:
    """Counter 1 is open; one proposal that Tanaka of the support staff comes to counter 2, and counter 1 helps."""
    hall = Hall("10:00", small_office(support=(Supporter("tanaka", words("田中"), ("certificates",), 10),)))
    hall.open("1")
    comes = {"kind": kind, "counter": "2", "before": {}, "offers": {"certificates": 0}, "person": "tanaka", **more}
    helps = {"counter": "1", "before": {"moving": 0}, "offers": {"moving": 0, "certificates": 10}}
    hall.record(advising.give("x", [{"moves": [comes, helps]}], 120))
    return hall


def accept(hall: Hall) -> None:
    hall.record(*advising.accept(hall.day, "x", 0, "sato", hall.now, ["c1"]))


def test_a_closed_counter_opens_with_the_person_named_and_closes_again():
    hall = with_support("open")
    accept(hall)
    desk = hall.day.desk("2")
    assert (desk.state, desk.staff, dict(desk.offers)) == ("open", "tanaka", {"certificates": 0})
    hall.record(*advising.undo(hall.day, "x", "sato", hall.now))
    assert hall.day.desk("2").state == "closed"
    assert offers(hall, "1") == {"moving": 0}


def test_accepting_calls_somebody_up_and_undoing_withdraws_the_call():
    hall = with_support("call", until=at("12:00"))
    accept(hall)
    call = hall.day.support["c1"]
    assert (call.supporter, call.services, call.counter, call.until) == ("tanaka", ("certificates",), "2", at("12:00"))
    assert hall.day.desk("2").state == "closed", "until Tanaka comes"
    assert offers(hall, "1") == {"moving": 0, "certificates": 10}
    hall.time("10:02").record(*advising.undo(hall.day, "x", "sato", hall.now))
    assert (hall.day.support["c1"].state, hall.day.support["c1"].left_at) == ("withdrawn", at("10:02"))
    assert offers(hall, "1") == {"moving": 0}


def test_whoever_has_come_meanwhile_is_not_sent_away_by_an_undo():
    hall = with_support("call")
    accept(hall)
    hall.record(*support.arrive(hall.day, "c1", hall.now))
    with pytest.raises(ChangedMeanwhile):
        advising.undo(hall.day, "x", "sato", hall.now)


def test_whoever_said_no_is_left_alone_by_an_undo():
    hall = with_support("call")
    accept(hall)
    hall.record(support.answer_call(hall.day, "c1", hall.now, comes=False))
    hall.record(*advising.undo(hall.day, "x", "sato", hall.now))
    assert hall.day.support["c1"].state == "declined"
    assert offers(hall, "1") == {"moving": 0}


def test_nothing_is_done_when_the_person_or_the_counter_is_taken_meanwhile():
    hall = with_support("call")
    hall.record(support.call_support(hall.day, Wanted("c0", "tanaka", (), None), "sato", hall.now))
    with pytest.raises(SupporterBusy):
        accept(hall)
    hall = with_support("call")
    hall.open("2")
    with pytest.raises(ChangedMeanwhile):
        accept(hall)
    assert offers(hall, "1") == {"moving": 0}
