"""Advice as the floor manager gets it: a few proposals, each another idea, with what they do to every queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.simulation.scenes import Scene
from app.simulation.timetables import Plan
from app.staffing.advice import Effort, Proposal, Worth, advise, only_soon
from app.staffing.goals import Goal
from app.staffing.moves import Kind, Rules, with_moves
from app.staffing.race import play
from app.staffing.whatif import Effects, effects

AT_MOST = 3
TRIED = 5
"""So many are played once more in futures that the search has not seen: what looked best by luck does not last."""

FUTURES = 160
IN_COMMON = 0.5
"""Two proposals with more than this share of what they do in common are one idea."""

Idea = frozenset[tuple[str, str, str | None]]
_WAY = {kind: kind.value for kind in (Kind.REFRAIN, Kind.OPEN, Kind.CALL)}


@dataclass(frozen=True)
class Counsel:
    """A proposal and its effects on the people who wait or come within the time looked ahead."""

    proposal: Proposal
    effects: Effects


def counsel(
    scene: Scene, rules: Rules, goal: Goal, *, effort: Effort | None = None, worth: Worth | None = None, seed: int = 0
) -> list[Counsel]:
    """The best proposals that are different ideas; none when nothing helps."""
    effort, worth = effort or Effort(), worth or Worth()
    found = different(advise(scene, rules, goal, effort=effort, worth=worth, seed=seed))[:TRIED]
    if not found:
        return []
    soon = only_soon(scene, effort.ahead)
    plans = [Plan(soon.servers), *(with_moves(soon, proposal.moves) for proposal in found)]
    outcomes = play(soon, goal, plans, FUTURES, seed + len(effort.rounds))
    again = [replace(each, gain=outcomes.saved(plan)) for plan, each in enumerate(found, start=1)]
    waiting = float(outcomes.cost[0].mean())
    lasting = [place for place, proposal in enumerate(again) if worth.accepts(proposal, waiting)]
    lasting.sort(key=lambda place: -worth.net(again[place]))
    return [Counsel(again[place], effects(outcomes, place + 1)) for place in lasting[:AT_MOST]]


def different(found: Sequence[Proposal]) -> list[Proposal]:
    """The best proposal of each idea: which service is helped at the cost of which. By whom and after which delay, at
    the old counter or at another one, does not make it another idea."""
    kept: list[Proposal] = []
    for proposal in found:
        if all(_in_common(_idea(proposal), _idea(other)) <= IN_COMMON for other in kept):
            kept.append(proposal)
    return kept


def _idea(proposal: Proposal) -> Idea:
    return frozenset((_WAY.get(move.kind, ""), move.service, move.left) for move in proposal.moves)


def _in_common(one: Idea, other: Idea) -> float:
    return len(one & other) / len(one | other)
