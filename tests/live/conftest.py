"""A ward whose boards a test changes by hand, screens that remember what they got, a clock that a test turns."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from itertools import count

import orjson
import pytest

from app.domain.errors import NoSuchOffice
from app.live.encoded import Message
from app.live.hub import Hub


def board(version: int, **other: object) -> dict[str, object]:
    """The smallest whole board."""
    return {
        "type": "board",
        "office": "kumin",
        "version": version,
        "revision": 1,
        "as_of": "2026-11-21T10:24:03+09:00",
        "speed": 1,
        "day": "2026-11-21",
        "status": "open",
        "opens_at": None,
        "closes_at": None,
        "last_ticket_at": None,
        "next_opening_at": None,
        "congestion": None,
        "services": [],
        "calls": [],
        "counters": [],
        "missed": [],
        "held": [],
        "notices": [],
        **other,
    }


class Ward:
    """Where the hub reads boards."""

    def __init__(self) -> None:
        self.boards: dict[str, dict[str, object]] = {"kumin": board(1)}
        self.reads = 0

    def read(self, office: str) -> bytes:
        self.reads += 1
        if office not in self.boards:
            raise NoSuchOffice(office=office)
        return orjson.dumps(self.boards[office])

    def change(self, **other: object) -> None:
        now = self.boards["kumin"]
        self.boards["kumin"] = {**now, "version": now["version"] + 1, **other}


class HandClock:
    """An event loop's clock and timers, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._cancelled: set[int] = set()

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        number = next(self._order)
        heapq.heappush(self._timers, (self.now + delay, number, callback))
        return Timer(lambda: self._cancelled.add(number))

    def pass_seconds(self, seconds: float) -> None:
        """Move the time on, doing on the way what is due."""
        end = self.now + seconds
        while self._timers and self._timers[0][0] <= end:
            due_at, number, callback = heapq.heappop(self._timers)
            self.now = max(self.now, due_at)
            if number not in self._cancelled:
                callback()
        self.now = max(self.now, end)


class Timer:
    def __init__(self, cancel: Callable[[], None]) -> None:
        self.cancel = cancel


class Screen:
    """A viewer that remembers."""

    def __init__(self) -> None:
        self.stuck_since: float | None = None
        self.got: list[dict[str, object]] = []
        self.messages: list[Message] = []
        self.closed_with: int | None = None
        self.dropped = False

    def send(self, message: Message) -> None:
        self.messages.append(message)
        self.got.append(orjson.loads(message.document))

    def close(self, code: int) -> None:
        self.closed_with = code

    def drop(self) -> None:
        self.dropped = True

    def versions(self) -> list[object]:
        return [message["version"] for message in self.got if message["type"] == "board"]

    def heartbeats(self) -> int:
        return sum(message["type"] == "heartbeat" for message in self.got)


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def hub(ward: Ward, clock: HandClock) -> Iterator[Hub]:
    hub = Hub(ward.read, loop=clock)
    hub.start()
    yield hub
    hub.stop()


@pytest.fixture
def watch(hub: Hub) -> Callable[..., Screen]:
    """Connect one more screen, to this hub or another."""

    def connect(
        since: int | None = None,
        address: str = "192.0.2.1",
        office: str = "kumin",
        to: Hub = hub,
        kind: type[Screen] = Screen,
    ) -> Screen:
        screen = kind()
        screen.send(to.join(office, screen, address, since))
        return screen

    return connect


@pytest.fixture
def slow_screen(clock: HandClock) -> type[Screen]:
    """Screens that take 0.2 seconds of everybody's time."""

    class SlowScreen(Screen):
        def send(self, message: Message) -> None:
            super().send(message)
            clock.now += 0.2

    return SlowScreen
