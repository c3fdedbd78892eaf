"""Clocks: real time, and a virtual one for the demo and for trying things out, which may run faster."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Tells the time in ms since the epoch."""


def real_clock() -> int:
    """The time of this machine."""
    return time.time_ns() // 1_000_000


class VirtualClock:
    """A clock that starts at an instant (ms) and runs `speed` times as fast as real time."""

    def __init__(self, start_at: int, speed: float = 1) -> None:
        self.speed = speed
        self._start_at = start_at
        self._began = time.monotonic()

    def __call__(self) -> int:
        return self._start_at + int((time.monotonic() - self._began) * 1000 * self.speed)

    def set(self, at: int) -> None:
        """Go on from another instant (ms), at the same speed."""
        self._start_at = at
        self._began = time.monotonic()
