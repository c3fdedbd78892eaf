"""Advice as the floor manager gets it: the few best proposals, each with what it does to every queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.simulation.scenes import Scene
from app.simulation.timetables import Plan
from app.staffing.advice import Effort, Goal, Proposal, Worth, advise, only_soon, play
from app.staffing.moves import Rules, with_moves
from app.staffing.whatif import Effects, effects

AT_MOST = 3
FUTURES = 300


@dataclass(frozen=True)
class Counsel:
    """A proposal and its effects on the people who wait or come within the time looked ahead."""

    proposal: Proposal
    effects: Effects


def counsel(
    scene: Scene, rules: Rules, goal: Goal, *, effort: Effort | None = None, worth: Worth | None = None, seed: int = 0
) -> list[Counsel]:
    """The best proposals that differ in who does what; none when nothing helps."""
    effort = effort or Effort()
    found = _different(advise(scene, rules, goal, effort=effort, worth=worth, seed=seed))[:AT_MOST]
    if not found:
        return []
    soon = only_soon(scene, effort.ahead)
    plans = [Plan(soon.servers), *(with_moves(soon, proposal.moves) for proposal in found)]
    outcomes = play(soon, goal, plans, FUTURES, seed + len(effort.rounds))
    told = [effects(outcomes, plan) for plan in range(1, len(plans))]
    return [Counsel(proposal, each) for proposal, each in zip(found, told, strict=True)]


def _different(found: Sequence[Proposal]) -> list[Proposal]:
    """The best of those that ask the same people for the same services, with other delays only."""
    kept: dict[frozenset[tuple[str, str]], Proposal] = {}
    for proposal in found:
        kept.setdefault(frozenset((move.server, move.service) for move in proposal.moves), proposal)
    return list(kept.values())
