"""What people take along of a reservation: its entry for their calendar, and its code for the kiosk's camera."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from app.domain.day import OfficeDay
from app.domain.reservations import Reservation, ReservationState
from app.domain.times import local
from app.integrations.calendars import Entry, calendar_file
from app.usecases.reservation_views import reservation_view
from app.web import bookings
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.api_offices import PICTURE, qr_answer
from app.web.booking_views import spoken_code
from app.web.commands import house_of
from app.web.formatting import clock_time
from app.web.words import language_of, pick, translator

router = APIRouter(prefix="/api/v1", tags=["reservations"], responses=ALWAYS_POSSIBLE)

CALENDAR: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}},
}
GONE = (ReservationState.CANCELLED, ReservationState.EXPIRED)


@router.get("/reservations/{reservation}/calendar.ics", **CALENDAR, summary="A reservation for the calendar")
async def reservation_calendar(request: Request, reservation: str) -> Response:
    """An iCalendar file (RFC 5545). Opened again after a change it replaces the entry, after a cancellation it removes
    it."""
    day, found = await bookings.found(request, reservation)
    entry = _entry(request, day, found)
    now = datetime.fromtimestamp(house_of(request).now() / 1000, UTC)
    return Response(
        calendar_file(entry, now),
        media_type=f"text/calendar; charset=utf-8; method={entry.method}",
        headers={"Content-Disposition": 'inline; filename="reservation.ics"', "Cache-Control": "no-store"},
    )


@router.get("/reservations/{reservation}/qr.svg", **PICTURE, summary="QR code of a reservation")
async def reservation_qr(request: Request, reservation: str) -> Response:
    """Leads to the reservation's page on the address that the client used; the kiosk's camera reads it too."""
    await bookings.found(request, reservation)
    return qr_answer(f"{str(request.base_url).rstrip('/')}/r/{reservation}")


def _entry(request: Request, day: OfficeDay, found: Reservation) -> Entry:
    office, zone = day.office, day.office.zone
    language, base = language_of(request), str(request.base_url).rstrip("/")
    _ = translator(language).gettext
    offered = {procedure.id: procedure.name for procedure in office.procedures}
    names = [pick(offered.get(each), language) or each for each in found.procedures]
    summary = _(
        "booking.calendar_summary", office=pick(office.name, language), procedures=_("resident.and").join(names)
    )
    return Entry(
        id=found.id,
        sequence=found.sequence,
        starts_at=local(found.starts_at, zone),
        ends_at=local(found.ends_at, zone),
        made_at=local(found.created_at, zone),
        zone=zone,
        summary=summary,
        location=" ".join(filter(None, (pick(office.name, language), pick(office.address, language)))),
        description=_description(request, day, found, language),
        alarm=_("booking.calendar_alarm", summary=summary),
        url=f"{base}/r/{found.id}",
        organiser=pick(office.name, language),
        organiser_url=f"{base}/o/{office.id}",
        place=(office.place.latitude, office.place.longitude) if office.place else None,
        cancelled=found.state in GONE,
    )


def _description(request: Request, day: OfficeDay, found: Reservation, language: str) -> str:
    _ = translator(language).gettext
    view = reservation_view(day, found, house_of(request).now())
    bring = [f"・{pick(item, language)}" for item in view["bring"]]
    lines = [
        _("booking.calendar_code", code=spoken_code(found.code)),
        _("booking.check_in_from", time=clock_time(view["check_in"]["from"])),
        *([_("resident.bring"), *bring] if bring else []),
        _("booking.calendar_page", url=f"{str(request.base_url).rstrip('/')}/r/{found.id}"),
    ]
    return "\n".join(lines)
