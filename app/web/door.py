"""At the door: screens in the hall show the code of the day, and whoever has read it is at the office.

The phone keeps the code in a cookie for that office until the day ends, so that it is not part of addresses that
people pass on.
"""

from __future__ import annotations

from fastapi import Request, Response

from app.domain.day import OfficeDay
from app.domain.opening import day_ends_at
from app.domain.times import SECOND
from app.usecases.tokens import same
from app.web.commands import house_of

COOKIE = "door"
KEPT_AT_MOST_SECONDS = 12 * 3600


def opens(day: OfficeDay, code: str | None) -> bool:
    """Whether a code is the one of the day; on a day without one none is."""
    return code is not None and day.door_code != "" and same(code, day.door_code)


def door_address(day: OfficeDay) -> str:
    """The path of the office's page with the code of the day."""
    page = f"/o/{day.office.id}"
    return f"{page}?door={day.door_code}" if day.door_code else page


def door_read(request: Request, office: str) -> str | None:
    """The code of the day, when this browser has read it in the hall. Raises NoSuchOffice."""
    code = request.cookies.get(COOKIE)
    return code if opens(house_of(request).day(office), code) else None


def keep_door(request: Request, response: Response, office: str) -> None:
    """Keep the code of the day in the browser. It ends with the day, in real time: a demo's days are shorter."""
    house = house_of(request)
    day = house.day(office)
    left = int((day_ends_at(day, house.now()) - house.now()) / SECOND / house.speed)
    response.set_cookie(
        COOKIE,
        day.door_code,
        max_age=min(max(left, 0), KEPT_AT_MOST_SECONDS),
        path=f"/o/{office}",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
