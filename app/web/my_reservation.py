"""The reservation that a browser made or looked at last, so that the start page leads to it. No account needed."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from app.web import bookings
from app.web.booking_views import LIVE, phase_of
from app.web.commands import house_of

COOKIE = "reservation"
KEPT_SECONDS = 62 * 24 * 3600


def remember(request: Request, response: Response, reservation: str) -> None:
    """Keep the reservation's id in the browser until it is past."""
    response.set_cookie(
        COOKIE, reservation, max_age=KEPT_SECONDS, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )


def my_reservation(request: Request) -> dict[str, Any] | None:
    """The browser's reservation, as long as there is something to come of it."""
    house = house_of(request)
    known = bookings.in_memory(house, request.cookies.get(COOKIE, ""))
    if known is None:
        return None
    shown = bookings.view(house, *known)
    phase = phase_of(shown)
    return {**shown, "phase": phase, "office_name": dict(known[0].office.name)} if phase in LIVE else None
