"""The page on which a change of rules is tried on a past day. For floor managers and administrators; without script.

The choices stand in the address. Nothing is played in the service's own database: the day is read, and played twice in
a process beside the service, one trial at a time.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.domain.access import Caller, check_office
from app.domain.errors import DomainError
from app.domain.office import Office
from app.domain.opening import due_day
from app.domain.recorded import RecordedDay
from app.domain.rule_changes import DayNotOver, under
from app.integrations.holidays import is_public_holiday
from app.storage.played_days import last_day_before, recorded_day
from app.usecases.comparisons import Trial
from app.usecases.offices import checked
from app.usecases.replay import check_fits
from app.usecases.rule_trials import try_rules
from app.web.access import staff
from app.web.analysis_views import ChosenDay, PageAsked
from app.web.commands import house_of
from app.web.errors import status_of, words_of
from app.web.history_words import long_date
from app.web.house import House
from app.web.planner import Planner
from app.web.staff_pages import staff_page
from app.web.try_forms import Fields, form_of, rule_change
from app.web.try_views import shown
from app.web.words import language_of, pick, translator

router = APIRouter(include_in_schema=False)

Manager = Annotated[Caller, Depends(staff("floor", "admin"))]


@router.get("/analysis/try")
async def tries_rules(
    request: Request,
    caller: Manager,
    office: Annotated[str, Query(max_length=80)] = "",
    chosen: Annotated[ChosenDay, Query(alias="date")] = None,
    play: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """The rules of a past day to change, and with `play` what the change would have done. Raises NoSuchOffice."""
    house, language = house_of(request), language_of(request)
    open_to = [each for each in house.office_ids if not caller.offices or each in caller.offices]
    office = office or next(iter(open_to), "")
    check_office(caller, office)
    house.day(office)
    fields = dict(request.query_params)
    context: dict[str, Any] = {"form": None, "result": None, "problem": None}
    status = 200
    try:
        today = due_day(house.day(office).office, house.now())
        chosen = chosen or await run_sync(_last_day, house, office, today)
        if chosen:
            then, day = await run_sync(_read, house, office, chosen, today)
            context["form"] = form_of(then, fields, language)
            if play:
                context["result"] = await _tried(request, then, day, fields)
    except DomainError as refusal:
        context["problem"], status = words_of(refusal, language), status_of(type(refusal))
    offices = [{"id": each, "name": pick(house.day(each).office.name, language)} for each in open_to]
    context |= {"asked": PageAsked(office=office), "offices": offices, "day": chosen}
    context |= {"day_named": long_date(chosen, language) if chosen else ""}
    return staff_page(request, "analysis_try.html", caller, "analysis", status=status, **context)


def _last_day(house: House, office_id: str, today: date) -> date | None:
    with house.engine.connect() as connection:
        return last_day_before(connection, office_id, today)


def _read(house: House, office_id: str, day: date, today: date) -> tuple[Office, RecordedDay]:
    """The office then, and who came. Raises Invalid, also when its configuration lost what people came for."""
    if day >= today:
        raise DayNotOver
    with house.engine.connect() as connection:
        office, recorded = recorded_day(connection, office_id, day)
    check_fits(office, [recorded])
    return office, recorded


async def _tried(request: Request, office: Office, day: RecordedDay, fields: Fields) -> dict[str, Any]:
    """Play both and say what is different. Raises Invalid, TooMuch."""
    other, other_day = under(office, day, rule_change(office, fields), is_public_holiday)
    as_it_was, changed = Trial(checked(office), [day]), Trial(checked(other), [other_day])
    planner: Planner = request.app.state.trials
    both = await planner.ask(try_rules, as_it_was, changed, is_public_holiday)
    return await run_sync(shown, both, office, translator(language_of(request)))
