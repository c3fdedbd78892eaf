"""What an office's file says about reservations: questions asked beforehand, resources, and the rules of booking.

These classes are part of the schema of that file, like those of `office.py`: the field names are its keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any, ClassVar

Words = Mapping[str, str]
"""A text by language tag, at least `ja`."""

_FORBID: dict[str, Any] = {"extra": "forbid"}


class Ending(StrEnum):
    """How an answer may end the way to a booking."""

    NO_VISIT = "no_visit"
    CALL = "call"


class ResourceKind(StrEnum):
    COUNTER = "counter"
    ROOM = "room"
    BOOTH = "booth"
    VIDEO_ROOM = "video_room"


@dataclass(frozen=True)
class Option:
    """An answer to a question: what it adds to the visit (minutes, services, things to bring), or how it ends it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    text: Words
    minutes: int = 0
    services: tuple[str, ...] = ()
    priority: str | None = None
    bring: tuple[Words, ...] = ()
    ends: Ending | None = None
    reason: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something to know before a time is chosen. `only_if`: asked only after one of these answers to others."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    text: Words
    options: tuple[Option, ...]
    hint: Words = field(default_factory=dict)
    only_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Resource:
    """Something besides staff that a visit needs, with its capacity: a room, a booth, a video room.

    `buffer_minutes` keep it free after each use. `link` is the address of a video room; `{room}` in it becomes the
    secret name of one consultation.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    name: Words
    kind: ResourceKind = ResourceKind.ROOM
    capacity: int = 1
    buffer_minutes: int = 0
    link: str | None = None


@dataclass(frozen=True)
class Specialist:
    """The other side of a video consultation: a resource of another office that is booked for the same time."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    office: str
    resource: str


@dataclass(frozen=True)
class StaffedTime:
    """A time of day with fewer counters than usual, lunch for example: this share of them is staffed."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    begins: time
    ends: time
    share: float
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Booking:
    """The rules of booking at an office. Durations are minutes, the horizon is days; shares are from 0 to 1."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    allowed: bool = False
    slot_minutes: int = 15
    share: float = 0.4
    kept_for_staff: float = 0.2
    horizon_days: int = 30
    lead_minutes: int = 60
    cut_off_minutes: int = 30
    buffer_minutes: int = 0
    hold_minutes: int = 10
    offer_minutes: int = 15
    early_minutes: int = 30
    grace_minutes: int = 10
    head_start_minutes: int = 30
    overbooking: int = 0
    staffed: tuple[StaffedTime, ...] = ()
