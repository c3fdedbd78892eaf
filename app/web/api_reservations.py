"""Reservations: what a visit will be, free times, hold, book, move, cancel, earlier times, check-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated

import orjson
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request, Response
from uuid_utils import uuid7

from app.domain.access import Caller
from app.domain.booking import Wish, wish_of
from app.domain.booking_errors import NotASlot, SlotTaken
from app.domain.errors import Invalid
from app.domain.slots import Asking
from app.domain.times import local
from app.domain.visits import Visit, next_question, plan_visit
from app.storage.transactions import Transaction
from app.usecases import reservations, slot_search
from app.usecases.boards import Json
from app.usecases.reservation_views import slot_view, visit_view
from app.usecases.reservations import Booker
from app.usecases.slot_search import Order, linked_offices
from app.web import bookings
from app.web.access import anyone, booker, holder
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.booking_answers import ReservationAnswer, SlotsAnswer, SlotSearchAnswer, VisitAnswer
from app.web.booking_bodies import CancelReservation, ChangeReservation, MakeReservation, PlanVisit, WantEarlier, at
from app.web.command_key import CommandKey
from app.web.commands import JSON, give, house_of
from app.web.forecasts import Forecasts
from app.web.limits import limited

router = APIRouter(prefix="/api/v1", tags=["reservations"], responses=ALWAYS_POSSIBLE)

Booking = Annotated[Caller, Depends(booker)]
Holder = Annotated[Caller, Depends(holder)]
Anyone = Annotated[Caller, Depends(anyone)]

ANSWER = r"^[^:]{1,80}:[^:]{1,80}:[^:]{1,80}$"
Verb = Callable[[Transaction, int, str, str, str], Json]
"""A use case about one reservation: transaction, time (ms), office, reservation, actor."""

Procedures = Annotated[list[str], Query(alias="procedure", min_length=1, max_length=10, description="Repeatable.")]
Answers = Annotated[
    list[Annotated[str, Query(pattern=ANSWER)]],
    Query(alias="answer", max_length=40, description="`procedure:question:option`, repeatable."),
]
People = Annotated[int, Query(ge=1, le=10)]
First = Annotated[date | None, Query(alias="from", description="Today when it is not named.")]
Last = Annotated[date | None, Query(alias="to", description="Included; two weeks when it is not named.")]


@router.post("/offices/{office}/visits", response_model=VisitAnswer, summary="What a visit will be")
async def visit(request: Request, office: str, body: PlanVisit, caller: Anyone) -> Response:
    """The next question to ask; once all are answered, how long the visit takes, what to bring, or why no visit is
    needed. Nothing is stored."""
    configured = house_of(request).day(office).office
    question = next_question(configured, body.procedures, body.answers)
    if question is not None:
        planned = Visit(tuple(body.procedures))
    else:
        planned = plan_visit(configured, body.procedures, body.answers, body.people)
    return Response(orjson.dumps(visit_view(planned, question)), media_type=JSON)


@router.get("/offices/{office}/slots", response_model=SlotsAnswer, summary="Free times at one office")
async def slots(
    request: Request,
    office: str,
    caller: Anyone,
    procedures: Procedures,
    answers: Answers = [],  # noqa: B006 - FastAPI copies it
    people: People = 1,
    first: First = None,
    last: Last = None,
) -> Response:
    """Times at which the visit may begin, with the places left. Computed from calendar, planned counters and what is
    taken; staff see the places kept for them too."""
    wish = _wish(procedures, answers, people)
    asking = Asking(bookings.is_public(caller))
    found = await bookings.free_slots(request, office, wish, first, last, asking)
    day = house_of(request).day(office)
    document = {"office": office, "version": day.version, "slots": [slot_view(day, slot) for slot in found]}
    return Response(orjson.dumps(document), media_type=JSON)


@router.get("/slots", response_model=SlotSearchAnswer, summary="Free times at all offices")
async def slots_everywhere(
    request: Request,
    procedures: Procedures,
    answers: Answers = [],  # noqa: B006 - FastAPI copies it
    people: People = 1,
    first: First = None,
    last: Last = None,
    order: Order = Order.EARLIEST,
    near: Annotated[str | None, Query(max_length=80, description="An office near the person, for `nearest`.")] = None,
) -> Response:
    """The offices that offer the visit, the best first, each with its free times."""
    house = house_of(request)
    wish, now = _wish(procedures, answers, people), house.now()
    place = house.day(near).office.place if near else None
    found = []
    if house.days:
        zone = next(iter(house.days.values())).office.zone
        dates = bookings.days_asked(first, last, local(now, zone).date())
        search = partial(slot_search.search, house.days, wish, *dates, now, house.is_public_holiday, order, place)
        forecasts: Forecasts = request.app.state.forecasts
        found = await run_sync(search, forecasts.wait_at)
    listed = [
        {
            "office": each.office_id,
            "distance_km": each.distance_km,
            "slots": [slot_view(house.day(each.office_id), slot) for slot in each.slots],
        }
        for each in found
    ]
    return Response(orjson.dumps({"offices": listed}), media_type=JSON)


@router.post(
    "/offices/{office}/reservations",
    status_code=201,
    response_model=ReservationAnswer,
    dependencies=[Depends(limited("reservations"))],
    summary="Book a time, or hold it",
)
async def make_reservation(
    request: Request, office: str, body: MakeReservation, caller: Booking, key: CommandKey = None
) -> Response:
    """No account is needed. With `hold` the time is kept for some minutes; one browser holds one time. 409
    `slot_taken` names the nearest times that are free (`alternatives`)."""
    house = house_of(request)
    wish = body.wish()
    holder = bookings.holder_of(request, caller)
    booker = Booker(uuid7().hex, uuid7().hex, caller.actor, bookings.channel_of(caller), holder, body.reference)

    def command(tx: Transaction, now: int) -> Json:
        if body.hold:
            return reservations.hold_slot(tx, now, office, wish, booker)
        contact = body.contact.told() if body.contact else None
        return reservations.make_reservation(tx, now, office, wish, booker, body.details(), contact)

    what = body.model_dump(mode="json") if key else None
    try:
        return await give(
            request, office, command, key, caller, what, status=201, also=linked_offices(house.day(office))
        )
    except (SlotTaken, NotASlot) as refusal:
        raise await bookings.with_alternatives(request, office, wish, refusal, Asking(booker.public)) from refusal


@router.get("/reservations/{reservation}", response_model=ReservationAnswer, summary="A reservation")
async def reservation(request: Request, reservation: str) -> Response:
    """As it is now. Its id is the holder's key: nobody can guess it."""
    day, found = await bookings.found(request, reservation)
    return Response(orjson.dumps(bookings.view(house_of(request), day, found)), media_type=JSON)


@router.patch("/reservations/{reservation}", response_model=ReservationAnswer, summary="Confirm, move or change")
async def change_reservation(
    request: Request, reservation: str, body: ChangeReservation, caller: Holder, key: CommandKey = None
) -> Response:
    """What is named changes. A moved reservation keeps its old time until the new one is certain."""
    if body.confirm and body.moves():
        raise Invalid(reason="confirm a time before you move it")
    day, before = await bookings.found(request, reservation)
    office, public = day.office.id, bookings.is_public(caller)
    wish = body.wish(wish_of(before))
    contact = body.contact.told() if body.contact else None

    def command(tx: Transaction, now: int) -> Json:
        args = (tx, now, office, reservation)
        if body.confirm:
            return reservations.confirm_reservation(*args, body.details(), caller.actor, contact)
        if body.moves():
            return reservations.move_reservation(*args, wish, body.details(), caller.actor, public=public)
        return reservations.change_reservation(*args, body.details(), caller.actor, contact, public=public)

    what = body.model_dump(mode="json") if key else None
    try:
        return await give(request, office, command, key, caller, what, also=linked_offices(day))
    except (SlotTaken, NotASlot) as refusal:
        asking = Asking(public, before)
        raise await bookings.with_alternatives(request, office, wish, refusal, asking) from refusal


@router.delete("/reservations/{reservation}", response_model=ReservationAnswer, summary="Cancel, or give a hold back")
async def cancel_reservation(
    request: Request,
    reservation: str,
    caller: Holder,
    body: CancelReservation = CancelReservation(),  # noqa: B008
    key: CommandKey = None,
) -> Response:
    """The place is free again at once, and offered to who waits for an earlier time."""
    day, _ = await bookings.found(request, reservation)
    office, public = day.office.id, bookings.is_public(caller)

    def command(tx: Transaction, now: int) -> Json:
        return reservations.cancel_reservation(tx, now, office, reservation, caller.actor, body.reason, public=public)

    return await give(request, office, command, key, caller, body.model_dump(), also=linked_offices(day))


@router.put("/reservations/{reservation}/earlier", response_model=ReservationAnswer, summary="Ask for an earlier time")
async def want_earlier(
    request: Request,
    reservation: str,
    caller: Holder,
    body: WantEarlier = WantEarlier(),  # noqa: B008
    key: CommandKey = None,
) -> Response:
    """When an earlier place becomes free it is kept for one person after the other, in the order of asking."""
    day, before = await bookings.found(request, reservation)
    office = day.office.id
    from_at = at(body.from_at) or house_of(request).now()
    return await give(
        request,
        office,
        lambda tx, now: reservations.want_earlier(tx, now, office, before.id, from_at, caller.actor),
        key,
        caller,
        body.model_dump(mode="json"),
        also=linked_offices(day),
    )


@router.delete("/reservations/{reservation}/earlier", response_model=ReservationAnswer, summary="No earlier time")
async def keep_time(request: Request, reservation: str, caller: Holder, key: CommandKey = None) -> Response:
    """Leave the waitlist; the reservation stays."""
    return await _about(request, reservation, caller, key, _no_earlier)


@router.post("/reservations/{reservation}/offer", response_model=ReservationAnswer, summary="Take the earlier time")
async def take_offer(request: Request, reservation: str, caller: Holder, key: CommandKey = None) -> Response:
    """The reservation moves to the time that is kept for it; 409 `no_offer` when it is not kept any more."""
    return await _about(request, reservation, caller, key, reservations.take_offer)


@router.delete(
    "/reservations/{reservation}/offer", response_model=ReservationAnswer, summary="Decline the earlier time"
)
async def decline_offer(request: Request, reservation: str, caller: Holder, key: CommandKey = None) -> Response:
    """The next person gets it; the reservation and the wish for an earlier time stay."""
    return await _about(request, reservation, caller, key, reservations.decline_offer)


def _no_earlier(tx: Transaction, now: int, office: str, reservation: str, actor: str) -> Json:
    return reservations.want_earlier(tx, now, office, reservation, None, actor)


async def _about(request: Request, reservation: str, caller: Caller, key: str | None, verb: Verb) -> Response:
    """A verb without a body about a reservation."""
    day, _ = await bookings.found(request, reservation)
    office = day.office.id
    return await give(
        request,
        office,
        lambda tx, now: verb(tx, now, office, reservation, caller.actor),
        key,
        caller,
        also=linked_offices(day),
    )


def _wish(procedures: list[str], answers: list[str], people: int) -> Wish:
    told = dict(answer.rsplit(":", 1) for answer in answers)
    return Wish(0, tuple(procedures), told, people)
