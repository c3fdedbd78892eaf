"""Serving: start, finish, next step, transfer, hold, give up, priority, and undo."""

from __future__ import annotations

from dataclasses import asdict

from app.domain import events as e
from app.domain.calling import current_ticket
from app.domain.day import OfficeDay
from app.domain.errors import NothingToUndo, SameService, WrongState
from app.domain.line import due_at
from app.domain.tickets import AT_COUNTER, Outcome, StopState, Ticket
from app.domain.times import SECOND


def start(day: OfficeDay, counter: str, number: str | None = None) -> e.ServiceStarted:
    """The person called has come: serving begins."""
    return e.ServiceStarted(current_ticket(day, counter, number, StopState.CALLED).id, counter)


def finish(
    day: OfficeDay,
    counter: str,
    now: int,
    *,
    number: str | None = None,
    next_service: str | None = None,
    end: bool = False,
) -> e.StopFinished:
    """Serving is over. The visit goes on with `next_service` or its next planned step, unless `end` closes it."""
    ticket = current_ticket(day, counter, number, StopState.SERVING)
    planned = [] if end else list(ticket.planned)
    following = next_service or (planned[0] if planned else None)
    if end or following is None:
        return e.StopFinished(ticket.id, counter, Outcome.FINISHED, planned=[])
    target = day.office.service(following)
    remaining = [service for service in planned if service != following]
    due = _due_at_next(day, ticket, now, keeps_place=target.next_step_keeps_place)
    return e.StopFinished(ticket.id, counter, Outcome.NEXT_STEP, remaining, following, due)


def transfer(
    day: OfficeDay, counter: str, service: str, now: int, *, number: str | None = None, keep_place: bool = True
) -> e.StopFinished:
    """Hand the person over to another service's queue: it was the wrong counter, or another one must see to it."""
    ticket = current_ticket(day, counter, number, StopState.SERVING, StopState.CALLED)
    target = day.office.service(service)
    if target.id == ticket.stop.service:
        raise SameService(number=ticket.number, service=service)
    remaining = [planned for planned in ticket.planned if planned != service]
    due = _due_at_next(day, ticket, now, keeps_place=keep_place)
    return e.StopFinished(ticket.id, counter, Outcome.TRANSFERRED, remaining, service, due)


def hold(day: OfficeDay, counter: str, reason: str | None = None, *, number: str | None = None) -> e.StopHeld:
    """Set the current visit aside (a form to be fetched, a telephone call): the counter is free, the place is kept."""
    ticket = current_ticket(day, counter, number, StopState.SERVING, StopState.CALLED)
    return e.StopHeld(ticket.id, counter, reason)


def resume(ticket: Ticket, counter: str | None = None) -> e.StopReturned:
    """A held visit waits again, at the place it had."""
    if ticket.stop.state is not StopState.HELD:
        raise WrongState(number=ticket.number, state=ticket.stop.state)
    return e.StopReturned(ticket.id, ticket.stop.due_at, counter)


def cancel(ticket: Ticket, outcome: Outcome, reason: str | None = None, counter: str | None = None) -> e.StopCancelled:
    """The visit ends without (further) service: the person gave up, or staff cancelled it."""
    if ticket.stop.state not in (StopState.WAITING, StopState.HELD, StopState.CALLED, StopState.MISSED):
        raise WrongState(number=ticket.number, state=ticket.stop.state)
    return e.StopCancelled(ticket.id, outcome, reason, counter)


def give_priority(
    day: OfficeDay, ticket: Ticket, priority: str | None, reason: str | None, counter: str | None = None
) -> e.PriorityGiven:
    """Staff put a waiting person into another priority class, with a reason; the place shifts by its head start."""
    if ticket.stop.state not in (StopState.WAITING, StopState.HELD, StopState.MISSED):
        raise WrongState(number=ticket.number, state=ticket.stop.state)
    shift = due_at(0, _head_start(day, ticket.priority)) - due_at(0, _head_start(day, priority))
    return e.PriorityGiven(ticket.id, priority, reason, ticket.stop.due_at - shift, counter)


def note_needs(ticket: Ticket, language: str, needs: tuple[str, ...]) -> e.NeedsNoted:
    """What staff should know: the language spoken, writing or hearing aid, a wheelchair."""
    if ticket.over:
        raise WrongState(number=ticket.number, state=ticket.stop.state)
    return e.NeedsNoted(ticket.id, language, sorted(needs))


def undo(day: OfficeDay, counter: str, now: int) -> e.VerbUndone:
    """Take the counter's last verb back, while nothing else has happened to that ticket and the time allows."""
    last = day.desk(counter).last_verb
    if last is None or now - last.at > day.office.undo_seconds * SECOND:
        raise NothingToUndo
    ticket = day.tickets[last.ticket]
    desk = day.desk(counter)
    if ticket.version != last.version:
        raise NothingToUndo
    before = last.before
    back_at_counter = before.stop.state in AT_COUNTER
    if back_at_counter and (before.stop.counter != counter or desk.ticket not in (None, ticket.id)):
        raise NothingToUndo
    return e.VerbUndone(
        ticket.id,
        counter,
        last.verb,
        [asdict(stop) for stop in before.stops],
        list(before.planned),
        before.priority,
        before.priority_reason,
    )


def _due_at_next(day: OfficeDay, ticket: Ticket, now: int, *, keeps_place: bool) -> int:
    since = ticket.visit_began_at if keeps_place else now
    return due_at(since, _head_start(day, ticket.priority))


def _head_start(day: OfficeDay, priority: str | None) -> int:
    return 0 if priority is None else day.office.priority(priority).head_start_minutes
