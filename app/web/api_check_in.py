"""Check-in, and reservations as staff see them: by date, by code, by another system's reference."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from uuid_utils import uuid7

from app.domain.access import Caller, DeviceKind, check_staff
from app.domain.booking_errors import BookedElsewhere, NotAtTheOffice
from app.domain.errors import Invalid
from app.domain.intake import Request as Wanted
from app.domain.times import local, rfc3339
from app.storage.transactions import Transaction
from app.usecases import reservations
from app.usecases.boards import Json
from app.usecases.slot_search import linked_offices
from app.web import bookings
from app.web.access import holder, insider, staff
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.api_tickets import channel_of
from app.web.booking_answers import CheckInAnswer, StaffReservationsAnswer
from app.web.booking_bodies import CheckIn, CheckInOnPhone
from app.web.command_key import CommandKey
from app.web.commands import JSON, give, house_of
from app.web.door import door_read, opens

router = APIRouter(prefix="/api/v1", tags=["reservations"], responses=ALWAYS_POSSIBLE)

Insider = Annotated[Caller, Depends(insider)]
Holder = Annotated[Caller, Depends(holder)]
Staff = Annotated[Caller, Depends(staff("counter", "floor", "admin", "system"))]


@router.post("/offices/{office}/check-ins", response_model=CheckInAnswer, summary="Check in at the office")
async def check_in(request: Request, office: str, body: CheckIn, caller: Insider, key: CommandKey = None) -> Response:
    """At the kiosk or by staff, with the code, its last digits, or the id from the QR code. Too early, another day,
    another office: each is a 409 that says what to do. Late ones get a ticket whose place counts from now."""
    if caller.device is not DeviceKind.KIOSK:
        check_staff(caller, ("counter", "floor", "admin"), office)
    if (body.code is None) == (body.id is None):
        raise Invalid(reason="name either the code or the id")
    wanted = wanted_ticket(request, office, caller, body.language)
    _check_office(request, office, body)

    def command(tx: Transaction, now: int) -> Json:
        if body.code is not None:
            return reservations.check_in_with_digits(tx, now, office, body.code, wanted, caller.actor)
        return reservations.check_in(tx, now, office, body.id or "", wanted, caller.actor)

    also = linked_offices(house_of(request).day(office))
    return await give(request, office, command, key, caller, body.model_dump(), also=also)


@router.post("/reservations/{reservation}/check-in", response_model=CheckInAnswer, summary="Check in on the phone")
async def check_in_on_phone(
    request: Request,
    reservation: str,
    caller: Holder,
    body: CheckInOnPhone = CheckInOnPhone(),  # noqa: B008
    key: CommandKey = None,
) -> Response:
    """At the office: with the code of the day that the screens in the hall show (409 `not_at_the_office` without)."""
    day, _ = await bookings.found(request, reservation)
    office = day.office.id
    if not opens(day, body.door) and door_read(request, office) is None:
        raise NotAtTheOffice
    wanted = wanted_ticket(request, office, caller, None)
    return await give(
        request,
        office,
        lambda tx, now: reservations.check_in(tx, now, office, reservation, wanted, caller.actor),
        key,
        caller,
        also=linked_offices(day),
    )


@router.get("/offices/{office}/reservations", response_model=StaffReservationsAnswer, summary="Reservations, for staff")
async def list_reservations(
    request: Request,
    office: str,
    caller: Staff,
    on: Annotated[date | None, Query(alias="date", description="Today when nothing is named.")] = None,
    code: Annotated[str | None, Query(pattern=r"^[0-9]{4,8}$", description="The code or its last digits.")] = None,
    reference: Annotated[str | None, Query(max_length=80, description="Another system's own reference.")] = None,
    displaced: Annotated[bool, Query(description="Only those that need another time, of any date.")] = False,
) -> Response:
    """Of a date, or with a code or a reference; also those that were missed or cancelled. Other systems see only the
    ones they name."""
    house = house_of(request)
    day, now = house.day(office), house.now()
    if bookings.channel_of(caller) == "api" and reference is None:
        check_staff(caller, ("counter", "floor", "admin"), office)
    anything = code is not None or reference is not None or displaced
    wanted_day = on or (None if anything else local(now, day.office.zone).date())
    known = await bookings.of_date(request, day, wanted_day) if wanted_day else day.book.reservations.values()
    listed = sorted(
        (
            reservation
            for reservation in known
            if (code is None or reservation.code.endswith(code))
            and (reference is None or reservation.reference == reference)
            and (not displaced or (reservation.displaced and reservation.state == "booked"))
            and reservation.state not in ("held", "expired")
        ),
        key=lambda reservation: (reservation.starts_at, reservation.code),
    )
    told = await bookings.contacts(request, office, listed)
    document = {
        "date": wanted_day.isoformat() if wanted_day else None,
        "as_of": rfc3339(now, day.office.zone),
        "reservations": [
            bookings.staff_view(house, day, reservation, told.get(reservation.id)) for reservation in listed
        ],
    }
    return Response(orjson.dumps(document), media_type=JSON)


def wanted_ticket(request: Request, office: str, caller: Caller, language: str | None) -> Wanted:
    """The ticket to be taken, with the waits of now, by which several procedures are ordered."""
    house = house_of(request)
    return Wanted(uuid7().hex, channel_of(caller), language=language or "", waits=house.waits(office))


def _check_office(request: Request, office: str, body: CheckIn) -> None:
    """Raise BookedElsewhere when it is the reservation of another office, with its name and time."""
    house = house_of(request)
    own = house.day(office).book
    for day in house.days.values():
        if day.office.id == office:
            continue
        found = day.book.reservations.get(body.id or "") or day.book.coded(body.code or "")
        if found is not None and found.state in ("booked", "missed") and own.coded(found.code) is None:
            raise BookedElsewhere(
                office=dict(day.office.name),
                office_id=day.office.id,
                starts_at=rfc3339(found.starts_at, day.office.zone),
            )
