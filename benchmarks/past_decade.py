"""A database with a made-up past: offices, years, millions of stops, written straight into the tables.

The events of a day are shortened to its closing, which is enough for the job that takes days into history.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import orjson
from sqlalchemy import Engine, Table

from app.demo import OFFICES
from app.domain.calendar import openings
from app.domain.office import Office
from app.domain.times import HOUR, MINUTE, SECOND, instant_of
from app.integrations.holidays import is_public_holiday
from app.main import open_database
from app.settings import Settings
from app.storage.office_files import load_office, office_document
from app.storage.rollups import catch_up
from app.storage.tables import assignments, events, offices, stops, tickets

LAST_DAY = date(2026, 11, 25)
BY_QUARTER = np.repeat((53, 49, 49, 60, 66, 75, 78, 83, 79, 72, 65, 61, 61, 60, 48, 35, 22), 2)
"""Arrivals by quarter hour from opening to closing, the shape of `app/simulation/generator.py`."""

TICKET = {"language": "ja", "planned": "[]", "needs": "[]"}
Row = dict[str, Any]

FURTHER_STEPS = 0.45
"""Share of the visits that go on to the till."""

SIZES = 0.6
"""Spread of the logarithm of the offices' sizes."""


def past_decade(path: Path, count: int, office_count: int, years: int) -> Engine:
    """Write about `count` stops of offices over some years into a new SQLite file, with their history.

    Every office is made up stop by stop, and taken into history by the service's own job. They have the same services
    and counters, but some are far larger than others, and busier for their size.
    """
    engine = open_database(Settings(database=f"sqlite:///{path}"))
    pattern = load_office((OFFICES / "kumin.yaml").read_bytes())
    days = _open_days(pattern, years)
    sizes = np.random.default_rng(office_count).lognormal(0, SIZES, office_count)
    for number, size in enumerate(sizes / sizes.sum()):
        office = replace(pattern, id=_id(number), name={"ja": f"第{number + 1}窓口", "en": f"Office {number + 1}"})
        rng = np.random.default_rng(number)
        crowd = _Crowd(count * size / len(days) / (1 + FURTHER_STEPS), rng.uniform(0.6, 1.4))
        with _writing(engine) as cursor:
            _write_office(cursor, office, days)
            for first in range(0, len(days), 250):
                _write_days(cursor, rng, office, days[first : first + 250], crowd, first)
        catch_up(engine, Lock(), office.id)
    return engine


@contextmanager
def _writing(engine: Engine) -> Iterator[Any]:
    """A transaction that does not wait for the disk: what is lost can be made again."""
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.execute("BEGIN IMMEDIATE")
    yield cursor
    cursor.execute("COMMIT")
    cursor.execute("PRAGMA synchronous=FULL")
    raw.close()


def _id(number: int) -> str:
    return f"office-{number:02d}"


def _open_days(office: Office, years: int) -> list[date]:
    first = LAST_DAY.replace(year=LAST_DAY.year - years)
    every = (first + timedelta(days=n) for n in range((LAST_DAY - first).days + 1))
    return [day for day in every if day.weekday() < 5 and openings(office, day, is_public_holiday)]


def _write_office(cursor: Any, office: Office, days: list[date]) -> None:
    document = office_document(office)
    row = {"id": office.id, "version": len(days) + 1, "day": days[-1].isoformat(), "day_version": len(days)}
    _insert(cursor, offices, [{**row, "revision": 1, "document": orjson.dumps(document).decode()}])
    configured = orjson.dumps({"revision": 1, "document": document}).decode()
    same = {"office_id": office.id, "actor": "benchmark"}
    rows = [{**same, "version": 1, "day": "", "at": 0, "kind": "office_configured", "data": configured}]
    shifts: list[Row] = []
    for index, day in enumerate(days):
        opens_at, day_name = _opens_at(office, day), day.isoformat()
        closes_at = opens_at + 8 * HOUR
        closed = orjson.dumps({"day": day_name, "unserved": 0}).decode()
        row = {**same, "version": index + 2, "day": day_name, "at": closes_at}
        rows.append({**row, "kind": "day_closed", "data": closed})
        for number, counter in enumerate(office.counters):
            offers = orjson.dumps({offer.service: offer.delay_minutes for offer in counter.services}).decode()
            shift = {"office_id": office.id, "counter": counter.id, "from_at": opens_at, "to_at": closes_at}
            shift |= {"from_version": index * 100 + number, "day": day_name, "state": "open", "offers": offers}
            shifts.append(shift)
    _insert(cursor, events, rows)
    _insert(cursor, assignments, shifts)


def _write_days(cursor: Any, rng: Any, office: Office, days: list[date], crowd: _Crowd, first: int) -> None:
    front = [procedure for procedure in office.procedures if procedure.services[0] != "payment"]
    people: list[Row] = []
    steps: list[Row] = []
    for number, day in enumerate(days):
        for seq, visit in enumerate(_visits(rng, office, day, crowd, len(front))):
            procedure = front[visit.which]
            same = {"office_id": office.id, "day": day.isoformat()}
            ticket = f"{office.id}-{first + number}-{seq}"
            promise = {
                "promised_low": int(visit.wait * 0.7 // MINUTE),
                "promised_high": int(visit.wait * 1.2 // MINUTE) + 1,
            }
            taken = {"id": ticket, "number": f"A{seq}", "seq": seq, "taken_at": visit.at, "channel": visit.channel}
            people.append({**same, **taken, **TICKET, **promise, "procedures": f'["{procedure.id}"]'})
            counter = str(1 + visit.which % len(office.counters))
            steps += _steps({**same, "ticket_id": ticket}, visit, procedure.services[0], counter)
    _insert(cursor, tickets, people)
    _insert(cursor, stops, steps)


def _steps(same: Row, visit: _Visit, service: str, counter: str) -> Iterator[Row]:
    """The stops of a visit: the counter, and often the till."""
    called = visit.at + visit.wait
    began = {**same, "no": 1, "service": service, "recalls": 0, "due_at": visit.at, "waiting_since": visit.at}
    if visit.leaves:
        yield {**began, "state": "cancelled", "finished_at": called, "outcome": "gave_up"}
        return
    ended = called + visit.walk + visit.serve
    times = {"called_at": called, "started_at": called + visit.walk, "finished_at": ended, "counter": counter}
    yield {**began, **times, "state": "done", "outcome": "next_step" if visit.till_wait else "finished"}
    if visit.till_wait:
        called = ended + visit.till_wait
        began |= {"no": 2, "service": "payment", "due_at": ended, "waiting_since": ended, "counter": "14"}
        times = {"called_at": called, "started_at": called + 10 * SECOND, "finished_at": called + 90 * SECOND}
        yield {**began, **times, "state": "done", "outcome": "finished"}


class _Crowd(NamedTuple):
    """How many visits an office has on a usual day, and how long people wait there against the others."""

    a_day: float
    waiting: float


class _Visit(NamedTuple):
    """One made-up visit; times are ms, `which` is the place of its procedure, `till_wait` 0 without a second step."""

    at: int
    which: int
    wait: int
    walk: int
    serve: int
    leaves: bool
    channel: str
    till_wait: int


def _visits(rng: Any, office: Office, day: date, crowd: _Crowd, procedures: int) -> Iterator[_Visit]:
    season = 1.5 if (day.month, day.day) >= (3, 15) and (day.month, day.day) <= (4, 10) else 0.97
    count = rng.poisson(crowd.a_day * season * (1.15 if day.weekday() == 0 else 0.97))
    quarter = rng.choice(len(BY_QUARTER), count, p=BY_QUARTER / BY_QUARTER.sum())
    at = np.sort(_opens_at(office, day) + ((quarter + rng.random(count)) * 15 * MINUTE).astype(np.int64))
    busy = BY_QUARTER[quarter] / BY_QUARTER.mean()
    wait = (rng.gamma(1.6, 9 * MINUTE, count) * busy * season * crowd.waiting).astype(np.int64)
    serve = (rng.lognormal(2.1, 0.7, count) * MINUTE).astype(np.int64)
    columns = (
        at.tolist(),
        rng.integers(0, procedures, count).tolist(),
        wait.tolist(),
        rng.integers(5 * SECOND, 60 * SECOND, count).tolist(),
        serve.tolist(),
        (rng.random(count) < 0.03).tolist(),
        rng.choice(("kiosk", "phone", "staff"), count, p=(0.7, 0.25, 0.05)).tolist(),
        (rng.gamma(1.5, 3 * MINUTE, count) * (rng.random(count) < FURTHER_STEPS)).astype(np.int64).tolist(),
    )
    yield from map(_Visit._make, zip(*columns, strict=True))


def _opens_at(office: Office, day: date) -> int:
    return instant_of(day, office.hours.monday[0].opens, office.zone)


def _insert(cursor: Any, table: Table, rows: list[Row]) -> None:
    """Rows with the columns that they name."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    marks = ", ".join("?" for _ in names)
    cursor.executemany(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})",
        (tuple(map(row.get, names)) for row in rows),
    )
