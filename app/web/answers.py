"""What clients get, for the OpenAPI document. The answers themselves are made by the use cases' views."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

TicketState = Literal["waiting", "called", "serving", "held", "missed", "preparing", "done", "cancelled"]


class Wait(BaseModel):
    """A wait in minutes: one person in ten waits less than `low`, one in ten more than `high`."""

    low: int
    high: int


class StopAnswer(BaseModel):
    """One service that the ticket passes."""

    no: int
    service: str
    state: str
    outcome: str | None
    counter: str | None
    waiting_since: str
    due_at: str
    called_at: str | None
    started_at: str | None
    finished_at: str | None


class VisitEnds(BaseModel):
    """When a whole visit, with everything that is still planned, will probably be over."""

    early: str
    late: str


class TicketAnswer(BaseModel):
    """A ticket, for the person who holds it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "019a9c3e0b7d7c3ea1f25c4a8d1be0f2",
                "number": "A057",
                "office": "kumin",
                "url": "/t/019a9c3e0b7d7c3ea1f25c4a8d1be0f2",
                "service": "moving",
                "state": "waiting",
                "counter": None,
                "ahead": 14,
                "wait": {"low": 25, "high": 40},
                "leave_until": "2026-11-20T10:39:00+09:00",
                "reserved_at": None,
                "taken_at": "2026-11-20T10:24:00+09:00",
                "called_at": None,
                "return_until": None,
                "language": "ja",
                "channel": "phone",
                "priority": None,
                "needs": [],
                "procedures": ["moving-in"],
                "stops": [],
                "planned": ["insurance"],
                "may": ["cancel", "help"],
                "outcome": None,
                "version": 1234,
            }
        }
    )

    id: str = Field(description="Unguessable; whoever has it may follow the ticket and give it up.")
    number: str
    office: str
    url: str
    service: str
    state: TicketState
    counter: str | None
    ahead: int | None = Field(description="People of the same service who are called before; null when not waiting.")
    wait: Wait | None = Field(description="Null when nobody can say.")
    leave_until: str | None = Field(description="Until when the holder may leave the hall without risk.")
    be_back_by: str | None = Field(None, description="When following: come back by then; earlier calls are rare.")
    early_call_risk: float | None = Field(None, description="How often somebody is called before `be_back_by`.")
    visit_ends: VisitEnds | None = Field(None, description="When following: between these eight of ten visits end.")
    reserved_at: str | None = Field(description="The time that was reserved; null for whoever came without one.")
    taken_at: str
    called_at: str | None
    return_until: str | None = Field(description="After a missed call: until when the holder may come back.")
    language: str
    channel: Literal["kiosk", "phone", "staff", "replay"]
    priority: str | None
    needs: list[str]
    procedures: list[str]
    stops: list[StopAnswer]
    planned: list[str] = Field(description="Services still to come after the present one.")
    may: list[Literal["cancel", "return", "help"]]
    outcome: str | None
    version: int


class StaffTicketAnswer(TicketAnswer):
    """A ticket, for staff. `may` names the verbs that are possible now."""

    priority_reason: str | None
    hold_reason: str | None
    recalls: int
    may: list[str]  # type: ignore[assignment]


class OfferAnswer(BaseModel):
    """A service of a counter."""

    service: str
    delay_minutes: int


class QueueEntry(BaseModel):
    """Somebody in a queue, as staff see it."""

    number: str
    service: str
    state: str
    waiting_since: str
    due_at: str
    reserved_at: str | None
    priority: str | None
    needs: list[str]
    language: str
    reason: str | None
    counter: str | None


class ComingAnswer(BaseModel):
    """A reservation that is due soon, or late, and has not checked in."""

    starts_at: str
    service: str


class UndoAnswer(BaseModel):
    """What can be undone, and until when."""

    verb: str
    number: str
    until: str


class DeskAnswer(BaseModel):
    """A counter, for its staff. `queue` is in this counter's own order."""

    counter: str
    state: Literal["open", "paused", "closed"]
    staff: str | None
    since: str | None
    paused_until: str | None
    offers: list[OfferAnswer]
    current: StaffTicketAnswer | None
    queue: list[QueueEntry]
    waiting: dict[str, int]
    missed: list[QueueEntry]
    held: list[QueueEntry]
    coming: list[ComingAnswer] = Field(description="Reservations of the next two hours for this counter's services.")
    undo: UndoAnswer | None
    version: int


class OfficesAnswer(BaseModel):
    """All offices with their congestion."""

    offices: list[dict[str, Any]]
    as_of: str | None
    speed: float


class DoorAnswer(BaseModel):
    """The code of a business day, which proves that somebody is at the office."""

    day: str | None
    url: str = Field(
        description="The path of the office's page that keeps the code.", examples=["/o/kumin?door=Xk3_9aQz"]
    )
    code: str = Field(description="Empty when the day has none: then nobody on a phone counts as present.")


class HelpAnswer(BaseModel):
    """A help request."""

    id: str
    place: str
    device: str | None
    ticket_number: str | None
    asked_at: str
    acknowledged_by: str | None


class SeenWarningAnswer(BaseModel):
    """A warning that a manager has seen: how bad it was then."""

    level: int
    size: float
    by: str
    at: str


class SeenAnswer(BaseModel):
    """The warnings of today that a manager has seen, by their ids."""

    seen: dict[str, SeenWarningAnswer]


class FloorDeviceAnswer(BaseModel):
    """A kiosk or a signage screen. `last_seen_at` is when it last said that it lives."""

    id: str
    kind: Literal["kiosk", "signage"]
    name: str
    last_seen_at: str | None


class FloorDevicesAnswer(BaseModel):
    """The devices of an office, in real time."""

    as_of: str
    devices: list[FloorDeviceAnswer]
