"""Several processes on one PostgreSQL: each learns soon which offices the others have moved.

NOTIFY inside a command's transaction would be a lock that all commits share, so it goes out on a connection of its own,
without a payload and at most some times a second. It is a hint only: whoever hears it looks at the versions, and looks
once a second anyway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

import psycopg

log = logging.getLogger(__name__)

CHANNEL = "madoguchi_offices"
LOOK_EVERY_SECONDS = 1.0
HINT_EVERY_SECONDS = 0.1
TRY_AGAIN_SECONDS = 1.0

Changed = Callable[[str, int], None]


class Wakeups:
    """`changed(office, version)` is called on the event loop when an office has a version that was not known here."""

    def __init__(self, conninfo: str, changed: Changed) -> None:
        self._conninfo = conninfo
        self._changed = changed
        self._known: dict[str, int] = {}
        self._hint_due = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to listen. When the database is away, both connections are made again until it is back."""
        self._tasks = [asyncio.create_task(_again_and_again(step)) for step in (self._listen, self._hint)]

    async def stop(self) -> None:
        """End, and close both connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def announce(self, office: str, version: int) -> None:
        """This process has committed: let the others look."""
        self._known[office] = max(version, self._known.get(office, 0))
        self._hint_due.set()

    async def _listen(self) -> None:
        async with await self._connected() as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            while True:
                await self._look(connection)
                async for _ in connection.notifies(timeout=LOOK_EVERY_SECONDS, stop_after=1):
                    pass

    async def _look(self, connection: psycopg.AsyncConnection) -> None:
        cursor = await connection.execute("SELECT id, version FROM offices")
        for office, version in await cursor.fetchall():
            if version > self._known.get(office, -1):
                self._known[office] = version
                self._changed(office, version)

    async def _hint(self) -> None:
        async with await self._connected() as connection:
            while True:
                await self._hint_due.wait()
                self._hint_due.clear()
                await connection.execute(f"NOTIFY {CHANNEL}")
                await asyncio.sleep(HINT_EVERY_SECONDS)

    async def _connected(self) -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)


async def _again_and_again(step: Callable[[], Coroutine[None, None, None]]) -> None:
    while True:
        try:
            await step()
        except psycopg.OperationalError as error:
            log.warning("wakeups_away", extra={"error": str(error)})
            await asyncio.sleep(TRY_AGAIN_SECONDS)
