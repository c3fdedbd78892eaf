"""What-if: 500 futures of an office with 12 counters and 80 people waiting, three hours until closing, on one core.

Against the package `ciw` on the same model in the same run: six services, two counters each, first come first served,
the same rates and times; `ciw` plays few futures, and its time is scaled to 500. Then the same with helpers and as a
comparison of two plans, which is what a floor manager asks for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import ciw
import numpy as np

from app.domain.times import HOUR, MINUTE
from app.simulation.crowds import NEVER, draw
from app.simulation.futures import Futures
from app.simulation.scenes import Demand, Piece, Scene, Server, Stint, Waiting
from app.simulation.spreads import exponential
from app.simulation.timetables import Plan, timetables
from benchmarks.figures import Figure, median

SERVICES = tuple("ABCDEF")
COUNTERS, WAITING, FUTURES, HOURS = 12, 80, 500, 3
MEAN_MINUTES, LOAD = 10.0, 0.85
THEIR_FUTURES, ROUNDS = 12, 5


def measure() -> list[Figure]:
    """Both in turn, so that a busy machine is busy for both."""
    ours, theirs, pairs = [], [], []
    for round_ in range(ROUNDS):
        ours.append(_seconds(lambda seed=round_: _futures(office(), 1, seed)))
        theirs.append(_seconds(lambda seed=round_: _ciw(seed)) / THEIR_FUTURES * FUTURES)
        pairs.append(_seconds(lambda seed=round_: _futures(office(helping=True), 2, seed)))
    means = (_mean_wait(_futures(office(), 1, 7)), float(np.mean(_ciw(7))))
    return [
        Figure("500 futures until closing", median(ours), "s", at_most=1),
        Figure("the same by ciw", median(theirs), "s"),
        Figure("ciw ÷ ours", median(theirs) / median(ours), "×", at_least=20),
        Figure("500 futures of two plans with helpers", median(pairs), "s", at_most=2),
        Figure("mean wait, ours", means[0], "min"),
        Figure("mean wait, ciw", means[1], "min"),
    ]


def office(*, helping: bool = False) -> Scene:
    """The office now; with helpers, every counter also serves the next service after ten minutes."""
    servers = [
        Server(str(number), (Stint(0, {own: 0, **({other: 10} if helping else {})}),))
        for number in range(COUNTERS)
        for own, other in [(SERVICES[number % 6], SERVICES[(number + 1) % 6])]
    ]
    since = [-round((WAITING - place) * MINUTE / 2) for place in range(WAITING)]
    waiting = tuple(Waiting(SERVICES[seq % 6], at, seq, at, at) for seq, at in enumerate(since))
    people = LOAD * COUNTERS / 6 * 60 / MEAN_MINUTES * HOURS
    demand = {service: Demand((Piece(0, HOURS * HOUR, people),)) for service in SERVICES}
    times = {service: exponential(MEAN_MINUTES * MINUTE) for service in SERVICES}
    return Scene(0, SERVICES, times, tuple(servers), waiting, demand=demand)


def _futures(scene: Scene, plans: int, seed: int) -> Futures:
    crowd = draw(scene, FUTURES, seed)
    rows = [(future, plan) for plan in range(plans) for future in range(FUTURES)]
    play = Futures(crowd, timetables(scene, [Plan(scene.servers)] * plans), rows, [0] * len(SERVICES))
    play.play()
    return play


def _mean_wait(play: Futures) -> float:
    served = play.called < NEVER
    since = np.maximum(play.joined, 0)
    return float((play.called - since)[served].mean() / MINUTE)


def _ciw(seed: int) -> Sequence[float]:
    """The mean wait of each future: 80 people at the start, then Poisson arrivals, until everybody has been served."""
    rate = LOAD * COUNTERS / 6 / MEAN_MINUTES
    means = []
    for future in range(THEIR_FUTURES):
        ciw.seed(1000 * seed + future)
        rng = np.random.default_rng((seed, future))
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Sequential(_gaps(rng, rate, place)) for place in range(6)],
            service_distributions=[ciw.dists.Exponential(1 / MEAN_MINUTES)] * 6,
            number_of_servers=[COUNTERS // 6] * 6,
            routing=[[0.0] * 6] * 6,
        )
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(HOURS * 60 * 4)
        means.append(float(np.mean([record.waiting_time for record in simulation.get_all_records()])))
    return means


def _gaps(rng: np.random.Generator, rate: float, place: int) -> list[float]:
    """Gaps between arrivals at one service: those who wait now at once, the others at random, then nobody."""
    here = len(range(place, WAITING, 6))
    gaps = [0.0] * here
    at = float(rng.exponential(1 / rate))
    while at < HOURS * 60:
        gaps.append(at - sum(gaps[here:]))
        at += float(rng.exponential(1 / rate))
    return [*gaps, float("inf")]


def _seconds(work: Callable[[], object]) -> float:
    """Processor time: other processes of the machine do not count."""
    began = time.process_time()
    work()
    return time.process_time() - began
