"""Rate limits on what the public can call, by client address. Paired devices and staff are not held back.

Each limit is a bucket that refills steadily (GCRA): one number per address, exact times to wait, and no background
thread. The limits library's memory storage was measured at 0.2 ms a call and keeps every address for ever.
Each process counts for itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from app.domain.access import network_of
from app.domain.access_errors import TooManyRequests
from app.web.access import anyone

ADDRESSES_AT_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`at_once` calls together, then one every `seconds_each`."""

    at_once: int
    seconds_each: float


RATES = {
    "tickets": Rate(at_once=20, seconds_each=6),
    "reservations": Rate(at_once=20, seconds_each=30),
    "help": Rate(at_once=5, seconds_each=30),
    "sessions": Rate(at_once=20, seconds_each=3),
    "pairings": Rate(at_once=60, seconds_each=10),
}
"""Times are held for ten minutes: a machine that throws its cookies away holds forty of them at most.
A hall's public Wi-Fi shows many phones as one address: the limits stop machines, not a crowd.
Open sockets are limited where they are kept, in `app/live/hub.py`."""


@dataclass
class Limits:
    """Buckets in memory. `clock` counts seconds and never goes back."""

    rates: dict[str, Rate] = field(default_factory=lambda: RATES)
    clock: Callable[[], float] = time.monotonic
    _full_again: dict[tuple[str, str], float] = field(default_factory=dict)

    def take(self, what: str, address: str) -> float:
        """Take one from the bucket of an address: 0 when there was one, else the seconds until there is."""
        rate, now = self.rates[what], self.clock()
        key = (what, network_of(address, v4_bits=32, v6_bits=64))
        full_again = max(self._full_again.get(key, now), now) + rate.seconds_each
        wait = full_again - now - rate.at_once * rate.seconds_each
        if wait > 1e-9:
            return wait
        if len(self._full_again) >= ADDRESSES_AT_MOST and key not in self._full_again:
            self._make_room(now)
        self._full_again[key] = full_again
        return 0

    def check(self, what: str, address: str) -> None:
        """Take one from the bucket. Raises TooManyRequests."""
        if wait := self.take(what, address):
            raise TooManyRequests(seconds=math.ceil(wait))

    def _make_room(self, now: float) -> None:
        busy = {key: full_again for key, full_again in self._full_again.items() if full_again > now}
        if len(busy) >= ADDRESSES_AT_MOST:  # a flood from everywhere: keep those who used most of theirs
            kept = sorted(busy.items(), key=lambda item: item[1], reverse=True)[: ADDRESSES_AT_MOST // 2]
            busy = dict(kept)
        self._full_again = busy


def limited(what: str) -> Callable[[HTTPConnection], Awaitable[None]]:
    """A dependency that holds the public to a rate. Raises TooManyRequests."""

    async def within_limits(connection: HTTPConnection) -> None:
        if not (await anyone(connection)).is_trusted:
            check_limit(connection, what)

    return within_limits


def check_limit(connection: HTTPConnection, what: str) -> None:
    """Hold this client's address to a rate, whoever calls. Raises TooManyRequests."""
    limits: Limits = connection.app.state.limits
    limits.check(what, client_address(connection))


def client_address(connection: HTTPConnection) -> str:
    """The client's address; behind trusted proxies the one that they name (see `guard.py`)."""
    return connection.client.host if connection.client else ""
