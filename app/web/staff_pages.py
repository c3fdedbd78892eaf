"""Pages of staff: signing in and out, choosing a counter, the counter console."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.domain.access import Caller, CallerKind
from app.domain.access_errors import CrossSite, SignInFailed, TooMuch
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.times import MINUTE, SECOND
from app.usecases.tokens import csrf_of
from app.web.access import anyone, staff
from app.web.commands import house_of
from app.web.cookies import end_session_cookie, session_cookie, set_cookies
from app.web.errors import status_of
from app.web.signing_in import sign_in, sign_out
from app.web.templating import page
from app.web.words import Translator, language_of, pick, translator

router = APIRouter(include_in_schema=False)

Clerk = Annotated[Caller, Depends(staff("counter", "floor"))]
Typed = Annotated[str, Form(max_length=1000)]

SPOKEN = ("ja", "ja-easy", "en", "zh-Hans", "zh-Hant", "ko", "vi")
"""Languages that staff may note for a person."""

FIRST_PAGE_OF = {"counter": "/counter/", "floor": "/floor/", "admin": "/admin/"}


def staff_page(request: Request, template: str, caller: Caller, area: str, **context: Any) -> HTMLResponse:
    """A page in the frame of the staff pages, for somebody who has signed in."""
    csrf = csrf_of(session_cookie(request) or "")
    return page(request, template, session=caller, csrf=csrf, area=area, **context)


@router.get("/sign-in", response_model=None)
async def sign_in_page(
    request: Request,
    caller: Annotated[Caller, Depends(anyone)],
    wanted: Annotated[str, Query(alias="next", max_length=1000)] = "",
) -> HTMLResponse | RedirectResponse:
    """Asks for account and password; whoever has signed in goes on to the page they wanted."""
    if caller.kind is CallerKind.STAFF:
        return RedirectResponse(_goes_on(wanted, caller), status_code=303)
    return _sign_in_page(request, wanted)


@router.post("/sign-in", response_model=None)
async def signs_in(
    request: Request,
    account: Typed = "",
    password: Typed = "",
    wanted: Annotated[str, Form(alias="next", max_length=1000)] = "",
) -> HTMLResponse | RedirectResponse:
    """Begin a session, or say on the same page why not."""
    try:
        signed_in = await sign_in(request, account, password)
    except (SignInFailed, TooMuch, CrossSite) as refusal:
        return _sign_in_page(request, wanted, account, refusal)
    response = RedirectResponse(_goes_on(wanted, signed_in.caller), status_code=303)
    set_cookies(response, request, signed_in.token, signed_in.browser_token)
    return response


@router.post("/sign-out")
async def signs_out(request: Request, caller: Annotated[Caller, Depends(staff())]) -> RedirectResponse:
    """End the session."""
    if token := session_cookie(request):
        await sign_out(request, token, caller)
    response = RedirectResponse("/sign-in", status_code=303)
    end_session_cookie(response, request)
    return response


@router.get("/counter/")
async def chooses_counter(
    request: Request, caller: Clerk, chosen: Annotated[str, Query(alias="office", max_length=80)] = ""
) -> HTMLResponse:
    """The counters of an office, to sit down at one."""
    house, language = house_of(request), language_of(request)
    open_to = [office_id for office_id in house.office_ids if not caller.offices or office_id in caller.offices]
    offices = [_named(house.day(office_id), language) for office_id in open_to]
    office = next((each for each in offices if each["id"] == chosen), offices[0] if offices else None)
    counters = _counters(house.day(office["id"]), language) if office else []
    return staff_page(
        request, "counter_choose.html", caller, "counter", offices=offices, office=office, counters=counters
    )


@router.get("/counter/{office}/{counter}")
async def console(request: Request, caller: Clerk, office: str, counter: str) -> HTMLResponse:
    """The console of one counter. Raises NoSuchOffice, NoSuchCounter."""
    day = house_of(request).day(office)
    named = {"id": day.desk(counter).counter}
    shown = _named(day, language_of(request))
    return staff_page(request, "counter.html", caller, "counter", office=shown, counter=named, ticket_languages=SPOKEN)


def _sign_in_page(request: Request, wanted: str, account: str = "", refusal: DomainError | None = None) -> HTMLResponse:
    error = refusal and _why_not(refusal, translator(language_of(request)))
    response = page(
        request,
        "sign_in.html",
        status=status_of(type(refusal)) if refusal else 200,
        session=None,
        area="sign_in",
        next=wanted,
        account=account,
        error=error,
    )
    if isinstance(refusal, TooMuch):
        response.headers["Retry-After"] = str(refusal.details["seconds"])
    return response


def _why_not(refusal: DomainError, words: Translator) -> str:
    if isinstance(refusal, TooMuch):
        seconds = int(str(refusal.details["seconds"]))
        if seconds * SECOND < 2 * MINUTE:
            return words.ngettext("staff.sign_in_locked_seconds", seconds)
        return words.ngettext("staff.sign_in_locked_minutes", -(-seconds * SECOND // MINUTE))
    return words.gettext("staff.sign_in_elsewhere" if isinstance(refusal, CrossSite) else "staff.sign_in_wrong")


def _goes_on(wanted: str, caller: Caller) -> str:
    """The page that was wanted, if it is one of ours; else the first page of the caller's role."""
    if _is_local(wanted):
        return wanted
    return next((path for role, path in FIRST_PAGE_OF.items() if role in caller.roles), "/")


def _is_local(address: str) -> bool:
    """Browsers read a backslash as a slash and skip control characters: what has them may lead elsewhere."""
    plain = address.isprintable() and "\\" not in address
    parts = urlsplit(address) if plain else None
    return bool(parts and not parts.scheme and not parts.netloc and address.startswith("/") and address[:2] != "//")


def _named(day: OfficeDay, language: str) -> dict[str, Any]:
    return {"id": day.office.id, "name": pick(day.office.name, language)}


def _counters(day: OfficeDay, language: str) -> list[dict[str, Any]]:
    return [
        {
            "id": counter.id,
            "area": pick(counter.area, language),
            "state": day.desk(counter.id).state,
            "staff": day.desk(counter.id).staff,
            "services": [
                {"prefix": service.prefix, "name": pick(service.name, language)}
                for service in map(day.office.service, day.desk(counter.id).offers or day.usual_offers(counter.id))
            ],
        }
        for counter in day.office.counters
    ]
