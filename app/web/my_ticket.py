"""The ticket that a browser took or looked at last, so that a lost page does not lose the ticket. No account needed."""

from typing import Any

from fastapi import Request, Response

from app.domain.errors import NoSuchTicket
from app.web.commands import house_of
from app.web.resident_views import OVER

COOKIE = "ticket"
A_DAY_SECONDS = 24 * 3600


def remember(request: Request, response: Response, ticket: str) -> None:
    """Keep the ticket's id in the browser for a day."""
    response.set_cookie(
        COOKIE, ticket, max_age=A_DAY_SECONDS, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )


def my_ticket(request: Request) -> dict[str, Any] | None:
    """The browser's ticket, as long as its visit is not over."""
    known = request.cookies.get(COOKIE)
    if not known:
        return None
    try:
        ticket: dict[str, Any] = house_of(request).ticket(known)
    except NoSuchTicket:
        return None
    return None if ticket["state"] in OVER else ticket
