"""Real processes: many clients at once, `kill -9` in the middle, restart. Nothing acknowledged is lost or doubled."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import count

import httpx
from sqlalchemy import select

from app.storage import tables
from app.storage.rebuild import differences
from tests.system.service import PASSWORD, Service, Started, prepare

CLIENTS = 16


class Clerk:
    """One of many clients: takes tickets and calls at a counter of its own, and notes what was acknowledged."""

    def __init__(self, counter: int, urls: list[str], token: str, finished: Callable[[], None]) -> None:
        self.counter = counter
        self.base = urls[counter % len(urls)]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.taken: dict[str, str] = {}
        self.called: list[str] = []
        self.finished: list[str] = []
        self.unsure: list[str] = []
        self._finished = finished

    async def work(self, rounds: int, killed: asyncio.Event) -> None:
        async with httpx.AsyncClient(base_url=self.base, headers=self.headers, timeout=30) as client:
            try:
                for n in range(rounds):
                    await self._one_round(client, n)
                    if killed.is_set():
                        return
            except httpx.TransportError:
                return  # the server is gone: what was not answered was not acknowledged

    async def _one_round(self, client: httpx.AsyncClient, n: int) -> None:
        key = f"take-{self.counter}-{n}"
        self.unsure.append(key)
        answer = await client.post(
            "/api/v1/offices/kumin/tickets", json={"service": "moving"}, headers={"Idempotency-Key": key}
        )
        assert answer.status_code == 201, answer.text
        self.taken[key] = answer.json()["number"]
        self.unsure.remove(key)
        base = f"/api/v1/offices/kumin/counters/{self.counter}"
        called = await client.post(f"{base}/call-next")
        assert called.status_code in (200, 204), called.text
        if called.status_code == 200:
            number = called.json()["number"]
            self.called.append(number)
            (await client.post(f"{base}/start", json={"number": number})).raise_for_status()
            (await client.post(f"{base}/finish", json={"number": number})).raise_for_status()
            self.finished.append(number)
            self._finished()


async def sign_in(url: str, account: str = "mori") -> str:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        answer = await client.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
        answer.raise_for_status()
        return str(answer.json()["token"])


async def crowd(urls: list[str], rounds: int, kill: Service | None = None) -> list[Clerk]:
    token = await sign_in(urls[0])
    killed, in_the_middle, finished = asyncio.Event(), asyncio.Event(), count(1)

    def one_more() -> None:
        if next(finished) == CLIENTS * 3:
            in_the_middle.set()

    clerks = [Clerk(counter, urls, token, one_more) for counter in range(1, CLIENTS + 1)]
    work = [asyncio.create_task(clerk.work(rounds, killed)) for clerk in clerks]
    if kill:
        await in_the_middle.wait()
        await asyncio.to_thread(kill.kill)
        killed.set()
    await asyncio.gather(*work)
    return clerks


def check(database_engine, clerks: list[Clerk]) -> None:
    acknowledged = [number for clerk in clerks for number in clerk.taken.values()]
    assert len(set(acknowledged)) == len(acknowledged), "a number was issued twice"
    called = Counter(number for clerk in clerks for number in clerk.called)
    assert max(called.values()) == 1, "somebody was called twice"
    with database_engine.connect() as connection:
        assert differences(connection, "kumin") == []
        rows = connection.execute(
            select(tables.tickets.c.number, tables.stops.c.state).join(
                tables.stops, tables.stops.c.ticket_id == tables.tickets.c.id
            )
        )
        state = {row.number: row.state for row in rows}
        versions = connection.execute(select(tables.events.c.version).order_by(tables.events.c.version)).scalars().all()
    assert set(acknowledged) <= set(state), "an acknowledged ticket is lost"
    for clerk in clerks:
        assert all(state[number] == "done" for number in clerk.finished), "an acknowledged finish is lost"
    assert list(versions) == list(range(1, len(versions) + 1))


async def test_sixteen_clients_and_kill_9_in_the_middle_lose_and_double_nothing(
    sqlite_url: str, start: Started
) -> None:
    engine = prepare(sqlite_url)
    first = start(sqlite_url)
    clerks = await crowd([first.url], rounds=200, kill=first)
    check(engine, clerks)

    second = start(sqlite_url)
    token = await sign_in(second.url)
    async with httpx.AsyncClient(base_url=second.url, headers={"Authorization": f"Bearer {token}"}) as client:
        for clerk in clerks:
            for key, number in list(clerk.taken.items())[-1:]:
                again = await client.post(
                    "/api/v1/offices/kumin/tickets", json={"service": "moving"}, headers={"Idempotency-Key": key}
                )
                assert again.json()["number"] == number, "a repeated key got another answer after the restart"
            for key in clerk.unsure:  # asked for, not answered: asking again gives exactly one ticket
                again = await client.post(
                    "/api/v1/offices/kumin/tickets", json={"service": "moving"}, headers={"Idempotency-Key": key}
                )
                clerk.taken[key] = again.json()["number"]
    check(engine, clerks)
    engine.dispose()


async def test_two_processes_on_one_postgresql_are_as_good_as_one(postgres_url: str, start: Started) -> None:
    engine = prepare(postgres_url)
    services = [start(postgres_url), start(postgres_url)]
    clerks = await crowd([service.url for service in services], rounds=6)
    check(engine, clerks)
    assert sum(len(clerk.finished) for clerk in clerks) == CLIENTS * 6, "whoever took a ticket was also called"
    with engine.connect() as connection:
        newest = connection.execute(select(tables.offices.c.version)).scalar_one()
    async with httpx.AsyncClient(timeout=30) as client:
        for service in services:
            for _ in range(200):
                board = (await client.get(f"{service.url}/api/v1/offices/kumin/board")).json()
                if board["version"] == newest:
                    break
            assert board["version"] == newest, "both processes show the newest board"
    engine.dispose()
