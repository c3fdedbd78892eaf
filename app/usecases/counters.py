"""What staff do at a counter. Each verb answers with the ticket that it was about."""

from __future__ import annotations

from app.domain import calling, floor, serving
from app.domain.day import OfficeDay
from app.domain.events import (
    Event,
    ServiceStarted,
    StopFinished,
    StopHeld,
    StopMissed,
    StopRecalled,
    VerbUndone,
)
from app.domain.tickets import Outcome, Ticket
from app.domain.times import MINUTE
from app.storage.transactions import Transaction
from app.usecases.boards import Json
from app.usecases.floor_views import desk_view
from app.usecases.ticket_views import staff_ticket_view

AtCounter = ServiceStarted | StopFinished | StopHeld | StopMissed | StopRecalled | VerbUndone
"""What happens to the ticket at a counter."""


def call_next(tx: Transaction, now: int, office_id: str, counter: str, actor: str) -> Json | None:
    """Call whoever is next; None when nobody waits for this counter."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, calling.call_next(day, counter, _staff(actor)))
    called = day.desk(counter).ticket
    return staff_ticket_view(day, day.tickets[called], now) if called else None


def call_number(tx: Transaction, now: int, office_id: str, counter: str, actor: str, number: str) -> Json:
    """Call one number out of turn."""
    day, now = tx.today(office_id, now)
    return _done(tx, day, now, actor, calling.call_number(day, counter, number, _staff(actor)), day.numbered(number))


def recall(tx: Transaction, now: int, office_id: str, counter: str, actor: str, number: str | None) -> Json:
    """Call the current number once more."""
    day, now = tx.today(office_id, now)
    return _at_counter(tx, day, now, actor, calling.recall(day, counter, number))


def start(tx: Transaction, now: int, office_id: str, counter: str, actor: str, number: str | None) -> Json:
    """The person called is here."""
    day, now = tx.today(office_id, now)
    return _at_counter(tx, day, now, actor, serving.start(day, counter, number))


def no_show(tx: Transaction, now: int, office_id: str, counter: str, actor: str, number: str | None) -> Json:
    """The person called does not come."""
    day, now = tx.today(office_id, now)
    return _at_counter(tx, day, now, actor, calling.miss(day, counter, number))


def finish(
    tx: Transaction,
    now: int,
    office_id: str,
    counter: str,
    actor: str,
    number: str | None,
    next_service: str | None = None,
    *,
    end: bool = False,
) -> Json:
    """Serving is over; the visit goes on with its next step unless it ends here."""
    day, now = tx.today(office_id, now)
    event = serving.finish(day, counter, now, number=number, next_service=next_service, end=end)
    return _at_counter(tx, day, now, actor, event)


def transfer(
    tx: Transaction,
    now: int,
    office_id: str,
    counter: str,
    actor: str,
    number: str | None,
    service: str,
    *,
    keep_place: bool,
) -> Json:
    """Hand the person over to another queue."""
    day, now = tx.today(office_id, now)
    event = serving.transfer(day, counter, service, now, number=number, keep_place=keep_place)
    return _at_counter(tx, day, now, actor, event)


def hold(
    tx: Transaction, now: int, office_id: str, counter: str, actor: str, number: str | None, reason: str | None
) -> Json:
    """Set the current visit aside."""
    day, now = tx.today(office_id, now)
    return _at_counter(tx, day, now, actor, serving.hold(day, counter, reason, number=number))


def resume(tx: Transaction, now: int, office_id: str, counter: str, actor: str, number: str) -> Json:
    """A held visit waits again."""
    day, now = tx.today(office_id, now)
    ticket = day.numbered(number)
    return _done(tx, day, now, actor, [serving.resume(ticket, counter)], ticket)


def bring_back(tx: Transaction, now: int, office_id: str, counter: str, actor: str, number: str) -> Json:
    """A person who was missed has come to the counter."""
    day, now = tx.today(office_id, now)
    ticket = day.numbered(number)
    return _done(tx, day, now, actor, [calling.come_back(day, ticket, now, counter)], ticket)


def cancel(
    tx: Transaction, now: int, office_id: str, counter: str, actor: str, number: str, reason: str | None
) -> Json:
    """Staff end a visit."""
    day, now = tx.today(office_id, now)
    ticket = day.numbered(number)
    return _done(tx, day, now, actor, [serving.cancel(ticket, Outcome.CANCELLED_BY_STAFF, reason, counter)], ticket)


def give_priority(
    tx: Transaction,
    now: int,
    office_id: str,
    counter: str,
    actor: str,
    number: str,
    priority: str | None,
    reason: str | None,
) -> Json:
    """Staff put a person into another priority class."""
    day, now = tx.today(office_id, now)
    ticket = day.numbered(number)
    return _done(tx, day, now, actor, [serving.give_priority(day, ticket, priority, reason, counter)], ticket)


def note_needs(
    tx: Transaction, now: int, office_id: str, actor: str, number: str, language: str, needs: tuple[str, ...]
) -> Json:
    """Note the language and the aids that a person needs."""
    day, now = tx.today(office_id, now)
    ticket = day.numbered(number)
    return _done(tx, day, now, actor, [serving.note_needs(ticket, language, needs)], ticket)


def undo(tx: Transaction, now: int, office_id: str, counter: str, actor: str) -> Json:
    """Take the last verb of a counter back."""
    day, now = tx.today(office_id, now)
    return _at_counter(tx, day, now, actor, serving.undo(day, counter, now))


def open_counter(
    tx: Transaction, now: int, office_id: str, counter: str, actor: str, offers: dict[str, int] | None = None
) -> Json:
    """Staff open their counter."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [floor.open_counter(day, counter, _staff(actor), offers)])
    return desk_view(day, counter, now)


def pause_counter(
    tx: Transaction, now: int, office_id: str, counter: str, actor: str, minutes: int | None = None
) -> Json:
    """A counter takes a break, for some minutes if that is known."""
    day, now = tx.today(office_id, now)
    until = None if minutes is None else now + minutes * MINUTE
    tx.record(day, now, actor, [floor.pause_counter(day, counter, until)])
    return desk_view(day, counter, now)


def close_counter(tx: Transaction, now: int, office_id: str, counter: str, actor: str) -> Json:
    """Close a counter."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [floor.close_counter(day, counter)])
    return desk_view(day, counter, now)


def _at_counter(tx: Transaction, day: OfficeDay, now: int, actor: str, event: AtCounter) -> Json:
    return _done(tx, day, now, actor, [event], day.tickets[event.ticket])


def _done(tx: Transaction, day: OfficeDay, now: int, actor: str, events: list[Event], ticket: Ticket) -> Json:
    tx.record(day, now, actor, events)
    return staff_ticket_view(day, day.tickets[ticket.id], now)


def _staff(actor: str) -> str | None:
    """The account of a member of staff; devices and residents have none."""
    kind, _, name = actor.partition(":")
    return name if kind == "staff" else None
