"""Commands over HTTP by many clients at once, and what they cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count

import uvloop

from benchmarks.figures import Figure, median, percentile
from benchmarks.http_client import Connection, expect
from benchmarks.raw_commits import commit_seconds, snapshot
from benchmarks.service import OFFICE, SERVICES, Service, running_service

CLIENTS = 32
ROUNDS = 3
_keys = count()

Work = Callable[[Connection, int], Awaitable[None]]
"""What client number n does over and over, until it raises StopAsyncIteration."""


async def take_ticket(connection: Connection, n: int) -> None:
    """One ticket, of one service after the other."""
    body = b'{"service": "%s"}' % SERVICES[n % len(SERVICES)].encode()
    expect(await connection.post(f"/api/v1/offices/{OFFICE}/tickets", new_key(), body), 201)


def new_key() -> str:
    """An Idempotency-Key."""
    return f"{time.time_ns():x}-{next(_keys):x}"


async def clients(service: Service, work: Work, times: int) -> tuple[float, list[float]]:
    """Let all clients do the work, `times` in all; the seconds it took, and those of each request."""
    connections = [await Connection(service.port, service.token).open() for _ in range(CLIENTS)]
    left = iter(range(times))

    async def one(connection: Connection, number: int) -> None:
        for _ in left:
            await work(connection, number)

    began = time.perf_counter()
    await asyncio.gather(*(one(connection, number) for number, connection in enumerate(connections)))
    took = time.perf_counter() - began
    for connection in connections:
        connection.close()
    return took, [seconds for connection in connections for seconds in connection.took]


def compare(name: str, prepare: Work, prepared: int, work: Work, times: int, commands_each: int) -> list[Figure]:
    """Rounds on fresh services: so many commands a second ÷ raw commits of the same rows."""
    rates, ratios, seconds, raw_seconds = [], [], [], []
    for _ in range(ROUNDS):
        with running_service() as service:
            uvloop.run(clients(service, prepare, prepared))
            before = snapshot(service.database, "before.db")
            took, each = uvloop.run(clients(service, work, times))
            after = snapshot(service.database, "after.db")
            rates.append(times * commands_each / took)
            raw = commit_seconds(before, after)
            ratios.append(rates[-1] * sum(raw) / len(raw))
            seconds += each
            raw_seconds += raw
    return [
        Figure(f"{name}, {CLIENTS} clients", median(rates), "a second"),
        Figure(f"{name} ÷ raw commits of the same rows", median(ratios), "×", at_least=0.6),
        Figure("raw commits, P99", percentile(raw_seconds, 0.99) * 1000, "ms"),
        Figure(f"{name}, P50", percentile(seconds, 0.5) * 1000, "ms"),
        Figure(f"{name}, P99", percentile(seconds, 0.99) * 1000, "ms", at_most=30),
    ]
