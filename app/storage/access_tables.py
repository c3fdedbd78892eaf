"""Tables of accounts, sessions and devices. No secret is stored: tokens, codes' secrets and typed names are digests.

Instants are ms since the epoch, real time.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from app.storage.metadata import metadata

_KIND_KNOWN = "kind IN ('kiosk', 'signage')"

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("offices", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    CheckConstraint("expires_at > created_at", name="ends_after_it_begins"),
    Index("sessions_of_an_account", "account"),
    Index("sessions_by_end", "expires_at"),
)

known_browsers = Table(
    "known_browsers",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column("last_used_at", BigInteger, nullable=False),
    Index("known_browsers_by_age", "last_used_at"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("key", Text, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    CheckConstraint("attempts >= 0", name="attempts_not_negative"),
    Index("sign_in_failures_by_age", "last_at"),
)

devices = Table(
    "devices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("paired_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger, nullable=True),
    Column("last_seen_at", BigInteger, nullable=True),
    CheckConstraint(_KIND_KNOWN, name="kind_known"),
    Index("devices_of_an_office", "office_id"),
)

pairings = Table(
    "pairings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("secret_hash", Text, nullable=False),
    Column("token_hash", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("approved_at", BigInteger, nullable=True),
    Column("device_id", Text, ForeignKey("devices.id"), nullable=True),
    CheckConstraint(_KIND_KNOWN, name="kind_known"),
    CheckConstraint("(approved_at IS NULL) = (device_id IS NULL)", name="approved_as_a_device"),
    Index(
        "one_waiting_pairing_a_code",
        "code",
        unique=True,
        sqlite_where=text("approved_at IS NULL"),
        postgresql_where=text("approved_at IS NULL"),
    ),
)

access_log = Table(
    "access_log",
    metadata,
    Column("no", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("target", Text, nullable=False),
    Index("access_log_by_time", "at"),
)
