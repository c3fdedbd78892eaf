"""Read-only queries for screens. They never wait for the writer."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.storage.tables import events, offices, stops, support_calls, tickets


def versions_of_offices(connection: Connection) -> list[tuple[str, int]]:
    """Every office with its version."""
    return [(row.id, row.version) for row in connection.execute(select(offices.c.id, offices.c.version))]


def log_of_day(connection: Connection, office_id: str, day: str, limit: int) -> list[dict[str, Any]]:
    """The last events of a day, newest first: version, at (ms), actor, kind and data."""
    query = (
        select(events.c.version, events.c.at, events.c.actor, events.c.kind, events.c.data)
        .where(events.c.office_id == office_id, events.c.day == day)
        .order_by(events.c.version.desc())
        .limit(limit)
    )
    return [
        {"version": row.version, "at": row.at, "actor": row.actor, "kind": row.kind, "data": orjson.loads(row.data)}
        for row in connection.execute(query)
    ]


def support_calls_of(connection: Connection, office_id: str, first_day: str, last_day: str) -> list[dict[str, Any]]:
    """Calls of support staff of a period (dates, both included), in order of the call."""
    query = (
        select(support_calls)
        .where(support_calls.c.office_id == office_id, support_calls.c.day.between(first_day, last_day))
        .order_by(support_calls.c.called_at)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def visits(connection: Connection, office_id: str) -> list[dict[str, Any]]:
    """All stops of an office in order of issue, each with its ticket's day, number and channel."""
    query = (
        select(stops, tickets.c.number, tickets.c.seq, tickets.c.taken_at, tickets.c.channel, tickets.c.priority)
        .join(tickets, (tickets.c.office_id == stops.c.office_id) & (tickets.c.id == stops.c.ticket_id))
        .where(stops.c.office_id == office_id)
        .order_by(tickets.c.day, tickets.c.seq, stops.c.no)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
