"""Learned wait models in the database, and what people were told, as it stands in the events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, func, insert, select, update

from app.domain.events import TicketTaken
from app.domain.intake import group_of
from app.storage.tables import events, stops
from app.storage.wait_model_tables import wait_models


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A version of an office's model. `report` are its errors on later days, before and after; `trained_at` is ms."""

    office_id: str
    version: int
    trained_at: int
    first_day: str
    last_day: str
    cases: int
    used: bool
    report: dict[str, Any]
    forest: bytes | None = None


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A ticket that was given with an estimate: when (ms), for which service, and when it was called first.

    `group` as of app.domain.intake.group_of.
    """

    ticket: str
    day: str
    at: int
    service: str
    estimate: dict[str, Any]
    called_at: int | None
    group: str = ""


def used_version(connection: Connection, office_id: str) -> int | None:
    """The version of the model in use, if there is one."""
    query = select(func.max(wait_models.c.version)).where(wait_models.c.office_id == office_id, wait_models.c.used)
    found: int | None = connection.execute(query).scalar()
    return found


def model_in_use(connection: Connection, office_id: str) -> StoredModel | None:
    """The newest model that is used, with its forest."""
    query = (
        select(wait_models)
        .where(wait_models.c.office_id == office_id, wait_models.c.used)
        .order_by(wait_models.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else StoredModel(**{**row, "report": orjson.loads(row["report"])})


def versions(connection: Connection, office_id: str | None = None) -> list[StoredModel]:
    """All versions, newest first, without their forests."""
    columns = [column for column in wait_models.c if column.name != "forest"]
    query = select(*columns).order_by(wait_models.c.office_id, wait_models.c.version.desc())
    if office_id:
        query = query.where(wait_models.c.office_id == office_id)
    rows = connection.execute(query).mappings()
    return [StoredModel(**{**row, "report": orjson.loads(row["report"])}) for row in rows]


def keep_model(connection: Connection, model: StoredModel) -> None:
    """Store a version; the one before gives its forest up when the new one is used."""
    if model.used:
        connection.execute(
            update(wait_models).where(wait_models.c.office_id == model.office_id).values(used=False, forest=None)
        )
    values = {name: getattr(model, name) for name in StoredModel.__slots__}
    connection.execute(insert(wait_models).values({**values, "report": orjson.dumps(model.report).decode()}))


def told_rows(connection: Connection, office_id: str, first_day: str) -> list[ToldRow]:
    """Everybody who took a ticket with an estimate since a day (date), in order.

    Whoever missed a call has no first call that could be told.
    """
    first = select(stops.c.ticket_id, stops.c.called_at).where(
        stops.c.office_id == office_id, stops.c.day >= first_day, stops.c.no == 1, stops.c.missed_at.is_(None)
    )
    called_at = {row.ticket_id: row.called_at for row in connection.execute(first)}
    taken = (
        select(events.c.day, events.c.at, events.c.data)
        .where(events.c.office_id == office_id, events.c.day >= first_day, events.c.kind == TicketTaken.kind)
        .order_by(events.c.version)
    )
    rows = ((row, orjson.loads(row.data)) for row in connection.execute(taken))
    told = (told_row(row.day, row.at, data, called_at.get(data["ticket"])) for row, data in rows)
    return [row for row in told if row]


def told_row(day: str, at: int, data: dict[str, Any], called_at: int | None = None) -> ToldRow | None:
    """What the holder of a ticket was told, from its event's values; None when there is nothing to check later."""
    if not data.get("estimate"):
        return None
    group = group_of(data.get("priority"), data.get("reservation"))
    return ToldRow(data["ticket"], day, at, data["service"], data["estimate"], called_at, group)
