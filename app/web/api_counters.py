"""The counter: every verb of the staff who serve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from uuid_utils import uuid7

from app.domain.access import Caller
from app.domain.times import rfc3339
from app.storage.transactions import Transaction
from app.usecases import counters, floor_views, tickets
from app.web.access import staff
from app.web.answers import DeskAnswer, HelpAnswer, StaffTicketAnswer
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.bodies import (
    Cancel,
    Finish,
    GivePriority,
    Hold,
    NoteNeeds,
    Numbered,
    OpenCounter,
    Pause,
    Transfer,
    Verb,
)
from app.web.command_key import CommandKey
from app.web.commands import JSON, give, house_of
from app.web.lean_route import LeanRoute

router = APIRouter(
    prefix="/api/v1/offices/{office}/counters/{counter}",
    tags=["counter"],
    route_class=LeanRoute,
    responses=ALWAYS_POSSIBLE,
)

Clerk = Annotated[Caller, Depends(staff("counter", "floor"))]
TICKET: dict[str, Any] = {"response_model": StaffTicketAnswer}


class _At:
    """One request about one counter: who, where, and under which key."""

    def __init__(self, request: Request, office: str, counter: str, caller: Caller, key: str | None) -> None:
        self.request = request
        self.office = office
        self.counter = counter
        self.actor = caller.actor
        self.caller = caller
        self.key = key

    async def do(self, verb: Callable[[Transaction, int], object], body: Any = None) -> Response:
        """Run one verb."""
        what = body.model_dump() if body is not None and self.key else None
        return await give(self.request, self.office, verb, self.key, self.caller, what)


async def _at(request: Request, office: str, counter: str, caller: Clerk, key: CommandKey = None) -> _At:
    # Async although it awaits nothing: FastAPI would make a plain class's object on a thread, for every command.
    return _At(request, office, counter, caller, key)


At = Annotated[_At, Depends(_at)]


@router.get("", response_model=DeskAnswer, summary="The counter: who is there, who is next, what can be undone")
async def desk(request: Request, office: str, counter: str, caller: Clerk) -> Response:
    """Everything the console shows. `queue` is in the order in which this counter calls."""
    house = house_of(request)
    day, now = house.day(office), house.now()
    view = floor_views.desk_view(day, counter, now)
    return Response(
        orjson.dumps({**view, "as_of": rfc3339(now, day.office.zone), "speed": house.speed}), media_type=JSON
    )


@router.post(
    "/call-next",
    response_model=StaffTicketAnswer,
    responses={204: {"description": "Nobody waits for this counter."}},
    summary="Call whoever is next on the time line",
)
async def call_next(at: At) -> Response:
    """Opens the counter when it is closed or paused. 409 while the counter still has somebody."""
    return await at.do(lambda tx, now: counters.call_next(tx, now, at.office, at.counter, at.actor))


@router.post("/call", **TICKET, summary="Call a given number, out of turn")
async def call_number(at: At, body: Numbered) -> Response:
    """The number may be waiting, held or missed."""
    return await at.do(
        lambda tx, now: counters.call_number(tx, now, at.office, at.counter, at.actor, body.number), body
    )


@router.post("/recall", **TICKET, summary="Call the current number once more")
async def recall(at: At, body: Verb = Verb()) -> Response:  # noqa: B008
    """Screens announce it again."""
    return await at.do(lambda tx, now: counters.recall(tx, now, at.office, at.counter, at.actor, body.number), body)


@router.post("/start", **TICKET, summary="The person called has come")
async def start(at: At, body: Verb = Verb()) -> Response:  # noqa: B008
    """Serving begins."""
    return await at.do(lambda tx, now: counters.start(tx, now, at.office, at.counter, at.actor, body.number), body)


@router.post("/finish", **TICKET, summary="Serving is over")
async def finish(at: At, body: Finish = Finish()) -> Response:  # noqa: B008
    """The visit goes on with its next planned step, or with `next`; `end` ends it here."""
    return await at.do(
        lambda tx, now: counters.finish(tx, now, at.office, at.counter, at.actor, body.number, body.next, end=body.end),
        body,
    )


@router.post("/no-show", **TICKET, summary="The person called does not come")
async def no_show(at: At, body: Verb = Verb()) -> Response:  # noqa: B008
    """The ticket is missed; the person may come back within the grace time of the service."""
    return await at.do(lambda tx, now: counters.no_show(tx, now, at.office, at.counter, at.actor, body.number), body)


@router.post("/hold", **TICKET, summary="Set the current visit aside")
async def hold(at: At, body: Hold = Hold()) -> Response:  # noqa: B008
    """The counter is free for somebody else; the ticket keeps its place."""
    return await at.do(
        lambda tx, now: counters.hold(tx, now, at.office, at.counter, at.actor, body.number, body.reason), body
    )


@router.post("/transfer", **TICKET, summary="Hand the person over to another queue")
async def transfer(at: At, body: Transfer) -> Response:
    """With `keep_place` the ticket waits from the time its visit began."""
    return await at.do(
        lambda tx, now: counters.transfer(
            tx, now, at.office, at.counter, at.actor, body.number, body.service, keep_place=body.keep_place
        ),
        body,
    )


@router.post("/resume", **TICKET, summary="A held visit waits again")
async def resume(at: At, body: Numbered) -> Response:
    """At the place that it had."""
    return await at.do(lambda tx, now: counters.resume(tx, now, at.office, at.counter, at.actor, body.number), body)


@router.post("/return", **TICKET, summary="A missed person has come to the counter")
async def bring_back(at: At, body: Numbered) -> Response:
    """Within the grace time of the service."""
    return await at.do(lambda tx, now: counters.bring_back(tx, now, at.office, at.counter, at.actor, body.number), body)


@router.post("/cancel", **TICKET, summary="End a visit without service")
async def cancel(at: At, body: Cancel) -> Response:
    """The ticket may be waiting, called, held or missed."""
    return await at.do(
        lambda tx, now: counters.cancel(tx, now, at.office, at.counter, at.actor, body.number, body.reason), body
    )


@router.post("/priority", **TICKET, summary="Put a person into a priority class")
async def priority(at: At, body: GivePriority) -> Response:
    """The place moves by the head start of the class; the reason is kept."""
    return await at.do(
        lambda tx, now: counters.give_priority(
            tx, now, at.office, at.counter, at.actor, body.number, body.priority, body.reason
        ),
        body,
    )


@router.post("/needs", **TICKET, summary="Note language and aids")
async def needs(at: At, body: NoteNeeds) -> Response:
    """Writing or hearing aid (筆談・耳マーク), wheelchair, the language spoken."""
    return await at.do(
        lambda tx, now: counters.note_needs(tx, now, at.office, at.actor, body.number, body.language, body.names()),
        body,
    )


@router.post("/undo", **TICKET, summary="Take the last verb of this counter back")
async def undo(at: At) -> Response:
    """Within the office's time for undoing, and while nothing else has happened to that ticket."""
    return await at.do(lambda tx, now: counters.undo(tx, now, at.office, at.counter, at.actor))


@router.post("/open", response_model=DeskAnswer, summary="Open the counter")
async def open_counter(at: At, body: OpenCounter = OpenCounter()) -> Response:  # noqa: B008
    """For its usual services, or for those named."""
    return await at.do(
        lambda tx, now: counters.open_counter(tx, now, at.office, at.counter, at.actor, body.offers()), body
    )


@router.post("/pause", response_model=DeskAnswer, summary="Pause the counter")
async def pause_counter(at: At, body: Pause = Pause()) -> Response:  # noqa: B008
    """Whoever is there is served to the end."""
    return await at.do(
        lambda tx, now: counters.pause_counter(tx, now, at.office, at.counter, at.actor, body.minutes), body
    )


@router.post("/close", response_model=DeskAnswer, summary="Close the counter")
async def close_counter(at: At) -> Response:
    """Whoever is there is served to the end."""
    return await at.do(lambda tx, now: counters.close_counter(tx, now, at.office, at.counter, at.actor))


@router.post("/help", status_code=201, response_model=HelpAnswer, summary="Ask the floor manager to come")
async def ask_help(at: At) -> Response:
    """The floor manager sees which counter asks. Raises NoSuchCounter."""
    counter = house_of(at.request).day(at.office).desk(at.counter).counter
    asked = uuid7().hex
    return await give(
        at.request,
        at.office,
        lambda tx, now: tickets.ask_help(tx, now, at.office, asked, "counter", at.actor, device=counter),
        at.key,
        at.caller,
        status=201,
    )
