"""What a public display of an office shows, polled again and again: lines from outside, without a single visitor.

Times are minutes of the local day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One line at one minute. `current_number` is the number called last, and may be stale or missing."""

    queue: str
    minute: int
    waiting: int
    open_counters: int
    current_number: int | None
    displayed_minutes: float | None


@dataclass(frozen=True, slots=True)
class FollowedWait:
    """The newest number in a line at one minute, followed until it was called; `position` counts it too."""

    queue: str
    minute: int
    position: int
    open_counters: int
    wait_minutes: float


@dataclass(frozen=True, slots=True)
class DisplayedDay:
    """One day of one office as its display showed it, snapshots in order of time."""

    office: str
    date: date
    snapshots: tuple[Snapshot, ...]
    waits: tuple[FollowedWait, ...]
