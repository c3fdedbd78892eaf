"""Tables rebuilt from the events: proof that they are equal, and the cure if they ever are not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, select
from sqlalchemy.schema import Table

from app.domain.day import OfficeDay
from app.domain.events import OfficeConfigured
from app.storage.changes import Gathered
from app.storage.days import advance, events_after, recorded_from
from app.storage.metadata import metadata
from app.storage.office_files import office_from_document
from app.storage.reservation_tables import reservations, reserved_places
from app.storage.statements import Statements
from app.storage.tables import assignments, help_requests, stops, support_calls, tickets

FOLDED: tuple[Table, ...] = (tickets, stops, assignments, help_requests, support_calls, reservations, reserved_places)
"""Tables that follow from the events, those that others refer to first."""


def gather(connection: Connection, office_id: str) -> Gathered:
    """Everything that the events of an office say, from the first on."""
    gathered = Gathered()
    day: OfficeDay | None = None
    for row in events_after(connection, office_id, 0):
        recorded = recorded_from(row)
        if day is None:
            if not isinstance(recorded.event, OfficeConfigured):
                raise ValueError(f"the first event of {office_id} is not its configuration")
            day = OfficeDay(office_from_document(recorded.event.document))
        gathered.add(office_id, recorded, advance(day, recorded))
    return gathered


def differences(connection: Connection, office_id: str) -> list[str]:
    """Rows in which the tables of an office differ from its events; none when all is well."""
    scratch = create_engine("sqlite://")
    metadata.create_all(scratch)
    _write(scratch, gather(connection, office_id))
    found = []
    with scratch.connect() as rebuilt:
        for table in FOLDED:
            wanted, present = _rows(rebuilt, table, office_id), _rows(connection, table, office_id)
            found += [f"{table.name} lacks {row}" for row in sorted(wanted - present)]
            found += [f"{table.name} has {row}" for row in sorted(present - wanted)]
    scratch.dispose()
    return found


def rebuild(engine: Engine, office_id: str) -> None:
    """Write the tables of an office anew from its events. No service may be running on this database."""
    with engine.begin() as connection:
        gathered = gather(connection, office_id)
        for table in reversed(FOLDED):
            connection.execute(delete(table).where(table.c.office_id == office_id))
        gathered.write(connection.connection.cursor(), Statements(engine))


def _write(engine: Engine, gathered: Gathered) -> None:
    with engine.begin() as connection:
        gathered.write(connection.connection.cursor(), Statements(engine))


def _rows(connection: Connection, table: Table, office_id: str) -> set[tuple[str, ...]]:
    query = select(table).where(table.c.office_id == office_id)
    return {tuple(_text(value) for value in row) for row in connection.execute(query)}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
