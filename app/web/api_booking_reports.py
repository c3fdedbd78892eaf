"""Bookings as a whole, for staff: how full a day is, and how many people do not come."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response

from app.domain.access import Caller
from app.domain.reservations import Book
from app.domain.slot_load import day_load
from app.domain.times import local
from app.usecases import booking_reports
from app.web import bookings
from app.web.access import access_of, staff
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.booking_answers import LoadAnswer, NoShowsAnswer
from app.web.commands import JSON, house_of

router = APIRouter(prefix="/api/v1/offices/{office}", tags=["reservations"], responses=ALWAYS_POSSIBLE)

Staff = Annotated[Caller, Depends(staff("counter", "floor", "admin"))]


@router.get("/slots/load", response_model=LoadAnswer, summary="How full a day is")
async def load(
    request: Request,
    office: str,
    caller: Staff,
    on: Annotated[date | None, Query(alias="date", description="Today when nothing is named.")] = None,
) -> Response:
    """For each service and resource, slot by slot: the places there are and those that are taken."""
    house = house_of(request)
    day = house.day(office)
    today = local(house.now(), day.office.zone).date()
    wanted = on or today
    book = day.book if wanted >= today else Book(await bookings.of_date(request, day, wanted))
    found = day_load(day.office, book, wanted, house.is_public_holiday)
    return Response(orjson.dumps(booking_reports.load_view(day, wanted, found)), media_type=JSON)


@router.get("/no-shows", response_model=NoShowsAnswer, summary="How many people do not come to their bookings")
async def no_shows(request: Request, office: str, caller: Staff) -> Response:
    """Of the last half year, by service and hour and by procedure; with what a booking more than there are places
    would do (`one_more`), which is off unless the office's file allows it."""
    house = house_of(request)
    day, now = house.day(office), house.now()
    found = await access_of(request).read(lambda connection: booking_reports.no_shows(connection, day, now))
    return Response(orjson.dumps(found), media_type=JSON)
