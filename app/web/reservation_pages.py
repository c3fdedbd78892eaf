"""The pages of one reservation: finish it while its time is held, see it, change it, cancel it, wait for an earlier
time. What was refused came too late: the page then says how things stand.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any
from uuid import uuid4

import segno
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from app.domain.access import Caller
from app.domain.calendar import openings
from app.domain.day import OfficeDay
from app.domain.errors import DomainError, NoSuchProcedure, Refused
from app.domain.reservations import Reservation
from app.domain.times import instant_of, local
from app.domain.visits import questions
from app.web import booking_views as views
from app.web import bookings
from app.web import reservation_commands as commands
from app.web.access import holder
from app.web.booking_journey import Journey, chosen_of
from app.web.commands import house_of
from app.web.contact_form import ContactForm
from app.web.errors import status_of, words_of
from app.web.my_reservation import remember
from app.web.templating import page
from app.web.words import language_of

router = APIRouter(include_in_schema=False)
Key = Annotated[str, Form(min_length=8, max_length=100)]
Holder = Annotated[Caller, Depends(holder)]
Told = Annotated[ContactForm, Form()]


@router.get("/r/{reservation_id}")
async def reservation(
    request: Request, reservation_id: str, done: Annotated[str, Query(max_length=20)] = ""
) -> HTMLResponse:
    """My reservation: when and where, its code, what to bring, and what can be done now."""
    context = await _context(request, reservation_id)
    response = page(
        request,
        "resident/reservation.html",
        **context,
        done=done if done in ("booked", "changed", "earlier", "waiting") else "",
        qr=_qr(request, reservation_id),
        key=str(uuid4()),
    )
    if context["phase"] in views.LIVE:
        remember(request, response, reservation_id)
    return response


@router.get("/r/{reservation_id}/contact")
async def asks_for_contact(request: Request, reservation_id: str) -> Response:
    """Who comes and how to reach them, if they like to tell."""
    return await _contact_page(request, reservation_id, ContactForm())


@router.post("/r/{reservation_id}/contact")
async def asks_for_contact_again(request: Request, reservation_id: str, told: Told) -> Response:
    """The same with what was told already."""
    return await _contact_page(request, reservation_id, told)


@router.get("/r/{reservation_id}/check")
async def checks_without_contact(request: Request, reservation_id: str) -> Response:
    """Check answers; nothing was told about the person."""
    return await _check_page(request, reservation_id, ContactForm())


@router.post("/r/{reservation_id}/check")
async def checks(request: Request, reservation_id: str, told: Told) -> Response:
    """Check answers. What was told travels in the form: nothing about a person is kept before they confirm."""
    if told.faults():
        return await _contact_page(request, reservation_id, told)
    return await _check_page(request, reservation_id, told)


@router.post("/r/{reservation_id}/confirm")
async def confirms(request: Request, reservation_id: str, told: Told, key: Key, caller: Holder) -> Response:
    """Book the time that is held."""
    if told.faults():
        return await _contact_page(request, reservation_id, told)
    with suppress(Refused):  # not held any more, or confirmed already: its page says which
        await commands.confirm(request, reservation_id, told.details(language_of(request)), told.contact(), key, caller)
    response = _to(reservation_id, "?done=booked")
    remember(request, response, reservation_id)
    return response


@router.get("/r/{reservation_id}/cancel")
async def asks_to_cancel(request: Request, reservation_id: str) -> HTMLResponse:
    """Ask once more before the time is given back."""
    context = await _context(request, reservation_id)
    return page(request, "resident/reservation_cancel.html", **context, key=str(uuid4()))


@router.post("/r/{reservation_id}/cancel")
async def cancels(request: Request, reservation_id: str, key: Key, caller: Holder) -> Response:
    """Give the time back."""
    with suppress(Refused):
        await commands.cancel(request, reservation_id, key, caller)
    return _to(reservation_id)


@router.get("/r/{reservation_id}/earlier")
async def asks_for_earlier(request: Request, reservation_id: str) -> HTMLResponse:
    """From which date on an earlier time would do."""
    return await _earlier_page(request, reservation_id)


@router.post("/r/{reservation_id}/earlier")
async def wants_earlier(
    request: Request,
    reservation_id: str,
    key: Key,
    caller: Holder,
    first: Annotated[str, Form(alias="from", max_length=40)] = "",
) -> Response:
    """Join the waitlist from a date on; without one leave it."""
    try:
        from_at = commands.instant_from(first) if first else None
        await commands.want_earlier(request, reservation_id, from_at, key, caller)
    except DomainError as refusal:
        return await _earlier_page(request, reservation_id, refusal)
    return _to(reservation_id, "?done=waiting" if first else "")


@router.post("/r/{reservation_id}/offer")
async def answers_offer(
    request: Request, reservation_id: str, key: Key, caller: Holder, answer: Annotated[str, Form(max_length=10)]
) -> Response:
    """Take the earlier time with one tap, or leave it to the next person."""
    take = answer == "take"
    try:
        await commands.answer_offer(request, reservation_id, key, caller, take=take)
    except Refused:
        return _to(reservation_id)
    return _to(reservation_id, "?done=earlier" if take else "")


async def _contact_page(request: Request, reservation_id: str, told: ContactForm) -> Response:
    context = await _context(request, reservation_id)
    if context["phase"] != "held":
        return _to(reservation_id)
    faults = told.faults()
    return page(
        request,
        "resident/reservation_contact.html",
        status=422 if faults else 200,
        **context,
        told=told,
        faults=faults,
    )


async def _check_page(request: Request, reservation_id: str, told: ContactForm) -> Response:
    context = await _context(request, reservation_id)
    if context["phase"] != "held":
        return _to(reservation_id)
    return page(request, "resident/reservation_check.html", **context, told=told, key=str(uuid4()))


async def _earlier_page(request: Request, reservation_id: str, refusal: DomainError | None = None) -> HTMLResponse:
    context = await _context(request, reservation_id)
    day, found = await bookings.found(request, reservation_id)
    return page(
        request,
        "resident/reservation_earlier.html",
        status=status_of(refusal) if refusal else 200,
        **context,
        starts=_starts(request, day, found),
        problem=refusal and words_of(refusal, language_of(request)),
        key=str(uuid4()),
    )


def _starts(request: Request, day: OfficeDay, reservation: Reservation) -> list[str]:
    """The beginnings of the dates on which an earlier time could be, the office's open days until the reservation."""
    house, zone = house_of(request), day.office.zone
    today, last = local(house.now(), zone).date(), local(reservation.starts_at, zone).date()
    dates = [today.fromordinal(today.toordinal() + n) for n in range(1, (last - today).days + 1)]
    opened = [each for each in dates if openings(day.office, each, house.is_public_holiday)]
    begins = [instant_of(each, day.office.hours.day_starts, zone) for each in opened]
    return [local(at, zone).isoformat() for at in begins if at < reservation.starts_at]


async def _context(request: Request, reservation_id: str) -> dict[str, Any]:
    house = house_of(request)
    day, found = await bookings.found(request, reservation_id)
    shown = bookings.view(house, day, found)
    document = house.office_document(day.office.id)
    journey = Journey(f"/o/{day.office.id}/book", day.office, chosen_of(found))
    board = house.board(day.office.id)
    return {
        "reservation": shown,
        "phase": views.phase_of(shown),
        "office": day.office,
        "code": views.spoken_code(found.code),
        "procedures": [each for each in document["procedures"] if each["id"] in found.procedures],
        "answers": _answers(day, found),
        "journey": journey,
        "change": Journey(f"/r/{reservation_id}/change", day.office, chosen_of(found)),
        "as_of": board["as_of"],
        "speed": house.speed,
        "partner_name": _partner_name(request, shown),
    }


def _answers(day: OfficeDay, reservation: Reservation) -> list[Any]:
    try:
        asked = questions(day.office, reservation.procedures, reservation.answers)
    except NoSuchProcedure:  # the office's file has changed since
        return []
    return views.answers_shown(reservation.answers, asked)


def _partner_name(request: Request, shown: dict[str, Any]) -> Any:
    partner = shown["partner"]
    days = house_of(request).days
    return dict(days[partner["office"]].office.name) if partner and partner["office"] in days else {}


def _qr(request: Request, reservation_id: str) -> Markup:
    code = segno.make(str(request.base_url) + f"r/{reservation_id}", error="m")
    return Markup(code.svg_inline(scale=4, border=2, omitsize=True))  # noqa: S704 - segno's own markup


def _to(reservation_id: str, query: str = "") -> RedirectResponse:
    return RedirectResponse(f"/r/{reservation_id}{query}", status_code=303)
