"""The outlook of each office, made in a process of its own when somebody asks, and kept for a while for all who do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import structlog

from app.domain.day import OfficeDay
from app.web.expectations import Expectations
from app.web.planner import Planner

if TYPE_CHECKING:
    from app.staffing.expectations import Expected
    from app.staffing.outlook import Ahead
    from app.web.house import House

log = structlog.get_logger()

KEPT_SECONDS = 20.0
"""An outlook is made again after this time (real seconds)."""

CHANGED_SECONDS = 3.0
"""The same when a counter or an intake has changed: the manager wants to see what that does."""

PATIENCE_SECONDS = 2.0
"""An outlook does not wait longer for what is expected of the day: the next one knows."""

OFFICES_AT_ONCE = 64


@dataclass(frozen=True)
class Outlook:
    """What was seen ahead, from which version of the office, for which duty, and when (seconds, monotonic)."""

    ahead: Ahead
    version: int
    duty: Hashable
    made_at: float


class Outlooks:
    """Everything here runs on the event loop but the playing of futures."""

    def __init__(self, house: House, expectations: Expectations, planner: Planner | None = None) -> None:
        self._house = house
        self._expectations = expectations
        self._planner = planner or Planner(at_once=OFFICES_AT_ONCE, seconds_each=1)
        self._known: dict[str, Outlook] = {}
        self._making: dict[str, asyncio.Task[Outlook]] = {}

    async def of(self, office_id: str) -> Outlook:
        """The outlook of an office, at most a while old. Raises NoSuchOffice, TooMuch."""
        duty = duty_of(self._house.day(office_id))
        known = self._known.get(office_id)
        if known and known.duty == duty and time.monotonic() - known.made_at < KEPT_SECONDS:
            return known
        if office_id not in self._making:
            self._making[office_id] = asyncio.create_task(self._make(office_id, known))
            self._making[office_id].add_done_callback(partial(self._done, office_id))
        return await asyncio.shield(self._making[office_id])

    def stop(self) -> None:
        """End the process."""
        self._planner.stop()

    def _done(self, office_id: str, task: asyncio.Task[Outlook]) -> None:
        self._making.pop(office_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.warning("no outlook could be made", office=office_id, error=repr(error))

    async def _make(self, office_id: str, before: Outlook | None) -> Outlook:
        from app.usecases import outlooks, staffing  # noqa: PLC0415 - numpy is loaded by whoever asks first

        if before:
            await asyncio.sleep(before.made_at + CHANGED_SECONDS - time.monotonic())
        expected = await self._expected(office_id)
        day = self._house.day(office_id)
        duty, version, stopped = duty_of(day), day.version, frozenset(day.intake_stopped)
        scene, goal = staffing.scene_now(day, self._house.now(), expected)
        ahead = await self._planner.ask(outlooks.see_ahead, scene, goal, stopped)
        made = self._known[office_id] = Outlook(ahead, version, duty, time.monotonic())
        return made

    async def _expected(self, office_id: str) -> Expected | None:
        """What has been learned of the day; nothing when that takes long, as it may when the service has just begun."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.shield(self._expectations.of(office_id))
        except TimeoutError:
            return None


def duty_of(day: OfficeDay) -> Hashable:
    """What an outlook depends on besides the people: who serves what, which services give tickets, which day it is."""
    desks = [
        (desk.counter, desk.state, tuple(desk.offers.items()), desk.paused_until)
        for desk in sorted(day.desks.values(), key=lambda desk: desk.counter)
    ]
    return (day.day, day.revision, tuple(desks), frozenset(day.intake_stopped))
