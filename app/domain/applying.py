"""What each event does to a day. Together with the events this is the memory of the house: tables follow from it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.domain import events as e
from app.domain import reservation_events as r
from app.domain import support_events as s
from app.domain.advice import Advice, AdviceState
from app.domain.calendar import Opening
from app.domain.day import CALLS_KEPT, DURATIONS_KEPT, Change, Changes, OfficeDay, SeenWarning
from app.domain.desks import Desk, DeskState
from app.domain.reservations import KEPT_MS, reservation_from
from app.domain.tickets import HelpRequest, Outcome, Stop, StopState, Ticket


def apply(day: OfficeDay, recorded: e.Recorded) -> Changes:
    """Take the next event into a day; returns the values that changed. Raises ValueError when one was skipped."""
    if recorded.version != day.version + 1:
        raise ValueError(f"version {recorded.version} cannot follow {day.version}")
    changes = _APPLY[type(recorded.event)](day, recorded, recorded.event)
    day.version = recorded.version
    day.last_at = recorded.at
    return changes


def _office_configured(day: OfficeDay, at: e.Recorded, event: e.OfficeConfigured) -> Changes:
    day.revision = event.revision
    day.book.may_offer = True
    return []


def _day_opened(day: OfficeDay, at: e.Recorded, event: e.DayOpened) -> Changes:
    day.clear()
    day.day = event.day
    day.open = True
    day.door_code = event.door_code
    day.book.forget_before(at.at - KEPT_MS)
    day.book.may_offer = True
    return _hours_changed(day, at, event)


def _hours_changed(day: OfficeDay, at: e.Recorded, event: e.HoursChanged | e.DayOpened) -> Changes:
    day.openings = tuple(Opening(a, b, c, d, tuple(services)) for a, b, c, d, services in event.openings)
    day.next_opens_at = event.next_opens_at
    return []


def _day_closed(day: OfficeDay, at: e.Recorded, event: e.DayClosed) -> Changes:
    changes: Changes = []
    for before in [ticket for ticket in day.tickets.values() if not ticket.over]:
        done = before.stop.state is StopState.SERVING
        changes += day.change_stop(
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
        reservation=event.reservation,
    )
    return day.put_ticket(at, None, ticket)


def _stop_called(day: OfficeDay, at: e.Recorded, event: e.StopCalled) -> Changes:
    before = day.ticket(event.ticket)
    changes = day.change_stop(
        at,
        event.ticket,
        state=StopState.CALLED,
        counter=event.counter,
        staff=event.staff,
        called_at=at.at,
        recalls=0,
    )
    day.announce(at, day.tickets[event.ticket], event.counter)
    day.remember(at, "call", event.counter, before)
    return changes


def _stop_recalled(day: OfficeDay, at: e.Recorded, event: e.StopRecalled) -> Changes:
    changes = day.change_stop(at, event.ticket, recalls=day.ticket(event.ticket).stop.recalls + 1)
    day.announce(at, day.tickets[event.ticket], event.counter)
    return changes


def _service_started(day: OfficeDay, at: e.Recorded, event: e.ServiceStarted) -> Changes:
    before = day.ticket(event.ticket)
    changes = day.change_stop(at, event.ticket, state=StopState.SERVING, started_at=at.at)
    day.remember(at, "start", event.counter, before)
    return changes


def _stop_finished(day: OfficeDay, at: e.Recorded, event: e.StopFinished) -> Changes:
    before = day.ticket(event.ticket)
    done = replace(before.stop, state=StopState.DONE, finished_at=at.at, outcome=Outcome(event.outcome))
    stops = (*before.stops[:-1], done)
    if event.next_service is not None and event.next_due_at is not None:
        stops += (Stop(done.no + 1, event.next_service, StopState.WAITING, event.next_due_at, at.at),)
    if done.started_at is not None and done.called_at is not None:
        day.durations.setdefault(done.service, deque(maxlen=DURATIONS_KEPT)).append(at.at - done.called_at)
    changes = day.put_ticket(at, before, replace(before, stops=stops, planned=tuple(event.planned)))
    day.remember(at, "transfer" if event.outcome == Outcome.TRANSFERRED else "finish", event.counter, before)
    return changes


def _stop_held(day: OfficeDay, at: e.Recorded, event: e.StopHeld) -> Changes:
    before = day.ticket(event.ticket)
    changes = day.change_stop(at, event.ticket, state=StopState.HELD, counter=None, reason=event.reason)
    if event.counter is not None:
        day.remember(at, "hold", event.counter, before)
    return changes


def _stop_missed(day: OfficeDay, at: e.Recorded, event: e.StopMissed) -> Changes:
    before = day.ticket(event.ticket)
    changes = day.change_stop(at, event.ticket, state=StopState.MISSED, missed_at=at.at)
    day.remember(at, "no-show", event.counter, before)
    return changes


def _stop_returned(day: OfficeDay, at: e.Recorded, event: e.StopReturned) -> Changes:
    before = day.ticket(event.ticket)
    changes = day.change_stop(
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
    if event.counter is not None:
        day.remember(at, "return" if before.stop.state is StopState.MISSED else "resume", event.counter, before)
    return changes


def _stop_cancelled(day: OfficeDay, at: e.Recorded, event: e.StopCancelled) -> Changes:
    before = day.ticket(event.ticket)
    changes = day.change_stop(
        at,
        event.ticket,
        state=StopState.CANCELLED,
        outcome=Outcome(event.outcome),
        reason=event.reason,
        finished_at=at.at,
    )
    if event.counter is not None:
        day.remember(at, "cancel", event.counter, before)
    return changes


def _priority_given(day: OfficeDay, at: e.Recorded, event: e.PriorityGiven) -> Changes:
    before = day.ticket(event.ticket)
    stops = (*before.stops[:-1], replace(before.stop, due_at=event.due_at))
    after = replace(before, stops=stops, priority=event.priority, priority_reason=event.reason)
    changes = day.put_ticket(at, before, after)
    if event.counter is not None:
        day.remember(at, "priority", event.counter, before)
    return changes


def _needs_noted(day: OfficeDay, at: e.Recorded, event: e.NeedsNoted) -> Changes:
    before = day.ticket(event.ticket)
    return day.put_ticket(at, before, replace(before, language=event.language, needs=tuple(event.needs)))


def _verb_undone(day: OfficeDay, at: e.Recorded, event: e.VerbUndone) -> Changes:
    before = day.ticket(event.ticket)
    stops = tuple(stop_from(values) for values in event.stops)
    if event.verb == "call":
        day.calls = deque((call for call in day.calls if call.ticket != before.id), maxlen=CALLS_KEPT)
    finished = before.stops[len(stops) - 1]
    if event.verb in ("finish", "transfer") and finished.started_at and finished.called_at and finished.finished_at:
        with suppress(ValueError):  # it may be too long ago to be kept
            day.durations[finished.service].remove(finished.finished_at - finished.called_at)
    after = replace(
        before,
        stops=stops,
        planned=tuple(event.planned),
        priority=event.priority,
        priority_reason=event.priority_reason,
    )
    changes = day.put_ticket(at, before, after)
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


def _warnings_seen(day: OfficeDay, at: e.Recorded, event: e.WarningsSeen) -> Changes:
    for warning in event.warnings:
        day.seen[warning["id"]] = SeenWarning(warning["level"], warning["size"], event.by, at.at)
    return []


def _advice_given(day: OfficeDay, at: e.Recorded, event: e.AdviceGiven) -> Changes:
    day.advice[event.advice] = Advice(event.advice, at.at, event.ahead_minutes, event.proposals, as_of=event.as_of)
    return []


def _advice_accepted(day: OfficeDay, at: e.Recorded, event: e.AdviceAccepted) -> Changes:
    return _advice_settled(day, at, event, state=AdviceState.ACCEPTED, proposal=event.proposal, before=event.before)


def _advice_refused(day: OfficeDay, at: e.Recorded, event: e.AdviceRefused) -> Changes:
    return _advice_settled(day, at, event, state=AdviceState.REFUSED, reason=event.reason)


def _advice_undone(day: OfficeDay, at: e.Recorded, event: e.AdviceUndone) -> Changes:
    return _advice_settled(day, at, event, state=AdviceState.UNDONE)


def _advice_settled(
    day: OfficeDay, at: e.Recorded, event: e.AdviceAccepted | e.AdviceRefused | e.AdviceUndone, **values: Any
) -> Changes:
    day.advice[event.advice] = replace(day.advice[event.advice], by=event.by, decided_at=at.at, **values)
    return []


def day_help(day: OfficeDay, after: HelpRequest) -> Changes:
    """Put a help request into the day as it is now."""
    before = day.help.get(after.id)
    day.help[after.id] = after
    return [Change(before, after)]


def _reservation(day: OfficeDay, at: e.Recorded, event: r.ReservationEvent) -> Changes:
    after = reservation_from(event.reservation)
    return [Change(day.book.put(after), after)]


def _support(day: OfficeDay, at: e.Recorded, event: s.SupportEvent) -> Changes:
    before = day.support.get(event.call.id)
    day.support[event.call.id] = event.call
    return [Change(before, event.call)]


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
    **dict.fromkeys(r.ReservationEvent.__subclasses__(), _reservation),
    **dict.fromkeys(s.SupportEvent.__subclasses__(), _support),
    e.WarningsSeen: _warnings_seen,
    e.AdviceGiven: _advice_given,
    e.AdviceAccepted: _advice_accepted,
    e.AdviceRefused: _advice_refused,
    e.AdviceUndone: _advice_undone,
}

KINDS: dict[str, type[e.Event]] = {cls.kind: cls for cls in _APPLY}
"""Every event by the name under which it is stored."""
