"""What if: changes of staffing tried in many futures before anybody makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.line import Offers
from app.simulation.outcomes import MEASURES, Estimate, Outcomes
from app.simulation.scenes import Demand, Piece, Scene, Server, Stint
from app.simulation.timetables import Plan
from app.staffing.goals import Goal
from app.staffing.race import play

OVERALL = ("p50", "p90", "mean", "within_target", "left_at_closing", "overtime")


@dataclass(frozen=True, slots=True)
class Serve:
    """A counter serves these services (delays in minutes) from an instant (ms) on; opens it when it is closed.

    `setup` is how long (ms) whoever comes needs to get there.
    """

    counter: str
    offers: Offers
    at: int
    setup: int = 0


@dataclass(frozen=True, slots=True)
class Leave:
    """A counter closes, or is on a break until an instant (ms). Whoever is there is served to the end."""

    counter: str
    at: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """One more person serves these services from an instant to another (ms), at a place of their own."""

    offers: Offers
    at: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class LastTicket:
    """Tickets of a service, or of all, are given until an instant (ms) only."""

    at: int
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Longer:
    """The office gives out tickets and closes later by this time (ms); people go on coming as in its last half hour."""

    by: int


Change = Serve | Leave | Extra | LastTicket | Longer


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure without and with the changes, and the difference; minutes, shares or people."""

    before: Estimate
    after: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Effects:
    """What changes bring: every measure by service and for all together, and the minutes of waiting saved."""

    services: Mapping[str, Mapping[str, Effect]]
    overall: Mapping[str, Effect]
    saved_minutes: Estimate
    futures: int


def what_if(
    scene: Scene,
    goal: Goal,
    changes: Sequence[Change],
    planned: Sequence[Change] = (),
    futures: int = 500,
    seed: int = 0,
) -> Effects:
    """Try changes against what is `planned` anyway (breaks, closings), in the same futures."""
    extras = sum(isinstance(change, Extra) for change in (*planned, *changes))
    places = tuple(Server(f"+{number}", (Stint(scene.now, {}),)) for number in range(1, extras + 1))
    scene = replace(scene, servers=(*scene.servers, *places))
    later = _later(changes)
    usual = _usual_end(scene) if later else {}
    extended = replace(scene, demand={service: _extended(demand, later) for service, demand in scene.demand.items()})
    plans = [planned_with(scene, planned, usual), planned_with(scene, (*planned, *changes), usual)]
    outcomes = play(extended, goal, plans, futures, seed)
    closings = (outcomes.closes_at, outcomes.closes_at + later)
    return effects(replace(outcomes, closings=closings, ends_at=outcomes.ends_at + later))


def effects(outcomes: Outcomes, plan: int = 1) -> Effects:
    """The effects of a plan against the first."""
    services = {
        service: {measure: _effect(outcomes, measure, service, plan) for measure in MEASURES}
        for service in outcomes.scene.services
    }
    overall = {measure: _effect(outcomes, measure, None, plan) for measure in OVERALL}
    return Effects(services, overall, outcomes.saved(plan), outcomes.play.crowd.futures)


def planned_with(scene: Scene, changes: Sequence[Change], usual_end: Mapping[str, int] | None = None) -> Plan:
    """The staffing of a scene after changes; places for extra people are servers called +1, +2 and so on.

    `usual_end` is until when (ms) services give out tickets if the office does not stay open longer.
    """
    servers = {server.id: server for server in scene.servers}
    later = _later(changes)
    intake = {service: at + later for service, at in (usual_end or {}).items()}
    extras = 0
    for change in changes:
        match change:
            case Serve(counter, offers, at, setup):
                servers[counter] = _with(servers[counter], Stint(at, offers, setup))
            case Leave(counter, at, until):
                servers[counter] = _away(servers[counter], at, until)
            case Extra(offers, at, until):
                extras += 1
                begun = _with(servers[f"+{extras}"], Stint(at, offers))
                servers[f"+{extras}"] = begun if until is None else _with(begun, Stint(until, {}))
            case LastTicket(at, service):
                intake |= dict.fromkeys([service] if service else scene.services, at)
            case Longer():
                pass  # said by `later` above, whatever else is said about single services
    return Plan(tuple(servers.values()), intake)


def _later(changes: Sequence[Change]) -> int:
    return max((change.by for change in changes if isinstance(change, Longer)), default=0)


def _usual_end(scene: Scene) -> dict[str, int]:
    return {service: demand.pieces[-1].to_at for service, demand in scene.demand.items() if demand.pieces}


def _extended(demand: Demand, later: int) -> Demand:
    """People go on coming as they do in the last piece. Nobody does where no tickets are given out any more."""
    if not later or not demand.pieces:
        return demand
    last = demand.pieces[-1]
    people = last.people * later / max(last.to_at - last.from_at, 1)
    return replace(demand, pieces=(*demand.pieces, Piece(last.to_at, last.to_at + later, people)))


def _with(server: Server, stint: Stint) -> Server:
    """What was planned for later stays, but a break ends with the new work instead of the old."""
    before = [each for each in server.stints if each.from_at <= stint.from_at]
    later = [
        replace(each, offers=None) if each.offers and stint.offers else each
        for each in server.stints
        if each.from_at > stint.from_at
    ]
    return replace(server, stints=(*before, stint, *later))


def _away(server: Server, at: int, until: int | None) -> Server:
    if until is None:
        before = [each for each in server.stints if each.from_at <= at]
        return replace(server, stints=(*before, Stint(at, {})))
    outside = [each for each in server.stints if not at < each.from_at <= until]
    back = Stint(until, None)
    return replace(server, stints=tuple(sorted([*outside, Stint(at, {}), back], key=lambda stint: stint.from_at)))


def _effect(outcomes: Outcomes, measure: str, service: str | None, plan: int) -> Effect:
    return Effect(
        outcomes.figure(measure, service, 0),
        outcomes.figure(measure, service, plan),
        outcomes.difference(measure, service, plan),
    )
