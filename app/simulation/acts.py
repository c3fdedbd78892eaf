"""What can happen in a hall that is played: each act is one verb of the trade, done by somebody in the record."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.recorded import Visitor


@dataclass(frozen=True, slots=True)
class Arrive:
    """A visitor takes a ticket of that id."""

    ticket: str
    visitor: Visitor


@dataclass(frozen=True, slots=True)
class Book:
    """A visitor of the record has reserved a time, before anybody comes."""

    reservation: str
    visitor: Visitor


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A visitor comes to the time that was reserved, early, on time or late, and takes a ticket of that id."""

    ticket: str
    visitor: Visitor
    reservation: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody has waited long enough and says so."""

    ticket: str


@dataclass(frozen=True, slots=True)
class Open:
    """A shift begins, or goes on after a break."""

    counter: str
    staff: str | None


@dataclass(frozen=True, slots=True)
class Pause:
    """A break begins."""

    counter: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Close:
    """A shift ends."""

    counter: str


@dataclass(frozen=True, slots=True)
class Call:
    """An idle counter calls whoever is next."""

    counter: str


@dataclass(frozen=True, slots=True)
class Recall:
    """Nobody has come: the counter calls again."""

    counter: str


@dataclass(frozen=True, slots=True)
class Miss:
    """Nobody came after the calls that the service asks for."""

    counter: str


@dataclass(frozen=True, slots=True)
class Start:
    """Whoever was called has come to the counter."""

    counter: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The service time is over."""

    counter: str


OfVisitors = Book | Arrive | CheckIn | Leave
AtCounter = Open | Pause | Close | Call | Recall | Miss | Start | Finish
Act = OfVisitors | AtCounter
