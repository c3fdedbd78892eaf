"""Read-only queries for screens. They never wait for the writer."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.storage.tables import events


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
