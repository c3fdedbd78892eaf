"""How routes give commands to the house: the Idempotency-Key, the answer as it was stored."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from app.domain.access import Caller
from app.storage.writer import Command
from app.web.house import House

JSON = "application/json"


def house_of(request: Request) -> House:
    """The running service."""
    house: House = request.app.state.house
    return house


async def give(
    request: Request,
    office: str,
    command: Command,
    key: str | None,
    caller: Caller,
    what: Any = None,
    *,
    status: int = 200,
    also: tuple[str, ...] = (),
) -> Response:
    """Run a command and answer with what it returned; 204 when that is nothing.

    `also` are other offices that the command may change.
    """
    told = [request.method, request.url.path, caller.actor, what] if key else None
    answer = await house_of(request).submit(office, command, key=key, what=told, also=also)
    if answer == b"null":
        return Response(status_code=204)
    return Response(answer, status_code=status, media_type=JSON)
