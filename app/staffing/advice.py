"""Advice: which moves would help now, and by how much, found by playing them.

All single moves are played in a few futures, the best of them in more, and so on (a race, as in ranking and selection
by sequential halving: Karnin, Koren & Somekh 2013). All meet the same people, so few futures tell a good move from a
bad one. Combinations grow from the best moves, one move at a time (a beam search). What counts is the time that people
wait, minutes beyond the target twice, until everybody who comes within the next hours has been called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.domain.times import HOUR
from app.simulation.crowds import draw
from app.simulation.futures import Futures
from app.simulation.outcomes import Estimate, Outcomes, estimate
from app.simulation.scenes import Demand, Piece, Scene, Server
from app.simulation.timetables import Plan, timetables
from app.staffing.moves import Kind, Move, Rules, is_allowed, moves, owners, with_moves

Combination = tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: futures in each round of the race and how many go on from it; how many moves together."""

    rounds: tuple[tuple[int, int], ...] = ((24, 16), (96, 6), (320, 3))
    together: int = 3
    beam: int = 2
    more: int = 8
    """So many of the best single moves are tried as the next one of a combination."""

    ahead: int = 2 * HOUR
    """People who come within this time (ms) count."""

    quick: bool = False
    """Leave out moves that seldom are the best: of servers alike, and towards services that are better off."""


@dataclass(frozen=True, slots=True)
class Worth:
    """When a move is worth its trouble."""

    least_minutes: float = 15.0
    """Minutes of waiting that must be saved over all people."""

    least_share: float = 0.02
    a_move: float = 10.0
    """What a change costs people, in minutes of waiting, beyond the walk itself."""


@dataclass(frozen=True)
class Goal:
    """What waits are measured by: targets (minutes) by service, closing (ms), how long calls in vain take (ms)."""

    targets: Mapping[str, int]
    closes_at: int
    vain: tuple[int, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """Moves to be made together, with the minutes of waiting that they save all people, and how sure that is."""

    moves: Combination
    gain: Estimate


def advise(
    scene: Scene, rules: Rules, goal: Goal, *, effort: Effort | None = None, worth: Worth | None = None, seed: int = 0
) -> list[Proposal]:
    """Proposals, best first; none when nothing helps."""
    effort, worth = effort or Effort(), worth or Worth()
    race = _Race(only_soon(scene, effort.ahead), goal, effort, seed)
    possible = moves(scene, rules)
    alike = _alike(scene, possible) if effort.quick else [[move] for move in possible]
    best = found = race.run([(same[0],) for same in alike])
    for _ in range(1, effort.together):
        longer = _extended(
            scene, rules, [each.moves for each in best[: effort.beam]], race.hopeful[: effort.more], alike
        )
        if not longer:
            break
        best = race.run(longer, first=min(1, len(effort.rounds) - 1))
        found = [*found, *best]
    return [proposal for proposal in _ranked(found, worth) if _is_worth_it(proposal, race.waiting, worth)]


def _alike(scene: Scene, possible: Sequence[Move]) -> list[list[Move]]:
    """Moves that do the same, of servers who do the same now; first the one who is free first.

    Left out are moves towards a service that is better off than the one left: they only help when turned round.
    """
    free_at = {server.id: _busy_for(scene, server) for server in scene.servers}
    before = {server.id: server.stints[0].offers or {} for server in scene.servers}
    strain = _strain(scene)
    groups: dict[str, list[Move]] = {}
    for move in sorted(possible, key=lambda move: free_at[move.server]):
        if move.kind in (Kind.HELP, Kind.MOVE) and move.left and strain[move.service] <= strain[move.left]:
            continue
        key = repr((before[move.server], move.kind, move.service, sorted(move.offers.items())))
        groups.setdefault(key, []).append(move)
    return list(groups.values())


def _strain(scene: Scene) -> dict[str, float]:
    """Minutes of work that wait for each service or come within the hour, for each server of its own."""
    work = dict.fromkeys(scene.services, 0.0)
    for person in scene.waiting:
        work[person.service] += scene.times[person.service].mean
    for service, demand in scene.demand.items():
        soon = _cut(demand, scene.now + HOUR)
        work[service] += sum(piece.people for piece in soon.pieces) * scene.times[service].mean
    count = owners(scene, ())
    return {service: work[service] / max(count[service], 0.5) for service in scene.services}


def _busy_for(scene: Scene, server: Server) -> float:
    """How long (ms) a server will usually be busy still."""
    if server.present is None:
        return float(max(server.free_at - scene.now, 0))
    return max(scene.times[server.present.service].mean - server.present.elapsed, 0.0)


def only_soon(scene: Scene, ahead: int) -> Scene:
    """The scene with those people only who come within a time (ms); they are served to the end."""
    until = scene.now + ahead
    return replace(
        scene,
        demand={service: _cut(demand, until) for service, demand in scene.demand.items()},
        promised=tuple(person for person in scene.promised if person.comes_from <= until),
    )


def play(scene: Scene, goal: Goal, plans: Sequence[Plan], futures: int, seed: int) -> Outcomes:
    """Play plans in the same futures."""
    crowd = draw(scene, futures, seed)
    rows = [(future, plan) for plan in range(len(plans)) for future in range(futures)]
    played = Futures(crowd, timetables(scene, plans), rows, goal.vain or [0] * len(scene.services))
    played.play()
    closes_at = goal.closes_at - scene.now
    return Outcomes(played, scene, goal.targets, closes_at, closes_at + 4 * HOUR)


@dataclass
class _Race:
    """Plays combinations against leaving everything as it is."""

    scene: Scene
    goal: Goal
    effort: Effort
    seed: int
    waiting: float = 0.0
    """Minutes of waiting if nothing is done."""

    hopeful: list[Move] = field(default_factory=list)
    """Single moves that looked good in the first round."""

    def run(self, combinations: Sequence[Combination], first: int = 0) -> list[Proposal]:
        """The best combinations after all rounds from the `first` on, best first."""
        left, found = list(combinations), list[Proposal]()
        for number, (futures, keep) in list(enumerate(self.effort.rounds))[first:]:
            if not left:
                return []
            plans = [Plan(self.scene.servers), *(with_moves(self.scene, moves) for moves in left)]
            cost = play(self.scene, self.goal, plans, futures, self.seed + number).cost
            self.waiting = float(cost[0].mean())
            gains = [estimate(cost[0] - cost[plan]) for plan in range(1, len(plans))]
            order = np.argsort([-gain.value for gain in gains], kind="stable")[:keep]
            found = [Proposal(left[place], gains[place]) for place in order]
            self.hopeful = self.hopeful or [each.moves[0] for each in found if each.gain.value > 0]
            left = [proposal.moves for proposal in found]
        return found


def _extended(
    scene: Scene, rules: Rules, best: Sequence[Combination], good: Sequence[Move], alike: Sequence[Sequence[Move]]
) -> list[Combination]:
    """Each of the best with one more of the good single moves, of a server who does not move yet."""
    longer: dict[frozenset[str], Combination] = {}
    for chosen in best:
        moving = {move.server for move in chosen}
        for same in alike:
            free = next((move for move in same if move.server not in moving), None)
            if free and same[0] in good and is_allowed(scene, rules, combination := (*chosen, free)):
                longer[frozenset(map(repr, combination))] = combination
    return list(longer.values())


def _ranked(found: Sequence[Proposal], worth: Worth) -> list[Proposal]:
    """Best first; a combination that saves no more than a part of it is left out."""
    ranked: list[Proposal] = []
    for proposal in sorted(found, key=lambda each: -_net(each, worth)):
        if not any(all(move in proposal.moves for move in better.moves) for better in ranked):
            ranked.append(proposal)
    return ranked


def _net(proposal: Proposal, worth: Worth) -> float:
    return proposal.gain.value - worth.a_move * sum(1 if move.kind is Kind.MOVE else 0.3 for move in proposal.moves)


def _is_worth_it(proposal: Proposal, waiting: float, worth: Worth) -> bool:
    enough = max(worth.least_minutes, worth.least_share * waiting)
    return proposal.gain.is_sure and _net(proposal, worth) >= enough


def _cut(demand: Demand, until: int) -> Demand:
    return replace(demand, pieces=tuple(_shortened(piece, until) for piece in demand.pieces if piece.from_at < until))


def _shortened(piece: Piece, until: int) -> Piece:
    if piece.to_at <= until:
        return piece
    share = (until - piece.from_at) / (piece.to_at - piece.from_at)
    return Piece(piece.from_at, until, piece.people * share)
