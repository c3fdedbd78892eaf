"""Moves that a floor manager could make now: who could serve what else, within skills, breaks and minimum presence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.line import Offers
from app.domain.times import MINUTE
from app.simulation.scenes import Scene, Server, Stint
from app.simulation.timetables import Plan


class Kind(StrEnum):
    HELP = "help"
    """Somebody stays at the counter and takes people of another service after a delay."""

    DELAY = "delay"
    """A helper helps earlier or later."""

    REFRAIN = "refrain"
    """A helper stops helping."""

    MOVE = "move"
    """Somebody serves another service first, and the one before only after a delay or not at all."""

    OPEN = "open"
    """A closed counter opens with somebody who is here and at no counter."""

    CALL = "call"
    """Somebody of the support staff is called up; a closed counter opens when they come."""


@dataclass(frozen=True, slots=True)
class Move:
    """One server gets other services: a change of the floor plan that can be accepted and undone in one call."""

    kind: Kind
    server: str
    service: str
    """The service that is helped."""

    offers: Offers
    setup: int = 0
    """How long (ms) nobody is called meanwhile."""

    left: str | None = None
    """The service that is served less."""

    delay: int | None = None
    """The helper's delay (minutes)."""

    person: str | None = None
    """Who comes to a closed counter."""

    arrives: int = 0
    """How long (ms) until then."""

    until: int | None = None
    """When that person has to go (ms)."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody at no counter who is able to serve some services, `notice` ms from now, until an instant (ms)."""

    id: str
    skills: frozenset[str]
    notice: int = 0
    until: int | None = None


@dataclass(frozen=True)
class Rules:
    """What moves have to respect. `skills` are the services each server is able to serve; `least` is how many servers
    a service keeps as its own; `walk` is the time (ms) it costs to change what somebody serves first; `closed` counters
    could open for these services, with one of the `helpers`.
    """

    skills: Mapping[str, frozenset[str]]
    least: Mapping[str, int] = field(default_factory=dict)
    delays: tuple[int, ...] = (0, 5, 10, 20)
    walk: int = 3 * MINUTE
    fixed: frozenset[str] = frozenset()
    """Servers who are not to be moved: somebody promised, or asked to be left alone."""

    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    helpers: tuple[Helper, ...] = ()


def moves(scene: Scene, rules: Rules) -> list[Move]:
    """All single moves that the rules allow at the scene's instant."""
    found: list[Move] = []
    for server in scene.servers:
        offers = server.stints[0].offers
        if offers and server.id not in rules.fixed:  # whoever is on a break is left in peace
            found += _helping(scene, server, offers, rules)
            found += _moving(scene, server, offers, rules)
    return [*found, *_opening(scene, rules)]


def with_moves(scene: Scene, chosen: Sequence[Move]) -> Plan:
    """The staffing of a scene after moves. Breaks and later changes stay; whoever moves comes back to the new work."""
    by_server = {move.server: move for move in chosen}
    return Plan(tuple(_moved(scene, server, by_server.get(server.id)) for server in scene.servers))


def owners(scene: Scene, chosen: Sequence[Move]) -> dict[str, int]:
    """How many servers on duty serve each service without delay, after moves."""
    by_server = {move.server: move for move in chosen}
    count = dict.fromkeys(scene.services, 0)
    for server in scene.servers:
        offers = by_server[server.id].offers if server.id in by_server else server.stints[0].offers
        for service, delay in (offers or {}).items():
            count[service] += delay <= 0
    return count


def is_allowed(scene: Scene, rules: Rules, chosen: Sequence[Move]) -> bool:
    """Whether every service keeps its minimum presence; nobody can be asked for more than there was."""
    before, after = owners(scene, ()), owners(scene, chosen)
    return all(after[service] >= min(rules.least.get(service, 1), before[service]) for service in scene.services)


def _helping(scene: Scene, server: Server, offers: Offers, rules: Rules) -> Iterator[Move]:
    able = rules.skills.get(server.id, frozenset(offers))
    own = _own(offers)
    for service in scene.services:
        if service in offers and offers[service] > 0:
            rest = {name: delay for name, delay in offers.items() if name != service}
            yield Move(Kind.REFRAIN, server.id, own, rest, left=service)
        if service not in able or offers.get(service, 1) <= 0:
            continue
        for delay in rules.delays:
            if offers.get(service) != delay:
                kind = Kind.DELAY if service in offers else Kind.HELP
                yield Move(kind, server.id, service, {**offers, service: delay}, left=own, delay=delay)


def _moving(scene: Scene, server: Server, offers: Offers, rules: Rules) -> Iterator[Move]:
    """Another service first; the one before only after the longest delay, or not at all."""
    able = rules.skills.get(server.id, frozenset(offers))
    own = _own(offers)
    for service in scene.services:
        if service in able and offers.get(service, 1) > 0:
            for rest in ({own: rules.delays[-1]}, {}):
                move = Move(Kind.MOVE, server.id, service, {service: 0, **rest}, rules.walk, left=own)
                if is_allowed(scene, rules, [move]):
                    yield move


def _opening(scene: Scene, rules: Rules) -> Iterator[Move]:
    """For each person and service the first closed counter that is set up for it, one for little else if possible."""
    for helper in rules.helpers:
        for service in scene.services:
            places = [counter for counter, services in rules.closed.items() if service in services]
            if service in helper.skills and places:
                counter = min(places, key=lambda place: len(rules.closed[place]))
                yield Move(
                    Kind.CALL if helper.notice else Kind.OPEN,
                    counter,
                    service,
                    {service: 0},
                    rules.walk if not helper.notice else 0,
                    person=helper.id,
                    arrives=helper.notice,
                    until=helper.until,
                )


def _own(offers: Offers) -> str:
    """The service that a server serves first."""
    return min(offers, key=lambda service: offers[service])


def _moved(scene: Scene, server: Server, move: Move | None) -> Server:
    if move is None:
        return server
    moved = Stint(scene.now + move.arrives, move.offers, move.setup)
    ends = () if move.until is None else (Stint(move.until, {}),)
    later = [_kept(stint) for stint in server.stints[1:]]
    return replace(server, stints=(server.stints[0], moved, *later, *ends))


def _kept(stint: Stint) -> Stint:
    """A break stays a break; after it the new work goes on."""
    return replace(stint, offers=None) if stint.offers else stint
