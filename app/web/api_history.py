"""Waiting times of the past, as data and as pictures: what BI tools, the press, the council and our own pages read."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import version
from threading import Lock
from typing import Annotated, Any

import orjson
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from sqlalchemy import Connection
from starlette.datastructures import URL

from app.domain.access import Caller
from app.domain.errors import NoSuchOffice
from app.domain.office import Office
from app.domain.opening import due_day
from app.domain.questions import Question
from app.storage.rollups import NOTHING, cursors
from app.usecases.waiting_times import answer
from app.web.access import anyone
from app.web.commands import house_of
from app.web.history_answers import ANSWERS, WaitingTimes
from app.web.history_forms import MEDIA_TYPES, PAGED, Form, as_csv, as_json, as_parquet, as_picture, form_of
from app.web.history_query import Asked, AskedOfAll, check_caller, question_of, wanted_offices
from app.web.history_words import Names
from app.web.house import House
from app.web.words import language_of, translator

router = APIRouter(prefix="/api/v1", tags=["history"])

ANSWERS_KEPT, KEPT_AT_MOST = 256, 512 * 1024
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


class _Kept:
    """Answers that were given before, by their tags, the ones used last."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._turn = Lock()

    def get(self, tag: str) -> bytes | None:
        with self._turn:
            if tag in self._bodies:
                self._bodies.move_to_end(tag)
            return self._bodies.get(tag)

    def keep(self, tag: str, body: bytes) -> None:
        with self._turn:
            if len(body) <= KEPT_AT_MOST:
                self._bodies[tag] = body
            while len(self._bodies) > ANSWERS_KEPT:
                self._bodies.popitem(last=False)


_kept = _Kept()


@dataclass(frozen=True)
class _Wish:
    """A request as a worker thread needs it."""

    house: House
    asked: Asked
    question: Question
    form: Form
    language: str
    url: URL
    public: bool

    @cached_property
    def offices(self) -> dict[str, Office]:
        """The offices that are asked about, as they are configured."""
        return {office: self.house.day(office).office for office in self.question.offices}


async def _answer(
    request: Request, asked: Asked, offices: list[str], caller: Caller, form: Form, if_none_match: str | None
) -> Response:
    house, language = house_of(request), language_of(request)
    question = _question(house, asked, offices)
    wish = _Wish(house, asked, question, form, language, request.url, check_caller(caller, question))
    body, tag, is_past = await run_sync(_work, wish, if_none_match or "")
    fresh = PAST_FRESH_SECONDS if is_past else FRESH_SECONDS
    headers = {
        "ETag": tag,
        "Vary": VARIES,
        "Cache-Control": f"{'public' if wish.public else 'private'}, max-age={fresh}",
        "Content-Language": language,
    }
    if body is None:
        return Response(status_code=304, headers=headers)
    if form in (Form.CSV, Form.PARQUET):
        headers["Content-Disposition"] = f'attachment; filename="waiting-times-{question.first}-{question.last}.{form}"'
    return Response(body, media_type=MEDIA_TYPES[form], headers=headers)


def _question(house: House, asked: Asked, offices: list[str]) -> Question:
    if not offices:
        raise NoSuchOffice(office=getattr(asked, "office", "") or "*")
    return question_of(asked, offices, due_day(house.day(offices[0]).office, house.now()))


def _work(wish: _Wish, if_none_match: str) -> tuple[bytes | None, str, bool]:
    """The body (None when the caller has it), its tag, and whether it is about the past only."""
    with wish.house.engine.connect() as connection:
        tag, is_past = _tag(connection, wish)
        if tag in if_none_match:
            return None, tag, is_past
        body = _kept.get(tag)
        if body is None:
            body = _made(connection, wish)
            _kept.keep(tag, body)
    return body, tag, is_past


def _tag(connection: Connection, wish: _Wish) -> tuple[str, bool]:
    """A tag that changes when the answer may: with the question, with new events of its days, with names."""
    known = cursors(connection, wish.question.offices)
    last = wish.question.last.isoformat()
    states: list[Any] = []
    is_past = True
    for office in wish.question.offices:
        cursor = known.get(office, NOTHING)
        is_past = is_past and last < cursor.day
        version_of_days = "" if last < cursor.day else cursor.version
        states.append([office, wish.house.day(office).revision, cursor.sealed, version_of_days])
    parts = [version("madoguchi"), wish.form, wish.language, wish.url.path, wish.public, wish.asked.model_dump()]
    digest = hashlib.blake2b(orjson.dumps([*parts, asdict(wish.question), states]), digest_size=12)
    return f'"{digest.hexdigest()}"', is_past


def _made(connection: Connection, wish: _Wish) -> bytes:
    asked, form = wish.asked, wish.form
    found = answer(connection, wish.offices, wish.question, public=wish.public)
    names = Names(translator(wish.language), wish.offices)
    if form not in PAGED:
        return as_parquet(found, names) if form is Form.PARQUET else as_picture(found, names, form, asked.chart)
    page = found.rows[asked.offset : asked.offset + asked.limit]
    if form is Form.CSV:
        return as_csv(found, names, page, bom=asked.bom)
    end = asked.offset + len(page)
    following = wish.url.include_query_params(offset=end) if page and end < len(found.rows) else None
    more = {"total": len(found.rows), "next": f"{following.path}?{following.query}" if following else None}
    return as_json(found, names, page, more)
