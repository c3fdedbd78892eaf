"""The way to a reservation: procedures, their questions, people, office and time. One question a page, no scripts
needed; everything chosen so far travels in the address. The time chosen is held, and `reservation_pages.py` goes on.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import Field

from app.domain.access import Caller
from app.domain.booking_errors import NoBookings, NotASlot, SlotTaken
from app.domain.day import OfficeDay
from app.domain.errors import DomainError, Refused
from app.domain.slots import Asking
from app.domain.visits import bookable_procedures
from app.usecases.slot_search import Order
from app.web import bookings
from app.web import resident_views as views
from app.web.access import visitor
from app.web.booking_journey import PROCEDURES_AT_MOST, Chosen, Journey, Step, offers_all, settled
from app.web.commands import house_of
from app.web.errors import words_of
from app.web.limits import limited
from app.web.reservation_commands import hold, instant_from
from app.web.templating import page
from app.web.time_pages import offices_page, times_page
from app.web.words import language_of

router = APIRouter(include_in_schema=False)

BROWSER_COOKIE = "booking"
BROWSER_KEPT_SECONDS = 24 * 3600


class Anywhere(Chosen):
    """A journey at any office, and which of them come first."""

    order: Order = Order.EARLIEST
    near: str = Field("", max_length=80)


class Held(Chosen):
    """A time chosen, with the form's own key."""

    at: str = Field(min_length=10, max_length=40)
    key: str = Field(min_length=8, max_length=80)


@router.get("/book")
async def books_anywhere(request: Request, asked: Annotated[Anywhere, Query()]) -> Response:
    """Any office: the questions are those of the first that offers everything; then its times beside the others'."""
    house = house_of(request)
    days = [house.day(office_id) for office_id in house.office_ids]
    able = [day for day in days if offers_all(day.office, asked.procedure) and day.office.booking.allowed]
    if not asked.procedure or asked.step == Step.WHAT or not able:
        alone = bool(asked.procedure) and not able
        return _what_page(request, Journey("/book", days[0].office, asked, here=False), days, alone=alone)
    office = able[0].office
    journey = Journey("/book", office, settled(office, asked), here=False)
    if journey.page()[0] is not Step.TIME:
        return await journey_page(request, journey)
    return kept_browser(request, await offices_page(request, journey, able, asked.order, asked.near))


@router.get("/o/{office_id}/book")
async def books_here(request: Request, office_id: str, chosen: Annotated[Chosen, Query()]) -> Response:
    """This office: what comes next, until a time is chosen."""
    office = house_of(request).day(office_id).office
    if not office.booking.allowed:
        raise NoBookings
    journey = Journey(f"/o/{office_id}/book", office, settled(office, chosen))
    return kept_browser(request, await journey_page(request, journey))


@router.post("/o/{office_id}/book", dependencies=[Depends(limited("reservations"))])
async def holds(
    request: Request, office_id: str, held: Annotated[Held, Form()], caller: Annotated[Caller, Depends(visitor)]
) -> Response:
    """Keep the time that was chosen for some minutes. A time that is gone comes back with those nearest to it."""
    office = house_of(request).day(office_id).office
    journey = Journey(f"/o/{office_id}/book", office, settled(office, held.model_copy(update={"step": "", "ask": ""})))
    wish = journey.chosen.wish(instant_from(held.at))
    try:
        reservation = await hold(request, office_id, wish, f"{held.key}:{wish.starts_at}", caller)
    except (SlotTaken, NotASlot) as gone:
        refusal: Refused = await bookings.with_alternatives(request, office_id, wish, gone, Asking())
        return await journey_page(request, journey, refusal)
    except Refused as refusal:
        return await journey_page(request, journey, refusal)
    return RedirectResponse(f"/r/{reservation['id']}/contact", status_code=303)


async def journey_page(request: Request, journey: Journey, refusal: DomainError | None = None) -> Response:
    """The page of a journey that comes next."""
    step, asked = journey.page()
    if step is Step.WHAT:
        return _what_page(request, journey, [house_of(request).day(journey.office.id)])
    if step is Step.TIME:
        return await times_page(request, journey, refusal)
    context: dict[str, Any] = {
        "journey": journey,
        "office": journey.office,
        "back": journey.before(step, asked),
        "problem": refusal and words_of(refusal, language_of(request)),
    }
    document = house_of(request).office_document(journey.office.id)
    wanted = [found for each in journey.chosen.procedure if (found := views.find(document["procedures"], each))]
    if step is Step.QUESTION:
        return page(request, "resident/book_question.html", asked=asked, procedures=wanted, **context)
    if step is Step.ENDING:
        ways = [(each, [w for w in views.channels_in_order(each) if w["kind"] != "counter"]) for each in wanted]
        return page(request, "resident/book_ending.html", visit=journey.visit(), ways=ways, **context)
    without = [(each, kind) for each in wanted if (kind := views.without_a_visit(each))]
    return page(request, "resident/book_people.html", without_a_visit=without, **context)


def kept_browser(request: Request, response: Response) -> Response:
    """Mark the browser, so that it holds one time and not its neighbours' in the same hall."""
    if BROWSER_COOKIE not in request.cookies:
        response.set_cookie(
            BROWSER_COOKIE,
            uuid4().hex,
            max_age=BROWSER_KEPT_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return response


def _what_page(request: Request, journey: Journey, days: list[OfficeDay], *, alone: bool = False) -> HTMLResponse:
    """What can be reserved at these offices. `alone`: what was chosen cannot be done in one visit anywhere."""
    house = house_of(request)
    procedures: dict[str, Any] = {}
    for day in days:
        bookable = {procedure.id for procedure in bookable_procedures(day.office)}
        for each in house.office_document(day.office.id)["procedures"]:
            if each["id"] in bookable:
                procedures.setdefault(each["id"], each)
    return page(
        request,
        "resident/book_what.html",
        journey=journey,
        office=journey.office,
        categories=views.procedures_by_category(procedures.values()),
        at_most=PROCEDURES_AT_MOST,
        alone=alone,
    )
