"""What happens to reservations. Each event carries the whole reservation as it is then, so that applying one twice or
to a book that is ahead changes nothing: days are folded from their events, the book is read from its table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.domain.events import Event


@dataclass(frozen=True, slots=True)
class ReservationEvent(Event):
    """Something happened to a reservation; `reservation` are its values, those with their default left out."""

    reservation: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlotHeld(ReservationEvent):
    """A time is kept for a few minutes while somebody fills in the rest."""

    kind: ClassVar[str] = "slot_held"


@dataclass(frozen=True, slots=True)
class HoldReleased(ReservationEvent):
    """A held time is free again: given back, or not confirmed in time."""

    kind: ClassVar[str] = "hold_released"


@dataclass(frozen=True, slots=True)
class ReservationMade(ReservationEvent):
    kind: ClassVar[str] = "reservation_made"


@dataclass(frozen=True, slots=True)
class ReservationMoved(ReservationEvent):
    """Another time, or another visit at the same time; the old places are free in the same moment."""

    kind: ClassVar[str] = "reservation_moved"


@dataclass(frozen=True, slots=True)
class ReservationChanged(ReservationEvent):
    """Language, needs, contact and the like; the time and the places stay."""

    kind: ClassVar[str] = "reservation_changed"


@dataclass(frozen=True, slots=True)
class ReservationDisplaced(ReservationEvent):
    """The office cannot keep the time any more; the person has to be found another one."""

    kind: ClassVar[str] = "reservation_displaced"


@dataclass(frozen=True, slots=True)
class ReservationCancelled(ReservationEvent):
    kind: ClassVar[str] = "reservation_cancelled"


@dataclass(frozen=True, slots=True)
class ReservationMissed(ReservationEvent):
    """Nobody came within the grace time; the places are given back."""

    kind: ClassVar[str] = "reservation_missed"


@dataclass(frozen=True, slots=True)
class ReservationCheckedIn(ReservationEvent):
    """The person is there and has a ticket."""

    kind: ClassVar[str] = "reservation_checked_in"


@dataclass(frozen=True, slots=True)
class EarlierWanted(ReservationEvent):
    """The person would come earlier if a place became free, or does not want that any more."""

    kind: ClassVar[str] = "earlier_wanted"


@dataclass(frozen=True, slots=True)
class EarlierOffered(ReservationEvent):
    """A place is kept for the person for a short time."""

    kind: ClassVar[str] = "earlier_offered"


@dataclass(frozen=True, slots=True)
class OfferLapsed(ReservationEvent):
    """The place on offer was declined or not taken in time."""

    kind: ClassVar[str] = "offer_lapsed"
