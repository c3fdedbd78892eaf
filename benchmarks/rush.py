"""(g) The rush at the hour when a new day can be reserved: many attempts for few places, then `kill -9`."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from typing import Any

import uvloop

from app.clock import real_clock
from app.domain.bookable import Booking
from app.domain.office import Office, Procedure, Session, SpecialDay
from app.domain.times import local
from benchmarks.commands import new_key
from benchmarks.figures import Figure, percentile
from benchmarks.http_client import Connection
from benchmarks.raw_commits import Statement, insertion, office_moves, snapshot, timed
from benchmarks.service import OFFICE, large_office, running_service

CLIENTS = 64
ATTEMPTS = 20_000
SLOTS = 25
PLACES_EACH = 20
DAYS_AHEAD = 7
SERVICE = "certificates"


@dataclass
class Rush:
    """What the clients saw: each acknowledged reservation with its slot, the refusals, and seconds of each attempt."""

    made: dict[str, str] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)
    without_alternative: int = 0
    seconds: list[float] = field(default_factory=list)
    took: float = 0.0
    sold_out_after: float = 0.0


def office_on(day: date) -> Office:
    """The benchmark's office, with so many places on one day."""
    closes = (datetime.combine(day, wall(8, 30)) + SLOTS * timedelta(minutes=15)).time()
    office = large_office()
    special = [each for each in office.hours.special if each.date != day]
    hours = replace(office.hours, special=(*special, SpecialDay(day, (Session(wall(8, 30), closes),))))
    services = tuple(replace(s, places=PLACES_EACH if s.id == SERVICE else s.places) for s in office.services)
    rush = Procedure("rush", {"ja": "証明書", "en": "Certificate"}, (SERVICE,), minutes=15)
    rules = Booking(allowed=True, kept_for_staff=0.0)
    return replace(office, hours=hours, services=services, procedures=(*office.procedures, rush), booking=rules)


def measure() -> list[Figure]:
    """Let all clients try at once; then pull the plug and count what is there."""
    office = large_office()
    day = local(real_clock(), office.zone).date() + timedelta(days=DAYS_AHEAD)
    starts = [datetime.combine(day, wall(8, 30), office.zone) + n * timedelta(minutes=15) for n in range(SLOTS)]
    with running_service(office_on(day), roles=["system"]) as service:
        before = snapshot(service.database, "before.db")
        rush = uvloop.run(_rush(service.port, service.token, [start.isoformat() for start in starts]))
        service.process.kill()
        missing, crowded = _judge(service.database, rush)
        raw = timed(before, lambda connection: _raw_bookings(connection, service.database))
    places = SLOTS * PLACES_EACH
    return [
        Figure(f"attempts for {places} places, {CLIENTS} clients", ATTEMPTS / rush.took, "a second"),
        Figure("reservations until none was left", places / rush.sold_out_after, "a second"),
        Figure("raw commits of the same rows", len(raw) / sum(raw), "a second"),
        Figure("attempts ÷ raw commits", ATTEMPTS / rush.took * sum(raw) / len(raw), "×"),
        Figure("attempts, P50", percentile(rush.seconds, 0.5) * 1000, "ms"),
        Figure("attempts, P99", percentile(rush.seconds, 0.99) * 1000, "ms", at_most=250),
        Figure("places acknowledged", len(rush.made), "", at_least=places, at_most=places),
        Figure("slots over capacity", crowded, "", at_most=0),
        Figure("acknowledged and not there after kill -9", missing, "", at_most=0),
        Figure("refused without another time", rush.without_alternative, "", at_most=0),
        Figure("refused for anything but the place", sum(rush.refused.values()) - rush.refused[409], "", at_most=0),
    ]


async def _rush(port: int, token: str, starts: list[str]) -> Rush:
    connections = [await Connection(port, token).open() for _ in range(CLIENTS)]
    draw = random.Random(1)
    wanted = iter([draw.choice(starts) for _ in range(ATTEMPTS)])
    rush, began = Rush(), time.perf_counter()

    async def one(connection: Connection) -> None:
        for start in wanted:
            body = json.dumps({"procedures": ["rush"], "starts_at": start}).encode()
            status, answer = await connection.post(f"/api/v1/offices/{OFFICE}/reservations", new_key(), body)
            _note(rush, status, json.loads(answer), time.perf_counter() - began)

    await asyncio.gather(*(one(connection) for connection in connections))
    rush.took = time.perf_counter() - began
    rush.seconds = [seconds for connection in connections for seconds in connection.took]
    for connection in connections:
        connection.close()
    return rush


def _note(rush: Rush, status: int, answer: dict[str, Any], since: float) -> None:
    if status == 201:
        rush.made[answer["id"]] = answer["starts_at"]
        rush.sold_out_after = since
    else:
        rush.refused[status] += 1
        rush.without_alternative += not answer.get("alternatives")


def _judge(database: Path, rush: Rush) -> tuple[int, int]:
    """How many acknowledged reservations are missing, and how many slots have more people than places."""
    with sqlite3.connect(database) as connection:
        there = {id_ for (id_,) in connection.execute("SELECT id FROM reservations WHERE state = 'booked'")}
        taken = connection.execute("SELECT count(*) FROM reserved_places GROUP BY pool, starts_at").fetchall()
    return len(rush.made.keys() - there), sum(count > PLACES_EACH for (count,) in taken)


def _raw_bookings(connection: sqlite3.Connection, after: Path) -> Iterator[Iterator[Statement]]:
    """One commit for each reservation: office, event, reservation, its places, the stored answer."""
    source = sqlite3.connect(after)
    source.row_factory = sqlite3.Row
    events = source.execute("SELECT * FROM events WHERE kind = 'reservation_made' ORDER BY version").fetchall()
    answers = source.execute("SELECT * FROM answers ORDER BY at").fetchall()
    for event, answer in zip(events, answers, strict=True):
        yield _raw_booking(source, dict(event), dict(answer))


def _raw_booking(source: sqlite3.Connection, event: dict[str, Any], answer: dict[str, Any]) -> Iterator[Statement]:
    yield office_moves(event)
    yield insertion("events", event), event
    made = (json.loads(event["data"])["reservation"]["id"],)
    for table, key in (("reservations", "id"), ("reserved_places", "reservation_id")):
        for row in source.execute(f"SELECT * FROM {table} WHERE {key} = ?", made):
            yield insertion(table, dict(row)), dict(row)
    yield insertion("answers", answer), answer


if __name__ == "__main__":
    from benchmarks.figures import table

    print(table(measure()))
