"""A recorded day played beside a running service, by the service's own clock: screens move, and whoever takes a number
in between is served like everybody else.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

from app.domain.day import OfficeDay
from app.storage.writer import Command
from app.usecases.replay import Player

log = structlog.get_logger()

ACTS_AT_A_TIME = 40
SHORTEST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.5
"""Somebody who is not in the record may take a number at any time: look again this often."""

PAUSE_AFTER_ERROR_SECONDS = 5.0


class Stage(Protocol):
    """What is needed of the running service. `speed` is service time ÷ real time."""

    speed: float

    def now(self) -> int: ...
    def day(self, office_id: str) -> OfficeDay: ...
    async def submit(self, office_id: str, command: Command, *, also: tuple[str, ...] = ()) -> bytes: ...


async def play(stage: Stage, player: Player) -> None:
    """Play until the day is over: everybody has come and gone and the office has closed, or the next day has begun."""
    while not _is_over(stage, player):
        now = stage.now()
        next_at = player.hall.next_at(stage.day(player.office_id))
        if next_at is not None and next_at <= now:
            await _advance(stage, player, now)
        else:
            await asyncio.sleep(_pause(next_at, now, stage.speed))


async def _advance(stage: Stage, player: Player, now: int) -> None:
    try:
        await stage.submit(player.office_id, player.command(now, ACTS_AT_A_TIME), also=player.also)
        player.committed()
        await asyncio.sleep(SHORTEST_PAUSE_SECONDS)
    except Exception as error:
        log.error("the recorded day was interrupted", office=player.office_id, error=repr(error))
        await asyncio.sleep(PAUSE_AFTER_ERROR_SECONDS)


def _pause(next_at: int | None, now: int, speed: float) -> float:
    if next_at is None:
        return LONGEST_PAUSE_SECONDS
    return min(LONGEST_PAUSE_SECONDS, max(SHORTEST_PAUSE_SECONDS, (next_at - now) / 1000 / speed))


def _is_over(stage: Stage, player: Player) -> bool:
    day = stage.day(player.office_id)
    if (day.day or "") > player.hall.plan.day.date.isoformat():
        return True
    closed = all(opening.closes_at <= stage.now() for opening in day.openings)
    return player.hall.over and closed and player.hall.next_at(day) is None
