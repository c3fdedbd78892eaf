"""Plans of who serves what when, as arrays by plan: what `futures.py` needs of offices that differ in staffing only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.domain.line import Offers
from app.domain.times import MINUTE
from app.simulation.crowds import NEVER, Ints
from app.simulation.scenes import Scene, Server, Stint

NOT_OFFERED = NEVER >> 1
"""A delay that no head of line comes before; anything real is smaller."""

_SHIFT = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """Who serves what when: the stints of every server, and until when a service gives out tickets (ms)."""

    servers: tuple[Server, ...]
    intake_until: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Timetables:
    """By plan and change, the first of which is how it begins: instants, which server, who is on duty, whether that
    server gets other services, delays by service (shifted like places on the line), setup. Instants are ms from the
    scene's; `begin` are the delays of all servers at the beginning."""

    at: Ints
    server: NDArray[np.intp]
    on_duty: NDArray[np.bool_]
    offered: NDArray[np.bool_]
    delays: Ints
    setup: Ints
    begin: Ints
    intake_until: Ints
    keeps_place: NDArray[np.bool_]
    serving: tuple[int, ...]
    """The servers who are with somebody at the start, in the order of the crowd."""

    free_at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    at: int
    server: int
    stint: Stint


def timetables(scene: Scene, plans: Sequence[Plan]) -> Timetables:
    """The arrays of plans for a scene. All plans name the same servers in the same order."""
    changes = [_changes(plan) for plan in plans]
    shape = (len(plans), max(len(each) for each in changes) + 2)  # how it begins, and one that never comes
    servers, services = len(scene.servers), len(scene.services)
    table = Timetables(
        at=np.full(shape, NEVER, dtype=np.int64),
        server=np.zeros(shape, dtype=np.intp),
        on_duty=np.zeros((*shape, servers), dtype=bool),
        offered=np.zeros(shape, dtype=bool),
        delays=np.full((*shape, services), NEVER, dtype=np.int64),
        setup=np.zeros(shape, dtype=np.int64),
        begin=np.full((len(plans), servers, services), NEVER, dtype=np.int64),
        intake_until=np.asarray([_intake_until(scene, plan) for plan in plans], dtype=np.int64),
        keeps_place=np.asarray([scene.keeps_place.get(service, True) for service in scene.services]),
        serving=tuple(place for place, each in enumerate(scene.servers) if each.present),
        free_at=tuple(each.free_at - scene.now if each.free_at else 0 for each in scene.servers),
    )
    for number, plan in enumerate(plans):
        _fill(table, scene, number, plan, changes[number])
    return table


def _fill(table: Timetables, scene: Scene, number: int, plan: Plan, changes: Sequence[_Change]) -> None:
    for place, each in enumerate(plan.servers):
        first = each.stints[0].offers or {}
        table.on_duty[number, 0, place] = bool(first)
        table.begin[number, place] = shifted(first, scene.services)
    for count, change in enumerate(changes, start=1):
        offers = change.stint.offers
        table.at[number, count], table.server[number, count] = max(change.at - scene.now, 0), change.server
        table.on_duty[number, count] = table.on_duty[number, count - 1]
        table.on_duty[number, count, change.server] = offers is None or bool(offers)
        table.offered[number, count] = bool(offers)
        table.delays[number, count] = shifted(offers or {}, scene.services)
        table.setup[number, count] = change.stint.setup


def shifted(offers: Offers, services: Sequence[str]) -> Ints:
    """Delays by service as shifts of places on the line; services that are not offered never come."""
    return np.asarray([(offers[s] * MINUTE) << _SHIFT if s in offers else NEVER for s in services], dtype=np.int64)


def _intake_until(scene: Scene, plan: Plan) -> list[int]:
    return [plan.intake_until.get(service, scene.now + NEVER) - scene.now for service in scene.services]


def _changes(plan: Plan) -> list[_Change]:
    changes = [
        _Change(stint.from_at, place, stint) for place, server in enumerate(plan.servers) for stint in server.stints[1:]
    ]
    return sorted(changes, key=lambda change: (change.at, change.server))
