"""(a) Durable tickets a second over HTTP."""

from __future__ import annotations

from benchmarks.commands import compare, take_ticket
from benchmarks.figures import Figure

WARM_UP = 500
TICKETS = 1_000


def measure() -> list[Figure]:
    """Take tickets with all clients at once."""
    return compare("tickets", (take_ticket, WARM_UP, 0), take_ticket, TICKETS, commands_each=1)
