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
    """By plan and change, the first of which is how it begins: instants, which server, on duty or not, delays by
    service (shifted like places on the line), setup. Instants are ms from the scene's."""

    at: Ints
    server: NDArray[np.intp]
    on_duty: NDArray[np.bool_]
    delays: Ints
    setup: Ints
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
    changes = [_changes(scene, plan) for plan in plans]
    longest = max(len(each) for each in changes) + 2  # how it begins, and one that never comes
    servers, services = len(scene.servers), len(scene.services)
    at = np.full((len(plans), longest), NEVER, dtype=np.int64)
    server = np.zeros((len(plans), longest), dtype=np.intp)
    setup = np.zeros((len(plans), longest), dtype=np.int64)
    on_duty = np.zeros((len(plans), longest, servers), dtype=bool)
    delays = np.full((len(plans), longest, servers, services), NEVER, dtype=np.int64)
    for number, plan in enumerate(plans):
        for place, each in enumerate(plan.servers):
            _apply(scene, each.stints[0], on_duty[number, 0], delays[number, 0], place)
        for count, change in enumerate(changes[number], start=1):
            at[number, count], server[number, count] = max(change.at - scene.now, 0), change.server
            setup[number, count] = change.stint.setup
            on_duty[number, count], delays[number, count] = on_duty[number, count - 1], delays[number, count - 1]
            _apply(scene, change.stint, on_duty[number, count], delays[number, count], change.server)
    return Timetables(
        at,
        server,
        on_duty,
        delays,
        setup,
        np.asarray(
            [[plan.intake_until.get(s, scene.now + NEVER) - scene.now for s in scene.services] for plan in plans]
        ),
        np.asarray([scene.keeps_place.get(service, True) for service in scene.services]),
        tuple(place for place, each in enumerate(scene.servers) if each.present),
        tuple(each.free_at - scene.now if each.free_at else 0 for each in scene.servers),
    )


def shifted(offers: Offers, services: Sequence[str]) -> Ints:
    """Delays by service as shifts of places on the line; services that are not offered never come."""
    return np.asarray([(offers[s] * MINUTE) << _SHIFT if s in offers else NEVER for s in services], dtype=np.int64)


def _intake_until(scene: Scene, plan: Plan) -> list[int]:
    return [plan.intake_until.get(service, scene.now + NEVER) - scene.now for service in scene.services]


def _changes(scene: Scene, plan: Plan) -> list[_Change]:
    changes = [
        _Change(stint.from_at, place, stint) for place, server in enumerate(plan.servers) for stint in server.stints[1:]
    ]
    return sorted(changes, key=lambda change: (change.at, change.server))


def _apply(scene: Scene, stint: Stint, on_duty: NDArray[np.bool_], delays: Ints, server: int) -> None:
    on_duty[server] = stint.offers is None or bool(stint.offers)
    if stint.offers:
        delays[server] = shifted(stint.offers, scene.services)
