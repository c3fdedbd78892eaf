"""Staffing at the floor: what a change would bring, and advice with what became of it."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from uuid_utils import uuid7

from app.domain.access import Caller
from app.domain.day import OfficeDay
from app.domain.times import rfc3339
from app.web.access import staff
from app.web.advice_words import nothing, spoken
from app.web.advisor import advisor_of
from app.web.command_key import CommandKey
from app.web.commands import JSON, give, house_of
from app.web.expectations import expectations_of
from app.web.staffing_bodies import AcceptAdvice, AnyChange, RefuseAdvice, WhatIf, changes_of
from app.web.words import language_of, translator

router = APIRouter(prefix="/api/v1/offices/{office}/floor", tags=["floor"])

CALLS_AT_MOST = 10

Manager = Annotated[Caller, Depends(staff("floor"))]


@router.post("/what-if", summary="What a change of staffing would bring")
async def what_if(request: Request, office: str, body: WhatIf, caller: Manager) -> Response:
    """Nothing is changed. Many futures of the office are played from now until everybody has been served, without and
    with the changes and with the same people: waits (minutes) by service as P50, P90, mean and share within the target,
    people left at closing, overtime, each before, after, the difference, and how far that may be off (95 %)."""
    from app.usecases import staffing  # noqa: PLC0415 - numpy is loaded by whoever asks first

    house = house_of(request)
    _check_names(house.day(office), [*body.changes, *body.planned])
    expected = await expectations_of(request).of(office)
    day, now = house.day(office), house.now()
    scene, goal = staffing.scene_now(day, now, expected)
    changes, planned = changes_of(body.changes, now), changes_of(body.planned, now)
    found = await advisor_of(request).planner.ask(
        staffing.try_changes, scene, goal, changes, planned, body.futures, body.seed
    )
    return _json({"as_of": rfc3339(now, day.office.zone), "version": day.version, **found})


@router.get("/advice", summary="What was advised today, and what became of it")
async def advice(request: Request, office: str, caller: Manager) -> Response:
    """Newest first. Accepted advice is compared with the waits since: `happened` stands beside what was expected."""
    from app.usecases import staffing  # noqa: PLC0415 - as above

    house = house_of(request)
    day = house.day(office)
    return _json({"advice": [_told(request, day, each) for each in staffing.advice_of_today(day, house.now())]})


@router.post("/advice", status_code=201, summary="Ask for advice")
async def ask_advice(request: Request, office: str, caller: Manager, key: CommandKey = None) -> Response:
    """Moves and helpers' delays that would shorten the waits now, counters that could open, and support staff to call,
    single and together, best first; none when nothing helps. They respect what people are able to serve, breaks, and
    that no service is left alone. It is recorded. While somebody watches the floor it is thought of ahead: `as_of`
    tells when; whoever asks again gets it thought of anew."""
    from app.usecases import staffing  # noqa: PLC0415 - as above

    told = max((advice.as_of or 0 for advice in house_of(request).day(office).advice.values()), default=None)
    thought = await advisor_of(request).ask(office, told)
    command = partial(
        staffing.give_advice,
        office_id=office,
        actor=caller.actor,
        advice=uuid7().hex,
        proposals=thought.proposals,
        ahead_minutes=thought.ahead_minutes,
        as_of=thought.as_of,
    )
    return _retold(request, office, await give(request, office, command, key, caller, status=201))


@router.post("/advice/{advice}/accept", summary="Make a proposal real")
async def accept_advice(
    request: Request,
    office: str,
    advice: str,
    caller: Manager,
    body: AcceptAdvice = AcceptAdvice(),  # noqa: B008
    key: CommandKey = None,
) -> Response:
    """All its moves in one call, support staff called up included. 409 when a counter is not any more what the advice
    counted on, or somebody cannot come any more."""
    from app.usecases import staffing  # noqa: PLC0415 - as above

    command = partial(
        staffing.accept,
        office_id=office,
        actor=caller.actor,
        advice=advice,
        proposal=body.proposal,
        calls=[uuid7().hex for _ in range(CALLS_AT_MOST)],
    )
    return await give(request, office, command, key, caller, body.model_dump())


@router.post("/advice/{advice}/refuse", summary="Say no to advice")
async def refuse_advice(
    request: Request,
    office: str,
    advice: str,
    caller: Manager,
    body: RefuseAdvice = RefuseAdvice(),  # noqa: B008
    key: CommandKey = None,
) -> Response:
    """The reason is kept for the report."""
    from app.usecases import staffing  # noqa: PLC0415 - as above

    command = partial(staffing.refuse, office_id=office, actor=caller.actor, advice=advice, reason=body.reason)
    return await give(request, office, command, key, caller, body.model_dump())


@router.post("/advice/{advice}/undo", summary="Take accepted advice back")
async def undo_advice(request: Request, office: str, advice: str, caller: Manager, key: CommandKey = None) -> Response:
    """All its counters serve again what they served before."""
    from app.usecases import staffing  # noqa: PLC0415 - as above

    command = partial(staffing.undo, office_id=office, actor=caller.actor, advice=advice)
    return await give(request, office, command, key, caller)


def _check_names(day: OfficeDay, changes: list[AnyChange]) -> None:
    """Raise NoSuchCounter or NoSuchService for a name that the office does not have."""
    for change in changes:
        named = change.model_dump()
        if counter := named.get("counter"):
            day.office.counter(counter)
        for service in [*(each["service"] for each in named.get("services", ())), named.get("service")]:
            if service is not None:
                day.office.service(service)


def _retold(request: Request, office: str, answer: Response) -> Response:
    told = _told(request, house_of(request).day(office), orjson.loads(answer.body))
    return Response(orjson.dumps(told), answer.status_code, media_type=JSON)


def _told(request: Request, day: OfficeDay, advice: dict[str, Any]) -> dict[str, Any]:
    """Advice in the caller's language."""
    words = translator(language_of(request))
    proposals = spoken(day.office, advice["proposals"], words)
    return {**advice, "proposals": proposals, "sentence": None if proposals else nothing(words)}


def _json(values: dict[str, Any]) -> Response:
    return Response(orjson.dumps(values), media_type=JSON)
