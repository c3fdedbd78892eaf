"""The calendar of an office, for administrators: what a change would do to bookings, and the change itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.domain.access import Caller
from app.domain.day import OfficeDay
from app.domain.office import Hours
from app.domain.opening import touched_bookings
from app.domain.times import local
from app.domain.touched import Fate, Impact, impact
from app.storage.office_files import office_document
from app.usecases.offices import change_hours, checked
from app.usecases.slot_search import linked_offices
from app.web.access import staff
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.booking_answers import CalendarAnswer, CalendarPreviewAnswer
from app.web.command_key import CommandKey
from app.web.commands import JSON, give, house_of

router = APIRouter(prefix="/api/v1/offices/{office}/calendar", tags=["reservations"], responses=ALWAYS_POSSIBLE)

Administrator = Annotated[Caller, Depends(staff("admin"))]

HOLIDAYS_AHEAD_DAYS = 400
EXAMPLE: dict[str, Any] = {
    "hours": {
        "monday": [{"opens": "08:30", "closes": "17:15"}],
        "special": [{"date": "2026-12-29", "name": {"ja": "年末のお休み"}}],
    }
}


class CalendarBody(BaseModel):
    """The hours as they shall be: the week, special days and the rest, as in the office's file."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    hours: Hours


class ChangeCalendar(CalendarBody):
    """The same, to be applied."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{**EXAMPLE, "revision": 12, "bookings": "displace"}]}
    )

    revision: int | None = Field(None, description="The revision that was changed: 409 when there is a newer one.")
    bookings: Fate | None = Field(
        None,
        description="What becomes of bookings that lose their place: they wait for another time (`displace`) or are "
        "cancelled by the office (`cancel`). 409 `bookings_touched` names them while nothing is said.",
    )


@router.get("", response_model=CalendarAnswer, summary="The hours of an office as they are configured")
async def calendar(request: Request, office: str, caller: Administrator) -> Response:
    """The week, special days, and the public holidays that are coming."""
    house = house_of(request)
    day = house.day(office)
    today = local(house.now(), day.office.zone).date()
    ahead = (today + timedelta(days=n) for n in range(HOLIDAYS_AHEAD_DAYS))
    document = {
        **_calendar(day),
        "today": today.isoformat(),
        "public_holidays": [each.isoformat() for each in ahead if house.is_public_holiday(each)],
    }
    return Response(orjson.dumps(document), media_type=JSON)


@router.post("/preview", response_model=CalendarPreviewAnswer, summary="Which bookings a change would touch")
async def preview(request: Request, office: str, body: CalendarBody, caller: Administrator) -> Response:
    """Nothing is changed."""
    house = house_of(request)
    day = house.day(office)
    wanted = checked(replace(day.office, hours=body.hours))
    found = impact(day, wanted, house.is_public_holiday)
    return Response(orjson.dumps(_preview(day, found)), media_type=JSON)


@router.put("", response_model=CalendarAnswer, summary="Change the hours of an office")
async def change_calendar(
    request: Request, office: str, body: ChangeCalendar, caller: Administrator, key: CommandKey = None
) -> Response:
    """All or nothing: a change that is refused leaves hours and bookings as they were."""
    day = house_of(request).day(office)
    return await give(
        request,
        office,
        lambda tx, now: change_hours(tx, now, office, body.hours, caller.actor, body.revision, body.bookings),
        key,
        caller,
        body.model_dump(mode="json") if key else None,
        also=linked_offices(day),
    )


def _calendar(day: OfficeDay) -> dict[str, Any]:
    hours = office_document(day.office).get("hours", {})
    return {"office": day.office.id, "revision": day.revision, "hours": hours}


def _preview(day: OfficeDay, found: Impact) -> dict[str, Any]:
    return {
        "office": day.office.id,
        "revision": day.revision,
        "touched": touched_bookings(day.office, found),
        "held": len(found.held),
        "restored": len(found.restored),
    }
