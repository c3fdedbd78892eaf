"""Advice is given, accepted, refused and taken back. What is advised comes from elsewhere; here it meets the day."""

from __future__ import annotations

from typing import Any

from app.domain import events as e
from app.domain import floor
from app.domain.advice import Advice, AdviceState
from app.domain.day import OfficeDay
from app.domain.desks import Desk
from app.domain.errors import AdviceSettled, ChangedMeanwhile, NoSuchAdvice, NoSuchProposal


def give(advice: str, proposals: list[dict[str, Any]], ahead_minutes: int) -> e.AdviceGiven:
    """Advise the floor manager."""
    return e.AdviceGiven(advice, proposals, ahead_minutes)


def accept(day: OfficeDay, advice_id: str, proposal: int, by: str) -> list[e.Event]:
    """Make all moves of a proposal. Raises ChangedMeanwhile when a counter is not what the advice counted on."""
    advice = _open(day, advice_id)
    if not 0 <= proposal < len(advice.proposals):
        raise NoSuchProposal(proposal=proposal)
    moves = advice.proposals[proposal]["moves"]
    before = [_as_values(day.desk(move["counter"])) for move in moves]
    changes = [floor.assign(day, move["counter"], dict(move["offers"]), None, dict(move["before"])) for move in moves]
    return [e.AdviceAccepted(advice.id, proposal, by, before), *changes]


def refuse(day: OfficeDay, advice_id: str, by: str, reason: str | None = None) -> e.AdviceRefused:
    """The floor manager knows better."""
    return e.AdviceRefused(_open(day, advice_id).id, by, reason)


def undo(day: OfficeDay, advice_id: str, by: str) -> list[e.Event]:
    """Put the counters of accepted advice back. Raises ChangedMeanwhile when one was changed again since."""
    advice = _known(day, advice_id)
    if advice.state is not AdviceState.ACCEPTED or advice.proposal is None:
        raise AdviceSettled
    moves = {move["counter"]: move for move in advice.proposals[advice.proposal]["moves"]}
    for counter, move in moves.items():
        if dict(day.desk(counter).offers) != dict(move["offers"]):
            raise ChangedMeanwhile(counter=counter)
    return [e.AdviceUndone(advice.id, by), *(_put_back(day, values) for values in advice.before)]


def _known(day: OfficeDay, advice_id: str) -> Advice:
    if found := day.advice.get(advice_id):
        return found
    raise NoSuchAdvice(advice=advice_id)


def _open(day: OfficeDay, advice_id: str) -> Advice:
    advice = _known(day, advice_id)
    if advice.state is not AdviceState.GIVEN:
        raise AdviceSettled
    return advice


def _as_values(desk: Desk) -> dict[str, Any]:
    return {"counter": desk.counter, "offers": dict(desk.offers)}


def _put_back(day: OfficeDay, values: Any) -> e.CounterChanged:
    """Only what the counter serves goes back: who is there, and a break that began meanwhile, stay."""
    desk = day.desk(values["counter"])
    return e.CounterChanged(desk.counter, "undo", desk.state, desk.staff, dict(values["offers"]), desk.paused_until)
