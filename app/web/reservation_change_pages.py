"""Changing a reservation, by the pages of the journey; and checking in on the phone, at the office.

The check-in lives below the office's address, because the browser keeps the code of the day only for there.
"""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from app.domain.access import Caller
from app.domain.booking_errors import NotASlot, SlotTaken
from app.domain.day import OfficeDay
from app.domain.errors import DomainError, Refused
from app.domain.reservations import Reservation
from app.domain.slots import Asking
from app.domain.times import local, rfc3339
from app.usecases.reservation_views import reservation_view
from app.web import bookings
from app.web import reservation_commands as commands
from app.web.access import holder
from app.web.booking_journey import Chosen, Journey, Step, chosen_of, settled
from app.web.booking_pages import journey_page
from app.web.booking_views import answers_shown
from app.web.commands import house_of
from app.web.door import door_read
from app.web.errors import status_of, words_of
from app.web.my_ticket import remember
from app.web.templating import page
from app.web.words import language_of

router = APIRouter(include_in_schema=False)
Holder = Annotated[Caller, Depends(holder)]
Key = Annotated[str, Form(min_length=8, max_length=100)]


class Changed(Chosen):
    """All choices of the change, with the form's own key."""

    key: str = Field(min_length=8, max_length=100)


@router.get("/r/{reservation_id}/change")
async def changes(request: Request, reservation_id: str, chosen: Annotated[Chosen, Query()]) -> Response:
    """Another time, or another visit at the same time; what is chosen is checked before anything changes."""
    day, found = await bookings.found(request, reservation_id)
    if "move" not in reservation_view(day, found, house_of(request).now())["may"]:
        return RedirectResponse(f"/r/{reservation_id}", status_code=303)
    journey = _journey(day, found, chosen)
    if not journey.chosen.at or journey.chosen.step or journey.page()[0] is not Step.TIME:
        return await journey_page(request, journey)
    return await _check_page(request, journey, found)


@router.post("/r/{reservation_id}/change")
async def moves(request: Request, reservation_id: str, changed: Annotated[Changed, Form()], caller: Holder) -> Response:
    """Make the change. The old time is kept until the new one is certain."""
    day, found = await bookings.found(request, reservation_id)
    journey = _journey(day, found, changed)
    wish = journey.chosen.wish(commands.instant_from(changed.at))
    try:
        await commands.move(request, reservation_id, wish, changed.key, caller)
    except (SlotTaken, NotASlot) as gone:
        asking = Asking(ignoring=found)
        refusal: Refused = await bookings.with_alternatives(request, day.office.id, wish, gone, asking)
        return await journey_page(request, journey, refusal)
    except Refused as refusal:
        return await journey_page(request, journey, refusal)
    return RedirectResponse(f"/r/{reservation_id}?done=changed", status_code=303)


@router.get("/o/{office_id}/check-in/{reservation_id}")
async def asks_to_check_in(request: Request, office_id: str, reservation_id: str) -> Response:
    """Check in, if this browser has read the code of the day in the hall; else how to."""
    return await _check_in_page(request, office_id, reservation_id)


@router.post("/o/{office_id}/check-in/{reservation_id}")
async def checks_in(request: Request, office_id: str, reservation_id: str, key: Key, caller: Holder) -> Response:
    """The reservation becomes a ticket, which this browser follows from now on."""
    try:
        done = await commands.check_in(request, reservation_id, key, caller)
    except Refused as refusal:
        return await _check_in_page(request, office_id, reservation_id, refusal)
    response = RedirectResponse(f"/t/{done['ticket']['id']}", status_code=303)
    remember(request, response, done["ticket"]["id"])
    return response


def _journey(day: OfficeDay, found: Reservation, chosen: Chosen) -> Journey:
    wanted = settled(day.office, chosen)
    if not wanted.procedure:
        at = rfc3339(found.starts_at, day.office.zone)
        wanted = chosen_of(found).model_copy(update={"step": chosen.step or Step.TIME.value, "at": at})
    return Journey(f"/r/{found.id}/change", day.office, wanted, changes=found)


async def _check_page(request: Request, journey: Journey, found: Reservation) -> Response:
    """What will be different. A time that has no room for the changed visit is said at once, with the nearest ones."""
    office = journey.office
    wish = journey.chosen.wish(commands.instant_from(journey.chosen.at))
    date, asking = local(wish.starts_at, office.zone).date(), Asking(ignoring=found)
    free = await bookings.free_slots(request, office.id, wish, date, date, asking)
    if wish.starts_at not in {slot.starts_at for slot in free}:
        gone = await bookings.with_alternatives(request, office.id, wish, NotASlot(), asking)
        return await journey_page(request, journey, gone)
    visit = journey.visit()
    before = chosen_of(found)
    same_visit = settled(office, before).visit_fields() == journey.chosen.visit_fields()
    context: dict[str, Any] = {
        "journey": journey,
        "office": office,
        "visit": visit,
        "answers": answers_shown(journey.chosen.answers, journey.asked),
        "starts_at": rfc3339(wish.starts_at, office.zone),
        "before": rfc3339(found.starts_at, office.zone),
        "same_visit": same_visit,
        "back": journey.link(step=Step.TIME.value),
        "key": str(uuid4()),
    }
    return page(request, "resident/reservation_change.html", **context)


async def _check_in_page(
    request: Request, office_id: str, reservation_id: str, refusal: DomainError | None = None
) -> Response:
    house = house_of(request)
    day, found = await bookings.found(request, reservation_id)
    if day.office.id != office_id:
        return RedirectResponse(f"/o/{day.office.id}/check-in/{reservation_id}", status_code=303)
    return page(
        request,
        "resident/reservation_check_in.html",
        status=status_of(refusal) if refusal else 200,
        reservation=reservation_view(day, found, house.now()),
        office=day.office,
        at_the_door=door_read(request, office_id) is not None,
        problem=refusal and words_of(refusal, language_of(request)),
        key=str(uuid4()),
    )
