"""The commands behind the residents' forms: the same use cases, limits and keys as in the API."""

from collections.abc import Callable
from typing import Any

import orjson
from fastapi import Request
from uuid_utils import uuid7

from app.domain.access import Caller
from app.storage.writer import Command
from app.usecases import tickets
from app.web.api_tickets import wanted_ticket
from app.web.bodies import Needs, TakeTicket
from app.web.commands import house_of
from app.web.door import door_read
from app.web.resident_views import Wish
from app.web.words import language_of


async def take(request: Request, office: str, wish: Wish, key: str, caller: Caller) -> dict[str, Any]:
    """Take a ticket; the key of the form makes a double tap one ticket. Raises Refused when none is given."""
    body = TakeTicket(
        service=None if wish.procedure else wish.service or None,
        procedures=[wish.procedure] if wish.procedure else [],
        language=language_of(request),
        priority=wish.priority or None,
        needs=Needs(**{need: True for need in wish.need if need in Needs.model_fields}),
        door=door_read(request, office),
    )
    wanted = wanted_ticket(request, office, body, caller)
    answer = await house_of(request).submit(
        office,
        lambda tx, now: tickets.take_ticket(tx, now, office, wanted, caller.actor),
        key=key,
        what=["take", office, body.model_dump(exclude={"door"})],  # a cookie may end between two taps
    )
    ticket: dict[str, Any] = orjson.loads(answer)
    return ticket


async def give_up(request: Request, ticket: str, key: str) -> None:
    """The holder does not want to wait any more. Raises Refused when it is too late for that."""
    await _command(
        request, ticket, key, "cancel", lambda office: lambda tx, now: tickets.give_up(tx, now, office, ticket)
    )


async def come_back(request: Request, ticket: str, key: str) -> None:
    """The holder is there again after a missed call. Raises Refused when it is too late for that."""
    await _command(
        request,
        ticket,
        key,
        "return",
        lambda office: lambda tx, now: tickets.return_after_no_show(tx, now, office, ticket),
    )


async def ask_help(request: Request, ticket: str, key: str) -> None:
    """Call a human to the holder of a ticket."""
    asked = uuid7().hex
    await _command(
        request,
        ticket,
        key,
        "help",
        lambda office: lambda tx, now: tickets.ask_help(tx, now, office, asked, "phone", "resident", ticket),
    )


async def _command(request: Request, ticket: str, key: str, verb: str, command_at: Callable[[str], Command]) -> None:
    house = house_of(request)
    office = house.office_of_ticket(ticket)
    await house.submit(office, command_at(office), key=key, what=[verb, ticket])
