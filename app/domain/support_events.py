"""A call of support staff, and what happens to it. Each event carries the whole call as it is then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from app.domain.events import Event


class SupportState(StrEnum):
    CALLED = "called"
    COMING = "coming"
    DECLINED = "declined"
    HERE = "here"
    LEFT = "left"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SupportCall:
    """Somebody is asked to help out. Instants are ms; the id is unguessable and is the called person's key."""

    id: str
    supporter: str
    services: tuple[str, ...]
    state: SupportState
    called_at: int
    called_by: str
    counter: str | None = None
    until: int | None = None
    reason: str | None = None
    expected_at: int | None = None
    answered_at: int | None = None
    came_at: int | None = None
    left_at: int | None = None


@dataclass(frozen=True, slots=True)
class SupportEvent(Event):
    """Something happened to a call."""

    call: SupportCall

    def __post_init__(self) -> None:
        if isinstance(self.call, dict):  # as it comes from the table
            values = {**self.call, "services": tuple(self.call["services"]), "state": SupportState(self.call["state"])}
            object.__setattr__(self, "call", SupportCall(**values))


@dataclass(frozen=True, slots=True)
class SupportCalled(SupportEvent):
    kind: ClassVar[str] = "support_called"


@dataclass(frozen=True, slots=True)
class SupportAnswered(SupportEvent):
    kind: ClassVar[str] = "support_answered"


@dataclass(frozen=True, slots=True)
class SupportCame(SupportEvent):
    kind: ClassVar[str] = "support_came"


@dataclass(frozen=True, slots=True)
class SupportLeft(SupportEvent):
    kind: ClassVar[str] = "support_left"


@dataclass(frozen=True, slots=True)
class SupportWithdrawn(SupportEvent):
    kind: ClassVar[str] = "support_withdrawn"
