"""Events as rows, and days folded from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.domain.applying import KINDS, apply
from app.domain.day import Changes, OfficeDay
from app.domain.errors import NoSuchOffice
from app.domain.events import OfficeConfigured, Recorded
from app.storage.books import load_book
from app.storage.office_files import office_from_document
from app.storage.tables import events, offices

EventRow = tuple[int, str, int, str, str, str]
"""version, day, at, actor, kind, data"""


def event_row(office_id: str, recorded: Recorded) -> dict[str, Any]:
    """An event as a row of the table `events`."""
    return {
        "office_id": office_id,
        "version": recorded.version,
        "day": recorded.day,
        "at": recorded.at,
        "actor": recorded.actor,
        "kind": recorded.event.kind,
        "data": orjson.dumps(recorded.event).decode(),
    }


def recorded_from(row: EventRow) -> Recorded:
    """The event of a row."""
    version, day, at, actor, kind, data = row
    return Recorded(version, day, at, actor, KINDS[kind](**orjson.loads(data)))


def advance(day: OfficeDay, recorded: Recorded) -> Changes:
    """Take the next event into a day; a new configuration is read here, because the domain knows no documents."""
    changes = apply(day, recorded)
    if isinstance(recorded.event, OfficeConfigured):
        day.office = office_from_document(recorded.event.document)
    return changes


def fold(document: str, revision: int, day_version: int, rows: Iterable[EventRow]) -> OfficeDay:
    """A day from the events since it began."""
    day = OfficeDay(office_from_document(orjson.loads(document)), version=day_version)
    for row in rows:
        advance(day, recorded_from(row))
    day.revision = revision
    return day


def load_day(connection: Connection, office_id: str) -> OfficeDay:
    """The present day of an office, read without waiting for any writer. Raises NoSuchOffice."""
    row = connection.execute(
        select(offices.c.document, offices.c.revision, offices.c.day_version).where(offices.c.id == office_id)
    ).one_or_none()
    if row is None:
        raise NoSuchOffice(office=office_id)
    day = fold(row.document, row.revision, row.day_version, events_after(connection, office_id, row.day_version))
    day.book = load_book(connection, office_id, day.office.zone, day.last_at)
    return day


def events_after(connection: Connection, office_id: str, version: int) -> list[EventRow]:
    """The event rows of an office after a version, in order."""
    query = (
        select(events.c.version, events.c.day, events.c.at, events.c.actor, events.c.kind, events.c.data)
        .where(events.c.office_id == office_id, events.c.version > version)
        .order_by(events.c.version)
    )
    return [tuple(row) for row in connection.execute(query)]
