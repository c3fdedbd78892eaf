"""The floor: queues × counters, moves, help requests, today's log."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from app.domain.access import Caller
from app.domain.times import rfc3339
from app.storage.reads import log_of_day
from app.usecases import counters, floor_views, floors
from app.usecases.pairing import devices_of
from app.web.access import access_of, staff
from app.web.advisor import advisor_of
from app.web.answers import DeskAnswer, FloorDevicesAnswer, HelpAnswer, SeenAnswer
from app.web.bodies import Arrange, Assign, Intake, OpenCounter, Pause, SeeWarnings, Undo
from app.web.command_key import CommandKey
from app.web.commands import JSON, give, house_of

router = APIRouter(prefix="/api/v1/offices/{office}/floor", tags=["floor"])

Manager = Annotated[Caller, Depends(staff("floor"))]
DESK: dict[str, Any] = {"response_model": DeskAnswer}


@router.get("", summary="Queues × counters")
async def floor(request: Request, office: str, caller: Manager) -> Response:
    """Every queue with the people in it, every counter with its staff, help requests, what is held and missed."""
    house = house_of(request)
    day, now = house.day(office), house.now()
    advisor_of(request).looked_at(office)
    view = floor_views.floor_view(day, house.expected(office), now)
    return Response(
        orjson.dumps({**view, "as_of": rfc3339(now, day.office.zone), "speed": house.speed}), media_type=JSON
    )


@router.get("/log", summary="What happened today, newest first")
async def log(
    request: Request, office: str, caller: Manager, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Response:
    """Events of the present day as they were recorded: kind, time, actor, and their values."""
    house = house_of(request)
    day = house.day(office)
    with house.engine.connect() as connection:
        rows = log_of_day(connection, office, day.day or "", limit)
    entries = [{**row, "at": rfc3339(row["at"], day.office.zone)} for row in rows]
    for entry in entries:
        entry["data"].pop("door_code", None)  # the log is read aloud, printed, passed on
        ticket = day.tickets.get(entry["data"].pop("ticket", ""))
        entry["number"] = ticket.number if ticket else None
    return Response(orjson.dumps({"version": day.version, "entries": entries}), media_type=JSON)


@router.put("/counters/{counter}/assignment", **DESK, summary="Give a counter other services")
async def assign(
    request: Request, office: str, counter: str, body: Assign, caller: Manager, key: CommandKey = None
) -> Response:
    """Opens the counter when it is closed. A positive delay makes it a helper for that service."""
    return await give(
        request,
        office,
        lambda tx, now: floors.assign(
            tx, now, office, counter, caller.actor, body.offers(), body.staff, body.believed()
        ),
        key,
        caller,
        body.model_dump(),
    )


@router.put("/arrangement", summary="Change several counters in one act")
async def arrange(request: Request, office: str, body: Arrange, caller: Manager, key: CommandKey = None) -> Response:
    """All or none: 409 when a counter does not serve any more what the caller's screen shows. Opens, moves, pauses and
    closes; the opposite arrangement is the way back."""
    return await give(
        request,
        office,
        lambda tx, now: floors.arrange(tx, now, office, caller.actor, body.wanted(now)),
        key,
        caller,
        body.model_dump(mode="json"),
    )


@router.post("/counters/{counter}/open", **DESK, summary="Open a counter")
async def open_counter(
    request: Request,
    office: str,
    counter: str,
    caller: Manager,
    body: OpenCounter = OpenCounter(),  # noqa: B008
    key: CommandKey = None,
) -> Response:
    """For its usual services, or for those named."""
    return await give(
        request,
        office,
        lambda tx, now: floors.open_counter(tx, now, office, counter, caller.actor, body.staff, body.offers()),
        key,
        caller,
        body.model_dump(),
    )


@router.post("/counters/{counter}/pause", **DESK, summary="Send a counter on a break")
async def pause_counter(
    request: Request,
    office: str,
    counter: str,
    caller: Manager,
    body: Pause = Pause(),  # noqa: B008
    key: CommandKey = None,
) -> Response:
    """For some minutes, if known."""
    return await give(
        request,
        office,
        lambda tx, now: counters.pause_counter(tx, now, office, counter, caller.actor, body.minutes),
        key,
        caller,
        body.model_dump(),
    )


@router.post("/counters/{counter}/close", **DESK, summary="Close a counter")
async def close_counter(
    request: Request, office: str, counter: str, caller: Manager, key: CommandKey = None
) -> Response:
    """Whoever is there is served to the end."""
    return await give(
        request,
        office,
        lambda tx, now: counters.close_counter(tx, now, office, counter, caller.actor),
        key,
        caller,
    )


@router.post("/undo", **DESK, summary="Undo the last change of a counter")
async def undo(
    request: Request,
    office: str,
    caller: Manager,
    body: Undo = Undo(),  # noqa: B008
    key: CommandKey = None,
) -> Response:
    """Puts the counter that was opened, paused, closed or moved last back to how it was."""
    return await give(
        request,
        office,
        lambda tx, now: floors.undo(tx, now, office, caller.actor, body.counter),
        key,
        caller,
        body.model_dump(),
    )


@router.put("/services/{service}/intake", summary="Stop or resume the intake of a service")
async def intake(
    request: Request, office: str, service: str, body: Intake, caller: Manager, key: CommandKey = None
) -> Response:
    """While it is stopped nobody but staff gets a ticket for the service."""
    return await give(
        request,
        office,
        lambda tx, now: floors.change_intake(tx, now, office, service, caller.actor, open_=body.open),
        key,
        caller,
        body.model_dump(),
    )


@router.post("/help/{help_request}/acknowledge", response_model=HelpAnswer, summary="Somebody is on the way")
async def acknowledge_help(
    request: Request, office: str, help_request: str, caller: Manager, key: CommandKey = None
) -> Response:
    """The other managers see who."""
    return await give(
        request,
        office,
        lambda tx, now: floors.acknowledge_help(tx, now, office, help_request, caller.actor),
        key,
        caller,
    )


@router.post("/help/{help_request}/resolve", response_model=HelpAnswer, summary="The person has been helped")
async def resolve_help(
    request: Request, office: str, help_request: str, caller: Manager, key: CommandKey = None
) -> Response:
    """The request leaves the list."""
    return await give(
        request,
        office,
        lambda tx, now: floors.resolve_help(tx, now, office, help_request, caller.actor),
        key,
        caller,
    )


@router.post("/warnings/seen", response_model=SeenAnswer, summary="A manager has seen warnings")
async def see_warnings(
    request: Request, office: str, body: SeeWarnings, caller: Manager, key: CommandKey = None
) -> Response:
    """They are quiet on all consoles until they get clearly worse. Which warnings there are is up to the client: an id
    says what it is about."""
    warnings = body.model_dump()["warnings"]
    return await give(
        request,
        office,
        lambda tx, now: floors.see_warnings(tx, now, office, warnings, caller.actor),
        key,
        caller,
        warnings,
    )


@router.get(
    "/devices", response_model=FloorDevicesAnswer, summary="Kiosks and signage, and when each was last heard of"
)
async def devices(request: Request, office: str, caller: Manager) -> Response:
    """A device that lives says so once a minute. Times are real time, also where the service's clock runs faster."""
    house_of(request).day(office)
    access = access_of(request)
    listed = await access.read(partial(devices_of, office_id=office))
    now, zone = access.clock(), house_of(request).day(office).office.zone
    shown = [
        {**each, "last_seen_at": rfc3339(each["last_seen_at"], zone) if each["last_seen_at"] else None}
        for each in listed
    ]
    return Response(orjson.dumps({"as_of": rfc3339(now, zone), "devices": shown}), media_type=JSON)


@router.post("/close-day", summary="End the business day")
async def close_day(request: Request, office: str, caller: Manager, key: CommandKey = None) -> Response:
    """Whoever still waits was not served, all counters close. Otherwise this happens when the next day begins."""
    return await give(request, office, lambda tx, now: floors.close_day(tx, now, office, caller.actor), key, caller)
