"""The live side of a counter: open or not, who staffs it, for which services, with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.tickets import Ticket


class DeskState(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LastVerb:
    """What was done last at a counter and how the ticket was before, so that it can be undone."""

    verb: str
    ticket: str
    version: int
    at: int
    before: Ticket


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter today. `since` is when its state or assignment last changed (ms); `ticket` is who is there now."""

    counter: str
    state: DeskState = DeskState.CLOSED
    staff: str | None = None
    offers: Mapping[str, int] = field(default_factory=dict)
    since: int = 0
    paused_until: int | None = None
    ticket: str | None = None
    last_verb: LastVerb | None = None
