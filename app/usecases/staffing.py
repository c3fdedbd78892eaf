"""What if and advice at the floor: the questions as plain data, and their answers as JSON values.

`try_changes` and `find_advice` only compute; they run in a process of their own (`app/web/planner.py`), because they
keep a core busy for a second. `give_advice`, `accept`, `refuse` and `undo` are commands like all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from statistics import fmean
from typing import Any

from app.domain import advising
from app.domain.advice import Advice, AdviceState
from app.domain.day import OfficeDay
from app.domain.desks import DeskState
from app.domain.skills import able_now
from app.domain.support import OPEN
from app.domain.support_events import SupportState
from app.domain.tickets import StopState
from app.domain.times import MINUTE, instant, local
from app.simulation.outcomes import Estimate
from app.simulation.scenes import Scene
from app.staffing.advice import Effort, without_unstaffed
from app.staffing.expectations import Expected
from app.staffing.goals import Goal
from app.staffing.moves import Helper, Rules
from app.staffing.present import goal_of, scene_of
from app.staffing.proposals import Counsel, counsel
from app.staffing.whatif import Change, Effect, Effects, what_if
from app.storage.transactions import Transaction
from app.usecases.boards import Json
from app.usecases.floor_views import desk_view, offers_view
from app.usecases.reports import quantile
from app.usecases.ticket_views import time_of

SURE = 1.96
"""As many errors to each side hold the truth in 95 of 100 cases."""


def scene_now(day: OfficeDay, now: int, expected: Expected | None = None) -> tuple[Scene, Goal]:
    """The office as it is now with what is expected of the rest of the day, and what its waits are measured by."""
    return scene_of(day, now, expected), goal_of(day, now)


def rules_now(day: OfficeDay, now: int) -> Rules:
    """What advice has to respect today: what those at each counter are able to serve, and who could come to which
    closed counter."""
    desks = [day.desk(counter.id) for counter in day.office.counters]
    expected = {call.counter for call in day.support.values() if call.state in OPEN}
    return Rules(
        able_now(day),
        closed={
            desk.counter: frozenset(day.usual_offers(desk.counter))
            for desk in desks
            if desk.state is DeskState.CLOSED and desk.counter not in expected
        },
        helpers=tuple(_helpers(day, now)),
    )


def try_changes(
    scene: Scene, goal: Goal, changes: Sequence[Change], planned: Sequence[Change], futures: int, seed: int
) -> Json:
    """What changes would bring."""
    return effects_view(what_if(scene, goal, changes, planned, futures, seed))


def find_advice(scene: Scene, rules: Rules, goal: Goal, seed: int) -> tuple[list[Json], int]:
    """Proposals as they are recorded, best first, and how far they look ahead (minutes)."""
    effort = Effort()
    found = counsel(without_unstaffed(scene), rules, goal, effort=effort, seed=seed)
    return [_proposal(scene, each) for each in found], effort.ahead // MINUTE


def give_advice(
    tx: Transaction,
    now: int,
    office_id: str,
    actor: str,
    advice: str,
    proposals: list[Json],
    ahead_minutes: int,
    as_of: int,
) -> Json:
    """Record what is advised for the office as it was at an instant (ms)."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [advising.give(advice, proposals, ahead_minutes, as_of)])
    return advice_view(day, day.advice[advice], now)


def accept(
    tx: Transaction, now: int, office_id: str, actor: str, advice: str, proposal: int, calls: Sequence[str]
) -> Json:
    """Make all moves of a proposal at once. `calls` are new ids for the people who are called up."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, advising.accept(day, advice, proposal, _name(actor), now, calls))
    return _settled(day, advice, now)


def refuse(tx: Transaction, now: int, office_id: str, actor: str, advice: str, reason: str | None) -> Json:
    """Say no, with a reason if there is one to tell."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [advising.refuse(day, advice, _name(actor), reason)])
    return _settled(day, advice, now)


def undo(tx: Transaction, now: int, office_id: str, actor: str, advice: str) -> Json:
    """Put all counters of accepted advice back."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, advising.undo(day, advice, _name(actor), now))
    return _settled(day, advice, now)


def advice_of_today(day: OfficeDay, now: int) -> list[Json]:
    """What was advised today, newest first, what became of it, and whether it was right."""
    return [advice_view(day, advice, now) for advice in reversed(day.advice.values())]


def advice_view(day: OfficeDay, advice: Advice, now: int) -> Json:
    """A piece of advice. `happened` compares accepted advice with the waits since."""
    return {
        "id": advice.id,
        "given_at": time_of(day, advice.given_at),
        "as_of": time_of(day, advice.as_of or advice.given_at),
        "ahead_minutes": advice.ahead_minutes,
        "state": advice.state,
        "proposal": advice.proposal,
        "by": advice.by,
        "decided_at": time_of(day, advice.decided_at),
        "reason": advice.reason,
        "proposals": [_proposal_view(day, number, proposal) for number, proposal in enumerate(advice.proposals)],
        "happened": happened(day, advice, now) if advice.state is AdviceState.ACCEPTED else None,
    }


def happened(day: OfficeDay, advice: Advice, now: int) -> Json:
    """Waits (minutes) of those who waited when advice was accepted or came within the time it looked ahead."""
    since = advice.decided_at or advice.given_at
    until = since + advice.ahead_minutes * MINUTE
    return {
        "complete": now >= until,
        "services": [
            {"service": service.id, **_waits(day, service.id, since, until)} for service in day.office.services
        ],
    }


def effects_view(found: Effects) -> Json:
    """Effects as JSON values: before, after, difference, and how far that may be off (95 %)."""
    return {
        "futures": found.futures,
        "services": [
            {"service": service, **{measure: _effect(effect) for measure, effect in measures.items()}}
            for service, measures in found.services.items()
        ],
        "overall": {measure: _effect(effect) for measure, effect in found.overall.items()},
        "saved_minutes": _estimate(found.saved_minutes),
    }


def _helpers(day: OfficeDay, now: int) -> Iterator[Helper]:
    """Support staff who are here and at no counter, and those who could be called up."""
    busy = {call.supporter: call for call in day.support.values() if call.state in OPEN}
    at_counters = {desk.staff for desk in day.desks.values()}
    for person in day.office.support:
        skills, call = frozenset(person.skills), busy.get(person.id)
        if person.id in at_counters:
            continue
        if call and call.state is SupportState.HERE:
            yield Helper(person.id, skills, until=call.until)
        elif not call and person.can_come(when := local(now, day.office.zone)):
            goes = person.has_to_go(when)
            until = instant(goes) if goes else None
            if until is None or until > now + 2 * person.notice_minutes * MINUTE:
                yield Helper(person.id, skills, person.notice_minutes * MINUTE, until)


def _settled(day: OfficeDay, advice: str, now: int) -> Json:
    known = day.advice[advice]
    moves = known.proposals[known.proposal]["moves"] if known.proposal is not None else []
    counters = [desk_view(day, move["counter"], now) for move in moves]
    return {"advice": advice_view(day, known, now), "counters": counters}


def _proposal(scene: Scene, found: Counsel) -> Json:
    before = {server.id: server.stints[0].offers or {} for server in scene.servers}
    return {
        "moves": [
            {
                "counter": move.server,
                "kind": move.kind.value,
                "service": move.service,
                "left": move.left,
                "delay_minutes": move.delay,
                "before": dict(before[move.server]),
                "offers": dict(move.offers),
                "person": move.person,
                "in_minutes": move.arrives // MINUTE,
                "until": move.until,
            }
            for move in found.proposal.moves
        ],
        "saved_minutes": _estimate(found.proposal.gain),
        "services": [
            {"service": service, "p90": _effect(measures["p90"]), "mean": _effect(measures["mean"])}
            for service, measures in found.effects.services.items()
        ],
    }


def _proposal_view(day: OfficeDay, number: int, proposal: Mapping[str, Any]) -> Json:
    return {"no": number, **proposal, "moves": [_move_view(day, move) for move in proposal["moves"]]}


def _move_view(day: OfficeDay, move: Mapping[str, Any]) -> Json:
    """`person`, `in_minutes` and `until` are of whoever comes to a closed counter."""
    return {
        **move,
        "before": offers_view(move["before"]),
        "offers": offers_view(move["offers"]),
        "person": move.get("person"),
        "in_minutes": move.get("in_minutes", 0),
        "until": time_of(day, move.get("until")),
    }


def _waits(day: OfficeDay, service: str, since: int, until: int) -> Json:
    waits, waiting = [], 0
    for ticket in day.tickets.values():
        for stop in ticket.stops:
            if stop.service == service and stop.waiting_since <= until:
                if stop.called_at is not None and stop.called_at >= since:
                    waits.append((stop.called_at - stop.waiting_since) / MINUTE)
                waiting += stop.state is StopState.WAITING
    ordered = sorted(waits)
    return {
        "called": len(ordered),
        "waiting": waiting,
        "mean": round(fmean(ordered), 1) if ordered else None,
        "p90": round(quantile(ordered, 0.9), 1) if ordered else None,
    }


def _effect(effect: Effect) -> Json:
    values = {
        "before": _number(effect.before.value),
        "after": _number(effect.after.value),
        "difference": _number(effect.difference.value),
        "error": _number(SURE * effect.difference.error),
    }
    return {**values, "sure": effect.difference.is_sure}


def _estimate(estimate: Estimate) -> Json:
    return {"value": _number(estimate.value), "error": _number(SURE * estimate.error)}


def _number(value: float) -> float | None:
    return None if isnan(value) else round(value, 3)


def _name(actor: str) -> str:
    return actor.partition(":")[2] or actor
