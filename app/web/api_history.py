"""Waiting times of the past, as data and as pictures: what BI tools, the press, the council and our own pages read."""

from __future__ import annotations

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Query, Request, Response

from app.domain.access import Caller
from app.domain.errors import NoSuchOffice
from app.domain.opening import due_day
from app.domain.questions import Question
from app.usecases.step_check import StepCheck, step_check
from app.web.access import anyone
from app.web.commands import house_of
from app.web.history_answers import ANSWERS, StepChecked, WaitingTimes
from app.web.history_forms import MEDIA_TYPES, Form, form_of
from app.web.history_query import Asked, AskedAboutSteps, AskedOfAll, check_caller, question_of, wanted_offices
from app.web.history_words import Names
from app.web.history_work import Wish, give
from app.web.house import House
from app.web.step_forms import as_json
from app.web.words import language_of, translator

router = APIRouter(prefix="/api/v1", tags=["history"])

FRESH_SECONDS, PAST_FRESH_SECONDS = 60, 3600
VARIES = "Accept, Accept-Language, Authorization, Cookie"

DESCRIBED: dict[str, Any] = {"response_model": WaitingTimes, "responses": ANSWERS}
Anyone = Annotated[Caller, Depends(anyone)]
Tag = Annotated[str | None, Header(alias="If-None-Match", max_length=1000)]


@router.get("/offices/{office}/waiting-times", **DESCRIBED, summary="Waiting times of an office")
async def waiting_times(
    request: Request,
    office: str,
    asked: Annotated[Asked, Query()],
    caller: Anyone,
    if_none_match: Tag = None,
) -> Response:
    """Measures of any days, grouped in time and by service, procedure, step, channel or counter.

    `Accept` chooses the form, or a suffix: `.json`, `.csv`, `.parquet`, `.vl.json`, `.svg`, `.png`. Quantiles are
    within 2 % of the exact ones. What speaks about fewer than five people is left out for the public.
    """
    return await _answer(request, asked, [office], caller, form_of(request.headers.get("accept", "")), if_none_match)


@router.get("/offices/{office}/waiting-times.{form}", **DESCRIBED, summary="Waiting times of an office, in a form")
async def waiting_times_in_a_form(
    request: Request,
    office: str,
    form: Form,
    asked: Annotated[Asked, Query()],
    caller: Anyone,
    if_none_match: Tag = None,
) -> Response:
    """The same; the suffix chooses the form."""
    return await _answer(request, asked, [office], caller, form, if_none_match)


@router.get("/waiting-times", **DESCRIBED, summary="Waiting times of all offices")
async def waiting_times_of_all(
    request: Request, asked: Annotated[AskedOfAll, Query()], caller: Anyone, if_none_match: Tag = None
) -> Response:
    """The same for all offices together, or for some; group by `office` to tell them apart."""
    offices = wanted_offices(asked, house_of(request).office_ids)
    return await _answer(request, asked, offices, caller, form_of(request.headers.get("accept", "")), if_none_match)


@router.get("/waiting-times.{form}", **DESCRIBED, summary="Waiting times of all offices, in a form")
async def waiting_times_of_all_in_a_form(
    request: Request, form: Form, asked: Annotated[AskedOfAll, Query()], caller: Anyone, if_none_match: Tag = None
) -> Response:
    """The same; the suffix chooses the form."""
    offices = wanted_offices(asked, house_of(request).office_ids)
    return await _answer(request, asked, offices, caller, form, if_none_match)


async def _answer(
    request: Request, asked: Asked, offices: list[str], caller: Caller, form: Form, if_none_match: str | None
) -> Response:
    house, language = house_of(request), language_of(request)
    question = question_about(house, asked, offices)
    wish = Wish(house, asked, question, form, language, request.url, check_caller(caller, question))
    given = await run_sync(give, wish, if_none_match or "")
    fresh = PAST_FRESH_SECONDS if given.is_past else FRESH_SECONDS
    headers = {
        "ETag": given.tag,
        "Vary": VARIES,
        "Cache-Control": f"{'public' if wish.public else 'private'}, max-age={fresh}",
        "Content-Language": language,
    }
    if given.body is None:
        return Response(status_code=304, headers=headers)
    if form in (Form.CSV, Form.PARQUET):
        headers["Content-Disposition"] = f'attachment; filename="waiting-times-{question.first}-{question.last}.{form}"'
    return Response(given.body, media_type=MEDIA_TYPES[form], headers=headers)


def question_about(house: House, asked: Asked, offices: list[str]) -> Question:
    """The question that an address asks about some offices. Raises NoSuchOffice."""
    if not offices:
        raise NoSuchOffice(office=getattr(asked, "office", "") or "*")
    return question_of(asked, offices, due_day(house.day(offices[0]).office, house.now()))


@router.get("/offices/{office}/step-check", response_model=StepChecked, summary="Where visits spend their time")
async def check_of_steps(
    request: Request, office: str, asked: Annotated[AskedAboutSteps, Query()], caller: Anyone
) -> Response:
    """Waiting, walking and serving by procedure and step, and the step at which each procedure is held up.

    With `change`, the days from it on are set against the days of the period before it.
    """
    house, language = house_of(request), language_of(request)
    check, names = await run_sync(steps_checked, house, office, asked, caller, language)
    headers = {"Vary": VARIES, "Cache-Control": f"private, max-age={FRESH_SECONDS}", "Content-Language": language}
    return Response(as_json(check, names), media_type=MEDIA_TYPES[Form.JSON], headers=headers)


def steps_checked(
    house: House, office: str, asked: AskedAboutSteps, caller: Caller, language: str
) -> tuple[StepCheck, Names]:
    """The check that an address asks for, with its words. Raises NoSuchOffice and what stands against the question."""
    question = question_about(house, Asked(first=asked.first, last=asked.last, procedure=asked.procedure), [office])
    there = house.day(office).office
    with house.engine.connect() as connection:
        check = step_check(
            connection,
            there,
            question.first,
            question.last,
            procedures=question.procedures,
            change=asked.change,
            public=check_caller(caller, question),
        )
    return check, Names(translator(language), {office: there})
