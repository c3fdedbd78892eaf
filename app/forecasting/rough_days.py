"""How a generated day would go, roughly: what one believes of an office before anything was recorded there.

Everybody goes to the counter that could have them first, in order of arrival, and has left when that takes too long.
The real order of calls (head starts, changes by the floor manager) is not looked at: this is a first guess only.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from app.domain.calendar import IsPublicHoliday, openings
from app.domain.office import Office
from app.domain.recorded import RecordedDay, Shift, Visitor
from app.domain.times import MINUTE, SECOND, local
from app.forecasting.series import A_DAY_MINUTES, HALF_HOUR, Floats
from app.simulation.generator import DayKind, generate_day

SEEDS = (1, 2, 3)
LOOK_AHEAD_DAYS = 28
NEVER = 1 << 62
_ARRIVALS, _WAITS = "", " "
"""Measures beside the services, whose ids these cannot be."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A half hour of a day: how many came, and how long (minutes) those who came then waited; None when nobody did.

    `services` are the services at which they began, as far as that is known.
    """

    day: date
    minute: int
    arrivals: int
    wait: float | None
    services: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoughStop:
    """A step of somebody's visit, counted from 0. Instants are ms; who was not served has no counter and no times."""

    visitor: int
    step: int
    service: str
    since: int
    left: bool = False
    counter: str | None = None
    starts: int | None = None
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """A usual week: arrivals, waits (minutes) and arrivals by service, by weekday and half hour.

    Not a number where the office is closed.
    """

    arrivals: Floats
    waits: Floats
    services: Mapping[str, Floats]


def usual_week(office: Office, today: date, is_public_holiday: IsPublicHoliday) -> Week:
    """What the office's configuration lets one expect of a week."""
    days: dict[int, date] = {}
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        day = today + timedelta(days=ahead)
        if not is_public_holiday(day) and openings(office, day, is_public_holiday):
            days.setdefault(day.weekday(), day)
    sums: dict[str, Floats] = defaultdict(lambda: np.zeros((2, 7, A_DAY_MINUTES // HALF_HOUR)))
    for weekday, day in days.items():
        for seed in SEEDS:
            for cell in rough_day(office, generate_day(office, day, DayKind.ORDINARY, seed)):
                seen: dict[str, float | None] = {_ARRIVALS: cell.arrivals, _WAITS: cell.wait, **cell.services}
                for measure, value in seen.items():
                    if value is not None:
                        sums[measure][:, weekday, cell.minute // HALF_HOUR] += (value, 1)
    weeks = {
        measure: np.where(count > 0, total / np.maximum(count, 1), np.nan) for measure, (total, count) in sums.items()
    }
    closed = np.full((7, A_DAY_MINUTES // HALF_HOUR), np.nan)
    return Week(weeks.pop(_ARRIVALS, closed), weeks.pop(_WAITS, closed), weeks)


def rough_day(office: Office, record: RecordedDay) -> list[Cell]:
    """The half hours of a day in which somebody came, in order of time."""
    waits: dict[int, list[float]] = defaultdict(list)
    came: dict[int, Counter[str]] = defaultdict(Counter)
    for stop in rough_stops(office, record):
        if stop.step == 0:
            when = local(stop.since, office.zone)
            minute = (when.hour * 60 + when.minute) // HALF_HOUR * HALF_HOUR
            came[minute][stop.service] += 1
            if stop.starts is not None:
                waits[minute].append((stop.starts - stop.since) / MINUTE)
    return [
        Cell(record.date, minute, people.total(), _mean(waits[minute]), people)
        for minute, people in sorted(came.items())
    ]


def rough_stops(office: Office, record: RecordedDay) -> Iterator[RoughStop]:
    """Every step of everybody's visit, in the order in which they began to wait."""
    shifts: dict[str, list[Shift]] = defaultdict(list)
    for shift in record.shifts:
        shifts[shift.counter].append(shift)
    serving = {
        service.id: [c.id for c in office.counters if any(o.service == service.id for o in c.services)]
        for service in office.services
    }
    free = dict.fromkeys(shifts, 0)
    line = [(visitor.arrived_at, place, 0) for place, visitor in enumerate(record.visitors)]
    heapq.heapify(line)
    while line:
        at, place, step = heapq.heappop(line)
        visitor = record.visitors[place]
        service, seconds = _step(office, visitor, step)
        starts, counter = min(
            ((_first(shifts[c], max(at, free.get(c, 0))), c) for c in serving.get(service, ()) if c in shifts),
            default=(NEVER, ""),
        )
        left = (
            step == 0 and visitor.left_after_seconds is not None and starts - at > visitor.left_after_seconds * SECOND
        )
        if left or starts >= NEVER:
            yield RoughStop(place, step, service, at, left)
            continue
        free[counter] = done = starts + round(seconds * SECOND)
        yield RoughStop(place, step, service, at, False, counter, starts, done)
        if step < len(visitor.further_seconds):
            heapq.heappush(line, (done, place, step + 1))


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _step(office: Office, visitor: Visitor, step: int) -> tuple[str, float]:
    if step == 0 or visitor.procedure is None:
        usual = office.service(visitor.service).expected_minutes * 60
        return visitor.service, usual if visitor.service_seconds is None else visitor.service_seconds
    return office.procedure(visitor.procedure).services[step], visitor.further_seconds[step - 1]


def _first(shifts: list[Shift], at: int) -> int:
    """The first instant from `at` on at which somebody works at a counter."""
    return min((max(at, shift.from_at) for shift in shifts if shift.to_at > at), default=NEVER)
