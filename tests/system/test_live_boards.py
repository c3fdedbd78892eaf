"""Boards on sockets of real processes: across processes, and through a restart."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.system.service import PASSWORD, Service, Started, prepare

LIVE = "/api/v1/offices/kumin/board/live"


async def test_a_call_in_one_process_is_on_the_screens_of_the_other_within_two_seconds(
    postgres_url: str, start: Started
) -> None:
    prepare(postgres_url).dispose()
    here, there = start(postgres_url), start(postgres_url)
    async with connect(live(there)) as screen, httpx.AsyncClient(base_url=here.url, timeout=30) as clerk:
        await board(screen, 0)
        token = (await clerk.post("/api/v1/sessions", json={"account": "mori", "password": PASSWORD})).json()["token"]
        clerk.headers["Authorization"] = f"Bearer {token}"
        number = (await clerk.post("/api/v1/offices/kumin/tickets", json={"service": "moving"})).json()["number"]
        called = (await clerk.post("/api/v1/offices/kumin/counters/1/call-next")).json()
        async with asyncio.timeout(2):
            shown = await board(screen, called["version"])
    assert (shown["calls"][0]["number"], shown["calls"][0]["counter"]) == (number, "1")


async def test_a_screen_is_told_of_a_restart_and_finds_the_same_board_afterwards(
    sqlite_url: str, start: Started
) -> None:
    prepare(sqlite_url).dispose()
    before = start(sqlite_url)
    screen = await connect(live(before))
    shown = await board(screen, 0)
    before.stop()
    with pytest.raises(ConnectionClosed):
        while True:
            await screen.recv()
    assert screen.close_code == 1012
    async with connect(f"{live(start(sqlite_url))}?since={shown['version']}") as back:
        again = await board(back, 0)
    assert {**again, "as_of": None} == {**shown, "as_of": None}


def live(service: Service) -> str:
    return service.url.replace("http", "ws", 1) + LIVE


async def board(screen: ClientConnection, version: int) -> dict[str, Any]:
    """The first board that is at least of this version."""
    async with asyncio.timeout(10):
        while True:
            message: dict[str, Any] = orjson.loads(await screen.recv())
            if message["type"] == "board" and message["version"] >= version:
                return message
