"""Is the advice the best single move? Random offices in the middle of a day, against all moves played exhaustively.

Every move that the rules allow is played in many futures which the advice has not seen. The advised move counts as the
best when no other is better beyond chance (two errors of the paired difference); else the share of the best move's gain
that it misses is told.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from app.domain.times import HOUR, MINUTE
from app.simulation.outcomes import estimate
from app.simulation.scenes import Demand, Piece, Present, Scene, Server, Stint, Waiting
from app.simulation.spreads import Floats, lognormal
from app.simulation.timetables import Plan
from app.staffing.advice import Effort, Worth, advise, only_soon
from app.staffing.goals import Goal
from app.staffing.moves import Move, Rules, moves, with_moves
from app.staffing.proposals import counsel
from app.staffing.race import play
from benchmarks.figures import Figure, median

STATES, FUTURES, PLANS_TOGETHER, CROWDED = 60, 400, 12, 6
FIRST = 20_000
"""The seed of the first office; the search was tuned on others."""
SERVICES = tuple("ABCDEF")


def measure(states: int = STATES) -> list[Figure]:
    """Random states, one after the other."""
    best, missed, seconds, silent = 0, [], [], 0
    for seed in range(FIRST, FIRST + states):
        scene, rules, goal = office(seed)
        began = time.process_time()
        found = advise(scene, rules, goal, effort=Effort(together=1), worth=Worth(0, 0, 0), seed=seed)
        seconds.append(time.process_time() - began)
        possible = moves(scene, rules)
        gains = _gains(scene, goal, possible, 10_000 + seed)
        silent += not found
        is_best, miss = _compared(gains, possible.index(found[0].moves[0]) if found else None)
        best += is_best
        missed.append(0.0 if is_best else miss)
    return [
        Figure("states in which the advised move is the best single one", 100 * best / states, "%", at_least=95),
        Figure("states in which it is, or misses at most 5 % of the gain", 100 * _share(missed), "%", at_least=100),
        Figure("most that it misses of the best move's gain", 100 * max(missed), "%", at_most=5),
        Figure("states in which nothing was advised", silent, ""),
        Figure("processor time for the best single move", median(seconds), "s"),
        Figure("processor time for advice, 12 counters, 80 waiting", median(_whole_advice()), "s", at_most=1.5),
    ]


def _whole_advice() -> list[float]:
    """Everything a floor manager gets, of crowded offices: combinations, other ideas, what each does to every queue."""
    seconds = []
    for seed in range(CROWDED):
        scene, rules, goal = office(seed, services=6, counters=12, waiting=80)
        began = time.process_time()
        counsel(scene, rules, goal, seed=seed)
        seconds.append(time.process_time() - began)
    return seconds


def office(
    seed: int, *, services: int | None = None, counters: int | None = None, waiting: int | None = None
) -> tuple[Scene, Rules, Goal]:
    """A random office in the middle of its day; what is not given is random too."""
    rng = np.random.default_rng(seed)
    names = SERVICES[: services or int(rng.integers(2, 6))]
    counters = counters or int(rng.integers(len(names) + 1, 9))
    own = [names[number % len(names)] for number in range(counters)]
    times = {service: lognormal(float(rng.uniform(4, 15)) * MINUTE, 1.1) for service in names}
    servers = tuple(_server(rng, str(number), service, names) for number, service in enumerate(own, start=1))
    line = []
    for seq in range(waiting or int(rng.integers(5, 40))):
        since = -int(rng.integers(0, 40)) * MINUTE
        line.append(Waiting(str(rng.choice(names)), since, seq, since, since))
    load = {service: rng.uniform(0.5, 1.15) * own.count(service) for service in names}
    demand = {s: Demand((Piece(0, 3 * HOUR, load[s] * 3 * HOUR / times[s].mean),)) for s in names}
    able = {
        server.id: frozenset({service, *rng.choice(names, size=2).tolist()})
        for server, service in zip(servers, own, strict=True)
    }
    scene = Scene(0, names, times, servers, tuple(line), demand=demand)
    return scene, Rules(able), Goal(dict.fromkeys(names, 30), 3 * HOUR)


def _server(rng: np.random.Generator, name: str, own: str, services: Sequence[str]) -> Server:
    present = Present(own, int(rng.integers(0, 15)) * MINUTE, 0) if rng.random() < 0.9 else None
    helps = {str(rng.choice(services)): int(rng.choice([5, 10, 20]))} if rng.random() < 0.2 else {}
    return Server(name, (Stint(0, {**helps, own: 0}),), present)


def _gains(scene: Scene, goal: Goal, possible: Sequence[Move], seed: int) -> Floats:
    """Minutes saved by move and future, all moves in the same futures."""
    soon = only_soon(scene, Effort().ahead)
    gains = []
    for first in range(0, len(possible), PLANS_TOGETHER):
        some = possible[first : first + PLANS_TOGETHER]
        plans = [Plan(soon.servers), *(with_moves(soon, [move]) for move in some)]
        cost = play(soon, goal, plans, FUTURES, seed).cost
        gains.append(cost[0] - cost[1:])
    return np.concatenate(gains)


def _compared(gains: Floats, advised: int | None) -> tuple[bool, float]:
    """Whether no move is better beyond chance, and the share of the best gain that is missed."""
    means = gains.mean(axis=1)
    first = int(means.argmax())
    ours = gains[advised] if advised is not None else np.zeros(gains.shape[1])
    behind = estimate(gains[first] - ours)
    if advised == first or not behind.is_sure or means[first] <= 0:
        return True, 0.0
    return False, behind.value / float(means[first])


def _share(missed: Sequence[float]) -> float:
    return sum(miss <= 0.05 for miss in missed) / len(missed)
