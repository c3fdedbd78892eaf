"""The table of learned wait models: each version that was trained, whether it is used, and why."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from app.storage.metadata import metadata

wait_models = Table(
    "wait_models",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("trained_at", BigInteger, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("used", Boolean, nullable=False),
    Column("report", Text, nullable=False),
    Column("forest", LargeBinary, nullable=True),
    PrimaryKeyConstraint("office_id", "version"),
)
"""`report` is JSON: errors on later days before and after. The forest of a version that is not used is not kept."""
