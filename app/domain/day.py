"""One office on one business day, folded from its events: the value that every decision looks at."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from app.domain import events as e
from app.domain.calendar import Opening
from app.domain.desks import Desk, DeskState, LastVerb
from app.domain.errors import NoSuchTicket
from app.domain.line import Line, Place
from app.domain.office import Office
from app.domain.tickets import AT_COUNTER, HelpRequest, Outcome, Stop, StopState, Ticket

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


Changes = list[Change[Ticket] | Change[Desk] | Change[HelpRequest]]


class OfficeDay:
    """The day's tickets, lines and counters. `apply` is the only way it changes."""

    def __init__(self, office: Office, *, version: int = 0) -> None:
        self.office = office
        self.version = version
        self.revision = 0
        self.last_at = 0
        self.day: str | None = None
        self.open = False
        self.openings: tuple[Opening, ...] = ()
        self.next_opens_at: int | None = None
        self._clear()

    def _clear(self) -> None:
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

    def apply(self, recorded: e.Recorded) -> Changes:
        """Take in the next event; returns the values that changed. Raises ValueError when one was skipped."""
        if recorded.version != self.version + 1:
            raise ValueError(f"version {recorded.version} cannot follow {self.version}")
        changes = _APPLY[type(recorded.event)](self, recorded, recorded.event)
        self.version = recorded.version
        self.last_at = recorded.at
        return changes

    def _set_ticket(self, at: e.Recorded, before: Ticket | None, after: Ticket) -> Changes:
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

    def _set_stop(self, at: e.Recorded, ticket_id: str, **values: Any) -> Changes:
        before = self.ticket(ticket_id)
        stops = (*before.stops[:-1], replace(before.stop, **values))
        return self._set_ticket(at, before, replace(before, stops=stops))

    def _remember(self, at: e.Recorded, verb: str, counter: str, before: Ticket) -> None:
        last = LastVerb(verb, before.id, at.version, at.at, before.stops, before.planned)
        self.desks[counter] = replace(self.desks[counter], last_verb=last)

    def _announce(self, at: e.Recorded, ticket: Ticket, counter: str) -> None:
        stop = ticket.stop
        call = Call(at.version, ticket.id, ticket.number, stop.service, counter, at.at, stop.recalls + 1)
        self.calls.append(call)


def place_of(ticket: Ticket) -> Place:
    """Where a ticket's present stop stands on the time line."""
    return (ticket.stop.due_at, ticket.seq, ticket.id)


def _office_configured(day: OfficeDay, at: e.Recorded, event: e.OfficeConfigured) -> Changes:
    day.revision = event.revision
    return []


def _day_opened(day: OfficeDay, at: e.Recorded, event: e.DayOpened) -> Changes:
    day._clear()
    day.day = event.day
    day.open = True
    return _hours_changed(day, at, event)


def _hours_changed(day: OfficeDay, at: e.Recorded, event: e.HoursChanged | e.DayOpened) -> Changes:
    day.openings = tuple(Opening(a, b, c, d, tuple(services)) for a, b, c, d, services in event.openings)
    day.next_opens_at = event.next_opens_at
    return []


def _day_closed(day: OfficeDay, at: e.Recorded, event: e.DayClosed) -> Changes:
    changes: Changes = []
    for before in [ticket for ticket in day.tickets.values() if not ticket.over]:
        done = before.stop.state is StopState.SERVING
        changes += day._set_stop(
            at,
            before.id,
            state=StopState.DONE if done else StopState.CANCELLED,
            outcome=Outcome.FINISHED if done else Outcome.NOT_SERVED,
            finished_at=at.at,
        )
    for desk in [desk for desk in day.desks.values() if desk.state is not DeskState.CLOSED]:
        after = Desk(desk.counter, since=at.at)
        day.desks[desk.counter] = after
        changes.append(Change(desk, after))
    day.open = False
    return changes


def _ticket_taken(day: OfficeDay, at: e.Recorded, event: e.TicketTaken) -> Changes:
    day.seq = event.seq
    day.counts.setdefault(event.prefix, {})[event.band] = event.count
    day.by_number[event.number] = event.ticket
    stop = Stop(1, event.service, StopState.WAITING, event.due_at, event.waiting_since)
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        seq=event.seq,
        taken_at=at.at,
        channel=event.channel,
        language=event.language,
        stops=(stop,),
        planned=tuple(event.planned),
        procedures=tuple(event.procedures),
        priority=event.priority,
        needs=tuple(event.needs),
        promised_low=event.promised_low,
        promised_high=event.promised_high,
    )
    return day._set_ticket(at, None, ticket)


def _stop_called(day: OfficeDay, at: e.Recorded, event: e.StopCalled) -> Changes:
    before = day.ticket(event.ticket)
    changes = day._set_stop(
        at,
        event.ticket,
        state=StopState.CALLED,
        counter=event.counter,
        staff=event.staff,
        called_at=at.at,
        recalls=0,
    )
    day._announce(at, day.tickets[event.ticket], event.counter)
    day._remember(at, "call", event.counter, before)
    return changes


def _stop_recalled(day: OfficeDay, at: e.Recorded, event: e.StopRecalled) -> Changes:
    changes = day._set_stop(at, event.ticket, recalls=day.ticket(event.ticket).stop.recalls + 1)
    day._announce(at, day.tickets[event.ticket], event.counter)
    return changes


def _service_started(day: OfficeDay, at: e.Recorded, event: e.ServiceStarted) -> Changes:
    before = day.ticket(event.ticket)
    changes = day._set_stop(at, event.ticket, state=StopState.SERVING, started_at=at.at)
    day._remember(at, "start", event.counter, before)
    return changes


def _stop_finished(day: OfficeDay, at: e.Recorded, event: e.StopFinished) -> Changes:
    before = day.ticket(event.ticket)
    done = replace(before.stop, state=StopState.DONE, finished_at=at.at, outcome=Outcome(event.outcome))
    stops = (*before.stops[:-1], done)
    if event.next_service is not None and event.next_due_at is not None:
        stops += (Stop(done.no + 1, event.next_service, StopState.WAITING, event.next_due_at, at.at),)
    if done.started_at is not None and done.called_at is not None:
        day.durations.setdefault(done.service, deque(maxlen=DURATIONS_KEPT)).append(at.at - done.called_at)
    changes = day._set_ticket(at, before, replace(before, stops=stops, planned=tuple(event.planned)))
    day._remember(at, "transfer" if event.outcome == Outcome.TRANSFERRED else "finish", event.counter, before)
    return changes


def _stop_held(day: OfficeDay, at: e.Recorded, event: e.StopHeld) -> Changes:
    before = day.ticket(event.ticket)
    changes = day._set_stop(at, event.ticket, state=StopState.HELD, counter=None, reason=event.reason)
    if event.counter is not None:
        day._remember(at, "hold", event.counter, before)
    return changes


def _stop_missed(day: OfficeDay, at: e.Recorded, event: e.StopMissed) -> Changes:
    before = day.ticket(event.ticket)
    changes = day._set_stop(at, event.ticket, state=StopState.MISSED, missed_at=at.at)
    day._remember(at, "no-show", event.counter, before)
    return changes


def _stop_returned(day: OfficeDay, at: e.Recorded, event: e.StopReturned) -> Changes:
    return day._set_stop(
        at,
        event.ticket,
        state=StopState.WAITING,
        counter=None,
        staff=None,
        called_at=None,
        started_at=None,
        recalls=0,
        missed_at=None,
        due_at=event.due_at,
    )


def _stop_cancelled(day: OfficeDay, at: e.Recorded, event: e.StopCancelled) -> Changes:
    return day._set_stop(
        at,
        event.ticket,
        state=StopState.CANCELLED,
        outcome=Outcome(event.outcome),
        reason=event.reason,
        finished_at=at.at,
    )


def _priority_given(day: OfficeDay, at: e.Recorded, event: e.PriorityGiven) -> Changes:
    before = day.ticket(event.ticket)
    stops = (*before.stops[:-1], replace(before.stop, due_at=event.due_at))
    after = replace(before, stops=stops, priority=event.priority, priority_reason=event.reason)
    return day._set_ticket(at, before, after)


def _needs_noted(day: OfficeDay, at: e.Recorded, event: e.NeedsNoted) -> Changes:
    before = day.ticket(event.ticket)
    return day._set_ticket(at, before, replace(before, language=event.language, needs=tuple(event.needs)))


def _verb_undone(day: OfficeDay, at: e.Recorded, event: e.VerbUndone) -> Changes:
    before = day.ticket(event.ticket)
    stops = tuple(stop_from(values) for values in event.stops)
    if event.verb == "call":
        day.calls = deque((call for call in day.calls if call.ticket != before.id), maxlen=CALLS_KEPT)
    finished = before.stops[len(stops) - 1]
    if event.verb in ("finish", "transfer") and finished.started_at and finished.called_at and finished.finished_at:
        with suppress(ValueError):  # it may be too long ago to be kept
            day.durations[finished.service].remove(finished.finished_at - finished.called_at)
    changes = day._set_ticket(at, before, replace(before, stops=stops, planned=tuple(event.planned)))
    day.desks[event.counter] = replace(day.desks[event.counter], last_verb=None)
    return changes


def _counter_changed(day: OfficeDay, at: e.Recorded, event: e.CounterChanged) -> Changes:
    before = day.desks.get(event.counter) or Desk(event.counter)
    after = replace(
        before,
        state=DeskState(event.state),
        staff=event.staff,
        offers=dict(event.offers),
        paused_until=event.paused_until,
        since=at.at,
    )
    day.desks[event.counter] = after
    day.last_counter_change = None if event.verb == "undo" else (at.version, before)
    return [Change(before, after)]


def _intake_changed(day: OfficeDay, at: e.Recorded, event: e.IntakeChanged) -> Changes:
    (day.intake_stopped.discard if event.open else day.intake_stopped.add)(event.service)
    return []


def _help_asked(day: OfficeDay, at: e.Recorded, event: e.HelpAsked) -> Changes:
    request = HelpRequest(event.request, event.place, at.at, event.ticket, event.device)
    return day_help(day, request)


def _help_acknowledged(day: OfficeDay, at: e.Recorded, event: e.HelpAcknowledged) -> Changes:
    request = replace(day.help[event.request], acknowledged_by=event.by, acknowledged_at=at.at)
    return day_help(day, request)


def _help_resolved(day: OfficeDay, at: e.Recorded, event: e.HelpResolved) -> Changes:
    return day_help(day, replace(day.help[event.request], resolved_at=at.at))


def day_help(day: OfficeDay, after: HelpRequest) -> Changes:
    """Put a help request into the day as it is now."""
    before = day.help.get(after.id)
    day.help[after.id] = after
    return [Change(before, after)]


def stop_from(values: dict[str, Any]) -> Stop:
    """A stop from its plain JSON values."""
    outcome = values["outcome"]
    return Stop(**{**values, "state": StopState(values["state"]), "outcome": Outcome(outcome) if outcome else None})


_APPLY: dict[type[e.Event], Callable[[OfficeDay, e.Recorded, Any], Changes]] = {
    e.OfficeConfigured: _office_configured,
    e.DayOpened: _day_opened,
    e.HoursChanged: _hours_changed,
    e.DayClosed: _day_closed,
    e.TicketTaken: _ticket_taken,
    e.StopCalled: _stop_called,
    e.StopRecalled: _stop_recalled,
    e.ServiceStarted: _service_started,
    e.StopFinished: _stop_finished,
    e.StopHeld: _stop_held,
    e.StopMissed: _stop_missed,
    e.StopReturned: _stop_returned,
    e.StopCancelled: _stop_cancelled,
    e.PriorityGiven: _priority_given,
    e.NeedsNoted: _needs_noted,
    e.VerbUndone: _verb_undone,
    e.CounterChanged: _counter_changed,
    e.IntakeChanged: _intake_changed,
    e.HelpAsked: _help_asked,
    e.HelpAcknowledged: _help_acknowledged,
    e.HelpResolved: _help_resolved,
}
