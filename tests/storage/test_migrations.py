"""Migrations lead from nothing to the tables that the code speaks of."""

from __future__ import annotations

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from app.storage import access_tables, tables
from app.storage.metadata import metadata

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


def test_empty_to_head_gives_the_tables(engine: Engine) -> None:
    assert tables.events.name in metadata.tables
    assert access_tables.accounts.name in metadata.tables
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_empty_to_head_gives_the_constraints(engine: Engine) -> None:
    found = inspect(engine)
    for table in metadata.sorted_tables:
        checks = {constraint["name"] for constraint in found.get_check_constraints(table.name)}
        wanted = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint" and c.name}
        assert {str(name) for name in wanted} <= checks, table.name
        assert {index.name for index in table.indexes} <= {index["name"] for index in found.get_indexes(table.name)}


def test_migrations_have_dated_names() -> None:
    for path in VERSIONS.glob("*.py"):
        assert re.fullmatch(r"\d{4}_\d\d_\d\d_[a-z_]+\.py", path.name) or path.name == "__init__.py"
