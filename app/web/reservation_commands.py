"""The commands behind the forms about reservations: the same use cases, limits and keys as in the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from fastapi import Request
from uuid_utils import uuid7

from app.domain.access import Caller
from app.domain.booking import Details, Wish
from app.domain.booking_errors import NotASlot, NotAtTheOffice
from app.domain.times import instant
from app.usecases import reservations
from app.usecases.boards import Json
from app.usecases.reservations import Booker, Contact
from app.usecases.slot_search import linked_offices
from app.web import bookings
from app.web.api_check_in import wanted_ticket
from app.web.commands import house_of
from app.web.door import door_read

Verb = Callable[..., Json]
"""A use case about one reservation; called with transaction, time (ms), office and reservation."""


async def hold(request: Request, office: str, wish: Wish, key: str, caller: Caller) -> Json:
    """Keep a time for this browser for some minutes. Raises Refused when it is gone or cannot be had."""
    house = house_of(request)
    holder = bookings.holder_of(request, caller)
    booker = Booker(uuid7().hex, uuid7().hex, caller.actor, bookings.channel_of(caller), holder)
    answer = await house.submit(
        office,
        lambda tx, now: reservations.hold_slot(tx, now, office, wish, booker),
        key=key,
        what=["hold", office, wish.starts_at, list(wish.procedures), dict(wish.answers), wish.people],
        also=linked_offices(house.day(office)),
    )
    return _json(answer)


async def confirm(
    request: Request, reservation: str, details: Details, contact: Contact | None, key: str, caller: Caller
) -> None:
    """Make a held time a reservation. Raises HoldOver, NotHeld."""
    verb = partial(reservations.confirm_reservation, details=details, actor=caller.actor, contact=contact)
    await _about(request, reservation, key, ["confirm"], verb)


async def move(request: Request, reservation: str, wish: Wish, key: str, caller: Caller) -> None:
    """Another time or another visit; the old time is kept until the new one is certain. Raises Refused."""
    verb = partial(
        reservations.move_reservation,
        wish=wish,
        details=Details(),
        actor=caller.actor,
        public=bookings.is_public(caller),
    )
    what = ["move", wish.starts_at, list(wish.procedures), dict(wish.answers), wish.people]
    await _about(request, reservation, key, what, verb)


async def cancel(request: Request, reservation: str, key: str, caller: Caller) -> None:
    """Give a time back, held or booked. Raises Refused when it is too late for that."""
    verb = partial(reservations.cancel_reservation, actor=caller.actor, reason=None, public=bookings.is_public(caller))
    await _about(request, reservation, key, ["cancel"], verb)


async def want_earlier(request: Request, reservation: str, from_at: int | None, key: str, caller: Caller) -> None:
    """Ask for an earlier time from an instant (ms) on; None: not any more. Raises Refused, NothingEarlier."""
    verb = partial(reservations.want_earlier, from_at=from_at, actor=caller.actor)
    await _about(request, reservation, key, ["earlier", from_at], verb)


async def answer_offer(request: Request, reservation: str, key: str, caller: Caller, *, take: bool) -> None:
    """Take the earlier time on offer, or leave it to the next person. Raises NoOffer."""
    verb = reservations.take_offer if take else reservations.decline_offer
    await _about(request, reservation, key, ["take" if take else "decline"], partial(verb, actor=caller.actor))


async def check_in(request: Request, reservation: str, key: str, caller: Caller) -> Json:
    """The person is at the office, which the code of the day proves. Raises NotAtTheOffice and other Refused."""
    day, _ = await bookings.found(request, reservation)
    if door_read(request, day.office.id) is None:
        raise NotAtTheOffice
    wanted = wanted_ticket(request, day.office.id, caller, None)
    verb = partial(reservations.check_in, request=wanted, actor=caller.actor)
    return await _about(request, reservation, key, ["check-in"], verb)


def instant_from(text: str) -> int:
    """An instant (ms) out of a form. Raises NotASlot when it is none."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise NotASlot from None
    if when.tzinfo is None:
        raise NotASlot
    return instant(when)


async def _about(request: Request, reservation: str, key: str, what: list[Any], verb: Verb) -> Json:
    """A page has several forms and one key; with its verb (the first of `what`) each form has its own."""
    day, _ = await bookings.found(request, reservation)
    office = day.office.id
    answer = await house_of(request).submit(
        office,
        lambda tx, now: verb(tx, now, office, reservation),
        key=f"{what[0]}:{key}",
        what=[*what, reservation],
        also=linked_offices(day),
    )
    return _json(answer)


def _json(answer: bytes) -> Json:
    document: Json = orjson.loads(answer)
    return document
