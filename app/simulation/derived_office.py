"""An office made from a recorded day, for replays of days whose office has no configuration: one queueing system in
which every counter serves every service, open at every hour that the record knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from itertools import product
from statistics import fmean
from string import ascii_uppercase

from app.domain.office import Counter, Hours, Offer, Office, Priority, Service, Session, SpecialDay
from app.domain.recorded import RecordedDay

HEAD_START_MINUTES = 1
"""Class 1 is this much earlier on the time line, class 2 twice as much, and so on."""

ALL_DAY = (Session(time(0), time(23, 59, 59)),)


def office_of(days: Sequence[RecordedDay], timezone: str = "Asia/Tokyo") -> Office:
    """An office with the services, counters and priority classes that recorded days name."""
    office_id = next((day.office for day in days if day.office), "replay")
    services = _names(visitor.service for day in days for visitor in day.visitors)
    counters = _names(shift.counter for day in days for shift in day.shifts)
    classes = _names(visitor.priority for day in days for visitor in day.visitors if visitor.priority)
    return Office(
        id=office_id,
        name={"ja": office_id},
        services=tuple(
            Service(name, prefix, {"ja": name}, expected_minutes=_usual_minutes(days, name))
            for name, prefix in zip(services, _prefixes(), strict=False)
        ),
        counters=tuple(Counter(name, tuple(Offer(service) for service in services)) for name in counters),
        hours=Hours(special=tuple(SpecialDay(date, ALL_DAY) for date in sorted({day.date for day in days}))),
        timezone=timezone,
        priorities=tuple(
            Priority(name, {"ja": name}, _head_start(name, place), self_service=True)
            for place, name in enumerate(classes, start=1)
        ),
    )


def _names(values: Iterable[str | None]) -> list[str]:
    return sorted({value for value in values if value})


def _prefixes() -> Iterable[str]:
    """A to Z, then AA, AB and so on."""
    yield from ascii_uppercase
    for letters in product(ascii_uppercase, repeat=2):
        yield "".join(letters)


def _usual_minutes(days: Sequence[RecordedDay], service: str) -> float:
    seconds = [
        visitor.service_seconds
        for day in days
        for visitor in day.visitors
        if visitor.service == service and visitor.service_seconds is not None
    ]
    return max(0.1, round(fmean(seconds) / 60, 2)) if seconds else 10.0


def _head_start(name: str, place: int) -> int:
    return HEAD_START_MINUTES * (int(name) if name.isdecimal() and len(name) < 3 else place)
