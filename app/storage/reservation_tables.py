"""Tables of reservations. `reservations` and `reserved_places` are folded from the events; contacts stand apart.

Instants are ms since the epoch. A place is one row: its key is what keeps two reservations from having it both.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from app.domain.reservations import ReservationState
from app.storage.metadata import metadata

_STATES = ", ".join(f"'{state}'" for state in ReservationState)

reservations = Table(
    "reservations",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("service", Text, nullable=True),
    Column("reference", Text, nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
    PrimaryKeyConstraint("office_id", "id"),
    UniqueConstraint("id"),
    CheckConstraint(f"state IN ({_STATES})", name="state_known"),
    CheckConstraint("ends_at > starts_at", name="ends_after_it_begins"),
    Index("reservations_by_time", "office_id", "starts_at"),
    Index("reservations_by_reference", "office_id", "reference"),
)

reserved_places = Table(
    "reserved_places",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("pool", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("reservation_id", Text, nullable=False),
    PrimaryKeyConstraint("office_id", "pool", "starts_at", "place"),
    ForeignKeyConstraint(["office_id", "reservation_id"], ["reservations.office_id", "reservations.id"]),
    CheckConstraint("place >= 0 AND place < places", name="within_capacity"),
    Index("places_of_a_reservation", "office_id", "reservation_id"),
    sqlite_with_rowid=False,
)

contacts = Table(
    "contacts",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("reservation_id", Text, nullable=False),
    Column("name", Text, nullable=True),
    Column("email", Text, nullable=True),
    Column("phone", Text, nullable=True),
    Column("consents_to_notices", Boolean, nullable=False),
    PrimaryKeyConstraint("office_id", "reservation_id"),
)
"""Who booked, if they told. Never in events, answers or logs, so that it can be forgotten."""
