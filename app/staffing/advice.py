"""Advice: which moves would help now, and by how much, found by playing them.

One of the moves that are much alike runs first; the others of its kind follow when it does well. The best single moves
are told apart in a race (`race.py`), and combinations grow from them, one move at a time (a beam search), as long as
one more move surely saves more than it costs. What counts is the time that people wait, minutes beyond the target
twice, until everybody who comes within the next hours has been called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.times import HOUR
from app.simulation.outcomes import Estimate, estimate
from app.simulation.scenes import Demand, Piece, Scene, Server
from app.staffing.goals import Goal
from app.staffing.moves import Kind, Move, Rules, is_allowed, moves, owners
from app.staffing.race import Combination, Race, Round, Runner


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: the rounds of the race; how many moves together; from how many combinations longer ones grow,
    and with how many of the best single moves."""

    rounds: tuple[Round, ...] = (Round(96, 12), Round(96, 4), Round(240, 3))
    groups: int = 10
    """So many kinds of moves go on after one of each has run in the first round."""

    together: int = 3
    beam: int = 2
    more: int = 8
    shorter: int = 3
    """Combinations are told apart in the first rounds only: those that are close save about the same."""

    ahead: int = 2 * HOUR
    """People who come within this time (ms) count."""

    quick: bool = False
    """Leave out moves that seldom are the best: of servers alike, and towards services that are better off."""


TROUBLE = {Kind.MOVE: 1.0, Kind.OPEN: 1.0, Kind.CALL: 12.0}
"""How much of a change a move is; the others are a word to somebody who stays. Who is called up leaves other work."""

A_WORD = 0.3


@dataclass(frozen=True, slots=True)
class Worth:
    """When a move is worth its trouble."""

    least_minutes: float = 15.0
    """Minutes of waiting that must be saved over all people."""

    least_share: float = 0.02
    a_move: float = 10.0
    """What a change costs people, in minutes of waiting, beyond the walk itself."""

    def net(self, proposal: Proposal) -> float:
        """The minutes saved, less the trouble of the moves."""
        return proposal.gain.value - self.a_move * sum(TROUBLE.get(move.kind, A_WORD) for move in proposal.moves)

    def accepts(self, proposal: Proposal, waiting: float) -> bool:
        """Whether a proposal surely helps, and enough. `waiting` is what people wait if nothing is done (minutes)."""
        enough = max(self.least_minutes, self.least_share * waiting)
        return proposal.gain.is_sure and self.net(proposal) >= enough


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
    race = Race(only_soon(scene, effort.ahead), goal, effort.rounds, seed)
    alike = _alike(scene, rules, quick=effort.quick)
    best = _singles(race, alike, effort)
    good = _hopeful(race, effort.more)
    for _ in range(1, effort.together):
        grown = race.run(list(_extended(scene, rules, best[: effort.beam], good)), effort.shorter)
        if not grown or not _is_worth_more(grown[0], best[0], worth):
            break
        best = grown
    found = [Proposal(runner.moves, gain) for runner, gain in zip(race.met, race.gains(), strict=True)]
    return [proposal for proposal in _ranked(found, worth) if worth.accepts(proposal, race.waiting)]


def without_unstaffed(scene: Scene) -> Scene:
    """The scene without people to come for services that nobody serves, now or later, and nobody waits for: the counter
    opens when somebody comes, and is no reason to move anybody now."""
    served = {service for server in scene.servers for stint in server.stints for service in stint.offers or {}}
    served |= {person.service for person in scene.waiting} | {person.service for person in scene.promised}
    return replace(scene, demand={service: each for service, each in scene.demand.items() if service in served})


def only_soon(scene: Scene, ahead: int) -> Scene:
    """The scene with those people only who come within a time (ms); they are served to the end."""
    until = scene.now + ahead
    return replace(
        scene,
        demand={service: _cut(demand, until) for service, demand in scene.demand.items()},
        promised=tuple(person for person in scene.promised if person.comes_from <= until),
    )


def _singles(race: Race, alike: Sequence[Sequence[Move]], effort: Effort) -> list[Runner]:
    """The best single moves: of each kind a few run, and all of those kinds that do well."""
    groups = [[Runner((move,)) for move in same] for same in alike]
    first = [runner for runners in groups for runner in _typical(runners)]
    race.run(first, rounds=1)
    groups = [runners for runners in groups if any(runner.gains for runner in runners)]
    groups.sort(key=lambda runners: -max(float(runner.saved.mean()) for runner in runners if runner.gains))
    return race.run([runner for runners in groups[: effort.groups] for runner in runners])


def _typical(runners: Sequence[Runner]) -> list[Runner]:
    """Of moves alike, those of one server that are furthest apart: at once and after a delay."""
    server = runners[0].moves[0].server
    own = [runner for runner in runners if runner.moves[0].server == server]
    return own[:1] if len(own) < 3 else [own[0], own[-2]]


def _alike(scene: Scene, rules: Rules, *, quick: bool) -> list[list[Move]]:
    """Moves that do much the same, of servers who do the same now; those of whoever is free first come first.

    The quick way keeps one server's, and leaves out moves towards a service that is better off than the one left.
    """
    free_at = {server.id: _busy_for(scene, server) for server in scene.servers}
    before = {server.id: server.stints[0].offers or {} for server in scene.servers}
    strain = _strain(scene) if quick else {}
    groups: dict[str, list[Move]] = {}
    for move in sorted(moves(scene, rules), key=lambda move: (move.arrives, free_at[move.server])):
        if quick and move.kind in (Kind.HELP, Kind.MOVE) and move.left and strain[move.service] <= strain[move.left]:
            continue
        key = repr((sorted(before[move.server].items()), move.kind, move.service, move.left))
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


def _hopeful(race: Race, most: int) -> list[Move]:
    """The best single moves that help, of each server and service the best one."""
    found: dict[tuple[str, str, str | None], Move] = {}
    ranked = sorted(zip(race.gains(), race.met, strict=True), key=lambda each: -each[0].value)
    for gain, runner in ranked:
        if gain.value > 0:
            move = runner.moves[0]
            found.setdefault((move.server, move.service, move.left), move)
    return list(found.values())[:most]


def _extended(scene: Scene, rules: Rules, best: Sequence[Runner], good: Sequence[Move]) -> Iterator[Runner]:
    """Each of the best with one more of the good single moves, of a server and a person who do not move yet."""
    known: set[frozenset[str]] = set()
    for runner in best:
        taken = {move.server for move in runner.moves} | {move.person for move in runner.moves if move.person}
        for move in good:
            combination = (*runner.moves, move)
            key = frozenset(map(repr, combination))
            if {move.server, move.person} & taken or key in known or not is_allowed(scene, rules, combination):
                continue
            known.add(key)
            yield Runner(combination)


def _is_worth_more(longer: Runner, shorter: Runner, worth: Worth) -> bool:
    """Whether one more move may save more than its trouble, in the futures that both have met."""
    met = min(longer.saved.size, shorter.saved.size)
    more = estimate(longer.saved[:met] - shorter.saved[:met])
    return more.value + 2 * more.error > worth.a_move * TROUBLE.get(longer.moves[-1].kind, A_WORD)


def _ranked(found: Sequence[Proposal], worth: Worth) -> list[Proposal]:
    """Best first, by what is saved less its error: whoever was out of the race early is known badly, not good.

    A combination that saves no more than a part of it is left out.
    """
    ranked: list[Proposal] = []
    for proposal in sorted(found, key=lambda each: each.gain.error - worth.net(each)):
        if not any(all(move in proposal.moves for move in better.moves) for better in ranked):
            ranked.append(proposal)
    return ranked


def _cut(demand: Demand, until: int) -> Demand:
    return replace(demand, pieces=tuple(_shortened(piece, until) for piece in demand.pieces if piece.from_at < until))


def _shortened(piece: Piece, until: int) -> Piece:
    if piece.to_at <= until:
        return piece
    share = (until - piece.from_at) / (piece.to_at - piece.from_at)
    return Piece(piece.from_at, until, piece.people * share)
