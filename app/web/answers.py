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


class ReservationAnswer(BaseModel):
    """A reservation, for the person who holds it."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="Unguessable; whoever has it may follow, move and cancel the reservation.")
    code: str = Field(description="Eight digits for the kiosk.", examples=["48213907"])
    office: str
    url: str
    state: Literal["held", "booked", "checked_in", "missed", "cancelled", "expired"]
    starts_at: str
    ends_at: str
    minutes: int
    procedures: list[str]
    services: list[str]
    people: int
    on_behalf: bool
    language: str
    needs: list[str]
    answers: dict[str, str]
    bring: list[dict[str, str]]
    held_until: str | None = Field(description="When a held time is given back unless it is confirmed.")
    has_contact: bool
    earlier: dict[str, Any] | None = Field(description="Since when and from when on an earlier time is wanted.")
    offer: dict[str, Any] | None = Field(description="An earlier time kept for the person, and until when.")
    displaced: bool = Field(description="The office cannot keep the time; another one has to be chosen.")
    check_in: dict[str, str] = Field(description="From when check-in is possible, until when the time is kept.")
    change_until: str
    video: dict[str, Any] | None
    ticket: dict[str, Any] | None = Field(description="Once checked in: the ticket of today.")
    reference: str | None
    sequence: int = Field(description="Counts the changes, as in calendar files.")
    may: list[str]


class SlotAnswer(BaseModel):
    """A time at which a visit may begin."""

    starts_at: str = Field(examples=["2026-12-01T10:30:00+09:00"])
    ends_at: str
    left: int = Field(description="How many more such visits there is room for.")


class SlotsAnswer(BaseModel):
    """Free times of one office."""

    office: str
    version: int
    slots: list[SlotAnswer]


class OfficeSlotsAnswer(BaseModel):
    """Free times of one of several offices."""

    office: str
    distance_km: float | None
    slots: list[SlotAnswer]


class SlotSearchAnswer(BaseModel):
    """Free times of all offices, the best office first."""

    offices: list[OfficeSlotsAnswer]


class VisitAnswer(BaseModel):
    """What a visit will be. With a `question` answers are missing; with an `ending` there is nothing to book."""

    procedures: list[str]
    services: list[str]
    minutes: int
    priority: str | None
    bring: list[dict[str, str]]
    ending: Literal["no_visit", "call"] | None
    reason: dict[str, str]
    question: dict[str, Any] | None


class CheckInAnswer(BaseModel):
    """What a check-in led to."""

    arrival: Literal["early", "on_time", "late"] | None = Field(
        description="`late`: after the grace time, so the place counts from now. Null when checked in before."
    )
    starts_at: str
    reservation: str
    procedures: list[str]
    ticket: dict[str, Any] | None


class StaffReservationsAnswer(BaseModel):
    """Reservations as staff see them, with who booked if they told."""

    date: str | None
    reservations: list[dict[str, Any]]


class UnitLoadAnswer(BaseModel):
    """One slot of a service or resource."""

    starts_at: str
    places: int
    beyond: int = Field(description="How many more may be booked because some people do not come; 0 unless allowed.")
    taken: int
    held: int = Field(description="Of the taken ones: times that somebody is just filling in.")


class PoolLoadAnswer(BaseModel):
    """A service or a resource over a day."""

    service: str | None
    resource: str | None
    slots: list[UnitLoadAnswer]


class LoadAnswer(BaseModel):
    """How full a day is."""

    office: str
    date: str
    slot_minutes: int
    kept_for_staff: float
    pools: list[PoolLoadAnswer]


class NoShowsAnswer(BaseModel):
    """How many people did not come to their bookings, and what overbooking would mean."""

    office: str
    since: str
    overbooking: int = Field(description="How many bookings beyond the places are allowed now.")
    seen_at_least: int = Field(description="A share says something from so many bookings on; null before.")
    services: list[dict[str, Any]]
    procedures: list[dict[str, Any]]


class CalendarAnswer(BaseModel):
    """The hours of an office; `hours` is as in its file."""

    model_config = ConfigDict(extra="allow")

    office: str
    revision: int = Field(description="Counts the changes of the configuration.")
    hours: dict[str, Any]


class TouchedAnswer(BaseModel):
    """A booking that would lose its place."""

    id: str
    code: str
    starts_at: str
    procedures: list[str]
    services: list[str]
    resources: list[str]
    people: int
    has_contact: bool


class CalendarPreviewAnswer(BaseModel):
    """What a change of the hours would do to bookings."""

    office: str
    revision: int
    touched: list[TouchedAnswer]
    held: int = Field(description="Times that somebody is just filling in; they would be given back.")
    restored: int = Field(description="Bookings displaced before that would have their time again.")


class HelpAnswer(BaseModel):
    """A help request."""

    id: str
    place: str
    device: str | None
    ticket_number: str | None
    asked_at: str
    acknowledged_by: str | None
