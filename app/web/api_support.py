"""Support staff: the roster, calls and their answers, who came when; and the page on which a called person answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import uuid4

import orjson
from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from uuid_utils import uuid7

from app.domain.access import Caller
from app.domain.day import OfficeDay
from app.domain.errors import NoSuchSupportCall, Refused
from app.domain.support import Wanted, call_of
from app.domain.times import instant
from app.storage.reads import support_calls_of
from app.storage.transactions import Transaction
from app.usecases import support
from app.usecases.boards import Json
from app.web.access import access_of, staff
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.api_offices import PICTURE, qr_answer
from app.web.bodies import Id, Sentence
from app.web.command_key import CommandKey
from app.web.commands import JSON, give, house_of
from app.web.errors import words_of
from app.web.limits import limited
from app.web.templating import page
from app.web.words import language_of

router = APIRouter(prefix="/api/v1/offices/{office}/floor/support", tags=["floor"], responses=ALWAYS_POSSIBLE)
pages = APIRouter(include_in_schema=False)

Manager = Annotated[Caller, Depends(staff("floor"))]
Verb = Callable[[Transaction, int, str, str, str], Json]
MINUTES = (5, 10, 20, 30)


class CallSupport(BaseModel):
    """Ask somebody of the roster to come; without services for everything they can do."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"supporter": "tanaka", "services": ["moving"], "counter": "5"}]},
    )

    supporter: Id
    services: Annotated[list[Id], Field(max_length=20)] = []
    counter: Id | None = Field(None, description="It opens for them when they arrive.")
    until: AwareDatetime | None = None
    reason: Sentence | None = None


class AnswerCall(BaseModel):
    """Whether the person comes, and within how many minutes."""

    model_config = ConfigDict(extra="forbid")

    comes: bool
    minutes: Annotated[int, Field(ge=0, le=480)] | None = None


AS_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("", summary="The roster of support staff, and today's calls")
async def roster(request: Request, office: str, caller: Manager) -> Response:
    """Who could come now, with which skills, and how each call of today stands."""
    house = house_of(request)
    return Response(orjson.dumps(support.roster_view(house.day(office), house.now())), media_type=JSON)


@router.post("/calls", status_code=201, summary="Call somebody up")
async def call_support(
    request: Request, office: str, body: CallSupport, caller: Manager, key: CommandKey = None
) -> Response:
    """The answer's `url` is the page on which the person says whether they come; nobody can guess it."""
    until: datetime | None = body.until
    wanted = Wanted(
        uuid7().hex,
        body.supporter,
        tuple(body.services),
        body.counter,
        None if until is None else instant(until),
        body.reason,
    )
    return await give(
        request,
        office,
        lambda tx, now: support.call_support(tx, now, office, wanted, caller.actor),
        key,
        caller,
        body.model_dump(mode="json"),
        status=201,
    )


@router.get("/calls/{call}/qr.svg", **PICTURE, summary="QR code of the called person's page")
async def call_qr(request: Request, office: str, call: str, caller: Manager) -> Response:
    """For the phone of the person who is called; leads to the address that the client used."""
    known = call_of(house_of(request).day(office), call)
    return qr_answer(f"{str(request.base_url).rstrip('/')}/support/{known.id}")


@router.post("/calls/{call}/answer", summary="Whether the person comes")
async def answer_call(
    request: Request, office: str, call: str, body: AnswerCall, caller: Manager, key: CommandKey = None
) -> Response:
    """When they told the floor manager themselves."""
    return await give(
        request,
        office,
        lambda tx, now: support.answer_call(
            tx, now, office, call, caller.actor, comes=body.comes, minutes=body.minutes
        ),
        key,
        caller,
        body.model_dump(),
    )


@router.post("/calls/{call}/arrive", summary="The person is here")
async def arrive(request: Request, office: str, call: str, caller: Manager, key: CommandKey = None) -> Response:
    """The counter named in the call opens for them."""
    return await _verb(request, office, call, caller, key, support.arrive)


@router.post("/calls/{call}/leave", summary="The person goes back")
async def leave(request: Request, office: str, call: str, caller: Manager, key: CommandKey = None) -> Response:
    """The call is over."""
    return await _verb(request, office, call, caller, key, support.leave)


@router.post("/calls/{call}/withdraw", summary="Nobody is needed any more")
async def withdraw(request: Request, office: str, call: str, caller: Manager, key: CommandKey = None) -> Response:
    """Possible until the person is here."""
    return await _verb(request, office, call, caller, key, support.withdraw)


@router.get("/history", responses=AS_CSV, summary="Who was called and came when")
async def history(
    request: Request,
    office: str,
    caller: Manager,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    form: Annotated[str, Query(pattern="^(json|csv)$")] = "json",
) -> Response:
    """Calls of a period, also as CSV."""
    day = house_of(request).day(office)
    period = (first.isoformat(), last.isoformat())
    rows = await access_of(request).read(lambda connection: support_calls_of(connection, office, *period))
    listed = support.history_rows(rows, day)
    if form == "json":
        return Response(orjson.dumps({"calls": listed}), media_type=JSON)
    text = io.StringIO()
    writer = csv.DictWriter(
        text, ["day", "supporter", "state", "counter", "called_at", "answered_at", "came_at", "left_at"]
    )
    writer.writeheader()
    writer.writerows(listed)
    return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8")


@pages.get("/support/{call}")
async def asks(request: Request, call: str) -> HTMLResponse:
    """What is asked of the called person, and the answer they gave."""
    return _page(request, call)


@pages.post("/support/{call}", response_model=None, dependencies=[Depends(limited("help"))])
async def answers(
    request: Request,
    call: str,
    comes: Annotated[bool, Form()],
    key: Annotated[str, Form(min_length=8, max_length=100)],
    minutes: Annotated[int | None, Form(ge=0, le=480)] = None,
) -> HTMLResponse | RedirectResponse:
    """The called person's own answer: whoever has the address is the one who was asked."""
    day = _day_of(request, call)
    office = day.office.id
    try:
        await house_of(request).submit(
            office,
            lambda tx, now: support.answer_call(tx, now, office, call, "supporter", comes=comes, minutes=minutes),
            key=key,
            what=["answer", call, comes, minutes],
        )
    except Refused as refusal:
        return _page(request, call, refusal)
    return RedirectResponse(f"/support/{call}", status_code=303)


def _page(request: Request, call: str, refusal: Refused | None = None) -> HTMLResponse:
    day = _day_of(request, call)
    return page(
        request,
        "support_call.html",
        status=409 if refusal else 200,
        office=house_of(request).office_document(day.office.id),
        call=support.call_view(day, call_of(day, call)),
        problem=refusal and words_of(refusal, language_of(request)),
        choices=MINUTES,
        key=str(uuid4()),
    )


def _day_of(request: Request, call: str) -> OfficeDay:
    for day in house_of(request).days.values():
        if call in day.support:
            return day
    raise NoSuchSupportCall(call=call)


async def _verb(request: Request, office: str, call: str, caller: Caller, key: str | None, verb: Verb) -> Response:
    return await give(request, office, lambda tx, now: verb(tx, now, office, call, caller.actor), key, caller)
