"""(c) From a call at the counter to the last of many screens, against the websockets library's own broadcast.

The service does everything: HTTP, the command, its commit, the estimate, the board. The library only sends bytes that
are ready, the same ones.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import time
from itertools import count

from benchmarks.audience import Audience, audience
from benchmarks.commands import new_key, take_ticket
from benchmarks.figures import Figure, median
from benchmarks.http_client import Connection, expect
from benchmarks.processes import running
from benchmarks.service import OFFICE, Service, running_service
from benchmarks.wire import handshake, masked_text

AUDIENCES = (1_000, 5_000)
WAITING = 40
CALLS = 15
QUIET_SECONDS = 0.4
LIVE = f"/api/v1/offices/{OFFICE}/board/live"


def measure() -> list[Figure]:
    """Audiences of each size, calls and broadcasts in turn."""
    return [figure for size in AUDIENCES for figure in _with_audience(size)]


def _with_audience(size: int) -> list[Figure]:
    with running_service() as service, running("benchmarks.library_server") as library:
        asyncio.run(_fill(service))
        with audience() as screens, audience() as others:
            empty_kib = service.process.resident_kib()
            connected = screens.connect(service.port, LIVE, size)
            socket_kib = (service.process.resident_kib() - empty_kib) / size
            others.connect(library.port, "/", size)
            calls, broadcasts = asyncio.run(_in_turn(service, screens, library.port, others))
    ratios = [call / cast for call, cast in zip(calls, broadcasts, strict=True)]
    return [
        Figure(f"{size} screens, call to the last one", median(calls), "ms"),
        Figure(f"{size} screens, the library's broadcast", median(broadcasts), "ms"),
        Figure(f"{size} screens, call ÷ broadcast", median(ratios), "×", at_most=1.0),
        Figure(f"{size} screens, memory of a socket", socket_kib, "KiB", at_most=31),
        Figure(f"{size} screens, time to connect all", connected, "s"),
    ]


async def _fill(service: Service) -> None:
    connection = await Connection(service.port, service.token).open()
    for number in range(WAITING):
        await take_ticket(connection, number)
    connection.close()


async def _in_turn(service: Service, screens: Audience, port: int, others: Audience) -> tuple[list[float], list[float]]:
    clerk = await Connection(service.port, service.token).open()
    trigger = _Trigger(port)
    calls, broadcasts = [], []
    for counter in range(1, CALLS + 1):
        await asyncio.sleep(QUIET_SECONDS)
        calls.append(await _call(service, clerk, counter, screens))
        await asyncio.sleep(QUIET_SECONDS)
        broadcasts.append(trigger.broadcast(_board(service), others))
    clerk.close()
    return calls, broadcasts


async def _call(service: Service, clerk: Connection, counter: int, screens: Audience) -> float:
    version = json.loads(_board(service))["version"]
    screens.expect(b'"version":%d,' % (version + 2))  # the first call at a counter opens it as well
    began = time.monotonic_ns()
    expect(await clerk.post(f"/api/v1/offices/{OFFICE}/counters/{counter}/call-next", new_key()), 200)
    return (screens.last_received_at() - began) / 1e6


def _board(service: Service) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
    connection.request("GET", f"/api/v1/offices/{OFFICE}/board")
    document = connection.getresponse().read()
    connection.close()
    return document


class _Trigger:
    """A client that makes the library broadcast."""

    def __init__(self, port: int) -> None:
        self._numbers = count(100_000)
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.sendall(handshake("/go"))
        self._socket.recv(4096)

    def broadcast(self, document: bytes, others: Audience) -> float:
        marker = b'"n":%d}' % next(self._numbers)
        others.expect(marker)
        began = time.monotonic_ns()
        self._socket.sendall(masked_text(document[:-1] + b"," + marker))
        return (others.last_received_at() - began) / 1e6
