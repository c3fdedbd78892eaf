"""A business day of an office as history needs it, read from stops, tickets, assignments and the configuration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, case, select

from app.domain.desks import DeskState
from app.domain.office import Office, ServiceKind
from app.domain.past_days import QUARTER_HOUR, OpenCounter, PastDay, PastStop, Rules
from app.domain.rollups import SEVERAL
from app.domain.times import MINUTE, instant_of, local
from app.storage.office_files import office_from_document
from app.storage.tables import CONFIGURED, assignments, events, stops, tickets


def past_day(connection: Connection, office_id: str, day: str) -> PastDay:
    """A business day as far as it has come."""
    office = office_then(connection, office_id, day)
    date_of = date.fromisoformat(day)
    ends_at = instant_of(date_of + timedelta(days=1), office.hours.day_starts, office.zone)
    found = _stops(connection, office_id, day, ends_at)
    times = ((stop.waiting_since, stop.called_at, stop.started_at, stop.finished_at) for stop in found)
    until = max((at for each in times for at in each if at is not None), default=0)
    counters = _open_counters(connection, office_id, day, until)
    return PastDay(found, counters, _rules(office), until, _slots(office, date_of))


def _stops(connection: Connection, office_id: str, day: str, ends_at: int) -> list[PastStop]:
    """The stops of a day. Who was only ended by the turn of the day (`ends_at`, ms) has no known end."""
    s, t = stops.c, tickets.c
    columns: list[Any] = [s.ticket_id, s.no, s.service, s.waiting_since, s.called_at, s.started_at]
    columns += [case((s.finished_at < ends_at, s.finished_at)), s.missed_at, s.outcome, s.counter]
    columns += [t.taken_at, t.channel, t.promised_low, t.promised_high, t.procedures]
    query = (
        select(*columns)
        .join(tickets, (t.office_id == s.office_id) & (t.id == s.ticket_id))
        .where(s.office_id == office_id, s.day == day)
    )
    return [PastStop(*[*row[:-1], _procedure(row[-1])]) for row in connection.execute(query)]


def _procedure(document: str) -> str:
    """The procedure of a visit: empty when none was named."""
    if document == "[]":
        return ""
    names = orjson.loads(document)
    return str(names[0]) if len(names) == 1 else SEVERAL


def _open_counters(connection: Connection, office_id: str, day: str, until: int) -> list[OpenCounter]:
    """The counters that were open. A counter that nobody closed was open as long as somebody came to any counter."""
    query = select(assignments.c.counter, assignments.c.from_at, assignments.c.to_at, assignments.c.offers).where(
        assignments.c.office_id == office_id,
        assignments.c.day == day,
        assignments.c.state == DeskState.OPEN.value,
        assignments.c.from_at < until,
    )
    return [
        OpenCounter(counter, from_at, until if to_at is None else min(to_at, until), tuple(orjson.loads(offers)))
        for counter, from_at, to_at, offers in connection.execute(query)
    ]


def office_then(connection: Connection, office_id: str, day: str) -> Office:
    """The office as it was configured at the end of a business day."""
    query = (
        select(events.c.data)
        .where(events.c.office_id == office_id, events.c.kind == CONFIGURED, events.c.day <= day)
        .order_by(events.c.version.desc())
        .limit(1)
    )
    return _office_of(connection.execute(query).scalar_one())


@lru_cache(maxsize=64)
def _office_of(event: str) -> Office:
    return office_from_document(orjson.loads(event)["document"])


def _rules(office: Office) -> Rules:
    return Rules(
        {service.id: service.target_minutes * MINUTE for service in office.services},
        frozenset(service.id for service in office.services if service.kind is ServiceKind.BACK_OFFICE),
    )


def _slots(office: Office, first: date) -> Callable[[int], int]:
    """Quarter hours of the local clock, counted from the midnight with which the date begins."""
    known: dict[int, int] = {}

    def slot_of(at: int) -> int:
        quarter = at // QUARTER_HOUR
        if quarter not in known:
            here = local(at, office.zone)
            known[quarter] = (here.date() - first).days * 96 + here.hour * 4 + here.minute // 15
        return known[quarter]

    return slot_of
