"""Support staff (応援職員) as an office's file names them: who they are, what they can do, when they can come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from app.domain.bookable import Words

_FORBID: dict[str, Any] = {"extra": "forbid"}


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True)
class Availability:
    """Times of the week at which somebody can be called."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    weekdays: tuple[Weekday, ...]
    begins: time
    ends: time


@dataclass(frozen=True)
class Supporter:
    """Somebody who can be called up. `skills` are services; `notice_minutes` pass between the call and the arrival.

    Without `available` they can be called whenever the office is open, except on the dates `away`.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    name: Words
    skills: tuple[str, ...]
    notice_minutes: int = 10
    available: tuple[Availability, ...] = ()
    away: tuple[date, ...] = ()

    def can_come(self, when: datetime) -> bool:
        """Whether they can be called at a time on the office's clock."""
        if when.date() in self.away:
            return False
        today = tuple(Weekday)[when.weekday()]
        return not self.available or any(
            today in each.weekdays and each.begins <= when.time() < each.ends for each in self.available
        )

    def has_to_go(self, when: datetime) -> datetime | None:
        """When somebody who can come at a time has to be gone again that day; None when nothing is said of it."""
        today = tuple(Weekday)[when.weekday()]
        ends = [
            each.ends for each in self.available if today in each.weekdays and each.begins <= when.time() < each.ends
        ]
        return datetime.combine(when.date(), max(ends), when.tzinfo) if ends else None
