"""A request for figures carried out on a worker thread: tagged, answered from what was made before, or made."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import version
from threading import Lock
from typing import Any

import orjson
from sqlalchemy import Connection
from starlette.datastructures import URL

from app.domain.office import Office
from app.domain.questions import Question
from app.storage.rollups import NOTHING, cursors
from app.usecases.waiting_times import Answer, answer
from app.web.history_forms import PAGED, Form, as_csv, as_json, as_parquet, as_picture
from app.web.history_query import Asked
from app.web.history_words import Names
from app.web.house import House
from app.web.words import translator

ANSWERS_KEPT, KEPT_AT_MOST = 256, 512 * 1024


@dataclass(frozen=True)
class Wish:
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

    @cached_property
    def names(self) -> Names:
        """The words of the answer."""
        return Names(translator(self.language), self.offices)


@dataclass(frozen=True)
class Given:
    """`body` is None when the caller has it already; `is_past` says that it is about days that are over only."""

    body: bytes | None
    tag: str
    is_past: bool


def give(wish: Wish, if_none_match: str = "") -> Given:
    """The answer to a request in its form."""
    with wish.house.engine.connect() as connection:
        tag, is_past = _tag(connection, wish)
        if tag in if_none_match:
            return Given(None, tag, is_past)
        body = _kept.get(tag)
        if body is None:
            body = _made(connection, wish)
            _kept.keep(tag, body)
    return Given(body, tag, is_past)


def give_with_figures(wish: Wish) -> tuple[Answer, str]:
    """The answer to a request, and its picture as SVG."""
    with wish.house.engine.connect() as connection:
        found = answer(connection, wish.offices, wish.question, public=wish.public)
        tag, _ = _tag(connection, wish)
    body = _kept.get(tag)
    if body is None:
        body = as_picture(found, wish.names, Form.SVG, wish.asked.chart)
        _kept.keep(tag, body)
    return found, body.decode()


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


def _tag(connection: Connection, wish: Wish) -> tuple[str, bool]:
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


def _made(connection: Connection, wish: Wish) -> bytes:
    asked, form = wish.asked, wish.form
    found = answer(connection, wish.offices, wish.question, public=wish.public)
    names = wish.names
    if form not in PAGED:
        return as_parquet(found, names) if form is Form.PARQUET else as_picture(found, names, form, asked.chart)
    page = found.rows[asked.offset : asked.offset + asked.limit]
    if form is Form.CSV:
        return as_csv(found, names, page, bom=asked.bom)
    end = asked.offset + len(page)
    following = wish.url.include_query_params(offset=end) if page and end < len(found.rows) else None
    more = {"total": len(found.rows), "next": f"{following.path}?{following.query}" if following else None}
    return as_json(found, names, page, more)
