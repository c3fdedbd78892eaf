"""(b) Calling, serving and finishing with never fewer than 2,000 people waiting."""

from __future__ import annotations

from benchmarks.commands import compare, new_key, take_ticket
from benchmarks.figures import Figure
from benchmarks.http_client import Connection, expect
from benchmarks.service import OFFICE

WAITING = 2_000
VISITS = 400


async def serve_one(connection: Connection, n: int) -> None:
    """One visit at this client's own counter: call next, start, finish."""
    for verb in ("call-next", "start", "finish"):
        path = f"/api/v1/offices/{OFFICE}/counters/{n + 1}/{verb}"
        expect(await connection.post(path, new_key()), 200)


def measure() -> list[Figure]:
    """Let all counters serve at once."""
    return compare("commands", (take_ticket, WAITING + VISITS, VISITS), serve_one, VISITS, commands_each=3)
