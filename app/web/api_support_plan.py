"""Support staff planned ahead: the API, files to take along, and the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.domain.access import Caller
from app.domain.errors import NoSuchSupporter
from app.domain.office import Office
from app.integrations.calendars import ShiftEntry, shifts_file
from app.web.access import staff
from app.web.api_docs import ALWAYS_POSSIBLE
from app.web.commands import JSON, house_of
from app.web.staff_pages import staff_page
from app.web.support_plan_answers import FORMS, SupportPlanAnswer
from app.web.support_plan_views import page_values
from app.web.support_plans import PROBABILITY, checked, planned
from app.web.words import language_of, pick, translator

router = APIRouter(prefix="/api/v1/offices/{office}/floor/support", tags=["floor"], responses=ALWAYS_POSSIBLE)
pages = APIRouter(include_in_schema=False)

Manager = Annotated[Caller, Depends(staff("floor"))]
First = Annotated[date | None, Query(alias="from", description="Today without it.")]
Last = Annotated[date | None, Query(alias="to", description="Included; four weeks without it.")]
Share = Annotated[float, Query(ge=0.5, le=0.99, description="Share of a day's people to be called in time.")]
Chosen = Annotated[date | None, Query(alias="date", description="The day that is simulated; the busiest without it.")]


@router.get(
    "/plan",
    response_model=SupportPlanAnswer,
    responses=FORMS,
    summary="Support staff needed in the coming weeks, and shifts that cover it",
)
async def plan(
    request: Request,
    office: str,
    caller: Manager,
    first: First = None,
    last: Last = None,
    probability: Share = PROBABILITY,
    chosen: Chosen = None,
    form: Annotated[str, Query(pattern="^(json|csv|shifts|calendar)$")] = "json",
    supporter: Annotated[str | None, Query(max_length=80, description="Shifts of one person only.")] = None,
) -> Response:
    """By half hour and service: people to expect on a busy day (nine of ten are quieter), counters staffed anyway,
    extra people needed, how many of them the shifts leave `missing`. Shifts respect skills, availability, breaks and
    hours. `checked` is one day by Erlang C and by simulation. `form` is `csv` for the needs, `shifts` for the shifts
    as CSV, `calendar` for an iCalendar file."""
    from app.usecases import support_plans as made  # noqa: PLC0415 - the service starts faster without scipy

    found = await planned(request, office, first, last, probability)
    view = made.plan_view(found.question, found.plan)
    if supporter is not None:
        if supporter not in {each.id for each in found.question.office.support}:
            raise NoSuchSupporter(supporter=supporter)
        view["shifts"] = [shift for shift in view["shifts"] if shift["supporter"] == supporter]
    named = f"support-{office}-{found.first}-{found.last}"
    if form == "csv":
        return _csv(made.need_rows(view), f"{named}-needs.csv")
    if form == "shifts":
        return _csv(made.shift_rows(view), f"{named}-shifts.csv")
    if form == "calendar":
        return _calendar(request, found.question.office, view["shifts"], f"{named}.ics")
    whole = {"from": found.first.isoformat(), "to": found.last.isoformat(), **view}
    whole["checked"] = await checked(request, found, chosen)
    return Response(orjson.dumps(whole), media_type=JSON)


@pages.get("/floor/{office}/support-plan")
async def plan_page(
    request: Request,
    caller: Manager,
    office: str,
    first: First = None,
    last: Last = None,
    probability: Share = PROBABILITY,
    chosen: Chosen = None,
) -> HTMLResponse:
    """What is needed by day and half hour, who could come, and one day looked at twice. Raises NoSuchOffice."""
    from app.usecases import support_plans as made  # noqa: PLC0415 - as above

    found = await planned(request, office, first, last, probability)
    view = made.plan_view(found.question, found.plan)
    values = page_values(found.question.office, view, await checked(request, found, chosen), language_of(request))
    named = {"id": office, "name": pick(found.question.office.name, language_of(request))}
    asked = {"first": found.first.isoformat(), "last": found.last.isoformat(), "probability": probability}
    return staff_page(request, "support_plan.html", caller, "support_plan", office=named, asked=asked, **values)


def _csv(rows: Sequence[Mapping[str, Any]], name: str) -> Response:
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _calendar(request: Request, office: Office, shifts: Sequence[Mapping[str, Any]], name: str) -> Response:
    now = datetime.fromtimestamp(house_of(request).now() / 1000, UTC)
    entries = [_entry(office, shift, language_of(request)) for shift in shifts]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        shifts_file(entries, now), media_type="text/calendar; charset=utf-8; method=PUBLISH", headers=headers
    )


def _entry(office: Office, shift: Mapping[str, Any], language: str) -> ShiftEntry:
    _ = translator(language).gettext
    who, where = pick(shift["name"], language), pick(office.name, language)
    lines = [
        f"{duty['from'][11:16]}–{duty['to'][11:16]} {pick(office.service(duty['service']).name, language)}"
        for duty in shift["duties"]
    ]
    if rest := shift["break"]:
        lines.append(_("support.plan_break", begins=rest["from"][11:16], ends=rest["to"][11:16]))
    return ShiftEntry(
        id=f"support-{office.id}-{shift['date']}-{shift['supporter']}",
        starts_at=datetime.fromisoformat(shift["from"]),
        ends_at=datetime.fromisoformat(shift["to"]),
        zone=office.zone,
        summary=_("support.plan_entry", name=who, office=where),
        location=where,
        description="\n".join(lines),
    )
