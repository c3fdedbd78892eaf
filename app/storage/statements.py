"""The writer's statements, compiled once per database: the hot path binds plain values to ready SQL text."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Engine, bindparam, delete, insert, literal_column, select, update
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.schema import Table

from app.storage.books import book_query, forgetting, no_show_query
from app.storage.reservation_tables import contacts, reservations, reserved_places
from app.storage.tables import answers, assignments, events, help_requests, offices, stops, support_calls, tickets


class Statements:
    """SQL text with named parameters for one kind of database."""

    def __init__(self, engine: Engine) -> None:
        self.sqlite = engine.dialect.name == "sqlite"
        self._dialect = pysqlite.dialect(paramstyle="named") if self.sqlite else psycopg.dialect()  # type: ignore[no-untyped-call]
        self.begin = "BEGIN IMMEDIATE" if self.sqlite else "BEGIN"

    @cached_property
    def lock_office(self) -> str:
        """Lock one office's row and read it: what makes an office serial."""
        return self._text(
            select(offices.c.version, offices.c.day_version, offices.c.document, offices.c.revision)
            .where(offices.c.id == bindparam("office_id"))
            .with_for_update()
        )

    @cached_property
    def save_office(self) -> str:
        """Move an office to its new version."""
        columns = ("version", "day", "day_version", "revision", "document")
        return self._text(
            update(offices)
            .where(offices.c.id == bindparam("office_id"), offices.c.version == bindparam("from_version"))
            .values({column: bindparam(f"new_{column}") for column in columns})
        )

    @cached_property
    def events_after(self) -> str:
        """An office's events after a version, in order."""
        return self._text(
            select(events.c.version, events.c.day, events.c.at, events.c.actor, events.c.kind, events.c.data)
            .where(events.c.office_id == bindparam("office_id"), events.c.version > bindparam("version"))
            .order_by(events.c.version)
        )

    @cached_property
    def find_answer(self) -> str:
        """The stored answer to an Idempotency-Key."""
        return self._text(
            select(answers.c.fingerprint, answers.c.answer).where(
                answers.c.office_id == bindparam("office_id"), answers.c.key == bindparam("key")
            )
        )

    @cached_property
    def insert_office(self) -> str:
        """A new office at version 0, before its first event."""
        values = {"version": 0, "day_version": 0, "revision": 0}
        return self._text(
            insert(offices).values(
                id=bindparam("id"),
                document=bindparam("document"),
                **{name: literal_column(str(value)) for name, value in values.items()},
            )
        )

    @cached_property
    def insert_event(self) -> str:
        return self._insert(events)

    @cached_property
    def insert_answer(self) -> str:
        return self._insert(answers)

    @cached_property
    def insert_ticket(self) -> str:
        return self._insert(tickets)

    @cached_property
    def insert_stop(self) -> str:
        return self._insert(stops)

    @cached_property
    def insert_assignment(self) -> str:
        return self._insert(assignments)

    @cached_property
    def insert_help(self) -> str:
        return self._insert(help_requests)

    @cached_property
    def update_ticket(self) -> str:
        columns = ("language", "planned", "priority", "priority_reason", "needs")
        return self._text(
            update(tickets)
            .where(tickets.c.office_id == bindparam("office_id_"), tickets.c.id == bindparam("id_"))
            .values({column: bindparam(column) for column in columns})
        )

    @cached_property
    def update_stop(self) -> str:
        """Move a stop on, only from the state it is believed to be in."""
        columns = [c.name for c in stops.columns if c.name not in ("office_id", "ticket_id", "no", "day")]
        return self._text(
            update(stops)
            .where(
                stops.c.office_id == bindparam("office_id_"),
                stops.c.ticket_id == bindparam("ticket_id_"),
                stops.c.no == bindparam("no_"),
                stops.c.state == bindparam("state_before"),
            )
            .values({column: bindparam(column) for column in columns})
        )

    @cached_property
    def delete_stop(self) -> str:
        return self._text(
            delete(stops).where(
                stops.c.office_id == bindparam("office_id_"),
                stops.c.ticket_id == bindparam("ticket_id_"),
                stops.c.no == bindparam("no_"),
            )
        )

    @cached_property
    def end_assignment(self) -> str:
        return self._text(
            update(assignments)
            .where(
                assignments.c.office_id == bindparam("office_id_"),
                assignments.c.counter == bindparam("counter_"),
                assignments.c.to_at.is_(None),
            )
            .values(to_at=bindparam("ends_at"))
        )

    @cached_property
    def update_help(self) -> str:
        columns = ("acknowledged_by", "acknowledged_at", "resolved_at")
        return self._text(
            update(help_requests)
            .where(help_requests.c.office_id == bindparam("office_id_"), help_requests.c.id == bindparam("id_"))
            .values({column: bindparam(column) for column in columns})
        )

    @cached_property
    def insert_support(self) -> str:
        return self._insert(support_calls)

    @cached_property
    def update_support(self) -> str:
        columns = ("state", "expected_at", "answered_at", "came_at", "left_at")
        return self._text(
            update(support_calls)
            .where(support_calls.c.office_id == bindparam("office_id_"), support_calls.c.id == bindparam("id_"))
            .values({column: bindparam(column) for column in columns})
        )

    @cached_property
    def insert_reservation(self) -> str:
        return self._insert(reservations)

    @cached_property
    def update_reservation(self) -> str:
        columns = ("state", "starts_at", "ends_at", "service", "version", "data")
        return self._text(
            update(reservations)
            .where(reservations.c.office_id == bindparam("office_id_"), reservations.c.id == bindparam("id_"))
            .values({column: bindparam(column) for column in columns})
        )

    @cached_property
    def insert_place(self) -> str:
        return self._insert(reserved_places)

    @cached_property
    def delete_place(self) -> str:
        """Free a place, only if it is the reservation's that is believed to have it."""
        keys = ("office_id", "pool", "starts_at", "place", "reservation_id")
        return self._text(
            delete(reserved_places).where(*(reserved_places.c[name] == bindparam(f"{name}_") for name in keys))
        )

    @cached_property
    def book(self) -> str:
        """What a book needs of an office from an instant on: version and values of each reservation."""
        return self._text(book_query(bindparam("office_id"), bindparam("from_at")))

    @cached_property
    def no_shows(self) -> str:
        """Bookings of the past by first service, hour (UTC) and state."""
        return self._text(no_show_query(bindparam("office_id"), bindparam("from_at")))

    @cached_property
    def insert_contact(self) -> str:
        return self._insert(contacts)

    @cached_property
    def delete_contact(self) -> str:
        """Forget who booked."""
        return self._text(
            delete(contacts).where(
                contacts.c.office_id == bindparam("office_id_"),
                contacts.c.reservation_id == bindparam("reservation_id_"),
            )
        )

    @cached_property
    def forget_contacts(self) -> str:
        """Forget who booked visits that were over before an instant."""
        return self._text(forgetting(bindparam("office_id"), bindparam("before")))

    def _insert(self, table: Table) -> str:
        return self._text(insert(table))

    def _text(self, statement: ClauseElement) -> str:
        return str(statement.compile(dialect=self._dialect))
