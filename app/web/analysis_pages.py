"""The analyst's page: waiting times of the past in pictures and tables, and the check of steps. Everybody may look.

Pictures are drawn here and stand in the page as SVG, so it works without scripts and in a closed network; a script only
spares the reload. The same figures are behind the addresses of the API that the page links to.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.domain.access import Caller, CallerKind
from app.domain.errors import Invalid, NobodyMay
from app.domain.opening import due_day
from app.domain.periods import Time
from app.domain.questions import Split
from app.storage.history import recorded_since
from app.usecases.before_after import FEWEST_DAYS
from app.usecases.step_check import StepCheck
from app.usecases.waiting_times import Answer
from app.web import analysis_views as views
from app.web.access import anyone
from app.web.api_history import question_about, steps_checked
from app.web.commands import house_of
from app.web.errors import words_of
from app.web.history_forms import Form
from app.web.history_query import Asked, AskedAboutSteps, check_caller
from app.web.history_words import Names
from app.web.history_work import Wish, give_with_figures
from app.web.house import House
from app.web.staff_pages import staff_page
from app.web.step_forms import as_picture, title_of
from app.web.templating import page
from app.web.words import language_of, pick, translator

router = APIRouter(include_in_schema=False)

Anyone = Annotated[Caller, Depends(anyone)]
Figure = dict[str, Any]


class StepsAsked(views.PageAsked):
    """The choices of the step check."""

    change: views.ChosenDay = None


@router.get("/analysis/")
async def analysis(request: Request, asked: Annotated[views.PageAsked, Query()], caller: Anyone) -> HTMLResponse:
    """Headlines, a picture of what is asked for, and the hours of the week, each with its table."""
    house = house_of(request)
    asked = _existing(house, asked)
    shown, problem = await run_sync(_figures, request, house, asked, caller)
    names = _names(house, asked, language_of(request))
    context = {"problem": problem, **shown, **_frame(house, asked, names, caller)}
    return _page(request, "analysis.html", caller, context, 422 if problem else 200)


@router.get("/analysis/steps")
async def steps(request: Request, asked: Annotated[StepsAsked, Query()], caller: Anyone) -> HTMLResponse:
    """Where visits of one office spend their time, and what a change has done."""
    house = house_of(request)
    asked = _existing(house, asked)
    asked.office = asked.office or house.office_ids[0]
    names = _names(house, asked, language_of(request))
    check, problem = await run_sync(_check, house, asked, caller, names)
    picture = await run_sync(as_picture, check, names) if check and check.steps else ""
    context: dict[str, Any] = {"problem": problem, "picture": picture, "check": check, "rows": _step_rows(check, names)}
    context |= {"tested": bool(check and any(step.changes for step in check.steps)), "fewest_days": FEWEST_DAYS}
    context |= {"change": asked.change or "", **_frame(house, asked, names, caller)}
    return _page(request, "analysis_steps.html", caller, context, 422 if problem else 200)


def _page(request: Request, template: str, caller: Caller, context: dict[str, Any], status: int) -> HTMLResponse:
    """In the frame of the staff pages, also for those who have not signed in."""
    if caller.kind is CallerKind.STAFF:
        return staff_page(request, template, caller, "analysis", status=status, **context)
    return page(request, template, status=status, session=None, area="analysis", **context)


def _existing(house: House, asked: Any) -> Any:
    """The choices without what does not exist: an old address still shows something."""
    changes = {}
    if asked.office not in house.office_ids:
        changes["office"] = ""
    if asked.by not in views.TIMES:
        changes["by"] = "day"
    if asked.split not in set(Split):
        changes["split"] = ""
    if asked.measure not in views.MEASURES_OFFERED:
        changes["measure"] = "waits"
    here = [asked.office] if asked.office in house.office_ids else house.office_ids
    offices = [house.day(each).office for each in here]
    if asked.service not in {each.id for office in offices for each in office.services}:
        changes["service"] = ""
    if asked.procedure not in {each.id for office in offices for each in office.procedures}:
        changes["procedure"] = ""
    return asked.model_copy(update=changes)


def _figures(
    request: Request, house: House, asked: views.PageAsked, caller: Caller
) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """The figures of the page, or what stands against them."""
    today = _today(house, asked)
    days = views.days_of(asked, today)
    language = language_of(request)
    try:
        parameters = views.asked_of_api(asked, days)
        main = _figure(request, house, asked, caller, parameters)
        head = views.asked_of_api(asked, days, by="", measure=",".join(views.HEADLINES))
        headlines, _, names = _answered(request, house, asked, caller, head)
        shown = {
            "main": main,
            "tiles": views.tiles(headlines, names, _recorded_since(house, headlines)),
            "as_of": names.as_of(headlines),
            "compared": names.period(*headlines.compared) if headlines.compared else "",
            "downloads": views.downloads(asked, parameters),
            "week": None,
        }
        if (
            asked.by != Time.WEEKDAY_HOUR
            and not asked.procedure
            and asked.split not in ("procedure", "step", "counter")
        ):
            measure = (
                views.measures_of(asked)[1]
                if asked.measure == "waits" and not asked.split
                else views.measures_of(asked)[0]
            )
            week = views.asked_of_api(asked, days, by=Time.WEEKDAY_HOUR, measure=measure, compare="")
            shown["week"] = _figure(request, house, asked, caller, week)
    except (Invalid, NobodyMay) as refusal:
        return {"main": None, "tiles": [], "week": None, "downloads": [], "as_of": "", "compared": ""}, words_of(
            refusal, language
        )
    return shown, None


def _recorded_since(house: House, answer: Answer) -> date | None:
    with house.engine.connect() as connection:
        return recorded_since(connection, answer.question.offices)


def _figure(
    request: Request, house: House, asked: views.PageAsked, caller: Caller, parameters: dict[str, str]
) -> Figure:
    answer, picture, names = _answered(request, house, asked, caller, parameters)
    return {
        "picture": picture,
        "sentence": names.sentence(answer, answer.question.measures[0]),
        "table": views.table(answer, names, asked),
        "left_out": answer.left_out,
        "empty": not answer.rows,
    }


def _answered(
    request: Request, house: House, asked: views.PageAsked, caller: Caller, parameters: dict[str, str]
) -> tuple[Any, str, Names]:
    offices = [asked.office] if asked.office else house.office_ids
    question = question_about(house, Asked.model_validate(parameters), offices)
    public = check_caller(caller, question)
    wish = Wish(house, views.api_question(parameters), question, Form.SVG, language_of(request), request.url, public)
    answer, picture = give_with_figures(wish)
    return answer, picture, wish.names


def _check(
    house: House, asked: StepsAsked, caller: Caller, names: Names
) -> tuple[StepCheck | None, tuple[str, str] | None]:
    first, last = views.days_of(asked, _today(house, asked))

    wanted = AskedAboutSteps(first=first, last=last, procedure=asked.procedure, change=asked.change)
    try:
        check, _ = steps_checked(house, asked.office, wanted, caller, names.words.language)
    except Invalid as refusal:
        return None, words_of(refusal, names.words.language)
    return check, None


def _step_rows(check: StepCheck | None, names: Names) -> list[dict[str, Any]]:
    shown = ("served", "wait_mean", "wait_p90", "walk_minutes", "service_minutes", "service_p90")
    return [
        {
            "title": title_of(step, names),
            "bottleneck": step.bottleneck,
            "share": f"{step.share * 100:.0f}%" if step.share is not None else "–",
            "values": [names.value(name, step.values[name]) for name in shown],
            "before": [names.value(name, step.before[name]) for name in shown] if step.before else None,
            "changes": [views.change_shown(step.changes.get(name), names) for name in shown],
        }
        for step in (check.steps if check else [])
    ]


def _frame(house: House, asked: views.PageAsked, names: Names, caller: Caller) -> dict[str, Any]:
    """What the form needs."""
    first, last = views.days_of(asked, _today(house, asked))
    splits = [split for split in ("", *Split) if split != Split.COUNTER or caller.kind is CallerKind.STAFF]
    splits = [split for split in splits if split != Split.OFFICE or not asked.office]
    return {
        "asked": asked,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "offices": [
            {"id": each, "name": pick(house.day(each).office.name, names.words.language)} for each in house.office_ids
        ],
        "services": _named(names, "services"),
        "procedures": _named(names, "procedures"),
        "periods": views.choices(views.PERIODS, "analysis.period_", names, asked.period),
        "times": views.choices(views.TIMES, "analysis.by_", names, asked.by),
        "splits": views.choices(splits, "analysis.split_", names, asked.split),
        "measures": views.choices(views.MEASURES_OFFERED, "analysis.measure_", names, asked.measure),
        "comparisons": views.choices(views.COMPARISONS, "analysis.compare_", names, asked.compare),
        "where": names.where_named(asked.office, len(house.office_ids)),
    }


def _named(names: Names, kind: str) -> list[dict[str, str]]:
    """Services or procedures of all offices in question, each once."""
    found = {
        each.id: pick(each.name, names.words.language)
        for office in names.offices.values()
        for each in getattr(office, kind)
    }
    return [{"id": name, "name": text} for name, text in found.items()]


def _names(house: House, asked: views.PageAsked, language: str) -> Names:
    ids = [asked.office] if asked.office else house.office_ids
    return Names(translator(language), {each: house.day(each).office for each in ids})


def _today(house: House, asked: views.PageAsked) -> Any:
    office = house.day(asked.office or house.office_ids[0]).office
    return due_day(office, house.now())
