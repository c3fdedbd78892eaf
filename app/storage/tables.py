"""Tables. `office_id` leads every key, so that offices can be spread over machines.

`events` is the truth; tickets, stops, assignments and help requests are folded from it in the same transaction.
Instants are ms since the epoch. The constraints repeat the invariants of the domain.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from app.domain.numbers import Channel
from app.domain.support_events import SupportState
from app.domain.tickets import Outcome, StopState
from app.storage.metadata import metadata


def _one_of(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


offices = Table(
    "offices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("day", Text, nullable=True),
    Column("day_version", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("document", Text, nullable=False),
    CheckConstraint("version >= day_version", name="day_began_before_now"),
)

events = Table(
    "events",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("day", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", Text, nullable=False),
    PrimaryKeyConstraint("office_id", "version"),
    Index(
        "configurations",
        "office_id",
        "version",
        sqlite_where=text("kind = 'office_configured'"),
        postgresql_where=text("kind = 'office_configured'"),
    ),
    sqlite_with_rowid=False,
)

CONFIGURED = literal_column("'office_configured'", Text)
"""Written into statements as it is, or the index of configurations is not used."""

tickets = Table(
    "tickets",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("taken_at", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("planned", Text, nullable=False),
    Column("procedures", Text, nullable=False),
    Column("priority", Text, nullable=True),
    Column("priority_reason", Text, nullable=True),
    Column("needs", Text, nullable=False),
    Column("promised_low", Integer, nullable=True),
    Column("promised_high", Integer, nullable=True),
    Column("reservation", Text, nullable=True),
    PrimaryKeyConstraint("office_id", "id"),
    UniqueConstraint("id"),
    UniqueConstraint("office_id", "day", "number"),
    UniqueConstraint("office_id", "day", "seq"),
    CheckConstraint(_one_of("channel", Channel), name="channel_known"),
)

stops = Table(
    "stops",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("ticket_id", Text, nullable=False),
    Column("no", Integer, nullable=False),
    Column("day", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("waiting_since", BigInteger, nullable=False),
    Column("counter", Text, nullable=True),
    Column("staff", Text, nullable=True),
    Column("called_at", BigInteger, nullable=True),
    Column("recalls", Integer, nullable=False),
    Column("started_at", BigInteger, nullable=True),
    Column("finished_at", BigInteger, nullable=True),
    Column("missed_at", BigInteger, nullable=True),
    Column("outcome", Text, nullable=True),
    Column("reason", Text, nullable=True),
    PrimaryKeyConstraint("office_id", "ticket_id", "no"),
    ForeignKeyConstraint(["office_id", "ticket_id"], ["tickets.office_id", "tickets.id"]),
    CheckConstraint(_one_of("state", StopState), name="state_known"),
    CheckConstraint(f"outcome IS NULL OR {_one_of('outcome', Outcome)}", name="outcome_known"),
    CheckConstraint("state NOT IN ('called', 'serving') OR counter IS NOT NULL", name="called_to_a_counter"),
    CheckConstraint("(state IN ('done', 'cancelled')) = (outcome IS NOT NULL)", name="over_with_an_outcome"),
    CheckConstraint("state <> 'serving' OR started_at IS NOT NULL", name="serving_since"),
    Index(
        "one_ticket_at_a_counter",
        "office_id",
        "counter",
        unique=True,
        sqlite_where=text("state IN ('called', 'serving')"),
        postgresql_where=text("state IN ('called', 'serving')"),
    ),
    Index(
        "one_open_stop_a_ticket",
        "office_id",
        "ticket_id",
        unique=True,
        sqlite_where=text("state NOT IN ('done', 'cancelled')"),
        postgresql_where=text("state NOT IN ('done', 'cancelled')"),
    ),
    Index("stops_of_a_day", "office_id", "day", "service"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("counter", Text, nullable=False),
    Column("from_at", BigInteger, nullable=False),
    Column("from_version", BigInteger, nullable=False),
    Column("to_at", BigInteger, nullable=True),
    Column("day", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("staff", Text, nullable=True),
    Column("offers", Text, nullable=False),
    PrimaryKeyConstraint("office_id", "counter", "from_version"),
    CheckConstraint("to_at IS NULL OR to_at >= from_at", name="ends_after_it_begins"),
    Index("assignments_of_a_day", "office_id", "day"),
    Index(
        "one_assignment_at_a_time",
        "office_id",
        "counter",
        unique=True,
        sqlite_where=text("to_at IS NULL"),
        postgresql_where=text("to_at IS NULL"),
    ),
)

help_requests = Table(
    "help_requests",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("ticket", Text, nullable=True),
    Column("device", Text, nullable=True),
    Column("asked_at", BigInteger, nullable=False),
    Column("acknowledged_by", Text, nullable=True),
    Column("acknowledged_at", BigInteger, nullable=True),
    Column("resolved_at", BigInteger, nullable=True),
    PrimaryKeyConstraint("office_id", "id"),
)

support_calls = Table(
    "support_calls",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("supporter", Text, nullable=False),
    Column("services", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("called_at", BigInteger, nullable=False),
    Column("called_by", Text, nullable=False),
    Column("counter", Text, nullable=True),
    Column("until", BigInteger, nullable=True),
    Column("reason", Text, nullable=True),
    Column("expected_at", BigInteger, nullable=True),
    Column("answered_at", BigInteger, nullable=True),
    Column("came_at", BigInteger, nullable=True),
    Column("left_at", BigInteger, nullable=True),
    PrimaryKeyConstraint("office_id", "id"),
    UniqueConstraint("id"),
    CheckConstraint(_one_of("state", SupportState), name="state_known"),
    CheckConstraint("state NOT IN ('here', 'left') OR came_at IS NOT NULL", name="here_since"),
    Index(
        "one_call_a_supporter",
        "office_id",
        "day",
        "supporter",
        unique=True,
        sqlite_where=text("state IN ('called', 'coming', 'here')"),
        postgresql_where=text("state IN ('called', 'coming', 'here')"),
    ),
)

answers = Table(
    "answers",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("answer", Text, nullable=False),
    PrimaryKeyConstraint("office_id", "key"),
    Index("answers_by_age", "at"),
    sqlite_with_rowid=False,
)
