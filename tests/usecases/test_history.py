"""History is kept current beside the service, and ends with it."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from threading import Lock
from typing import Any

import pytest
from sqlalchemy import Engine

from app.domain.intake import Request
from app.domain.numbers import Channel
from app.storage import rollups
from app.storage.history import quarter_hours
from app.storage.writer import Writer
from app.usecases import history, tickets
from app.usecases.offices import apply_office
from tests.offices import at, small_office

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "FIRST_SECONDS", 0)
    monkeypatch.setattr(history, "EVERY_SECONDS", 0)


def arrivals(engine: Engine) -> int:
    with engine.connect() as connection:
        rows = quarter_hours(connection, "kumin", TODAY, TODAY)
        return sum(row.sums["arrivals"] for row in rows)


async def test_what_happens_is_taken_in_while_the_service_runs(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, caught_up, real = asyncio.get_running_loop(), asyncio.Event(), history.catch_up_all

    def noted(*arguments: Any) -> None:
        real(*arguments)
        loop.call_soon_threadsafe(caught_up.set)

    monkeypatch.setattr(history, "catch_up_all", noted)
    writer = Writer(sqlite_engine, lambda: at("09:00"))
    writer.run("kumin", partial(apply_office, office=small_office(), actor="test"))
    running = asyncio.create_task(history.keep_current(sqlite_engine, writer.turn))
    for n in range(3):
        request = Request(f"t{n}", Channel.KIOSK, "moving")
        take = partial(tickets.take_ticket, office_id="kumin", request=request, actor="kiosk:1")
        await asyncio.to_thread(writer.run, "kumin", take)
        for _ in range(2):  # the first one may have begun before
            caught_up.clear()
            await asyncio.wait_for(caught_up.wait(), 10)
        assert arrivals(sqlite_engine) == n + 1
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    writer.close()


async def test_a_fault_does_not_end_it(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    times = 0
    again = asyncio.Event()
    loop = asyncio.get_running_loop()

    def fails(*_arguments: object) -> None:
        nonlocal times
        times += 1
        if times > 2:
            loop.call_soon_threadsafe(again.set)
        raise RuntimeError("no disk")

    monkeypatch.setattr(history, "catch_up_all", fails)
    running = asyncio.create_task(history.keep_current(sqlite_engine, Lock()))
    async with asyncio.timeout(10):
        await again.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_a_long_catch_up_ends_between_two_offices(sqlite_engine: Engine) -> None:
    writer = Writer(sqlite_engine, lambda: at("09:00"))
    writer.run("kumin", partial(apply_office, office=small_office(), actor="test"))
    writer.close()
    rollups.catch_up_all(sqlite_engine, Lock(), lambda: True)
    with sqlite_engine.connect() as connection:
        assert rollups.cursors(connection, ["kumin"]) == {}
