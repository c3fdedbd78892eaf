"""Keeping history current beside the running service."""

from __future__ import annotations

import asyncio
import threading
from threading import Lock

import structlog
from sqlalchemy import Engine

from app.storage.rollups import catch_up_all

log = structlog.get_logger()

FIRST_SECONDS = 2.0
EVERY_SECONDS = 30.0
"""History lags behind by this much (real seconds); commands are not slowed down, because it is not made with them."""


async def keep_current(engine: Engine, turn: Lock) -> None:
    """Take in what is new of every office, again and again, until cancelled. `turn` is the writer's."""
    ended = threading.Event()
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        work = asyncio.ensure_future(asyncio.to_thread(_catch_up, engine, turn, ended))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            ended.set()
            await work
            raise
        await asyncio.sleep(EVERY_SECONDS)


def _catch_up(engine: Engine, turn: Lock, ended: threading.Event) -> None:
    try:
        catch_up_all(engine, turn, ended.is_set)
    except Exception as error:
        log.error("history could not be taken in", error=repr(error))
