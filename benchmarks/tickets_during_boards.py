"""(e) How long a ticket takes while every ticket sends a new board to 5,000 screens."""

from __future__ import annotations

import asyncio
import time

from benchmarks.audience import audience
from benchmarks.commands import take_ticket
from benchmarks.fan_out import LIVE
from benchmarks.figures import Figure, median, percentile
from benchmarks.http_client import Connection
from benchmarks.service import Service, running_service

SCREENS = 5_000
CLIENTS = 8
TICKETS_A_SECOND = 40
SECONDS = 4
ROUNDS = 5


def measure() -> list[Figure]:
    """The same arrivals without screens and with them, in rounds of which the middle counts."""
    with running_service() as service, audience() as screens:
        asyncio.run(_arrivals(service))
        alone = [asyncio.run(_arrivals(service)) for _ in range(ROUNDS)]
        screens.connect(service.port, LIVE, SCREENS)
        among = [asyncio.run(_arrivals(service)) for _ in range(ROUNDS)]
    return [
        Figure(f"a ticket, P50, {TICKETS_A_SECOND} a second, no screens", _middle(alone, 0.5), "ms"),
        Figure("a ticket, P99, no screens", _middle(alone, 0.99), "ms"),
        Figure(f"a ticket, P50, boards to {SCREENS} screens", _middle(among, 0.5), "ms"),
        Figure(f"a ticket, P99, boards to {SCREENS} screens", _middle(among, 0.99), "ms", at_most=50),
    ]


def _middle(rounds: list[list[float]], share: float) -> float:
    return median(percentile(seconds, share) for seconds in rounds) * 1000


async def _arrivals(service: Service) -> list[float]:
    connections = [await Connection(service.port, service.token).open() for _ in range(CLIENTS)]
    began = time.perf_counter()

    async def one(connection: Connection, number: int) -> None:
        for turn in range(TICKETS_A_SECOND * SECONDS // CLIENTS):
            due = began + (turn * CLIENTS + number) / TICKETS_A_SECOND
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await take_ticket(connection, number)

    await asyncio.gather(*(one(connection, number) for number, connection in enumerate(connections)))
    for connection in connections:
        connection.close()
    return [seconds for connection in connections for seconds in connection.took]
