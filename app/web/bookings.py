"""Reservations as the edge finds them: in the days in memory, or, when they are long past, in the table."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as wall_time
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request

from app.domain.access import Caller, CallerKind, DeviceKind, Role
from app.domain.booking import Wish
from app.domain.booking_errors import NoSuchReservation, NotASlot, SlotTaken
from app.domain.day import OfficeDay
from app.domain.reservations import Reservation
from app.domain.slots import STAFF_CHANNEL, Asking, Slot
from app.domain.times import instant_of, local, rfc3339
from app.storage.books import contact_of, find_reservation, reservations_between
from app.usecases import slot_search
from app.usecases.boards import Json
from app.usecases.reservation_views import reservation_view, slot_view, staff_reservation_view
from app.web.access import access_of
from app.web.commands import house_of
from app.web.house import House
from app.web.limits import client_address

ALTERNATIVES_SECONDS = 0.25
"""In a rush thousands are refused the same time at once: alternatives are looked for this often at most."""

ALTERNATIVES_KEPT = 1000

SLOT_DAYS = 14
SLOT_DAYS_AT_MOST = 62


@dataclass
class Alternatives:
    """The free times found last, by office, visit and day: of all who ask at once one looks. On the application."""

    known: dict[Hashable, tuple[float, asyncio.Future[list[Slot]]]] = field(default_factory=dict)

    async def around(self, house: House, office_id: str, wish: Wish, asking: Asking) -> list[Slot]:
        """The free times of the days around a wish."""
        wanted = local(wish.starts_at, house.day(office_id).office.zone).date()
        answers = tuple(sorted(wish.answers.items()))
        moved = asking.ignoring.id if asking.ignoring else None
        key = (office_id, wanted, wish.procedures, answers, wish.people, asking.public, moved)
        known = self.known.get(key)
        if known is None or (known[1].done() and time.monotonic() - known[0] > ALTERNATIVES_SECONDS):
            if len(self.known) >= ALTERNATIVES_KEPT:
                self.known.clear()
            search = partial(slot_search.free_around, house.days, office_id, wish, house.now())
            task = asyncio.ensure_future(run_sync(search, house.is_public_holiday, asking))
            known = self.known[key] = (time.monotonic(), task)
        return await asyncio.shield(known[1])


def in_memory(house: House, reservation_id: str) -> tuple[OfficeDay, Reservation] | None:
    """A reservation that is in the book of one of the offices."""
    for day in house.days.values():
        if (found := day.book.reservations.get(reservation_id)) is not None:
            return day, found
    return None


async def found(request: Request, reservation_id: str) -> tuple[OfficeDay, Reservation]:
    """A reservation of any time with its office's day. Raises NoSuchReservation."""
    house = house_of(request)
    if (known := in_memory(house, reservation_id)) is not None:
        return known

    stored = await access_of(request).read(lambda connection: find_reservation(connection, reservation_id))
    if stored is None:
        raise NoSuchReservation(reservation=reservation_id)
    return house.day(stored[0]), stored[1]


def view(house: House, day: OfficeDay, reservation: Reservation) -> Json:
    """A reservation for who holds it; of a consultation also how it stands at the other side."""
    shown = reservation_view(day, reservation, house.now())
    shown["partner"] = _other_side(house, reservation)
    return shown


def staff_view(house: House, day: OfficeDay, reservation: Reservation, contact: Mapping[str, Any] | None) -> Json:
    """A reservation for staff; of a consultation also what they need to move its other side."""
    shown = staff_reservation_view(day, reservation, contact, house.now())
    partner = shown["partner"] = _other_side(house, reservation)
    if partner is not None and partner["state"] is not None:
        twin = house.day(partner["office"]).book.reservation(_twin_id(reservation))
        partner |= {
            "id": twin.id,
            "procedures": list(twin.procedures),
            "answers": dict(twin.answers),
            "people": twin.people,
            "resources": list(twin.resources),
        }
    return shown


def channel_of(caller: Caller) -> str:
    """Through what somebody books: known from who asks, never from what the body says."""
    if caller.kind is CallerKind.STAFF:
        return "api" if caller.roles == {Role.SYSTEM} else STAFF_CHANNEL
    return "kiosk" if caller.device is DeviceKind.KIOSK else "phone"


def is_public(caller: Caller) -> bool:
    """Whether lead time, horizon, cut-off and the share kept for staff hold for a caller."""
    return channel_of(caller) != STAFF_CHANNEL


def holder_of(request: Request, caller: Caller) -> str:
    """Who holds a time: one browser, client or address holds one at a time."""
    if caller.kind is not CallerKind.RESIDENT:
        return ""
    return request.cookies.get("booking") or f"address {client_address(request)}"


def days_asked(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The dates to look at, two weeks from today unless named; never more than two months."""
    begins = first or today
    ends = last or begins + timedelta(days=SLOT_DAYS - 1)
    return begins, min(ends, begins + timedelta(days=SLOT_DAYS_AT_MOST - 1))


async def free_slots(
    request: Request, office_id: str, wish: Wish, first: date | None, last: date | None, asking: Asking
) -> list[Slot]:
    """The free slots of an office. Raises NoSuchOffice and what stands against the visit."""
    house = house_of(request)
    day, now = house.day(office_id), house.now()
    dates = days_asked(first, last, local(now, day.office.zone).date())
    return await run_sync(
        lambda: slot_search.free_slots(house.days, office_id, wish, *dates, now, house.is_public_holiday, asking)
    )


async def with_alternatives(
    request: Request, office_id: str, wish: Wish, refusal: SlotTaken | NotASlot, asking: Asking
) -> SlotTaken | NotASlot:
    """The refusal with the nearest times that are free."""
    house = house_of(request)
    kept: Alternatives = request.app.state.alternatives
    free = await kept.around(house, office_id, wish, asking)
    day = house.day(office_id)
    return type(refusal)(alternatives=[slot_view(day, slot) for slot in slot_search.nearest(free, wish.starts_at)])


async def contacts(request: Request, office_id: str, reservations: list[Reservation]) -> dict[str, Any]:
    """Who booked, by reservation; for staff."""
    told = [reservation.id for reservation in reservations if reservation.has_contact]
    if not told:
        return {}
    return dict(await access_of(request).read(lambda connection: contact_of(connection, office_id, told)))


async def of_date(request: Request, day: OfficeDay, on: date) -> list[Reservation]:
    """The reservations of a date: those of days long past are in the table alone."""
    zone = day.office.zone
    today = local(house_of(request).now(), zone).date()
    if on >= today:
        return [each for each in day.book.reservations.values() if local(each.starts_at, zone).date() == on]
    first, last = (instant_of(each, wall_time.min, zone) for each in (on, on + timedelta(days=1)))
    office = day.office.id
    return await access_of(request).read(lambda connection: reservations_between(connection, office, first, last))


def _twin_id(reservation: Reservation) -> str:
    return (reservation.partner or "").partition("/")[2]


def _other_side(house: House, reservation: Reservation) -> Json | None:
    if reservation.partner is None:
        return None
    office_id = reservation.partner.partition("/")[0]
    day = house.days.get(office_id)
    twin = day.book.reservations.get(_twin_id(reservation)) if day else None
    if day is None or twin is None:
        return {"office": office_id, "state": None, "ticket": None, "starts_at": None}
    ticket = day.tickets.get(twin.ticket or "")
    return {
        "office": office_id,
        "state": twin.state,
        "ticket": None if ticket is None else {"number": ticket.number, "state": ticket.stop.state},
        "starts_at": rfc3339(twin.starts_at, day.office.zone),
    }
