"""Databases: SQLite embedded, PostgreSQL for scale-out. The address decides; everything else is the same code."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event

MIGRATIONS = Path(__file__).parents[2] / "migrations"

CHECKPOINT_PAGES = 8000
"""Fewer, larger checkpoints: 32 MB of write-ahead log between two of them."""


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql+psycopg://…`.

    SQLite runs in WAL mode with synchronous=FULL: what is committed is on the disk. Errors do not tell the values of
    a statement, because errors are logged.
    """
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=url.startswith("postgresql"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    """Readers begin without a lock; who will write says so with the execution option `sqlite_begin`."""
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def conninfo_of(engine: Engine) -> str:
    """The address of a PostgreSQL database as its own library takes it."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest migration."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
