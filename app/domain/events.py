"""What happened in an office. Events are the truth: tables and the day in memory are folded from them.

An event carries every value that follows from it, so that applying it never looks at the configuration. Fields are
plain JSON values. Instants are ms; the event's own time and version stand beside it in `Recorded`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Anything that happened."""

    kind: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it was written: `version` counts without gaps within the office."""

    version: int
    day: str
    at: int
    actor: str
    event: Event


@dataclass(frozen=True, slots=True)
class OfficeConfigured(Event):
    kind: ClassVar[str] = "office_configured"
    revision: int
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DayOpened(Event):
    """A business day begins. `openings` are lists of first_ticket_at, opens_at, last_ticket_at, closes_at, services.

    `door_code` is the day's proof of being at the office: a secret of the screens in the hall.
    """

    kind: ClassVar[str] = "day_opened"
    day: str
    openings: list[list[Any]]
    next_opens_at: int | None = None
    door_code: str = ""


@dataclass(frozen=True, slots=True)
class HoursChanged(Event):
    """The hours of the present day are others than when it was opened."""

    kind: ClassVar[str] = "hours_changed"
    openings: list[list[Any]]
    next_opens_at: int | None = None


@dataclass(frozen=True, slots=True)
class DayClosed(Event):
    """The business day is over: whoever still waited was not served, every counter closes."""

    kind: ClassVar[str] = "day_closed"
    day: str
    unserved: int


@dataclass(frozen=True, slots=True)
class TicketTaken(Event):
    kind: ClassVar[str] = "ticket_taken"
    ticket: str
    number: str
    band: str
    count: int
    prefix: str
    seq: int
    service: str
    due_at: int
    waiting_since: int
    channel: str
    language: str
    planned: list[str] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)
    priority: str | None = None
    needs: list[str] = field(default_factory=list)
    promised_low: int | None = None
    promised_high: int | None = None
    reservation: str | None = None
    estimate: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StopCalled(Event):
    kind: ClassVar[str] = "stop_called"
    ticket: str
    counter: str
    staff: str | None = None
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class StopRecalled(Event):
    kind: ClassVar[str] = "stop_recalled"
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True)
class ServiceStarted(Event):
    kind: ClassVar[str] = "service_started"
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True)
class StopFinished(Event):
    """The stop is done; with `next_service` the next stop opens at once, `planned` is what then remains."""

    kind: ClassVar[str] = "stop_finished"
    ticket: str
    counter: str
    outcome: str
    planned: list[str] = field(default_factory=list)
    next_service: str | None = None
    next_due_at: int | None = None


@dataclass(frozen=True, slots=True)
class StopHeld(Event):
    kind: ClassVar[str] = "stop_held"
    ticket: str
    counter: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StopMissed(Event):
    kind: ClassVar[str] = "stop_missed"
    ticket: str
    counter: str


@dataclass(frozen=True, slots=True)
class StopReturned(Event):
    """A held stop is resumed or a missed person came back: it waits again at its place on the time line."""

    kind: ClassVar[str] = "stop_returned"
    ticket: str
    due_at: int
    counter: str | None = None


@dataclass(frozen=True, slots=True)
class StopCancelled(Event):
    kind: ClassVar[str] = "stop_cancelled"
    ticket: str
    outcome: str
    reason: str | None = None
    counter: str | None = None


@dataclass(frozen=True, slots=True)
class PriorityGiven(Event):
    kind: ClassVar[str] = "priority_given"
    ticket: str
    priority: str | None
    reason: str | None
    due_at: int
    counter: str | None = None


@dataclass(frozen=True, slots=True)
class NeedsNoted(Event):
    kind: ClassVar[str] = "needs_noted"
    ticket: str
    language: str
    needs: list[str]


@dataclass(frozen=True, slots=True)
class VerbUndone(Event):
    """The last verb at a counter is taken back: `stops` and `planned` are those of the ticket before it."""

    kind: ClassVar[str] = "verb_undone"
    ticket: str
    counter: str
    verb: str
    stops: list[dict[str, Any]]
    planned: list[str]
    priority: str | None = None
    priority_reason: str | None = None


@dataclass(frozen=True, slots=True)
class CounterChanged(Event):
    """A counter was opened, paused, closed, moved to other services, or one of these was undone."""

    kind: ClassVar[str] = "counter_changed"
    counter: str
    verb: str
    state: str
    staff: str | None
    offers: dict[str, int]
    paused_until: int | None = None


@dataclass(frozen=True, slots=True)
class IntakeChanged(Event):
    kind: ClassVar[str] = "intake_changed"
    service: str
    open: bool


@dataclass(frozen=True, slots=True)
class HelpAsked(Event):
    kind: ClassVar[str] = "help_asked"
    request: str
    place: str
    ticket: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class HelpAcknowledged(Event):
    kind: ClassVar[str] = "help_acknowledged"
    request: str
    by: str


@dataclass(frozen=True, slots=True)
class HelpResolved(Event):
    kind: ClassVar[str] = "help_resolved"
    request: str
    by: str


@dataclass(frozen=True, slots=True)
class WarningsSeen(Event):
    """A floor manager knows of these warnings; each has `id`, `level` and `size` as they were then."""

    kind: ClassVar[str] = "warnings_seen"
    warnings: list[dict[str, Any]]
    by: str


@dataclass(frozen=True, slots=True)
class AdviceGiven(Event):
    """What was advised, best first; none when nothing would have helped. See `advising.py` for their values."""

    kind: ClassVar[str] = "advice_given"
    advice: str
    proposals: list[dict[str, Any]]
    ahead_minutes: int
    as_of: int | None = None


@dataclass(frozen=True, slots=True)
class AdviceAccepted(Event):
    """The moves of a proposal are made; what the counters were like before is in `before`."""

    kind: ClassVar[str] = "advice_accepted"
    advice: str
    proposal: int
    by: str
    before: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AdviceRefused(Event):
    kind: ClassVar[str] = "advice_refused"
    advice: str
    by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AdviceUndone(Event):
    """The counters of accepted advice are back to how they were."""

    kind: ClassVar[str] = "advice_undone"
    advice: str
    by: str
