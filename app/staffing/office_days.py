"""Trials of days in Madoguchi's own format: an office's counters as configured, its staff as they worked that day."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Mapping, Sequence
from itertools import pairwise

from app.domain.line import Offers
from app.domain.office import Office
from app.domain.recorded import RecordedDay, Shift, Visitor
from app.domain.skills import skills_of
from app.domain.times import MINUTE, SECOND
from app.simulation.crowds import NEVER
from app.simulation.plans import LAST_SHIFTS_MS, Habits, Plan
from app.simulation.scenes import Demand, Piece, Scene, Server, Stint
from app.simulation.spreads import Spread, lognormal, observed
from app.staffing.goals import Goal
from app.staffing.moves import Rules
from app.staffing.trials import Coming, Trial, crowd_of

HALF_HOUR = 30 * MINUTE
SERVICE_CV = 1.1
ENOUGH_TIMES = 30
SILENT_SHARE = 0.5
"""Of those who leave, these say nothing and are called in vain."""


def trial_of(office: Office, day: RecordedDay, others: Sequence[RecordedDay]) -> Trial:
    """A recorded day as a trial; what is usual comes from other days of the office. Instants are ms from its start."""
    begins_at = min([visitor.arrived_at for visitor in day.visitors] + [shift.from_at for shift in day.shifts])
    ends_at = max(shift.to_at for shift in day.shifts)
    services = tuple(service.id for service in office.services)
    scene = Scene(
        0,
        services,
        times_of(office, others),
        tuple(_server(office, counter.id, day.shifts, begins_at, ends_at) for counter in office.counters),
        demand=_demand(office, others, day, begins_at, ends_at),
        keeps_place={service.id: service.next_step_keeps_place for service in office.services},
    )
    goal = Goal({service.id: service.target_minutes for service in office.services}, ends_at - begins_at, _vain(office))
    name = f"{office.id} {day.date.isoformat()}"
    crowd = crowd_of(services, [_people(office, day, begins_at)])
    return Trial(name, scene, crowd, Rules(skills_of(office)), goal, 0, ends_at - begins_at)


def times_of(office: Office, days: Sequence[RecordedDay]) -> Mapping[str, Spread]:
    """How long visits take by service: as other days show, else as configured."""
    seen: dict[str, list[float]] = {}
    for day in days:
        for visitor in day.visitors:
            for service, seconds in _known_times(office, visitor):
                seen.setdefault(service, []).append(max(seconds, 1) * SECOND)
    return {
        service.id: observed(seen[service.id])
        if len(seen.get(service.id, ())) >= ENOUGH_TIMES
        else lognormal(service.expected_minutes * MINUTE, SERVICE_CV)
        for service in office.services
    }


def _known_times(office: Office, visitor: Visitor) -> list[tuple[str, float]]:
    further = _further(office, visitor)
    first = [] if visitor.service_seconds is None else [(visitor.service, visitor.service_seconds)]
    return [*first, *zip(further, visitor.further_seconds, strict=False)]


def _further(office: Office, visitor: Visitor) -> tuple[str, ...]:
    return office.procedure(visitor.procedure).services[1:] if visitor.procedure else ()


def _server(office: Office, counter: str, shifts: Sequence[Shift], begins_at: int, ends_at: int) -> Server:
    """A counter's day: on duty in its shifts; the last one goes on while somebody waits."""
    offers: Offers = {offer.service: offer.delay_minutes for offer in office.counter(counter).services}
    own = sorted((shift for shift in shifts if shift.counter == counter), key=lambda shift: shift.from_at)
    stints = [Stint(0, {})]
    for shift in own:
        stints.append(Stint(shift.from_at - begins_at, offers))
        if shift.to_at < ends_at - LAST_SHIFTS_MS:
            stints.append(Stint(shift.to_at - begins_at, {}))
    joined = [stint for stint, later in pairwise([*stints, Stint(NEVER, {})]) if stint.from_at != later.from_at]
    return Server(counter, tuple(joined))


def _demand(
    office: Office, others: Sequence[RecordedDay], day: RecordedDay, begins_at: int, ends_at: int
) -> dict[str, Demand]:
    """By half hour after opening, the mean of other days; itineraries with their shares."""
    cuts = range(0, ends_at - begins_at, HALF_HOUR)
    count: Count[tuple[str, int]] = Count()
    routes: Count[tuple[str, tuple[str, ...]]] = Count()
    for other in others:
        start = min(visitor.arrived_at for visitor in other.visitors)
        for visitor in other.visitors:
            count[visitor.service, (visitor.arrived_at - start) // HALF_HOUR] += 1
            routes[visitor.service, _further(office, visitor)] += 1
    demand = {}
    for service in (each.id for each in office.services):
        total = sum(number for (first, _), number in routes.items() if first == service)
        pieces = tuple(
            Piece(cut, cut + HALF_HOUR, count[service, cut // HALF_HOUR] / max(len(others), 1)) for cut in cuts
        )
        further = tuple((number / total, route) for (first, route), number in routes.items() if first == service)
        demand[service] = Demand(pieces, further)
    return demand


def _people(office: Office, day: RecordedDay, begins_at: int) -> list[Coming]:
    head_starts = {priority.id: priority.head_start_minutes * MINUTE for priority in office.priorities}
    people = []
    for visitor, seconds in zip(day.visitors, Plan(day, office, Habits()).seconds, strict=True):
        times = zip((visitor.service, *_further(office, visitor)), (seconds, *visitor.further_seconds), strict=False)
        patience = NEVER if visitor.left_after_seconds is None else round(visitor.left_after_seconds * SECOND)
        people.append(
            Coming(
                visitor.arrived_at - begins_at,
                tuple((service, round(each * SECOND)) for service, each in times),
                head_starts.get(visitor.priority or "", 0),
                patience,
            )
        )
    return people


def _vain(office: Office) -> tuple[int, ...]:
    """How long (ms) calls of those who have left take on average."""
    again = Habits().recall_after_ms
    return tuple(round(SILENT_SHARE * again * (1 + service.recalls_before_missed)) for service in office.services)
