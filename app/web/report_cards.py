"""How good the wait estimates were: the API, and the public report card in plain words."""

from __future__ import annotations

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from app.usecases.report_card import report_card
from app.web.commands import house_of
from app.web.templating import page

api = APIRouter(prefix="/api/v1", tags=["history"])
pages = APIRouter(include_in_schema=False)

Month = Annotated[
    str | None, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="`2026-11`; the last one if left out.")
]


class PromiseFigures(BaseModel):
    """Of people who were told a range when they took a number and were called later. Shares are from 0 to 1."""

    people: int
    in_time: float = Field(description="Called no later than the later time named; nine of ten are aimed at.")
    later: float
    earlier: float = Field(description="Called before the earlier time named; one of ten is aimed at.")
    error_minutes: float = Field(description="Mean distance of the wait from the middle of the range.")
    width_minutes: float


class ServicePromises(PromiseFigures):
    service: str


class HourPromises(PromiseFigures):
    hour: int = Field(description="In which the number was taken.")


class MonthPromises(BaseModel):
    month: str
    people: int
    in_time: float


class ReportCard(BaseModel):
    """How good the estimates of a month were. Groups of fewer than ten people are left out."""

    office: str
    month: str | None = Field(description="Null while nothing was promised yet.")
    all: PromiseFigures | None
    services: list[ServicePromises]
    hours: list[HourPromises]
    months: list[MonthPromises]


@api.get("/offices/{office}/accuracy", response_model=ReportCard, summary="How good the wait estimates were")
async def accuracy(request: Request, office: str, month: Month = None) -> dict[str, Any]:
    """What people were told when they took a number, beside when they were called: by service, hour and month."""
    return await _card(request, office, month)


@pages.get("/accuracy")
async def card(
    request: Request, office: Annotated[str | None, Query(max_length=100)] = None, month: Month = None
) -> HTMLResponse:
    """The report card of an office, the main office when none is named."""
    house = house_of(request)
    chosen = office or next(iter(house.office_ids), None)
    return page(
        request,
        "resident/accuracy.html",
        office=house.office_document(chosen) if chosen else None,
        offices=[house.day(each).office for each in house.office_ids],
        card=await _card(request, chosen, month) if chosen else None,
    )


async def _card(request: Request, office_id: str, month: str | None) -> dict[str, Any]:
    house = house_of(request)
    office = house.day(office_id).office

    def read() -> dict[str, Any]:
        with house.engine.connect() as connection:
            return report_card(connection, office, month)

    return await run_sync(read)
