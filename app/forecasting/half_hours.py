"""The half hours of an office's day in which tickets are given, and for which services."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.calendar import IsPublicHoliday, openings
from app.domain.office import Office, ServiceKind
from app.domain.times import local
from app.forecasting.rough_days import Cell
from app.forecasting.series import A_DAY_MINUTES, HALF_HOUR

_ALL = ""
"""Everybody, counted beside the services, none of which can be called that."""


def open_half_hours(office: Office, day: date, is_public_holiday: IsPublicHoliday) -> Mapping[int, frozenset[str]]:
    """The services for which tickets are given at the counters, by minute of the day at which the half hour begins."""
    first = {procedure.services[0] for procedure in office.procedures}
    first |= {service.id for service in office.services if service.kind is ServiceKind.FRONT}
    offered: dict[int, frozenset[str]] = {}
    for opening in openings(office, day, is_public_holiday):
        begin, end = (local(at, office.zone) for at in (opening.opens_at, opening.last_ticket_at))
        last = A_DAY_MINUTES if end.date() > day else end.hour * 60 + end.minute
        services = first.intersection(opening.services) if opening.services else first
        for minute in range((begin.hour * 60 + begin.minute) // HALF_HOUR * HALF_HOUR, last, HALF_HOUR):
            offered[minute] = offered.get(minute, frozenset()) | services
    return dict(sorted(offered.items()))


@dataclass(frozen=True, slots=True)
class Came:
    """Who came in a half hour; `services` is None where nothing says at which they began."""

    day: date
    minute: int
    people: int
    services: Mapping[str, int] | None


def came(office: Office, history: Sequence[Cell], is_public_holiday: IsPublicHoliday) -> Iterator[Came]:
    """Who came in each open half hour of the days of history, nobody in quiet ones.

    Whoever came before the doors opened counts when they do.
    """
    days: dict[date, list[Cell]] = defaultdict(list)
    for cell in history:
        days[cell.day].append(cell)
    for day, cells in days.items():
        offered = open_half_hours(office, day, is_public_holiday)
        known = all(cell.services or not cell.arrivals for cell in cells)
        people = {minute: Counter({_ALL: 0, **dict.fromkeys(services, 0)}) for minute, services in offered.items()}
        for cell in cells:
            near = next((half for half in offered if half >= cell.minute), None)
            if near is not None:
                people[near].update({_ALL: cell.arrivals, **cell.services})
        for minute, counts in people.items():
            everybody = counts.pop(_ALL)
            yield Came(day, minute, everybody, counts if known else None)
