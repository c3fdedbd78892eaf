"""(f) Every choice of the analyst's page answered from history, against counting the same stops in plain SQL.

HISTORY_STOPS=10000000 makes up ten years of forty different offices (some 25 minutes, 8 GB), 200,000 are usual;
HISTORY_DATABASE keeps the file for the next time.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from app.domain.errors import DomainError
from app.domain.office import Office
from app.domain.questions import Question
from app.storage.days import load_day
from app.storage.engines import open_engine
from app.usecases.waiting_times import answer
from app.web.analysis_views import HEADLINES, PERIODS, TIMES, PageAsked, asked_of_api, days_of
from app.web.history_query import Asked, question_of
from benchmarks.figures import Figure, median, percentile
from benchmarks.past_decade import LAST_DAY, past_decade

STOPS = int(os.environ.get("HISTORY_STOPS", "200000"))
STOPS_AN_OFFICE = 250_000
YEARS = 10
SPLITS = ("", "office", "service", "procedure", "channel")
MEASURES = ("waits", "waiting")
COMPARISONS = ("", "previous_year")
AT_MOST_MS = 150


def measure() -> list[Figure]:
    """Ask everything once, with cold answers and a warm database."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-", dir=".") as folder:
        path = Path(os.environ.get("HISTORY_DATABASE") or Path(folder) / "history.db")
        engine = open_engine(f"sqlite:///{path}") if path.exists() else _made(path)
        with engine.connect() as connection:
            figures = _figures(connection)
        engine.dispose()
    return figures


def _made(path: Path) -> Engine:
    return past_decade(path, STOPS, max(1, round(STOPS / STOPS_AN_OFFICE)), YEARS)


def _figures(connection: Connection) -> list[Figure]:
    names = connection.execute(text("SELECT id FROM offices ORDER BY id")).scalars().all()
    offices = {name: load_day(connection, name).office for name in names}
    stops = connection.execute(text("SELECT COUNT(*) FROM stops")).scalar_one()
    took, worked, refused = [], [], 0
    for question in dict.fromkeys(_questions(list(offices))):
        try:
            began = time.process_time()
            took.append(_milliseconds(connection, offices, question))
            worked.append((time.process_time() - began) * 1000)
        except DomainError:
            refused += 1
    counting = [_counting(connection, list(offices), question) for question in _wholes(list(offices))]
    return [
        Figure("stops", stops, "rows"),
        Figure("offices", len(offices), "offices"),
        Figure("choices answered", len(took), "choices"),
        Figure("choices refused with a reason", refused, "choices"),
        Figure("answer, median", median(took), "ms"),
        Figure("answer, P95", percentile(took, 0.95), "ms", at_most=AT_MOST_MS),
        Figure("answer, slowest", max(took), "ms"),
        Figure("processor time of an answer, P95", percentile(worked, 0.95), "ms", at_most=AT_MOST_MS),
        Figure("counting the stops of a period in SQL, median", median(counting), "ms"),
        Figure("counting ÷ answering, medians", median(counting) / median(took), "×", at_least=1),
        *_recount(connection),
    ]


def _questions(offices: list[str]) -> Iterator[Question]:
    """The figure, the tiles and the week of every choice of the page."""
    choices = product(("", offices[0]), PERIODS, TIMES, SPLITS, MEASURES, COMPARISONS)
    for office, period, by, split, name, compare in choices:
        if period == "days" or (office and split == "office"):
            continue
        asked = PageAsked(office=office, period=period, by=by, split=split, measure=name, compare=compare)
        days = days_of(asked, LAST_DAY)
        chosen = [office] if office else offices
        for changes in ({}, {"by": "", "measure": ",".join(HEADLINES)}, {"by": "weekday_hour", "compare": ""}):
            parameters = asked_of_api(asked, days, **changes)
            yield question_of(Asked.model_validate(parameters), chosen, LAST_DAY)


def _wholes(offices: list[str]) -> Iterator[Question]:
    for office, period in product(("", offices[0]), PERIODS):
        first, last = days_of(PageAsked(period=period), LAST_DAY)
        yield Question((office,) if office else tuple(offices), first, last)


def _milliseconds(connection: Connection, offices: dict[str, Office], question: Question) -> float:
    began = time.perf_counter()
    answer(connection, offices, question, public=True)
    return (time.perf_counter() - began) * 1000


def _counting(connection: Connection, offices: list[str], question: Question) -> float:
    """How long it takes to count the stops that a question is about, by the index of days."""
    marks = ", ".join(f"'{office}'" for office in question.offices)
    began = time.perf_counter()
    connection.execute(
        text(f"SELECT COUNT(*) FROM stops WHERE office_id IN ({marks}) AND day BETWEEN :first AND :last"),
        {"first": question.first.isoformat(), "last": question.last.isoformat()},
    ).scalar_one()
    return (time.perf_counter() - began) * 1000


def _recount(connection: Connection) -> list[Figure]:
    """All stops counted again in SQL by office, service and month, beside the rows of history; how many differ."""
    again = connection.execute(
        text(
            "SELECT office_id, service, substr(day, 1, 7) AS month, COUNT(*), SUM(started_at IS NOT NULL),"
            " SUM(CASE WHEN started_at IS NOT NULL THEN called_at - waiting_since ELSE 0 END),"
            " SUM(outcome = 'gave_up') FROM stops GROUP BY office_id, service, month"
        )
    )
    wanted = {tuple(row[:3]): tuple(row[3:]) for row in again}
    kept = connection.execute(
        text(
            "SELECT office_id, service, substr(period, 1, 7) AS month, SUM(arrivals), SUM(served), SUM(wait_ms),"
            " SUM(gave_up) FROM offices JOIN rollups ON office_id = id AND cube = 'service' AND level = 'day'"
            " GROUP BY office_id, service, month"
        )
    )
    found = {tuple(row[:3]): tuple(row[3:]) for row in kept}
    different = sum(wanted.get(key) != found.get(key) for key in wanted.keys() | found.keys())
    return [
        Figure("cells recounted", len(wanted), "cells"),
        Figure("cells that differ from the recount", different, "cells", at_most=0),
    ]
