"""Many clients after few places, on real processes: one place has one winner, and whoever was told so keeps it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
from sqlalchemy import Engine, select

from app.clock import real_clock
from app.domain.bookable import Booking
from app.domain.office import Office
from app.domain.times import local
from app.storage.rebuild import differences
from app.storage.reservation_tables import reservations, reserved_places
from tests.system.service import Service, Started, always_open, prepare
from tests.system.test_processes import sign_in

CLIENTS = 16
PLACES_EACH = 2
SLOTS = 6


def bookable() -> Office:
    """Open at every hour, with few places in each slot."""
    office = always_open()
    services = tuple(replace(s, places=PLACES_EACH if s.id == "moving" else None) for s in office.services)
    return replace(office, services=services, booking=Booking(allowed=True, kept_for_staff=0, slot_minutes=15))


def starts(office: Office) -> list[str]:
    begins = local(real_clock(), office.zone) + timedelta(days=2)
    first = datetime(begins.year, begins.month, begins.day, 10, tzinfo=office.zone)
    return [(first + n * timedelta(minutes=15)).isoformat() for n in range(SLOTS)]


class Crowd:
    """Clients that all want one of the same few times, and what they were told."""

    def __init__(self, urls: list[str], token: str, wanted: list[str]) -> None:
        self.urls, self.wanted = urls, wanted
        self.headers = {"Authorization": f"Bearer {token}"}
        self.told: dict[str, str] = {}
        self.refused: Counter[int] = Counter()
        self.in_the_middle = asyncio.Event()

    async def come(self, rounds: int) -> None:
        await asyncio.gather(*(self._one(client, rounds) for client in range(CLIENTS)))

    async def _one(self, client: int, rounds: int) -> None:
        base = self.urls[client % len(self.urls)]
        async with httpx.AsyncClient(base_url=base, headers=self.headers, timeout=30) as http:
            for n in range(rounds):
                body = {"procedures": ["moving-in"], "starts_at": self.wanted[(client + n) % len(self.wanted)]}
                try:
                    answer = await http.post("/api/v1/offices/kumin/reservations", json=body)
                except httpx.TransportError:
                    return  # the server is gone: what was not answered was not acknowledged
                if answer.status_code == 201:
                    self.told[answer.json()["id"]] = answer.json()["starts_at"]
                else:
                    self.refused[answer.status_code] += 1
                    assert answer.json()["alternatives"], answer.text
                if len(self.told) >= SLOTS:
                    self.in_the_middle.set()


async def crowd(office: Office, urls: list[str], rounds: int, kill: Service | None = None) -> Crowd:
    many = Crowd(urls, await sign_in(urls[0], "moving-site"), starts(office))
    coming = asyncio.create_task(many.come(rounds))
    if kill:
        await many.in_the_middle.wait()
        await asyncio.to_thread(kill.kill)
    await coming
    return many


def check(engine: Engine, many: Crowd) -> int:
    """Everybody who was told so has a place, nobody shares one; returns how many have one."""
    with engine.connect() as connection:
        there = {
            row.id: row.starts_at
            for row in connection.execute(select(reservations).where(reservations.c.state == "booked"))
        }
        people = Counter(connection.execute(select(reserved_places.c.starts_at)).scalars())
        assert differences(connection, "kumin") == []
    for id_, start in many.told.items():
        assert there[id_] == datetime.fromisoformat(start).timestamp() * 1000, "an acknowledged reservation is lost"
    assert max(people.values()) <= PLACES_EACH
    assert set(many.refused) <= {409}
    return len(there)


async def test_kill_9_in_a_rush_loses_no_acknowledged_reservation(sqlite_url: str, start: Started) -> None:
    office = bookable()
    engine = prepare(sqlite_url, office, system="moving-site")
    service = start(sqlite_url)
    many = await crowd(office, [service.url], rounds=20, kill=service)
    assert check(engine, many) >= SLOTS
    engine.dispose()


async def test_of_two_processes_on_one_postgresql_only_one_gives_a_place_away(
    postgres_url: str, start: Started
) -> None:
    office = bookable()
    engine = prepare(postgres_url, office, system="moving-site")
    services = [start(postgres_url), start(postgres_url)]
    many = await crowd(office, [service.url for service in services], rounds=4)
    assert check(engine, many) == len(many.told) == PLACES_EACH * SLOTS
    engine.dispose()
