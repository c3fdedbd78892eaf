"""Commands over HTTP by many clients at once, and what they cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count

import uvloop

from benchmarks.figures import Figure, median, percentile
from benchmarks.http_client import Connection, expect
from benchmarks.raw_commits import commit_seconds, snapshot
from benchmarks.service import OFFICE, SERVICES, Service, running_service

CLIENTS = 32
ROUNDS = 9
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


def compare(name: str, prepare: tuple[Work, int, int], work: Work, times: int, commands_each: int) -> list[Figure]:
    """Short rounds in turn with raw commits of the rows that the round wrote; of all rounds the middle counts.

    `prepare` is what is done before: the work, how often before the first round, and how often before each later one.
    """
    rounds = []
    with running_service() as service:
        for number in range(ROUNDS):
            uvloop.run(clients(service, prepare[0], prepare[2] if number else prepare[1]))
            before = snapshot(service.database, "before.db")
            took, seconds = uvloop.run(clients(service, work, times))
            raw = commit_seconds(before, snapshot(service.database, "after.db"))
            rounds.append(_Round(times * commands_each / took, len(raw) / sum(raw), seconds, raw))
    return [
        Figure(f"{name}, {CLIENTS} clients", median(each.rate for each in rounds), "a second"),
        Figure("raw commits of the same rows", median(each.raw_rate for each in rounds), "a second"),
        Figure(f"{name} ÷ raw commits", median(each.rate / each.raw_rate for each in rounds), "×", at_least=0.6),
        Figure(f"{name}, P50", median(percentile(each.seconds, 0.5) for each in rounds) * 1000, "ms"),
        Figure(f"{name}, P99", median(percentile(each.seconds, 0.99) for each in rounds) * 1000, "ms", at_most=30),
        Figure("raw commits, P99", median(percentile(each.raw_seconds, 0.99) for each in rounds) * 1000, "ms"),
    ]


@dataclass(frozen=True)
class _Round:
    rate: float
    raw_rate: float
    seconds: list[float]
    raw_seconds: list[float]
