"""Advice is given, accepted, refused and taken back. What is advised comes from elsewhere; here it meets the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain import events as e
from app.domain import floor
from app.domain.advice import Advice, AdviceState
from app.domain.day import OfficeDay
from app.domain.desks import DeskState
from app.domain.errors import AdviceSettled, ChangedMeanwhile, NoSuchAdvice, NoSuchProposal
from app.domain.support import OPEN, Wanted, call_of, call_support, withdraw
from app.domain.support_events import SupportState

CALL = "call"
"""The kind of a move that calls somebody of the support staff up."""


def give(advice: str, proposals: list[dict[str, Any]], ahead_minutes: int, as_of: int | None = None) -> e.AdviceGiven:
    """Advise the floor manager; `as_of` is the instant (ms) that was looked at."""
    return e.AdviceGiven(advice, proposals, ahead_minutes, as_of)


def accept(
    day: OfficeDay, advice_id: str, proposal: int, by: str, now: int, calls: Sequence[str] = ()
) -> list[e.Event]:
    """Make all moves of a proposal. Raises ChangedMeanwhile when a counter is not what the advice counted on.

    `calls` are new ids, at least as many as people are called up; raises what stands against such a call.
    """
    advice = _open(day, advice_id)
    if not 0 <= proposal < len(advice.proposals):
        raise NoSuchProposal(proposal=proposal)
    spare = iter(calls)
    made = [_made(day, move, by, now, spare) for move in advice.proposals[proposal]["moves"]]
    return [e.AdviceAccepted(advice.id, proposal, by, [before for before, _ in made]), *(event for _, event in made)]


def refuse(day: OfficeDay, advice_id: str, by: str, reason: str | None = None) -> e.AdviceRefused:
    """The floor manager knows better."""
    return e.AdviceRefused(_open(day, advice_id).id, by, reason)


def undo(day: OfficeDay, advice_id: str, by: str, now: int) -> list[e.Event]:
    """Put the counters of accepted advice back, and withdraw calls. Raises ChangedMeanwhile when one was changed again
    since, or somebody who was called up is here."""
    advice = _known(day, advice_id)
    if advice.state is not AdviceState.ACCEPTED or advice.proposal is None:
        raise AdviceSettled
    moves = {move["counter"]: move for move in advice.proposals[advice.proposal]["moves"]}
    for counter, move in moves.items():
        if move.get("kind") != CALL and dict(day.desk(counter).offers) != dict(move["offers"]):
            raise ChangedMeanwhile(counter=counter)
    return [
        e.AdviceUndone(advice.id, by),
        *(event for values in advice.before for event in _put_back(day, values, now)),
    ]


def _known(day: OfficeDay, advice_id: str) -> Advice:
    if found := day.advice.get(advice_id):
        return found
    raise NoSuchAdvice(advice=advice_id)


def _open(day: OfficeDay, advice_id: str) -> Advice:
    advice = _known(day, advice_id)
    if advice.state is not AdviceState.GIVEN:
        raise AdviceSettled
    return advice


def _made(
    day: OfficeDay, move: Mapping[str, Any], by: str, now: int, calls: Iterator[str]
) -> tuple[dict[str, Any], e.Event]:
    """How it was before, and the move."""
    desk, offers = day.desk(move["counter"]), dict(move["offers"])
    before: dict[str, Any] = {"counter": desk.counter, "offers": dict(desk.offers)}
    if desk.state is DeskState.CLOSED:
        before["state"] = desk.state.value
    if move.get("kind") != CALL:
        return before, floor.assign(day, desk.counter, offers, move.get("person"), dict(move["before"]))
    if desk.state is not DeskState.CLOSED:
        raise ChangedMeanwhile(counter=desk.counter)
    wanted = Wanted(next(calls), move["person"], tuple(offers), desk.counter, move.get("until"))
    return {**before, "call": wanted.call}, call_support(day, wanted, by, now)


def _put_back(day: OfficeDay, values: Mapping[str, Any], now: int) -> list[e.Event]:
    """Only what the counter serves goes back: who is there, and a break that began meanwhile, stay."""
    desk = day.desk(values["counter"])
    if call := values.get("call"):
        standing = call_of(day, call).state
        if standing is SupportState.HERE:
            raise ChangedMeanwhile(counter=desk.counter)
        return [withdraw(day, call, now)] if standing in OPEN else []
    if values.get("state") == DeskState.CLOSED:
        return [floor.close_counter(day, desk.counter)]
    return [e.CounterChanged(desk.counter, "undo", desk.state, desk.staff, dict(values["offers"]), desk.paused_until)]
