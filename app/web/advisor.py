"""The advice of each office, thought of ahead while somebody watches its floor, so that whoever asks has it at once.

Ahead is thought only while the planner has nothing else to do, once at a time for an office, and when enough has
happened since the last time. What was thought holds for a few minutes, as long as the counters do what they did.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog
from fastapi import Request

from app.domain.day import OfficeDay
from app.domain.times import MINUTE
from app.usecases.boards import Json
from app.web.expectations import Expectations
from app.web.outlooks import duty_of
from app.web.planner import Planner

if TYPE_CHECKING:
    from app.web.house import House

log = structlog.get_logger()

HOLDS = 3 * MINUTE
"""For so long (ms of the service's clock) what was thought is given to whoever asks."""

ENOUGH_EVENTS = 8
"""After so many events, and not before the last thought is a minute old, it is worth thinking again."""

OLD = MINUTE
WATCHED_SECONDS = 10.0
LOOKS_WITHIN_SECONDS = 60.0
"""Somebody watches who looked at the floor before, so long ago (real seconds), but not longer."""

REST_SECONDS = 15.0
"""Ahead is thought no more often than this (real seconds), whatever happens."""


@dataclass(frozen=True)
class Thought:
    """Proposals as they are recorded, for the office as it was at `as_of` (ms); `duty` is what its counters did."""

    proposals: list[Json]
    ahead_minutes: int
    as_of: int
    version: int
    duty: Hashable
    made_at: float


class Advisor:
    """Everything here runs on the event loop but the thinking."""

    def __init__(self, house: House, expectations: Expectations, planner: Planner) -> None:
        self._house, self._expectations, self.planner = house, expectations, planner
        self._thoughts: dict[str, Thought] = {}
        self._thinking: dict[str, asyncio.Task[Thought]] = {}
        self._looks: dict[str, tuple[float, float]] = {}

    async def ask(self, office_id: str, told: int | None = None) -> Thought:
        """Advice for now. What is known already will do, unless it is what was `told` before (its `as_of`).

        Raises NoSuchOffice, TooMuch.
        """
        known = self._holding(office_id)
        if known and known.as_of != told:
            return known
        thought = await asyncio.shield(self._begun(office_id))
        if thought.duty == _duty(self._house.day(office_id)):
            return thought
        return await asyncio.shield(self._begun(office_id))  # somebody moved while it was thought of

    def looked_at(self, office_id: str) -> None:
        """Somebody looks at an office's floor. Whoever does for a while gets advice thought of; never waits."""
        now = time.monotonic()
        first, last = self._looks.get(office_id, (now, now))
        first = first if now - last < LOOKS_WITHIN_SECONDS else now
        self._looks[office_id] = (first, now)
        if now - first >= WATCHED_SECONDS and self.planner.is_idle and self._is_due(office_id, now):
            self._begun(office_id)

    def _is_due(self, office_id: str, now: float) -> bool:
        day, known = self._house.day(office_id), self._thoughts.get(office_id)
        if not any(day.lines.values()) or office_id in self._thinking:
            return False
        if known is None:
            return True
        if now - known.made_at < REST_SECONDS:
            return False
        happened = day.version - known.version >= ENOUGH_EVENTS and self._house.now() - known.as_of >= OLD
        return happened or self._holding(office_id) is None

    def _holding(self, office_id: str) -> Thought | None:
        day, known = self._house.day(office_id), self._thoughts.get(office_id)
        if known is None or known.duty != _duty(day) or self._house.now() - known.as_of > HOLDS:
            return None
        return known

    def _begun(self, office_id: str) -> asyncio.Task[Thought]:
        """The thought that is being made, once for all who want it."""
        if office_id not in self._thinking:
            task = asyncio.create_task(self._think(office_id))
            self._thinking[office_id] = task
            task.add_done_callback(partial(self._done, office_id))
        return self._thinking[office_id]

    def _done(self, office_id: str, task: asyncio.Task[Thought]) -> None:
        self._thinking.pop(office_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.warning("no advice could be made", office=office_id, error=repr(error))

    async def _think(self, office_id: str) -> Thought:
        from app.usecases import staffing  # noqa: PLC0415 - numpy is loaded by whoever asks first

        expected = await self._expectations.of(office_id)
        day, now = self._house.day(office_id), self._house.now()
        version, duty = day.version, _duty(day)
        scene, goal = staffing.scene_now(day, now, expected)
        rules = staffing.rules_now(day, now)
        proposals, ahead = await self.planner.ask(staffing.find_advice, scene, rules, goal, version)
        thought = self._thoughts[office_id] = Thought(proposals, ahead, now, version, duty, time.monotonic())
        return thought


def _duty(day: OfficeDay) -> Hashable:
    """What advice counts on: the counters, and how the calls for support staff stand."""
    return duty_of(day), tuple((call.id, call.state) for call in day.support.values())


def advisor_of(request: Request) -> Advisor:
    """The advice of the running service."""
    advisor: Advisor = request.app.state.advisor
    return advisor
