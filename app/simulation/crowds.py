"""The people of many futures, drawn before anything is played: who comes when, for what, and how long it will take.

Every draw belongs to a person, not to the order in which things happen, and its stream to a piece of the demand. So all
plans for the same scene meet the same people (common random numbers), and a difference between two plans is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.simulation.scenes import Demand, Present, Promised, Scene, Waiting
from app.simulation.spreads import Floats

Ints = NDArray[np.int64]

NEVER = 1 << 61
"""Later than anything (ms), and added to itself still an integer of 64 bits."""

NOWHERE = -1
"""No further step."""

GONE = -1
"""The patience of somebody who is not there when called, however early."""

_DAY, _HERE, _COMING, _BOOKED, _ABSENT = range(5)


@dataclass(frozen=True)
class Crowd:
    """People by future and person: those at counters first, then those who wait in order of their tickets, then those
    who come in order of arrival. Instants are ms from the scene's; `steps` and `times` have a third axis, the steps of
    a visit. Whoever never comes has `arrived` NEVER.
    """

    arrived: Ints
    due: Ints
    visit_since: Ints
    head_start: Ints
    patience: Ints
    steps: Ints
    times: Ints
    at_counters: int
    here: int
    """How many are there at the start, those at counters included."""

    @property
    def futures(self) -> int:
        """How many futures were drawn."""
        return int(self.arrived.shape[0])


@dataclass(frozen=True, slots=True)
class _Block:
    """Some people of all futures; `uniform` are the numbers that their service times will be drawn with."""

    arrived: Ints
    due: Ints
    visit_since: Ints
    head_start: Ints
    patience: Ints
    steps: Ints
    uniform: Floats


def draw(scene: Scene, futures: int, seed: int = 0) -> Crowd:
    """Draw the people of `futures` futures of a scene. The same seed draws the same people."""
    index = {service: place for place, service in enumerate(scene.services)}
    longest = 1 + max((len(steps) for steps in _itineraries(scene)), default=0)
    here = _here(scene, index, futures, longest, seed)
    coming = _in_order(_coming(scene, index, futures, longest, seed), futures, longest)
    everybody = _joined([here, coming])
    patience = _patience(scene, everybody, seed)
    times = _times(scene, everybody)
    presents = [server.present for server in scene.servers if server.present]
    for place, present in enumerate(presents):
        rest = scene.times[present.service].draw_rest(everybody.uniform[:, place, 0], present.elapsed)
        times[:, place, 0] = np.rint(rest)
    return Crowd(
        everybody.arrived,
        everybody.due,
        everybody.visit_since,
        everybody.head_start,
        patience,
        everybody.steps,
        times,
        at_counters=len(presents),
        here=here.arrived.shape[1],
    )


def _patience(scene: Scene, people: _Block, seed: int) -> Ints:
    """How long everybody waits for the first call, those who will not be there included."""
    if not any(scene.no_show.values()):
        return people.patience
    share = np.asarray([scene.no_show.get(service, 0.0) for service in scene.services])
    absent = _stream(seed, _ABSENT).random(people.patience.shape) < share[people.steps[:, :, 0]]
    return np.where(absent, GONE, people.patience)


def _itineraries(scene: Scene) -> list[tuple[str, ...]]:
    """The further steps of everybody who is there or may come."""
    return [
        *(server.present.further for server in scene.servers if server.present),
        *(person.further for person in scene.waiting),
        *(person.further for person in scene.promised),
        *(steps for demand in scene.demand.values() for _, steps in demand.further),
    ]


def _here(scene: Scene, index: dict[str, int], futures: int, longest: int, seed: int) -> _Block:
    presents = [server.present for server in scene.servers if server.present]
    waiting = sorted(scene.waiting, key=lambda person: person.seq)
    people: list[Present | Waiting] = [*presents, *waiting]
    shape = (futures, len(people))

    def every(values: Sequence[int]) -> Ints:
        return np.broadcast_to(np.asarray(values, dtype=np.int64), shape)

    return _Block(
        arrived=every([-NEVER] * len(presents) + [person.waiting_since - scene.now for person in waiting]),
        due=every([0] * len(presents) + [person.due_at - scene.now for person in waiting]),
        visit_since=every([person.visit_since - scene.now for person in people]),
        head_start=every([person.head_start for person in people]),
        patience=np.full(shape, NEVER, dtype=np.int64),
        steps=_steps(people, index, futures, longest),
        uniform=_stream(seed, _HERE).random((*shape, longest)),
    )


def _steps(people: Sequence[Present | Waiting | Promised], index: dict[str, int], futures: int, longest: int) -> Ints:
    """The steps of people who are known, the same in every future."""
    steps = np.full((len(people), longest), NOWHERE, dtype=np.int64)
    for place, person in enumerate(people):
        for step, service in enumerate((person.service, *person.further)):
            steps[place, step] = index[service]
    return np.broadcast_to(steps, (futures, *steps.shape))


def _coming(scene: Scene, index: dict[str, int], futures: int, longest: int, seed: int) -> list[_Block]:
    busy = _whole_day(scene.day_to_day, futures, seed)
    blocks = []
    for service, demand in scene.demand.items():
        for number, piece in enumerate(demand.pieces):
            rng = _stream(seed, _COMING, index[service], number)
            length = max(piece.to_at - piece.from_at, 1)
            counts = rng.poisson(piece.people * busy)
            arrived = piece.from_at - scene.now + rng.random((futures, int(counts.max(initial=0)))) * length
            arrived[np.arange(arrived.shape[1]) >= counts[:, None]] = NEVER
            blocks.append(_walk_ins(rng, np.rint(arrived).astype(np.int64), index, service, demand, longest))
    if scene.promised:
        blocks.append(_kept(scene, scene.promised, index, futures, longest, seed))
    return blocks


def _whole_day(cv: float, futures: int, seed: int) -> Floats:
    if cv <= 0:
        return np.ones(futures)
    return _stream(seed, _DAY).gamma(1 / cv**2, cv**2, futures)


def _walk_ins(
    rng: np.random.Generator, arrived: Ints, index: dict[str, int], service: str, demand: Demand, longest: int
) -> _Block:
    steps = np.full((*arrived.shape, longest), NOWHERE, dtype=np.int64)
    steps[:, :, 0] = index[service]
    chosen = _chosen(rng.random(arrived.shape), [share for share, _ in demand.further])
    for place, (_, further) in enumerate(demand.further):
        for step, following in enumerate(further, start=1):
            steps[chosen == place, step] = index[following]
    starts = np.asarray([*(start for _, start in demand.head_starts), 0], dtype=np.int64)
    head_start = starts[_chosen(rng.random(arrived.shape), [share for share, _ in demand.head_starts])]
    drawn = rng.random(arrived.shape)
    patience = demand.patience.draw(drawn) if demand.patience else np.full(arrived.shape, NEVER, dtype=np.int64)
    uniform = rng.random((*arrived.shape, longest))
    patient = np.rint(patience).astype(np.int64)
    return _Block(arrived, arrived - head_start, arrived, head_start, patient, steps, uniform)


def _kept(
    scene: Scene, promised: Sequence[Promised], index: dict[str, int], futures: int, longest: int, seed: int
) -> _Block:
    rng = _stream(seed, _BOOKED)
    shape = (futures, len(promised))
    first, last, due, head_start = (
        np.asarray([getattr(person, name) for person in promised], dtype=np.int64)
        for name in ("comes_from", "comes_by", "due_at", "head_start")
    )
    arrived = np.rint(first + rng.random(shape) * (last - first)).astype(np.int64) - scene.now
    arrived = np.maximum(arrived, 0)
    arrived[rng.random(shape) < np.asarray([person.no_show for person in promised])] = NEVER
    return _Block(
        arrived=arrived,
        due=np.broadcast_to(due - scene.now, shape),
        visit_since=arrived,
        head_start=np.broadcast_to(head_start, shape),
        patience=np.full(shape, NEVER, dtype=np.int64),
        steps=_steps(promised, index, futures, longest),
        uniform=rng.random((*shape, longest)),
    )


def _chosen(uniform: Floats, shares: Sequence[float]) -> NDArray[np.intp]:
    """Which of several shares a number falls into; one past the last for the rest."""
    edges = np.asarray(list(accumulate(shares)), dtype=np.float64)
    return np.searchsorted(edges, uniform, side="right")


def _joined(blocks: Sequence[_Block]) -> _Block:
    return _made(lambda name: np.concatenate([getattr(block, name) for block in blocks], axis=1))


def _in_order(blocks: Sequence[_Block], futures: int, longest: int) -> _Block:
    """Everybody who comes, in order of arrival in each future; columns in which nobody comes are left out."""
    everybody = _joined([*blocks, _nobody(futures, longest)])
    order = np.argsort(everybody.arrived, axis=1, kind="stable")
    come = int((everybody.arrived < NEVER).sum(axis=1).max(initial=0))
    order = order[:, :come]

    def ordered(name: str) -> Any:
        values = getattr(everybody, name)
        return np.take_along_axis(values, order[:, :, None] if values.ndim == 3 else order, axis=1)

    return _made(ordered)


def _nobody(futures: int, longest: int) -> _Block:
    none = np.zeros((futures, 0), dtype=np.int64)
    steps = np.zeros((futures, 0, longest), dtype=np.int64)
    return _Block(none, none, none, none, none, steps, np.zeros((futures, 0, longest)))


def _made(values: Callable[[str], Any]) -> _Block:
    return _Block(*(values(name) for name in _Block.__slots__))


def _times(scene: Scene, people: _Block) -> Ints:
    """The service time of every step of everybody."""
    times = np.zeros(people.steps.shape, dtype=np.int64)
    for place, service in enumerate(scene.services):
        here = people.steps == place
        times[here] = np.rint(scene.times[service].draw(people.uniform[here]))
    return times


def _stream(seed: int, *place: int) -> np.random.Generator:
    """A stream of its own for each piece, so that one more person in a piece moves nobody elsewhere."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=place)))
