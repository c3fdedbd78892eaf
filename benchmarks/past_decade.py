"""A database with a made-up past: offices, years, millions of stops, written straight into the tables.

The events of a day are shortened to its closing, which is enough for the job that takes days into history.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Engine

from app.demo import OFFICES
from app.domain.calendar import openings
from app.domain.office import Office
from app.domain.times import MINUTE, SECOND, instant_of
from app.integrations.holidays import is_public_holiday
from app.main import open_database
from app.settings import Settings
from app.storage.office_files import load_office, office_document
from app.storage.tables import assignments, events, offices, stops, tickets

LAST_DAY = date(2026, 11, 25)
BY_QUARTER = np.repeat((53, 49, 49, 60, 66, 75, 78, 83, 79, 72, 65, 61, 61, 60, 48, 35, 22), 2)
"""Arrivals by quarter hour from opening to closing, the shape of `app/simulation/generator.py`."""

FURTHER_STEPS = 0.45
"""Share of the visits that go on to the till."""


def past_decade(path: Path, count: int, office_count: int, years: int) -> Engine:
    """Write about `count` stops of `office_count` offices over `years` years into a new SQLite file."""
    engine = open_database(Settings(database=f"sqlite:///{path}"))
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    pattern = load_office((OFFICES / "kumin.yaml").read_bytes())
    days = _open_days(pattern, years)
    a_day = count / office_count / len(days) / (1 + FURTHER_STEPS)
    for number in range(office_count):
        office = replace(
            pattern, id=f"office-{number:02d}", name={"ja": f"第{number + 1}窓口", "en": f"Office {number + 1}"}
        )
        rng = np.random.default_rng(number)
        cursor.execute("BEGIN")
        _write_office(cursor, office, days)
        for first in range(0, len(days), 250):
            _write_days(cursor, rng, office, days[first : first + 250], a_day, first)
        cursor.execute("COMMIT")
    cursor.execute("PRAGMA synchronous=FULL")
    raw.close()
    return engine


def _open_days(office: Office, years: int) -> list[date]:
    first = LAST_DAY.replace(year=LAST_DAY.year - years)
    every = (first + timedelta(days=n) for n in range((LAST_DAY - first).days + 1))
    return [day for day in every if day.weekday() < 5 and openings(office, day, is_public_holiday)]


def _write_office(cursor: Any, office: Office, days: list[date]) -> None:
    document = office_document(office)
    values = (office.id, len(days) + 1, days[-1].isoformat(), len(days), 1, orjson.dumps(document).decode())
    _insert(cursor, offices, [values])
    configured = orjson.dumps({"revision": 1, "document": document}).decode()
    rows: list[tuple[Any, ...]] = [(office.id, 1, "", 0, "benchmark", "office_configured", configured)]
    for index, day in enumerate(days):
        at = _opens_at(office, day) + 9 * 60 * MINUTE
        rows.append((office.id, index + 2, day.isoformat(), at, "benchmark", "day_closed", "{}"))
    _insert(cursor, events, rows)
    shifts = [
        (office.id, counter.id, _opens_at(office, day), index * 100 + number, _opens_at(office, day) + 8 * 60 * MINUTE)
        + (day.isoformat(), "open", f"staff-{number}", orjson.dumps({o.service: 0 for o in counter.services}).decode())
        for index, day in enumerate(days)
        for number, counter in enumerate(office.counters)
    ]
    _insert(cursor, assignments, shifts)


def _write_days(cursor: Any, rng: Any, office: Office, days: list[date], a_day: float, first: int) -> None:
    front = [procedure for procedure in office.procedures if procedure.services[0] != "payment"]
    people, further = [], []
    for number, day in enumerate(days):
        visits = list(_visits(rng, office, day, a_day, len(front)))
        for seq, (at, which, wait, walk, serve, left, channel, further_wait) in enumerate(visits):
            procedure, ticket = front[which], f"{office.id}-{first + number}-{seq}"
            service = procedure.services[0]
            counter = str(1 + which % len(office.counters))
            people.append(
                (office.id, ticket, day.isoformat(), f"A{seq}", seq, at, channel, "ja", "[]", f'["{procedure.id}"]')
                + (None, None, "[]", int(wait * 0.7 // MINUTE), int(wait * 1.2 // MINUTE) + 1)
            )
            key = (office.id, ticket, 1, day.isoformat(), service)
            called, started = at + wait, at + wait + walk
            if left:
                further.append((*key, "cancelled", at, at, None, None, None, 0, None, called, None, "gave_up", None))
                continue
            ended = started + serve
            how = "next_step" if further_wait else "finished"
            further.append((*key, "done", at, at, counter, "staff", called, 0, started, ended, None, how, None))
            if further_wait:
                called = ended + further_wait
                times = (called, 0, called + 10 * SECOND, called + 90 * SECOND)
                key = (office.id, ticket, 2, day.isoformat(), "payment")
                further.append((*key, "done", ended, ended, "14", "staff", *times, None, "finished", None))
    _insert(cursor, tickets, people)
    _insert(cursor, stops, further)


def _visits(rng: Any, office: Office, day: date, a_day: float, procedures: int) -> Iterator[tuple[Any, ...]]:
    """Arrival, procedure, wait, walk, service (ms), whether they leave, channel, wait at the till (ms, 0 without)."""
    season = 1.5 if (day.month, day.day) >= (3, 15) and (day.month, day.day) <= (4, 10) else 0.97
    count = rng.poisson(a_day * season * (1.15 if day.weekday() == 0 else 0.97))
    quarter = rng.choice(len(BY_QUARTER), count, p=BY_QUARTER / BY_QUARTER.sum())
    at = np.sort(_opens_at(office, day) + ((quarter + rng.random(count)) * 15 * MINUTE).astype(np.int64))
    busy = BY_QUARTER[quarter] / BY_QUARTER.mean()
    wait = (rng.gamma(1.6, 9 * MINUTE, count) * busy * season).astype(np.int64)
    serve = (rng.lognormal(2.1, 0.7, count) * MINUTE).astype(np.int64)
    yield from zip(
        at.tolist(),
        rng.integers(0, procedures, count).tolist(),
        wait.tolist(),
        rng.integers(5 * SECOND, 60 * SECOND, count).tolist(),
        serve.tolist(),
        (rng.random(count) < 0.03).tolist(),
        rng.choice(("kiosk", "phone", "staff"), count, p=(0.7, 0.25, 0.05)).tolist(),
        (rng.gamma(1.5, 3 * MINUTE, count) * (rng.random(count) < FURTHER_STEPS)).astype(np.int64).tolist(),
        strict=True,
    )


def _opens_at(office: Office, day: date) -> int:
    return instant_of(day, office.hours.monday[0].opens, office.zone)


def _insert(cursor: Any, table: Any, rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(table.columns))
    cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)
