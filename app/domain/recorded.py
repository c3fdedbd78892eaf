"""A recorded day of a real or generated office: who came when, who worked when. Facts to replay, nothing decided.

Instants are ms; durations say their unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Visitor:
    """One person who came. Who was served has `service_seconds`, who left has `left_after_seconds`.

    `further_seconds` are of the later steps of an itinerary. `no_show` leaves without telling anybody: the number is
    called in vain. `booked_at` (ms) is the time that the person had reserved; whoever booked and did not come is not in
    a record. The recorded wait and counter are for comparison only.
    """

    arrived_at: int
    service: str
    priority: str | None = None
    service_seconds: float | None = None
    left_after_seconds: float | None = None
    procedure: str | None = None
    further_seconds: tuple[float, ...] = ()
    no_show: bool = False
    language: str = "ja"
    recorded_wait_seconds: float | None = None
    counter: str | None = None
    booked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody works at a counter from one instant to another (ms)."""

    counter: str
    from_at: int
    to_at: int
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """One day of one office, visitors in order of arrival and shifts in order of their beginning."""

    date: date
    visitors: tuple[Visitor, ...]
    shifts: tuple[Shift, ...]
    office: str | None = None
