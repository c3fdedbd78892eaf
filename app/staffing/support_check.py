"""A planned day seen by the formula and by simulation, side by side.

The formula takes each half hour and each service alone. The simulation plays the whole day on the rule that calls
people: lines last from one half hour to the next, counters help each other, visits vary less than the formula assumes.
Both meet a day that is busier than nine of ten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from app.domain.line import Offers
from app.domain.office import Counter, Office
from app.domain.slots import staffed_share
from app.domain.times import MINUTE
from app.forecasting.coming import ComingDay, HalfHour
from app.simulation.generator import SERVICE_CV
from app.simulation.outcomes import Estimate
from app.simulation.scenes import Demand, Piece, Scene, Server, Stint
from app.simulation.spreads import lognormal
from app.simulation.timetables import Plan
from app.staffing.goals import Goal
from app.staffing.race import play
from app.staffing.support_plan import Mix, Need, busy, waits_longer

FUTURES = 100

Extra = Mapping[tuple[int, str], int]
"""Extra people by half hour (ms) and service."""


@dataclass(frozen=True, slots=True)
class InTime:
    """The share of a service's people who are called within its target over a day, by both ways."""

    formula: float
    simulation: Estimate


def side_by_side(
    office: Office, day: ComingDay, needs: Sequence[Need], mix: Mix, plans: Sequence[Extra], seed: int = 0
) -> dict[str, tuple[InTime, ...]]:
    """By service, the people in time under each plan of extra people. The same people come under all plans."""
    scene = _scene(office, day, needs, mix)
    most: dict[str, int] = defaultdict(int)
    for plan in plans:
        for (_, service), number in plan.items():
            most[service] = max(most[service], number)
    goal = Goal({service.id: service.target_minutes for service in office.services}, day.half_hours[-1].ends_at)
    staffed = [_with_extra(scene, day, plan, most) for plan in plans]
    played = play(replace(scene, servers=staffed[0].servers), goal, staffed, FUTURES, seed)
    return {
        service: tuple(
            InTime(_formula(office, needs, service, mix, plan), played.figure("within_target", service, place))
            for place, plan in enumerate(plans)
        )
        for service in dict.fromkeys(need.service for need in needs)
    }


def _formula(office: Office, needs: Sequence[Need], service: str, mix: Mix, extra: Extra) -> float:
    visits = office.service(service).target_minutes / mix.minutes[service]
    own = [need for need in needs if need.service == service]
    late = sum(
        need.stops * waits_longer(need.planned + extra.get((need.begins_at, service), 0), need.load, visits)
        for need in own
    )
    return 1 - late / max(sum(need.stops for need in own), 1e-9)


def _scene(office: Office, day: ComingDay, needs: Sequence[Need], mix: Mix) -> Scene:
    services = tuple(service.id for service in office.services)
    offered = {(need.begins_at, need.service) for need in needs}
    return Scene(
        day.half_hours[0].begins_at,
        services,
        {each: lognormal(round(mix.minutes[each] * MINUTE), SERVICE_CV) for each in services},
        tuple(
            Server(counter.id, _stints(office, place, counter, day.half_hours))
            for place, counter in enumerate(office.counters)
        ),
        demand={
            each: Demand(
                tuple(
                    Piece(half.begins_at, half.ends_at, busy(half) * mix.stops[each])
                    for half in day.half_hours
                    if (half.begins_at, each) in offered
                )
            )
            for each in services
        },
    )


def _stints(office: Office, place: int, counter: Counter, halves: Sequence[HalfHour]) -> tuple[Stint, ...]:
    offers: Offers = {offer.service: offer.delay_minutes for offer in counter.services}
    return _changes([(half.begins_at, offers if _is_staffed(office, place, counter, half) else {}) for half in halves])


def _is_staffed(office: Office, place: int, counter: Counter, half: HalfHour) -> bool:
    """Counters that are not staffed over lunch lie evenly among the others; one that is alone is always staffed."""
    elsewhere = {offer.service for other in office.counters if other != counter for offer in other.services}
    if any(offer.service not in elsewhere for offer in counter.services):
        return True
    share = min(staffed_share(office, offer.service, half.begins_at, half.ends_at) for offer in counter.services)
    return floor(round((place + 1) * share, 6)) > floor(round(place * share, 6))


def _with_extra(scene: Scene, day: ComingDay, extra: Extra, most: Mapping[str, int]) -> Plan:
    people = tuple(
        Server(
            f"+{service} {rank}",
            _changes(
                [
                    (half.begins_at, {service: 0} if extra.get((half.begins_at, service), 0) >= rank else {})
                    for half in day.half_hours
                ]
            ),
        )
        for service, number in most.items()
        for rank in range(1, number + 1)
    )
    return Plan((*scene.servers, *people))


def _changes(offers: Sequence[tuple[int, Offers]]) -> tuple[Stint, ...]:
    """Stints without those that change nothing."""
    found: list[Stint] = []
    for at, offered in offers:
        if not found or found[-1].offers != offered:
            found.append(Stint(at, offered))
    return tuple(found)
