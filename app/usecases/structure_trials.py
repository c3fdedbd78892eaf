"""What another structure of an office would have brought on its own past days. Takes seconds, so in a process apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.domain.errors import Invalid
from app.domain.office import Office
from app.domain.recorded import RecordedDay
from app.staffing.office_days import trial_of
from app.staffing.structures import Kind, Worth, ranked
from app.usecases.replay import check_fits

DAYS_AT_LEAST = 2
"""One day shows nothing of how far a figure may be off."""

OTHER_DAYS = 6
"""As many other days tell what is usual."""


def usable(days: Sequence[tuple[Office, RecordedDay]]) -> tuple[Office | None, list[RecordedDay]]:
    """The office as it was configured last, with all ways that anybody went, and the days that fit it: those with
    people, with open counters, and with services and counters that it still has."""
    if not days:
        return None, []
    ways = {procedure.id: procedure for office, _ in days for procedure in office.procedures}
    office = replace(days[-1][0], procedures=tuple(ways.values()))
    return office, [day for _, day in days if day.visitors and day.shifts and _fits(office, day)]


def try_structures(office: Office, days: Sequence[RecordedDay], kinds: Collection[Kind]) -> list[Worth]:
    """Structures of these kinds, the most helpful first."""
    trials = [trial_of(office, day, [each for each in days if each is not day][:OTHER_DAYS]) for day in days]
    return ranked(trials, kinds)


def _fits(office: Office, day: RecordedDay) -> bool:
    try:
        check_fits(office, [day])
    except Invalid:
        return False
    return all(service in {each.id for each in office.services} for way in _ways(office, day) for service in way)


def _ways(office: Office, day: RecordedDay) -> list[tuple[str, ...]]:
    return [office.procedure(visitor.procedure).services for visitor in day.visitors if visitor.procedure]
