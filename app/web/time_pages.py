"""Choosing a time: the calendar of one office, and the first times of several offices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from anyio.to_thread import run_sync
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain.calendar import openings
from app.domain.congestion import Congestion
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.slots import Asking
from app.domain.times import instant, local
from app.usecases import slot_search
from app.usecases.reservation_views import slot_view
from app.usecases.slot_search import Found, Order
from app.web import booking_views as views
from app.web import bookings
from app.web.booking_journey import Journey, Step, offers_all
from app.web.commands import house_of
from app.web.errors import status_of, words_of
from app.web.forecasts import Forecasts
from app.web.resident_views import Document
from app.web.templating import page
from app.web.words import language_of

Hour = tuple[str, Congestion | None, list[Document]]
"""An hour of the clock, the congestion expected in it, and its free times."""


async def times_page(request: Request, journey: Journey, refusal: DomainError | None = None) -> HTMLResponse:
    """The calendar of an office with its free times. With a refusal the times that are free instead come first."""
    house, office = house_of(request), journey.office
    day, now = house.day(office.id), house.now()
    today = local(now, office.zone).date()
    last = today + timedelta(days=office.booking.horizon_days)
    free = await bookings.free_slots(
        request, office.id, journey.chosen.wish(), today, last, Asking(ignoring=journey.changes)
    )
    by_day = views.by_day(slot_view(day, slot) for slot in free)
    chosen = _chosen_day(journey, list(by_day), today, last)
    dates = [today + timedelta(days=ahead) for ahead in range((last - today).days + 1)]
    open_days = {date for date in dates if openings(office, date, house.is_public_holiday)}
    return page(
        request,
        "resident/book_time.html",
        status=status_of(refusal) if refusal else 200,
        journey=journey,
        office=office,
        visit=journey.visit(),
        back=journey.before(Step.TIME),
        weeks=views.calendar({each: len(times) for each, times in by_day.items()}, open_days, today, last),
        first=today,
        last=last,
        chosen_day=chosen,
        hours=_hours(request, office.id, by_day.get(chosen, []) if chosen else []),
        days_near=views.neighbours(list(by_day), chosen) if chosen else (None, None),
        elsewhere=_elsewhere(request, journey),
        problem=refusal and words_of(refusal, language_of(request)),
        alternatives=refusal.details.get("alternatives", ()) if refusal else (),
        key=str(uuid4()),
    )


async def offices_page(request: Request, journey: Journey, able: list[OfficeDay], order: Order, near: str) -> Response:
    """The offices that offer the visit with their first times, in the order that matters to the person."""
    house, now = house_of(request), house_of(request).now()
    if len(able) == 1:
        return RedirectResponse(_here(journey, able[0].office.id), status_code=303)
    today = local(now, journey.office.zone).date()
    last = max(today + timedelta(days=day.office.booking.horizon_days) for day in able)
    days = {day.office.id: house.day(day.office.id) for day in able}
    place = house.day(near).office.place if near in house.days else None
    wish = journey.chosen.wish()
    search = partial(slot_search.search, house.days, wish, today, last, now, house.is_public_holiday, order, place)
    forecasts: Forecasts = request.app.state.forecasts
    found = await run_sync(search, forecasts.wait_at)
    return page(
        request,
        "resident/book_offices.html",
        journey=journey,
        office=journey.office,
        visit=journey.visit(),
        back=journey.before(Step.TIME),
        cards=[
            _card(journey, days[each.office_id], each, order, forecasts) for each in found if each.office_id in days
        ],
        order=order,
        orders=list(Order),
        near=near,
        places=[house.day(each).office for each in house.office_ids if house.day(each).office.place],
        key=str(uuid4()),
    )


def _hours(request: Request, office_id: str, times: Sequence[Document]) -> list[Hour]:
    """The times of a date by hour, each with the congestion that is expected, where that is known."""
    forecasts: Forecasts = request.app.state.forecasts
    return [
        (hour, forecasts.congestion_at(office_id, instant(datetime.fromisoformat(slots[0]["starts_at"]))), slots)
        for hour, slots in views.by_hour(times)
    ]


def _card(journey: Journey, day: OfficeDay, found: Found, order: Order, forecasts: Forecasts) -> dict[str, Any]:
    """An office with the times that matter most to the person, all on one date."""
    ranked = list(found.slots)
    if order is Order.QUIETEST:
        ranked.sort(key=lambda slot: (forecasts.wait_at(found.office_id, slot.starts_at), slot.starts_at))
    return {
        "office": day.office,
        "distance_km": found.distance_km,
        "congestion": forecasts.congestion_at(found.office_id, ranked[0].starts_at),
        "times": views.same_day([slot_view(day, slot) for slot in ranked]),
        "more": _here(journey, found.office_id),
    }


def _here(journey: Journey, office_id: str) -> str:
    """The same journey at one office."""
    return Journey(f"/o/{office_id}/book", journey.office, journey.chosen).link()


def _elsewhere(request: Request, journey: Journey) -> str | None:
    """Where the times of other offices are, if any other offers the same."""
    house = house_of(request)
    others = [day.office for day in house.days.values() if day.office.id != journey.office.id]
    if journey.changes or not any(offers_all(office, journey.chosen.procedure) for office in others):
        return None
    return Journey("/book", journey.office, journey.chosen).link()


def _chosen_day(journey: Journey, free: list[date], today: date, last: date) -> date | None:
    """The date looked at; without one the date of the present time, else the first with free times."""
    for asked in (journey.chosen.day, journey.chosen.at[:10]):
        try:
            wanted = date.fromisoformat(asked)
        except ValueError:
            continue
        if today <= wanted <= last:
            return wanted
    return free[0] if free else None
