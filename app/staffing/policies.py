"""Ways of staffing a day that a backtest tries: each looks at the office every few minutes and may move people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.domain.times import HOUR, MINUTE
from app.simulation.futures import Futures
from app.simulation.timetables import shifted
from app.staffing.advice import Effort, Worth, advise
from app.staffing.moves import Kind, Move
from app.staffing.race import Round
from app.staffing.trials import Trial, offers_of, seen

Decide = Callable[[Trial, Futures, int, int], list[Move]]
"""Which moves to make in a row at an instant (ms)."""

LONGER_BY = 2
"""The simple rule moves somebody when the longest queue is longer than the shortest by this many people."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`decide` is asked every `every` minutes; None moves nobody. `pooled` lets everybody serve everything."""

    name: str
    decide: Decide | None = None
    every: int = 10
    pooled: bool = False


def to_the_longest(trial: Trial, real: Futures, row: int, now: int) -> list[Move]:
    """Move one person from the shortest to the longest queue, of those who are able and not the last of a queue."""
    services = trial.scene.services
    length = real.lines.length[row]
    longest = services[int(length.argmax())]
    serving = [(place, offers_of(services, real.delays[row, place])) for place in np.flatnonzero(real.on_duty[row])]
    own = {place: min(offers, key=lambda service: offers[service]) for place, offers in serving}
    staffed = {service: sum(each == service for each in own.values()) for service in services}
    able = [
        (int(length[services.index(service)]), place)
        for place, service in own.items()
        if longest in trial.rules.skills[trial.scene.servers[place].id]
        and service != longest
        and staffed[service] > 1
        and length[services.index(service)] + LONGER_BY <= length.max()
    ]
    if not able:
        return []
    place = min(able)[1]
    server = trial.scene.servers[place].id
    return [Move(Kind.MOVE, server, longest, {longest: 0}, trial.rules.walk, left=own[place])]


EFFORT = Effort((Round(8, 10), Round(24, 3)), groups=5, together=4, beam=1, more=6, ahead=HOUR, quick=True)
WORTH = Worth(least_minutes=5, least_share=0.01, a_move=5)


def as_advised(trial: Trial, real: Futures, row: int, now: int) -> list[Move]:
    """Do what the advice says is best."""
    if not real.lines.length[row].any():
        return []
    scene = seen(trial, real, row, now)
    found = advise(scene, trial.rules, trial.goal, effort=EFFORT, worth=WORTH, seed=now // MINUTE)
    return list(found[0].moves) if found else []


AS_IT_WAS = Policy("as_it_was")
LONGEST = Policy("to_the_longest", to_the_longest, every=5)
ADVISED = Policy("advised", as_advised, every=15)
POOLED = Policy("everyone_everything", pooled=True)
POLICIES = (AS_IT_WAS, LONGEST, ADVISED, POOLED)


def make(trial: Trial, real: Futures, row: int, move: Move) -> None:
    """Make a move in a row."""
    place = [each.id for each in trial.scene.servers].index(move.server)
    real.assign(row, place, shifted(move.offers, trial.scene.services), move.setup)
