"""What people do with tickets: take one, give it up, come back, ask for help."""

from __future__ import annotations

from app.domain import floor, serving
from app.domain.calling import come_back
from app.domain.intake import Request
from app.domain.intake import take_ticket as decide_taking
from app.domain.tickets import Outcome
from app.storage.transactions import Transaction
from app.usecases.boards import Json
from app.usecases.floor_views import help_view
from app.usecases.ticket_views import promised, ticket_view


def take_ticket(tx: Transaction, now: int, office_id: str, request: Request, actor: str) -> Json:
    """Issue a ticket. The answer's wait is the range that was shown when it was asked for."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [decide_taking(day, request, now)])
    ticket = day.ticket(request.ticket_id)
    return ticket_view(day, ticket, promised(ticket), now)


def give_up(tx: Transaction, now: int, office_id: str, ticket_id: str) -> None:
    """The holder does not want to wait any more."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, "resident", [serving.cancel(day.ticket(ticket_id), Outcome.GAVE_UP)])


def return_after_no_show(tx: Transaction, now: int, office_id: str, ticket_id: str) -> Json:
    """The holder was called, did not come in time, and is there now."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, "resident", [come_back(day, day.ticket(ticket_id), now)])
    return ticket_view(day, day.ticket(ticket_id), None, now)


def ask_help(
    tx: Transaction,
    now: int,
    office_id: str,
    request_id: str,
    place: str,
    actor: str,
    ticket_id: str | None = None,
    device: str | None = None,
) -> Json:
    """Ask for a human: the floor manager sees it at once."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [floor.ask_help(day, request_id, place, ticket_id, device)])
    return help_view(day, day.help[request_id])
