"""Tickets: take one, follow it, give it up, come back, ask for help."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request, Response
from uuid_utils import uuid7

from app.domain.access import Caller, CallerKind, DeviceKind
from app.domain.intake import Request as Wanted
from app.domain.numbers import Channel
from app.storage.transactions import Transaction
from app.usecases import floors, tickets
from app.web.access import holder, visitor
from app.web.answers import HelpAnswer, TicketAnswer
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.bodies import AskHelp, TakeTicket
from app.web.command_key import CommandKey
from app.web.commands import JSON, give, house_of
from app.web.door import opens
from app.web.lean_route import LeanRoute
from app.web.limits import limited

router = APIRouter(prefix="/api/v1", tags=["tickets"], route_class=LeanRoute, responses=ALWAYS_POSSIBLE)

Visitor = Annotated[Caller, Depends(visitor)]
Holder = Annotated[Caller, Depends(holder)]


@router.post(
    "/offices/{office}/tickets",
    status_code=201,
    response_model=TicketAnswer,
    dependencies=[Depends(limited("tickets"))],
    summary="Take a ticket",
)
async def take_ticket(
    request: Request, office: str, body: TakeTicket, caller: Visitor, key: CommandKey = None
) -> Response:
    """Issue a number. A paired kiosk takes it at the office, staff for somebody; everybody else takes it from home,
    within the limits that the office sets (409 says which one), or at the door with the code of the day."""
    wanted = wanted_ticket(request, office, body, caller)
    return await give(
        request,
        office,
        lambda tx, now: tickets.take_ticket(tx, now, office, wanted, caller.actor),
        key,
        caller,
        body.model_dump() if key else None,
        status=201,
    )


def wanted_ticket(request: Request, office: str, body: TakeTicket, caller: Caller) -> Wanted:
    """The body as the domain's request, with a new id and the range that the board shows now."""
    house = house_of(request)
    promised_for = body.service
    if body.procedures:
        promised_for = house.day(office).office.procedure(body.procedures[0]).services[0]
    promise, estimate = house.told(office, promised_for, body.priority) if promised_for else (None, None)
    return Wanted(
        ticket_id=uuid7().hex,
        channel=channel_of(caller),
        service=body.service,
        procedures=tuple(body.procedures),
        language=body.language,
        priority=body.priority,
        needs=body.needs.names(),
        at_the_door=opens(house.day(office), body.door),
        promise=promise,
        estimate=estimate,
        waits=house.waits(office) if len(body.procedures) > 1 else {},
    )


def channel_of(caller: Caller) -> Channel:
    """Where a ticket is taken: known from who asks, never from what the body says."""
    if caller.device is DeviceKind.KIOSK:
        return Channel.KIOSK
    return Channel.STAFF if caller.kind is CallerKind.STAFF else Channel.PHONE


@router.get("/tickets/{ticket}", response_model=TicketAnswer, summary="Follow a ticket")
async def ticket(request: Request, ticket: str) -> Response:
    """The ticket as it is now. Its id is the holder's key: nobody can guess it."""
    return Response(orjson.dumps(house_of(request).ticket(ticket)), media_type=JSON)


@router.delete("/tickets/{ticket}", status_code=204, summary="Give up a ticket")
async def give_up(request: Request, ticket: str, caller: Holder, key: CommandKey = None) -> Response:
    """The holder does not want to wait any more. 409 once the visit has begun or is over."""
    office = house_of(request).office_of_ticket(ticket)
    return await give(request, office, lambda tx, now: tickets.give_up(tx, now, office, ticket), key, caller)


@router.post("/tickets/{ticket}/return", response_model=TicketAnswer, summary="Come back after a missed call")
async def come_back(request: Request, ticket: str, caller: Holder, key: CommandKey = None) -> Response:
    """Within the grace time of the service the ticket gets its place back; 409 afterwards."""
    office = house_of(request).office_of_ticket(ticket)
    return await give(
        request, office, lambda tx, now: tickets.return_after_no_show(tx, now, office, ticket), key, caller
    )


@router.post(
    "/tickets/{ticket}/help",
    status_code=201,
    response_model=HelpAnswer,
    dependencies=[Depends(limited("help"))],
    summary="Ask for a human, from the phone",
)
async def ask_help_for_ticket(request: Request, ticket: str, caller: Holder, key: CommandKey = None) -> Response:
    """The floor manager sees the request with the ticket's number."""
    office = house_of(request).office_of_ticket(ticket)
    asked = uuid7().hex
    return await give(
        request,
        office,
        lambda tx, now: tickets.ask_help(tx, now, office, asked, "phone", caller.actor, ticket),
        key,
        caller,
        status=201,
    )


@router.post(
    "/offices/{office}/help",
    status_code=201,
    response_model=HelpAnswer,
    dependencies=[Depends(limited("help"))],
    summary="Ask for a human, in the hall",
)
async def ask_help(request: Request, office: str, body: AskHelp, caller: Visitor, key: CommandKey = None) -> Response:
    """The floor manager sees which kiosk the request comes from."""
    asked = uuid7().hex
    device = caller.name or None
    return await give(
        request,
        office,
        lambda tx, now: tickets.ask_help(tx, now, office, asked, body.place, caller.actor, device=device),
        key,
        caller,
        body.model_dump(),
        status=201,
    )


@router.delete("/offices/{office}/help/{help_request}", status_code=204, summary="No help is needed any more")
async def take_back_help(
    request: Request, office: str, help_request: str, caller: Visitor, key: CommandKey = None
) -> Response:
    """Whoever asked takes it back: only the asker knows the id."""

    def command(tx: Transaction, now: int) -> None:
        floors.resolve_help(tx, now, office, help_request, caller.actor)

    return await give(request, office, command, key, caller)
