"""Pages of the floor manager and of the administrator."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.domain.access import Caller
from app.web.access import staff
from app.web.commands import house_of
from app.web.house import House
from app.web.staff_pages import staff_page
from app.web.words import language_of, pick

router = APIRouter(include_in_schema=False)

Manager = Annotated[Caller, Depends(staff("floor"))]
Administrator = Annotated[Caller, Depends(staff("admin"))]


@router.get("/floor/", response_model=None)
async def chooses_floor(request: Request, caller: Manager) -> HTMLResponse | RedirectResponse:
    """The offices whose floor the manager may see; with one only, that one."""
    offices = _offices(house_of(request), caller, language_of(request))
    if len(offices) == 1:
        return RedirectResponse(f"/floor/{offices[0]['id']}", status_code=303)
    return staff_page(request, "floor_choose.html", caller, "floor", offices=offices)


@router.get("/floor/{office}")
async def floor_console(request: Request, caller: Manager, office: str) -> HTMLResponse:
    """Queues × counters of one office. Raises NoSuchOffice."""
    return staff_page(
        request, "floor.html", caller, "floor", office=_named(house_of(request), office, language_of(request))
    )


@router.get("/admin/")
async def administration(request: Request, caller: Administrator) -> HTMLResponse:
    """Pairing and revoking devices, and the way to every office's screens."""
    offices = _offices(house_of(request), caller, language_of(request))
    return staff_page(request, "admin.html", caller, "admin", offices=offices)


@router.get("/admin/devices")
async def devices(caller: Administrator) -> RedirectResponse:
    """The devices have their place on the first page."""
    return RedirectResponse("/admin/#devices", status_code=303)


def _offices(house: House, caller: Caller, language: str) -> list[dict[str, str]]:
    open_to = [each for each in house.office_ids if not caller.offices or each in caller.offices]
    return [_named(house, each, language) for each in open_to]


def _named(house: House, office_id: str, language: str) -> dict[str, str]:
    office = house.day(office_id).office
    return {"id": office.id, "name": pick(office.name, language)}
