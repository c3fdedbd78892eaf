"""Keeping history current beside the running service."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from threading import Lock

import structlog
from sqlalchemy import Engine

from app.storage.rollups import catch_up_all

log = structlog.get_logger()

FIRST_SECONDS = 2.0
EVERY_SECONDS = 30.0
"""History lags behind by this much (real seconds); commands are not slowed down, because it is not made with them."""


Job = Callable[[Engine, Lock, Callable[[], bool]], None]
"""Work on the history of all offices. The lock is the writer's turn; the last says whether the work shall end early."""


async def keep_current(engine: Engine, turn: Lock, first: Job | None = None) -> None:
    """Take in what is new of every office, again and again, until cancelled. `turn` is the writer's.

    `first` is done once, after what is there has been taken in.
    """
    ended = threading.Event()
    jobs = [catch_up_all, *([first] if first else [])]
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        job = jobs.pop(0) if jobs else catch_up_all
        work = asyncio.ensure_future(asyncio.to_thread(_done, job, engine, turn, ended))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            ended.set()
            await work
            raise
        if not jobs:
            await asyncio.sleep(0 if job is first else EVERY_SECONDS)


def _done(job: Job, engine: Engine, turn: Lock, ended: threading.Event) -> None:
    try:
        job(engine, turn, ended.is_set)
    except Exception as error:
        log.error("history could not be taken in", error=repr(error))
