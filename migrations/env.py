"""Runs migrations on the connection that the application gives, or on MADOGUCHI_DATABASE from the command line."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from app.settings import Settings
from app.storage import access_tables, reservation_tables, rollup_tables, tables, wait_model_tables
from app.storage.metadata import metadata

LOCK_TIMEOUT = "SET lock_timeout = '5s'"

TABLES = (tables, access_tables, reservation_tables, rollup_tables, wait_model_tables)
"""Imported so that `metadata` knows them all."""


def run(connection: Connection) -> None:
    """Migrate; on PostgreSQL a migration that cannot get its locks gives up instead of stopping the hall."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(LOCK_TIMEOUT)
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(Settings().database).begin() as opened:
        run(opened)
