"""Advice meets the day: accepted as a whole, refused, taken back, never twice and never on a changed counter."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import advising, floor
from app.domain.advice import AdviceState
from app.domain.errors import AdviceSettled, ChangedMeanwhile, NoSuchAdvice, NoSuchProposal
from tests.domain.hall import Hall


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
    hall.record(*advising.accept(hall.day, "x", 0, "sato"))
    assert (offers(hall, "1"), offers(hall, "2")) == (TWO[0][2], TWO[1][2])
    assert (hall.day.advice["x"].state, hall.day.advice["x"].by) == (AdviceState.ACCEPTED, "sato")
    hall.record(*advising.undo(hall.day, "x", "mori"))
    assert (offers(hall, "1"), offers(hall, "2")) == (TWO[0][1], TWO[1][1])
    assert hall.day.advice["x"].state is AdviceState.UNDONE


def test_a_break_that_began_after_the_move_goes_on_when_it_is_taken_back():
    hall = advised(*TWO)
    hall.record(*advising.accept(hall.day, "x", 0, "sato"))
    hall.record(floor.pause_counter(hall.day, "1", None))
    hall.record(*advising.undo(hall.day, "x", "sato"))
    assert hall.day.desk("1").state == "paused"


def test_nothing_is_moved_when_one_counter_is_not_what_the_advice_counted_on():
    hall = advised(*TWO)
    hall.record(floor.assign(hall.day, "2", {"payment": 0}))
    with pytest.raises(ChangedMeanwhile):
        advising.accept(hall.day, "x", 0, "sato")
    assert offers(hall, "1") == TWO[0][1]


def test_a_counter_that_was_moved_again_is_not_put_back():
    hall = advised(*TWO)
    hall.record(*advising.accept(hall.day, "x", 0, "sato"))
    hall.record(floor.assign(hall.day, "2", {"payment": 0}))
    with pytest.raises(ChangedMeanwhile):
        advising.undo(hall.day, "x", "sato")


def test_advice_is_settled_once():
    hall = advised(*TWO)
    hall.record(advising.refuse(hall.day, "x", "sato", "training"))
    assert hall.day.advice["x"].reason == "training"
    with pytest.raises(AdviceSettled):
        advising.accept(hall.day, "x", 0, "sato")
    with pytest.raises(AdviceSettled):
        advising.undo(hall.day, "x", "sato")


def test_advice_and_proposals_that_nobody_gave_are_unknown():
    hall = advised(*TWO)
    with pytest.raises(NoSuchAdvice):
        advising.refuse(hall.day, "y", "sato")
    with pytest.raises(NoSuchProposal):
        advising.accept(hall.day, "x", 7, "sato")
