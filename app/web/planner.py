"""A process beside the service that plays futures, so that the event loop and the writer never wait for them.

It starts when it is first asked and knows nothing but what it is given. A question too many is refused, not queued.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from app.domain.access_errors import TooMuch

P = ParamSpec("P")
T = TypeVar("T")

QUESTIONS_AT_ONCE = 4
"""One is answered, the others wait: each takes a second or two."""

SECONDS_EACH = 3
NICE = 2
"""Calls, tickets and boards go first: the process gives way to the service, a little, for somebody waits for it too."""


class Planner:
    """Runs one question after the other. Functions and values travel to the process: plain data only."""

    def __init__(self, at_once: int = QUESTIONS_AT_ONCE, seconds_each: int = SECONDS_EACH) -> None:
        self._at_once, self._seconds_each = at_once, seconds_each
        self._pool: ProcessPoolExecutor | None = None
        self._asked = 0

    @property
    def is_idle(self) -> bool:
        """Whether nobody has asked."""
        return self._asked == 0

    async def ask(self, question: Callable[P, T], /, *values: P.args, **named: P.kwargs) -> T:
        """The answer of a function. Raises TooMuch when too many wait already."""
        if self._asked >= self._at_once:
            raise TooMuch(seconds=self._seconds_each * self._at_once)
        self._asked += 1
        try:
            pool = self._pool = self._pool or _pool()
            future = pool.submit(question, *values, **named)
            return await asyncio.wrap_future(future)
        except BrokenProcessPool:
            self._pool = None  # somebody ended it; the next question starts another
            raise TooMuch(seconds=self._seconds_each) from None
        finally:
            self._asked -= 1

    def stop(self) -> None:
        """End the process; questions that wait are dropped."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=os.nice, initargs=(NICE,))
