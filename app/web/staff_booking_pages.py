"""Pages of staff around reservations: the bookings of an office, and its calendar for administrators."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.domain.access import Caller
from app.web.access import staff
from app.web.commands import house_of
from app.web.staff_pages import SPOKEN, staff_page
from app.web.words import language_of, pick

router = APIRouter(include_in_schema=False)

Staff = Annotated[Caller, Depends(staff("counter", "floor", "admin"))]
Administrator = Annotated[Caller, Depends(staff("admin"))]


@router.get("/bookings/", response_model=None)
async def chooses_office(request: Request, caller: Staff) -> HTMLResponse | RedirectResponse:
    """The offices whose bookings the caller may see and that take any; with one only, that one."""
    house, language = house_of(request), language_of(request)
    offices = [
        {"id": each, "name": pick(house.day(each).office.name, language)}
        for each in house.office_ids
        if (not caller.offices or each in caller.offices) and house.day(each).office.booking.allowed
    ]
    if len(offices) == 1:
        return RedirectResponse(f"/bookings/{offices[0]['id']}", status_code=303)
    return staff_page(request, "bookings_choose.html", caller, "bookings", offices=offices)


@router.get("/bookings/{office}")
async def bookings(
    request: Request, caller: Staff, office: str, day: Annotated[date | None, Query(alias="date")] = None
) -> HTMLResponse:
    """The bookings of one office, day by day. Raises NoSuchOffice."""
    shown = day.isoformat() if day else ""
    return staff_page(
        request, "bookings.html", caller, "bookings", office=_named(request, office), spoken=SPOKEN, day=shown
    )


@router.get("/admin/{office}/calendar")
async def calendar(request: Request, caller: Administrator, office: str) -> HTMLResponse:
    """Special days and the week of one office. Raises NoSuchOffice."""
    return staff_page(request, "calendar.html", caller, "admin", office=_named(request, office))


def _named(request: Request, office_id: str) -> dict[str, str]:
    office = house_of(request).day(office_id).office
    return {"id": office.id, "name": pick(office.name, language_of(request))}
