"""A ticket and its stops: the values that move through an office. The state lives in the stop."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StopState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    DONE = "done"
    CANCELLED = "cancelled"


OVER = frozenset({StopState.DONE, StopState.CANCELLED})
AT_COUNTER = frozenset({StopState.CALLED, StopState.SERVING})


class Outcome(StrEnum):
    """How a stop ended."""

    FINISHED = "finished"
    NEXT_STEP = "next_step"
    TRANSFERRED = "transferred"
    GAVE_UP = "gave_up"
    CANCELLED_BY_STAFF = "cancelled_by_staff"
    NOT_SERVED = "not_served"


@dataclass(frozen=True, slots=True)
class Stop:
    """One service that a ticket has to pass. Instants are ms; `no` counts the stops of the ticket from 1."""

    no: int
    service: str
    state: StopState
    due_at: int
    waiting_since: int
    counter: str | None = None
    staff: str | None = None
    called_at: int | None = None
    recalls: int = 0
    started_at: int | None = None
    finished_at: int | None = None
    missed_at: int | None = None
    outcome: Outcome | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person or family with one number for one visit. `seq` is its order of issue within the office and day."""

    id: str
    number: str
    seq: int
    taken_at: int
    channel: str
    language: str
    stops: tuple[Stop, ...]
    planned: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    priority: str | None = None
    priority_reason: str | None = None
    needs: tuple[str, ...] = ()
    promised_low: int | None = None
    promised_high: int | None = None
    reservation: str | None = None
    version: int = 0

    @property
    def stop(self) -> Stop:
        """The stop where the visit is now: the last one opened."""
        return self.stops[-1]

    @property
    def over(self) -> bool:
        """Whether the visit has ended."""
        return self.stop.state in OVER

    @property
    def visit_began_at(self) -> int:
        """When the visit's waiting began: the time line's start for a stop that keeps its place."""
        return self.stops[0].waiting_since


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """Somebody asks for a human: at a kiosk or on a phone."""

    id: str
    place: str
    asked_at: int
    ticket: str | None = None
    device: str | None = None
    acknowledged_by: str | None = None
    acknowledged_at: int | None = None
    resolved_at: int | None = None
