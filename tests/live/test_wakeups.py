"""Two processes' wake-ups on a real PostgreSQL that the tests start by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from app.live import wakeups
from app.live.wakeups import Wakeups


class Listener:
    """What another process hears."""

    def __init__(self, url: str) -> None:
        self.heard: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
        self.wakeups = Wakeups(url, lambda office, version: self.heard.put_nowait((office, version)))

    async def next(self, within_seconds: float = 10) -> tuple[str, int]:
        async with asyncio.timeout(within_seconds):
            return await self.heard.get()


@pytest.fixture
def server(postgres_url: str) -> str:
    return postgres_url.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture
def database(server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE TABLE offices (id text PRIMARY KEY, version bigint NOT NULL)")
        connection.execute("INSERT INTO offices VALUES ('kumin', 1)")
        yield connection


@pytest.fixture
async def listener(server, database):
    listener = Listener(server)
    listener.wakeups.start()
    assert await listener.next() == ("kumin", 1)
    yield listener
    await listener.wakeups.stop()


@pytest.fixture
async def speaker(server, listener):
    speaker = Listener(server)
    speaker.wakeups.start()
    assert await speaker.next() == ("kumin", 1)
    yield speaker
    await speaker.wakeups.stop()


@pytest.fixture
def slow_looks(monkeypatch):
    """Looks so seldom that a test sees what the hints alone do."""
    monkeypatch.setattr(wakeups, "LOOK_EVERY_SECONDS", 3600.0)


async def test_a_hint_tells_the_others_at_once(slow_looks, database, listener, speaker):
    database.execute("UPDATE offices SET version = 7")
    speaker.wakeups.announce("kumin", 7)
    assert await listener.next() == ("kumin", 7)


async def test_who_commits_does_not_hear_itself(slow_looks, database, listener, speaker):
    database.execute("UPDATE offices SET version = 7")
    speaker.wakeups.announce("kumin", 7)
    await listener.next()
    database.execute("INSERT INTO offices VALUES ('branch', 3)")
    listener.wakeups.announce("branch", 3)
    assert await speaker.next() == ("branch", 3)


async def test_many_commits_become_few_hints(slow_looks, server, database, listener, speaker):
    with psycopg.connect(server, autocommit=True) as ear:
        ear.execute(f"LISTEN {wakeups.CHANNEL}")
        for version in range(2, 502):
            speaker.wakeups.announce("kumin", version)
            await asyncio.sleep(0)
        database.execute("UPDATE offices SET version = 501")
        speaker.wakeups.announce("kumin", 501)
        assert await listener.next() == ("kumin", 501)
        assert len(list(ear.notifies(timeout=0))) <= 3


async def test_without_any_hint_a_change_is_seen_by_looking(monkeypatch, database, server):
    monkeypatch.setattr(wakeups, "LOOK_EVERY_SECONDS", 0.05)
    listener = Listener(server)
    listener.wakeups.start()
    await listener.next()
    database.execute("UPDATE offices SET version = 2")
    assert await listener.next() == ("kumin", 2)
    await listener.wakeups.stop()


async def test_a_lost_connection_is_made_again_and_what_was_missed_is_told(monkeypatch, database, listener):
    monkeypatch.setattr(wakeups, "TRY_AGAIN_SECONDS", 0.0)
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    database.execute("UPDATE offices SET version = 9")
    assert await listener.next() == ("kumin", 9)
