"""What clients get about reservations, for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


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
