"""(d) Five screens of 200 that never read, during 6,000 boards: do the others wait, does memory grow?"""

from __future__ import annotations

import http.client

from benchmarks.audience import audience
from benchmarks.figures import Figure
from benchmarks.processes import running

SCREENS = 200
ASLEEP = 5
BOARDS = 6_000
LIVE = "/api/v1/offices/bench/board/live"


def measure() -> list[Figure]:
    """The same boards with and without sleepers."""
    alone = _delays(0)
    beside = _delays(ASLEEP)
    return [
        Figure(f"others' delay, median, nobody asleep, {BOARDS} boards", alone[0], "ms"),
        Figure("others' delay, P99, nobody asleep", alone[1], "ms"),
        Figure(f"others' delay, median, {ASLEEP} asleep", beside[0], "ms"),
        Figure(f"others' delay, P99, {ASLEEP} asleep", beside[1], "ms"),
        Figure("others' delay, longest, nobody asleep", alone[2], "ms"),
        Figure(f"others' delay, longest, {ASLEEP} asleep", beside[2], "ms", at_most=1000),
        Figure(f"server memory gained, {ASLEEP} asleep", beside[3], "MiB", at_most=5),
    ]


def _delays(asleep: int) -> tuple[float, float, float, float]:
    with running("benchmarks.board_server") as server, audience() as others, audience(reads=False) as sleepers:
        others.connect(server.port, LIVE, SCREENS - asleep)
        if asleep:
            sleepers.connect(server.port, LIVE, asleep)
        before_kib = server.resident_kib()
        _make(server.port)
        median, high, longest = others.delays_until(b'"version":%d,' % BOARDS)
        return median, high, longest, (server.resident_kib() - before_kib) / 1024


def _make(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", f"/make/{BOARDS}")
    if connection.getresponse().status != 202:
        raise RuntimeError("no boards are made")
    connection.close()
