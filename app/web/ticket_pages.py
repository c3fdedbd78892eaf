"""The pages of one ticket: follow it, come back after a missed call, ask for a human, give up, print it."""

from contextlib import suppress
from typing import Annotated, Any
from uuid import uuid4

import segno
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from app.domain.errors import Refused
from app.web import resident_views as views
from app.web.commands import house_of
from app.web.limits import limited
from app.web.my_ticket import remember
from app.web.resident_commands import ask_help, come_back, give_up
from app.web.templating import page
from app.web.words import language_of, translator

router = APIRouter(include_in_schema=False)
Key = Annotated[str, Form(min_length=8, max_length=100)]


@router.get("/t/{ticket_id}")
async def ticket(
    request: Request, ticket_id: str, help_asked: Annotated[bool, Query(alias="help")] = False
) -> HTMLResponse:
    """My ticket: where to go or how long it takes, what comes next, what to bring."""
    context = _context(request, ticket_id)
    live = _live(context, language_of(request))
    response = page(request, "resident/ticket.html", **context, live=live, asked_for_help=help_asked, key=str(uuid4()))
    remember(request, response, ticket_id)
    return response


@router.get("/t/{ticket_id}/print")
async def ticket_on_paper(request: Request, ticket_id: str) -> HTMLResponse:
    """The ticket for a printer, with the code that opens its page on a phone."""
    code = segno.make(str(request.base_url) + f"t/{ticket_id}", error="m")
    qr = Markup(code.svg_inline(scale=4, border=2, omitsize=True))  # noqa: S704 - segno's own markup
    return page(request, "resident/ticket_print.html", **_context(request, ticket_id), qr=qr)


@router.get("/t/{ticket_id}/cancel")
async def asks_to_cancel(request: Request, ticket_id: str) -> HTMLResponse:
    """Ask once more before the turn is lost."""
    ticket = house_of(request).ticket(ticket_id)
    return page(request, "resident/cancel.html", ticket=ticket, key=str(uuid4()))


@router.post("/t/{ticket_id}/cancel")
async def cancels(request: Request, ticket_id: str, key: Key) -> RedirectResponse:
    """Give the ticket up."""
    with suppress(Refused):
        await give_up(request, ticket_id, key)
    return _to_ticket(ticket_id)


@router.post("/t/{ticket_id}/return")
async def returns(request: Request, ticket_id: str, key: Key) -> RedirectResponse:
    """Back after a missed call: keep the place."""
    with suppress(Refused):
        await come_back(request, ticket_id, key)
    return _to_ticket(ticket_id)


@router.post("/t/{ticket_id}/help", dependencies=[Depends(limited("help"))])
async def asks_for_help(request: Request, ticket_id: str, key: Key) -> RedirectResponse:
    """Ask for a human; the floor manager sees it."""
    await ask_help(request, ticket_id, key)
    return _to_ticket(ticket_id, "?help=1")


def _to_ticket(ticket_id: str, query: str = "") -> RedirectResponse:
    """To the ticket's page. What was refused came too late: the page says how the ticket stands now."""
    return RedirectResponse(f"/t/{ticket_id}{query}", status_code=303)


def _context(request: Request, ticket_id: str) -> dict[str, Any]:
    house = house_of(request)
    ticket = house.ticket(ticket_id)
    office, board = house.office_document(ticket["office"]), house.board(ticket["office"])
    wanted = [found for wish in ticket["procedures"] if (found := views.find(office["procedures"], wish))]
    return {
        "ticket": ticket,
        "phase": views.phase_of(ticket, board),
        "office": office,
        "board": board,
        "service": views.find(office["services"], ticket["service"]),
        "board_service": views.find(board["services"], ticket["service"]),
        "counter": views.find(office["counters"], ticket["counter"]),
        "times": views.times_called(ticket, board),
        "too_late": views.may_be_too_late(ticket["wait"], board),
        "steps": views.steps_of(ticket, office),
        "bring": views.bring_list(wanted),
    }


def _live(context: dict[str, Any], language: str) -> dict[str, Any]:
    """What the page's script needs to follow the ticket on the board, with the words it fills in."""
    words = translator(language).entries
    ticket, board = context["ticket"], context["board"]
    return {
        "office": ticket["office"],
        "number": ticket["number"],
        "service": ticket["service"],
        "counter": ticket["counter"],
        "phase": context["phase"],
        "times": context["times"],
        "day": board["day"],
        "time": board["as_of"][11:16],
        "soon": {
            "minutes": views.SOON_MINUTES,
            "few": views.SOON_FEW,
            "few_minutes": views.SOON_FEW_MINUTES,
        },
        "words": {
            "range": words["common.wait_range"],
            "about": words["common.wait_about"],
            "range_number": words["common.wait_range_number"],
            "about_number": words["common.wait_about_number"],
            "updated": words["common.updated_at"],
            "stale": words["common.stale"],
            "title": words["resident.title_waiting"],
        },
    }
