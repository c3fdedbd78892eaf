"""A recorded day made ready to be played in an office."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from app.domain.office import Office
from app.domain.recorded import RecordedDay
from app.domain.times import MINUTE, SECOND

LAST_SHIFTS_MS = 30 * MINUTE
"""Shifts that end this close to each other end together: each goes on while somebody waits whom no later one serves."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What a record does not tell: the walk to the counter, the time between calls of a no-show, how long a counter is
    left to somebody who did something there, and a seed."""

    walk_ms: int = 0
    recall_after_ms: int = 45 * SECOND
    hands_off_ms: int = 30 * MINUTE
    seed: int = 0


def reservation_id(office_id: str, day: date, index: int) -> str:
    """The id of the reservation of a day's visitor; negative numbers are free for those who do not come."""
    return uuid5(NAMESPACE_URL, f"{office_id} {day.isoformat()} {index}").hex


@dataclass(frozen=True)
class Plan:
    """A recorded day made ready for an office: what does not change while it is played."""

    day: RecordedDay
    office: Office
    habits: Habits = field(default_factory=Habits)

    @cached_property
    def seconds(self) -> list[float]:
        """Service time of each visitor; of those without one, of the visitor of the same service before."""
        latest: dict[str, float] = {}
        times = []
        for visitor in self.day.visitors:
            if visitor.service_seconds is not None:
                latest[visitor.service] = visitor.service_seconds
            usual = self.office.service(visitor.service).expected_minutes * 60
            times.append(latest.get(visitor.service, usual))
        return times

    @cached_property
    def booked(self) -> tuple[int, ...]:
        """Which visitors had reserved a time."""
        return tuple(n for n, visitor in enumerate(self.day.visitors) if visitor.booked_at is not None)

    def reservation(self, index: int) -> str:
        """The id of a visitor's reservation, the same whenever the day is played."""
        return reservation_id(self.office.id, self.day.date, index)

    @cached_property
    def staff(self) -> frozenset[str | None]:
        """Everybody who works in the record; None for those without a name."""
        return frozenset({None, *(shift.staff for shift in self.day.shifts)})

    @cached_property
    def begins_at(self) -> int:
        """When the first visitor comes or the first shift begins (ms); 0 for an empty day."""
        firsts = [visitor.arrived_at for visitor in self.day.visitors[:1]]
        return min([*firsts, *(shift.from_at for shift in self.day.shifts[:1])], default=0)

    def served_after(self, to_at: int) -> set[str]:
        """The services of the counters whose shifts end well after an instant (ms)."""
        late = {shift.counter for shift in self.day.shifts if shift.to_at > to_at + LAST_SHIFTS_MS}
        return {offer.service for counter in late for offer in self.office.counter(counter).services}
