"""The residents' pages: offices, one office, a procedure, taking a ticket, my ticket. They work without scripts."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field

from app.domain.access import Caller
from app.domain.errors import NoSuchProcedure, NoSuchService, Refused
from app.domain.visits import bookable_procedures
from app.web import resident_views as views
from app.web.access import visitor
from app.web.booking_journey import offers_all
from app.web.busy_pages import quiet_hint
from app.web.commands import house_of
from app.web.door import door_read, keep_door, opens
from app.web.errors import words_of
from app.web.limits import limited
from app.web.my_reservation import my_reservation
from app.web.my_ticket import my_ticket, remember
from app.web.resident_commands import take
from app.web.templating import page
from app.web.words import language_of, pick, translator

router = APIRouter(include_in_schema=False)
NEEDS = ("writing", "hearing", "wheelchair")


class Asked(views.Wish):
    """Which question comes now, and the answers so far."""

    step: str = Field("", max_length=20)


class Decided(views.Wish):
    """All answers, with the form's own key."""

    key: str = Field(min_length=8, max_length=100)


@router.get("/")
async def offices(request: Request, wanted: Annotated[str, Query(alias="for", max_length=100)] = "") -> HTMLResponse:
    """How busy each office is now; for one service or procedure the quickest first."""
    house = house_of(request)
    now = house.offices()
    services, procedures = views.choices(house.office_document(office["id"]) for office in now["offices"])
    kind, _, asked = wanted.partition(":")
    procedure = procedures.get(asked) if kind == "procedure" else None
    service = asked if kind == "service" and asked in services else None
    return page(
        request,
        "resident/offices.html",
        as_of=now["as_of"],
        offices=views.offices_in_order(now["offices"], service, procedure),
        services=services,
        procedures=procedures,
        wanted=wanted,
        asked=procedure,
        no_visit=views.without_a_visit(procedure) if procedure else None,
        mine=my_ticket(request),
        booked=my_reservation(request),
        can_book=any(bookable_procedures(day.office) for day in house.days.values()),
    )


@router.get("/o/{office_id}", response_model=None)
async def office(
    request: Request, office_id: str, door: Annotated[str | None, Query(max_length=100)] = None
) -> HTMLResponse | RedirectResponse:
    """One office: queues, notices, hours, procedures. `door` is the code of the day, read from a screen in the hall."""
    house = house_of(request)
    if opens(house.day(office_id), door):
        return _through_the_door(request, office_id)
    document, board = house.office_document(office_id), house.board(office_id)
    here = door_read(request, office_id) is not None
    rows = views.service_rows(document, board, at_the_door=here)
    can_take = any(row["refused"] is None for row in rows)
    return page(
        request,
        "resident/office.html",
        office=document,
        board=board,
        services=rows,
        can_take=can_take,
        categories=views.procedures_by_category(document["procedures"]),
        usual_hours=views.usual_hours(document["weekly_hours"]),
        special_days=views.special_days(document["weekly_hours"], board["day"]),
        quiet=quiet_hint(request, office_id),
        mine=my_ticket(request),
        booked=my_reservation(request),
        can_book=bool(bookable_procedures(house.day(office_id).office)),
        at_the_door=here and can_take,
        door_is_old=door is not None and not here,
    )


@router.get("/o/{office_id}/p/{procedure_id}")
async def procedure(request: Request, office_id: str, procedure_id: str) -> HTMLResponse:
    """One procedure at one office: the ways to do it, those without a visit first; what it takes; a quicker office."""
    house = house_of(request)
    document, board = house.office_document(office_id), house.board(office_id)
    wish = views.find(document["procedures"], procedure_id)
    if wish is None:
        raise NoSuchProcedure(procedure=procedure_id)
    here = door_read(request, office_id) is not None
    first = views.find(views.service_rows(document, board, at_the_door=here), wish["services"][0])
    others = [
        other
        for other in house.offices()["offices"]
        if other["id"] != office_id and views.find(house.office_document(other["id"])["procedures"], procedure_id)
    ]
    return page(
        request,
        "resident/procedure.html",
        office=document,
        procedure=wish,
        channels=views.channels_in_order(wish),
        steps=views.itinerary(wish, document),
        wait=first["wait"] if first else None,
        refused=first["refused"] if first else "only_here",
        can_book=offers_all(house.day(office_id).office, [procedure_id]),
        at_the_door=here and bool(first and first["refused"] is None),
        quicker=views.quicker_office(others, wish["services"][0], first["wait"] if first else None),
    )


@router.get("/o/{office_id}/take")
async def asks_for_ticket(request: Request, office_id: str, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """One question a page: what for, what help, check."""
    return _take_page(request, office_id, asked)


@router.post("/o/{office_id}/take", response_model=None, dependencies=[Depends(limited("tickets"))])
async def takes_ticket(
    request: Request, office_id: str, wish: Annotated[Decided, Form()], caller: Annotated[Caller, Depends(visitor)]
) -> HTMLResponse | RedirectResponse:
    """Take the ticket. The form's own key makes a double tap one ticket."""
    try:
        ticket = await take(request, office_id, wish, wish.key, caller)
    except Refused as refusal:
        return _take_page(request, office_id, Asked(**wish.model_dump(), step="check"), refusal)
    response = RedirectResponse(f"/t/{ticket['id']}", status_code=303)
    remember(request, response, ticket["id"])
    return response


def _through_the_door(request: Request, office_id: str) -> RedirectResponse:
    """The same page without the code in its address, which people pass on; the browser keeps it."""
    page_here = request.url.remove_query_params("door")
    response = RedirectResponse(f"{page_here.path}?{page_here.query}".rstrip("?"), status_code=303)
    keep_door(request, response, office_id)
    response.headers["Cache-Control"] = "no-store"
    return response


def _take_page(request: Request, office_id: str, asked: Asked, refusal: Refused | None = None) -> HTMLResponse:
    house, language = house_of(request), language_of(request)
    document, board = house.office_document(office_id), house.board(office_id)
    here = door_read(request, office_id) is not None
    rows = views.service_rows(document, board, at_the_door=here)
    context: dict[str, Any] = {
        "at_the_door": here and any(row["refused"] is None for row in rows),
        "office": document,
        "board": board,
        "services": rows,
        "problem": refusal and words_of(refusal, language),
        "mine": my_ticket(request),
    }
    if not (asked.service or asked.procedure):
        back = {"href": f"/o/{office_id}", "text": pick(document["name"], language)}
        return page(request, "resident/take.html", step="what", back=back, **context)
    procedure = views.find(document["procedures"], asked.procedure)
    service_id = procedure["services"][0] if procedure else asked.service
    service = views.find(rows, service_id)
    if service is None:
        raise NoSuchService(service=service_id) if asked.service else NoSuchProcedure(procedure=asked.procedure)
    link = views.take_link(office_id, asked)
    back = {"href": link, "text": translator(language).gettext("common.back")}
    if asked.step != "check":
        back["href"] = f"/o/{office_id}/take" if asked.service else f"/o/{office_id}/p/{asked.procedure}"
    return page(
        request,
        "resident/take.html",
        status=409 if refusal else 200,
        step="check" if asked.step == "check" else "help",
        back=back,
        service=service,
        procedure=procedure,
        chosen=[("procedure", asked.procedure) if procedure else ("service", service_id)],
        needs=[need for need in NEEDS if need in asked.need],
        all_needs=NEEDS,
        priority=views.find(document["priorities"], asked.priority),
        priorities=[priority for priority in document["priorities"] if priority["self_service"]],
        bring=views.bring_list([procedure]) if procedure else [],
        refused=service["refused"],
        too_late=views.may_be_too_late(service["wait"], board),
        key=str(uuid4()),
        **context,
    )
