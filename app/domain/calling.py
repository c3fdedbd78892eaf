"""Calling: who is next for a counter, calling again, not coming, coming back."""

from __future__ import annotations

from app.domain import events as e
from app.domain.day import OfficeDay
from app.domain.desks import Desk, DeskState
from app.domain.errors import (
    CounterBusy,
    CounterIdle,
    GraceOver,
    RecallsLeft,
    StaleScreen,
    WrongState,
)
from app.domain.line import heads, next_service
from app.domain.tickets import StopState, Ticket
from app.domain.times import MINUTE


def call_next(day: OfficeDay, counter: str, staff: str | None) -> list[e.Event]:
    """Call whoever is next on the time line of a counter. Calling opens a counter that is closed or paused.

    The list holds no call when nobody waits. Raises CounterBusy while the counter still has somebody.
    """
    desk = free_desk(day, counter)
    opening = _opened(day, desk, staff)
    offers = opening[0].offers if opening else desk.offers
    service = next_service(heads(day.lines, offers), offers)
    if service is None:
        return [*opening]
    ticket_id = day.lines[service][0][2]
    return [*opening, e.StopCalled(ticket_id, counter, staff or desk.staff)]


def call_number(day: OfficeDay, counter: str, number: str, staff: str | None) -> list[e.Event]:
    """Call one number out of turn: waiting, held or missed. Raises WrongState for others."""
    desk = free_desk(day, counter)
    ticket = day.numbered(number)
    if ticket.stop.state not in (StopState.WAITING, StopState.HELD, StopState.MISSED):
        raise WrongState(number=number, state=ticket.stop.state)
    return [*_opened(day, desk, staff), e.StopCalled(ticket.id, counter, staff or desk.staff, by_number=True)]


def recall(day: OfficeDay, counter: str, number: str | None = None) -> e.StopRecalled:
    """Call the counter's current number once more."""
    ticket = current_ticket(day, counter, number, StopState.CALLED)
    return e.StopRecalled(ticket.id, counter)


def miss(day: OfficeDay, counter: str, number: str | None = None) -> e.StopMissed:
    """The person called does not come. Raises RecallsLeft before the recalls that the service asks for."""
    ticket = current_ticket(day, counter, number, StopState.CALLED)
    left = day.office.service(ticket.stop.service).recalls_before_missed - ticket.stop.recalls
    if left > 0:
        raise RecallsLeft(number=ticket.number, times=left)
    return e.StopMissed(ticket.id, counter)


def come_back(day: OfficeDay, ticket: Ticket, now: int, counter: str | None = None) -> e.StopReturned:
    """A person who was missed is there again, within the grace time of the service, and keeps the place."""
    stop = ticket.stop
    if stop.state is not StopState.MISSED or stop.missed_at is None:
        raise WrongState(number=ticket.number, state=stop.state)
    grace_minutes = day.office.service(stop.service).grace_minutes
    if now - stop.missed_at > grace_minutes * MINUTE:
        raise GraceOver(number=ticket.number, minutes=grace_minutes)
    return e.StopReturned(ticket.id, stop.due_at, counter)


def free_desk(day: OfficeDay, counter: str) -> Desk:
    """A counter with nobody at it. Raises CounterBusy."""
    desk = day.desk(counter)
    if desk.ticket is not None:
        raise CounterBusy(counter=counter, number=day.tickets[desk.ticket].number)
    return desk


def current_ticket(day: OfficeDay, counter: str, number: str | None, *states: StopState) -> Ticket:
    """The ticket at a counter, in one of these states. `number` is what the screen believes: StaleScreen if wrong."""
    desk = day.desk(counter)
    if desk.ticket is None:
        if number is not None:
            raise StaleScreen(counter=counter, number=number)
        raise CounterIdle(counter=counter)
    ticket = day.tickets[desk.ticket]
    if number is not None and number != ticket.number:
        raise StaleScreen(counter=counter, number=number)
    if ticket.stop.state not in states:
        raise WrongState(number=ticket.number, state=ticket.stop.state)
    return ticket


def _opened(day: OfficeDay, desk: Desk, staff: str | None) -> list[e.CounterChanged]:
    if desk.state is DeskState.OPEN:
        return []
    offers = dict(desk.offers) or day.usual_offers(desk.counter)
    verb = "resume" if desk.state is DeskState.PAUSED else "open"
    return [e.CounterChanged(desk.counter, verb, DeskState.OPEN, staff or desk.staff, offers)]
