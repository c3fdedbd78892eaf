"""Boards pushed to screens: one hub per process, one channel per office."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from app.live.channel import COALESCE_SECONDS, REFRESH_SECONDS, Cancellable, Channel, Loop, Viewer
from app.live.encoded import Message
from app.live.frames import GOING_AWAY
from app.live.messages import HEARTBEAT_SECONDS

STUCK_SECONDS = 60
"""A viewer that takes nothing for this long is cut off."""


class TooManyViewers(Exception):
    """No more sockets for this address, or for this process."""


@dataclass(frozen=True)
class Limits:
    """Open sockets: in total, and from one client address (a whole hall may share one)."""

    total: int = 20_000
    per_address: int = 1_000


class Hub:
    """Everything is called on the event loop. `read_board` gives the JSON document of an office's board from memory,
    or raises NoSuchOffice; it is called once per change and office, not once per viewer."""

    def __init__(
        self,
        read_board: Callable[[str], bytes],
        limits: Limits | None = None,
        loop: Loop | None = None,
        coalesce_seconds: float = COALESCE_SECONDS,
    ) -> None:
        self._read_board = read_board
        self._limits = limits or Limits()
        self._given_loop = loop
        self._coalesce_seconds = coalesce_seconds
        self._channels: dict[str, Channel] = {}
        self._seats: dict[Viewer, tuple[Channel, str]] = {}
        self._seats_by_address: Counter[str] = Counter()
        self._ticker: Cancellable | None = None
        self._ticks = 0

    def __len__(self) -> int:
        """Open sockets."""
        return len(self._seats)

    def start(self) -> None:
        """Begin heartbeats and the look for changes that come by time alone."""
        self._ticker = self._loop.call_later(REFRESH_SECONDS, self._tick)

    def stop(self, code: int = GOING_AWAY) -> None:
        """Say goodbye to all viewers."""
        if self._ticker:
            self._ticker.cancel()
            self._ticker = None
        for channel in self._channels.values():
            channel.stop(code)
        self._channels.clear()

    def wake(self, office: str) -> None:
        """The office changed: its viewers get the new board within some 50 ms."""
        channel = self._channels.get(office)
        if channel:
            channel.wake()

    def board(self, office: str) -> tuple[bytes, str]:
        """The newest board as a JSON document, and its ETag. Raises NoSuchOffice."""
        newest = self._channel(office).newest()
        return newest.message.document, newest.etag

    def join(self, office: str, viewer: Viewer, address: str, since: int | None = None) -> Message:
        """Add a viewer that must be sent the answer first. Raises NoSuchOffice and TooManyViewers."""
        origin = _origin(address)
        if len(self._seats) >= self._limits.total or self._seats_by_address[origin] >= self._limits.per_address:
            raise TooManyViewers
        channel = self._channel(office)
        first = channel.join(viewer, since)
        self._seats[viewer] = (channel, origin)
        self._seats_by_address[origin] += 1
        return first

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer; twice does no harm."""
        channel, origin = self._seats.pop(viewer, (None, ""))
        if channel is None:
            return
        channel.viewers.pop(viewer, None)
        self._seats_by_address[origin] -= 1
        if not self._seats_by_address[origin]:
            del self._seats_by_address[origin]

    @property
    def _loop(self) -> Loop:
        return self._given_loop or asyncio.get_running_loop()

    def _channel(self, office: str) -> Channel:
        channel = self._channels.get(office)
        if channel is None:
            channel = Channel(office, self._read_board, self._loop, self._coalesce_seconds)
            self._channels[office] = channel
        return channel

    def _tick(self) -> None:
        self._ticker = self._loop.call_later(REFRESH_SECONDS, self._tick)
        self._ticks += 1
        beat = self._ticks % round(HEARTBEAT_SECONDS / REFRESH_SECONDS) == 0
        for channel in self._channels.values():
            channel.tick(beat)
        if beat:
            self._drop_the_stuck()

    def _drop_the_stuck(self) -> None:
        now = self._loop.time()
        for viewer in list(self._seats):
            if viewer.stuck_since is not None and now - viewer.stuck_since > STUCK_SECONDS:
                viewer.drop()


def _origin(address: str) -> str:
    """Whom a limit counts: an IPv4 address, or the network of an IPv6 address, as one client has many of those."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4 or parsed.ipv4_mapped:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
