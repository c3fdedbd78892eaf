"""One office on one business day, folded from its events: the value that every decision looks at."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from app.domain import events as e
from app.domain.advice import Advice
from app.domain.calendar import Opening
from app.domain.desks import Desk, LastVerb
from app.domain.errors import NoSuchTicket
from app.domain.line import Line, Place
from app.domain.office import Office
from app.domain.reservations import Book, Reservation
from app.domain.support_events import SupportCall
from app.domain.tickets import AT_COUNTER, HelpRequest, StopState, Ticket

T = TypeVar("T")

CALLS_KEPT = 24
DURATIONS_KEPT = 40


@dataclass(frozen=True, slots=True)
class Call:
    """One announcement: ids grow, a recall is a new call of the same number."""

    id: int
    ticket: str
    number: str
    service: str
    counter: str
    called_at: int
    times: int


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """A value of the day before and after an event."""

    before: T | None
    after: T | None


Changes = list[Change[Ticket] | Change[Desk] | Change[HelpRequest] | Change[Reservation] | Change[SupportCall]]


@dataclass(frozen=True, slots=True)
class SeenWarning:
    """How bad a warning of the floor was when a manager said that they know, who that was, and when (ms)."""

    level: int
    size: float
    by: str
    at: int


class OfficeDay:
    """The day's tickets, lines and counters, and the book of reservations, which outlives the day.

    It changes by events only, see `applying.py`.
    """

    def __init__(self, office: Office, *, version: int = 0) -> None:
        self.office = office
        self.version = version
        self.revision = 0
        self.last_at = 0
        self.day: str | None = None
        self.open = False
        self.openings: tuple[Opening, ...] = ()
        self.next_opens_at: int | None = None
        self.door_code = ""
        self.book = Book()
        self.clear()

    def clear(self) -> None:
        """Begin with nobody: no tickets, all counters closed."""
        self.tickets: dict[str, Ticket] = {}
        self.by_number: dict[str, str] = {}
        self.lines: dict[str, Line] = {}
        self.held: dict[str, int] = {}  # since when (ms)
        self.missed: dict[str, None] = {}
        self.desks: dict[str, Desk] = {}
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.counts: dict[str, dict[str, int]] = {}
        self.durations: dict[str, deque[int]] = {}
        self.help: dict[str, HelpRequest] = {}
        self.support: dict[str, SupportCall] = {}
        self.advice: dict[str, Advice] = {}
        self.seen: dict[str, SeenWarning] = {}  # by the warning's id
        self.intake_stopped: set[str] = set()
        self.last_counter_change: tuple[int, Desk] | None = None
        self.seq = 0

    # What decisions ask

    def ticket(self, ticket_id: str) -> Ticket:
        """A ticket of today by its id. Raises NoSuchTicket."""
        if found := self.tickets.get(ticket_id):
            return found
        raise NoSuchTicket(ticket=ticket_id)

    def numbered(self, number: str) -> Ticket:
        """A ticket of today by its number. Raises NoSuchTicket."""
        if found := self.by_number.get(number):
            return self.tickets[found]
        raise NoSuchTicket(ticket=number)

    def desk(self, counter: str) -> Desk:
        """A counter today; one that nobody has opened is closed. Raises NoSuchCounter."""
        self.office.counter(counter)
        return self.desks.get(counter) or Desk(counter)

    def usual_offers(self, counter: str) -> dict[str, int]:
        """The services a counter is configured for, with their delays in minutes."""
        return {offer.service: offer.delay_minutes for offer in self.office.counter(counter).services}

    def waiting(self, service: str) -> int:
        """How many people wait for a service."""
        return len(self.lines.get(service, ()))

    def ahead(self, ticket: Ticket) -> int | None:
        """How many people of its service are called before a waiting ticket; None when it does not wait."""
        if ticket.stop.state is not StopState.WAITING:
            return None
        return self.lines[ticket.stop.service].ahead_of(place_of(ticket))

    # How it changes

    def put_ticket(self, at: e.Recorded, before: Ticket | None, after: Ticket) -> Changes:
        """Put a ticket in as it is after an event, in the line or list where its stop now belongs."""
        after = replace(after, version=at.version)
        held_since = self.held.get(after.id, at.at)
        if before is not None:
            self._leave(before)
        self.tickets[after.id] = after
        self._enter(after, held_since)
        return [Change(before, after)]

    def _leave(self, ticket: Ticket) -> None:
        stop = ticket.stop
        if stop.state is StopState.WAITING:
            self.lines[stop.service].leave(place_of(ticket))
        elif stop.state is StopState.HELD:
            del self.held[ticket.id]
        elif stop.state is StopState.MISSED:
            del self.missed[ticket.id]
        elif stop.state in AT_COUNTER and stop.counter is not None:
            self.desks[stop.counter] = replace(self.desks[stop.counter], ticket=None)

    def _enter(self, ticket: Ticket, held_since: int) -> None:
        stop = ticket.stop
        if stop.state is StopState.WAITING:
            self.lines.setdefault(stop.service, Line()).join(place_of(ticket))
        elif stop.state is StopState.HELD:
            self.held[ticket.id] = held_since
        elif stop.state is StopState.MISSED:
            self.missed[ticket.id] = None
        elif stop.state in AT_COUNTER and stop.counter is not None:
            self.desks[stop.counter] = replace(self.desks.get(stop.counter) or Desk(stop.counter), ticket=ticket.id)

    def change_stop(self, at: e.Recorded, ticket_id: str, **values: Any) -> Changes:
        """Change values of a ticket's present stop."""
        before = self.ticket(ticket_id)
        stops = (*before.stops[:-1], replace(before.stop, **values))
        return self.put_ticket(at, before, replace(before, stops=stops))

    def remember(self, at: e.Recorded, verb: str, counter: str, before: Ticket) -> None:
        """Keep how a ticket was before a verb, so that the counter can undo it."""
        last = LastVerb(verb, before.id, at.version, at.at, before)
        self.desks[counter] = replace(self.desks.get(counter) or Desk(counter), last_verb=last)

    def announce(self, at: e.Recorded, ticket: Ticket, counter: str) -> None:
        """Add a call to those that the screens show and speak."""
        stop = ticket.stop
        call = Call(at.version, ticket.id, ticket.number, stop.service, counter, at.at, stop.recalls + 1)
        self.calls.append(call)


def place_of(ticket: Ticket) -> Place:
    """Where a ticket's present stop stands on the time line."""
    return (ticket.stop.due_at, ticket.seq, ticket.id)
