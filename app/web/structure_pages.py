"""The page on which other structures of an office are tried on its own past weeks. Without script; the choices stand in
the address. The days are read, and played in a process beside the service, one trial at a time.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.domain.access import Caller, check_office
from app.domain.errors import DomainError
from app.domain.office import Office
from app.domain.opening import due_day
from app.domain.recorded import RecordedDay
from app.domain.rule_changes import DayTooLarge
from app.storage.played_days import days_between, recorded_day
from app.web.access import staff
from app.web.analysis_views import ChosenDay, PageAsked
from app.web.commands import house_of
from app.web.errors import status_of, words_of
from app.web.history_words import long_date
from app.web.house import House
from app.web.planner import Planner
from app.web.staff_pages import staff_page
from app.web.structure_views import KINDS, shown
from app.web.words import language_of, pick, translator

router = APIRouter(include_in_schema=False)

Manager = Annotated[Caller, Depends(staff("floor", "admin"))]

USUAL_WEEKS = 4
DAYS_AT_MOST = 20
"""Four weeks of working days: enough to see what helps, and answered within a minute."""


@router.get("/analysis/structure")
async def tries_structures(
    request: Request,
    caller: Manager,
    office: Annotated[str, Query(max_length=80)] = "",
    first: Annotated[ChosenDay, Query(alias="from")] = None,
    last: Annotated[ChosenDay, Query(alias="to")] = None,
    kind: Annotated[list[str] | None, Query(max_length=10)] = None,
    play: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """The weeks and the kinds of change to try, and with `play` what they would have brought. Raises NoSuchOffice."""
    house, language = house_of(request), language_of(request)
    open_to = [each for each in house.office_ids if not caller.offices or each in caller.offices]
    office = office or next(iter(open_to), "")
    check_office(caller, office)
    today = due_day(house.day(office).office, house.now())
    last = min(last or today - timedelta(days=1), today - timedelta(days=1))
    first = min(first or last - timedelta(weeks=USUAL_WEEKS, days=-1), last)
    kinds = [each for each in KINDS if kind is None or each in kind] or list(KINDS)
    context: dict[str, Any] = {"result": None, "lacks": None, "problem": None}
    status = 200
    try:
        if play:
            context |= await _tried(request, office, first, last, kinds)
    except DomainError as refusal:
        context["problem"], status = words_of(refusal, language), status_of(type(refusal))
    offices = [{"id": each, "name": pick(house.day(each).office.name, language)} for each in open_to]
    context |= {"asked": PageAsked(office=office), "offices": offices, "kinds": KINDS, "chosen": kinds}
    context |= {"first": first.isoformat(), "last": last.isoformat(), "most": DAYS_AT_MOST}
    context |= {"from_named": long_date(first, language), "to_named": long_date(last, language)}
    return staff_page(request, "analysis_structure.html", caller, "analysis", status=status, **context)


async def _tried(request: Request, office_id: str, first: date, last: date, kinds: list[str]) -> dict[str, Any]:
    """What the kinds of change would have brought, or what is missing for that. Raises TooMuch."""
    from app.staffing.structures import Kind  # noqa: PLC0415 - numpy is loaded by whoever asks first
    from app.usecases.structure_trials import DAYS_AT_LEAST, try_structures, usable  # noqa: PLC0415 - as above

    days, too_large = await run_sync(_read, house_of(request), office_id, first, last)
    office, fitting = usable(days)
    left_out = len(days) - len(fitting) + too_large
    if office is None or len(fitting) < DAYS_AT_LEAST:
        return {"lacks": {"days": len(days) + too_large, "usable": len(fitting), "least": DAYS_AT_LEAST}}
    planner: Planner = request.app.state.trials
    found = await planner.ask(try_structures, office, fitting, tuple(Kind(each) for each in kinds))
    return {"result": shown(found, office, fitting, left_out, translator(language_of(request)))}


def _read(house: House, office_id: str, first: date, last: date) -> tuple[list[tuple[Office, RecordedDay]], int]:
    """The newest days of the period with the office as it was then, and how many were too large to be tried."""
    found, too_large = [], 0
    with house.engine.connect() as connection:
        for day in days_between(connection, office_id, first, last, DAYS_AT_MOST):
            try:
                found.append(recorded_day(connection, office_id, day))
            except DayTooLarge:
                too_large += 1
    return found, too_large
