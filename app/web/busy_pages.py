"""The residents' page of busy and quiet times of an office; it works without scripts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.web import busy_views as views
from app.web.api_forecast import NoForecast, forecasts_of
from app.web.commands import house_of
from app.web.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/o/{office_id}/busy")
async def busy(
    request: Request, office_id: str, chosen: Annotated[date | None, Query(alias="date")] = None
) -> HTMLResponse:
    """When the office is busy and when it is quiet: the coming weeks, the usual week, today against usual, one day."""
    house = house_of(request)
    document, forecast = house.office_document(office_id), await _forecast(request, office_id)
    days = {day["date"]: day for day in forecast["days"]}
    if chosen is not None and chosen.isoformat() not in days:
        raise NoForecast(first=forecast["made_on"], last=forecast["last_day"])
    open_days = [day for day in forecast["days"] if day["open"]]
    shown = days[chosen.isoformat()] if chosen else open_days[0] if open_days else None
    today = days[forecast["made_on"]]
    return page(
        request,
        "resident/busy.html",
        office=document,
        weeks=views.calendar(forecast),
        week=views.usual_week(forecast),
        quiet=views.quiet_times(forecast),
        today=views.today_against_usual(today, house.day(office_id), house.now()) if today["open"] else None,
        shown=shown,
        days_seen=forecast["days_seen"],
        last_day=forecast["last_day"],
        levels=views.LEVELS,
    )


async def _forecast(request: Request, office_id: str) -> dict[str, Any]:
    from app.usecases.forecasts import forecast_view  # noqa: PLC0415 - the service starts faster without it

    known = await forecasts_of(request).of(office_id)
    return forecast_view(house_of(request).day(office_id).office, known, known.days)


def quiet_hint(request: Request, office_id: str) -> dict[str, Any] | None:
    """When to come, for a page that is about something else: only if a forecast is there already."""
    from app.usecases.forecasts import forecast_view  # noqa: PLC0415

    known = forecasts_of(request).ready(office_id)
    if known is None:
        return None
    office = house_of(request).day(office_id).office
    return next(iter(views.quiet_times(forecast_view(office, known, known.days[: views.USUAL_DAYS]))), None)
