"""The code of the day, for the screens in the hall: whoever reads it there may take a ticket as somebody present."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request, Response

from app.domain.access import Caller
from app.web.access import insider
from app.web.answers import DoorAnswer
from app.web.api_offices import PICTURE, qr_answer
from app.web.commands import JSON, house_of
from app.web.door import door_address

router = APIRouter(prefix="/api/v1", tags=["offices"])

Insider = Annotated[Caller, Depends(insider)]


@router.get("/offices/{office}/door", response_model=DoorAnswer, summary="The code of the day")
async def door(request: Request, office: str, caller: Insider) -> Response:
    """For paired devices and staff of the office. Sent with a ticket as `door`, or opened as `url` on a phone, the
    code lifts the limits on tickets from home. Another one comes with every business day."""
    day = house_of(request).day(office)
    answer = {"day": day.day, "url": door_address(day), "code": day.door_code}
    return Response(orjson.dumps(answer), media_type=JSON)


@router.get("/offices/{office}/door.svg", **PICTURE, summary="QR code of the office's page with the code of the day")
async def door_qr(request: Request, office: str, caller: Insider) -> Response:
    """Leads to the page of the office on the address that the client used."""
    answer = qr_answer(f"{str(request.base_url).rstrip('/')}{door_address(house_of(request).day(office))}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
