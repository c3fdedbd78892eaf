"""Combinations of moves raced against each other in ever more futures, as few as it takes to tell them apart.

All runners meet the same futures, so the difference between two of them is known much better than what each saves. A
runner is out as soon as it is surely behind the best one, and the race is over when nobody can be ahead by more than
does not matter: ranking and selection by elimination on paired differences (Kim & Nelson 2001, "A fully sequential
procedure for indifference-zone selection in simulation"), with the field cut as in sequential halving (Karnin, Koren &
Somekh 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from app.domain.times import HOUR
from app.simulation.crowds import draw
from app.simulation.futures import Futures
from app.simulation.outcomes import Estimate, Outcomes, estimate
from app.simulation.scenes import Scene
from app.simulation.spreads import Floats
from app.simulation.timetables import Plan, timetables
from app.staffing.goals import Goal
from app.staffing.moves import Move, with_moves

Combination = tuple[Move, ...]

SURELY = 3.0
"""So many standard errors behind the best, and out."""

NO_MATTER = 0.004
"""This share of what the best one saves does not matter."""


@dataclass(frozen=True, slots=True)
class Round:
    """So many futures more for everybody still in the race; at most `keep` go on."""

    futures: int
    keep: int


@dataclass
class Runner:
    """A combination, and the minutes of waiting that it saves in each future it has met, round by round."""

    moves: Combination
    gains: list[Floats] = field(default_factory=list)
    beaten_by: Runner | None = None

    @property
    def saved(self) -> Floats:
        """The minutes saved by future."""
        return np.concatenate(self.gains)

    @property
    def gain(self) -> Estimate:
        """The minutes saved."""
        return estimate(self.saved)


class Race:
    """Plays combinations against leaving everything as it is. `met` is everybody who ran."""

    def __init__(self, scene: Scene, goal: Goal, rounds: Sequence[Round], seed: int) -> None:
        self.scene, self.goal, self.rounds, self.seed = scene, goal, rounds, seed
        self.met: list[Runner] = []
        self._nothing: dict[int, Floats] = {}

    @property
    def waiting(self) -> float:
        """Minutes of waiting if nothing is done; 0 before anybody ran."""
        return float(np.concatenate(list(self._nothing.values())).mean()) if self._nothing else 0.0

    def run(self, runners: Sequence[Runner], rounds: int | None = None) -> list[Runner]:
        """Those who may be the best after all rounds, or after the first ones, best first."""
        left = list(runners)
        for number, each in enumerate(self.rounds[:rounds]):
            self._play([runner for runner in left if len(runner.gains) <= number], number)
            left = _ahead(left, each.keep)
            if _is_decided(left):
                break
        for runner in runners:
            runner.beaten_by = None if any(runner is each for each in left) else left[0]
        return left

    def gains(self) -> list[Estimate]:
        """What everybody who ran saves, in the order of `met`.

        Whoever was out early has met few futures, which may have been better or worse than others. The runner who met
        most has met them too: the difference between the two is known well, and added to what that one saves in all of
        its futures (a control variate). Nobody saves more than the one by whom they were beaten.
        """
        if not self.met:
            return []
        long = max(self.met, key=lambda runner: (runner.saved.size, float(runner.saved.mean())))
        return [_capped(long, runner) for runner in self.met]

    def _play(self, runners: Sequence[Runner], number: int) -> None:
        if not runners:
            return
        plans = [with_moves(self.scene, runner.moves) for runner in runners]
        known = self._nothing.get(number)
        if known is None:
            plans.append(Plan(self.scene.servers))
        cost = play(self.scene, self.goal, plans, self.rounds[number].futures, self.seed + number).cost
        nothing = self._nothing[number] = cost[-1] if known is None else known
        self.met += [runner for runner in runners if not runner.gains]
        for place, runner in enumerate(runners):
            runner.gains.append(nothing - cost[place])


def play(scene: Scene, goal: Goal, plans: Sequence[Plan], futures: int, seed: int) -> Outcomes:
    """Play plans in the same futures."""
    crowd = draw(scene, futures, seed)
    rows = [(future, plan) for plan in range(len(plans)) for future in range(futures)]
    played = Futures(crowd, timetables(scene, plans), rows, goal.vain or [0] * len(scene.services))
    played.play()
    closes_at = goal.closes_at - scene.now
    return Outcomes(played, scene, goal.targets, closes_at, closes_at + 4 * HOUR)


def _capped(long: Runner, runner: Runner) -> Estimate:
    gain = _against(long, runner)
    if runner.beaten_by is None:
        return gain
    return Estimate(min(gain.value, _against(long, runner.beaten_by).value), gain.error)


def _against(long: Runner, runner: Runner) -> Estimate:
    met = runner.saved.size
    if met == long.saved.size:
        return runner.gain
    difference, whole = estimate(runner.saved - long.saved[:met]), long.gain
    return Estimate(whole.value + difference.value, sqrt(whole.error**2 + difference.error**2))


def _ahead(runners: Sequence[Runner], keep: int) -> list[Runner]:
    """The best one and those who are not surely behind it, best first."""
    if not runners:
        return []
    best, *others = sorted(runners, key=lambda runner: -float(runner.saved.mean()))
    return [best, *(other for other in others[: keep - 1] if not _is_behind(best, other))]


def _is_behind(best: Runner, other: Runner) -> bool:
    behind = estimate(best.saved - other.saved)
    return behind.value > SURELY * behind.error


def _is_decided(left: Sequence[Runner]) -> bool:
    """Whether nobody else can be better by a share that matters."""
    if len(left) < 2:
        return True
    best = left[0].saved
    matters = NO_MATTER * abs(float(best.mean()))
    ahead = [estimate(other.saved - best) for other in left[1:]]
    return all(each.value + 2 * each.error < matters for each in ahead)
