"""The demo: the hall is full when it begins, and after the main office has closed comes the next working day."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import Engine

from app.clock import VirtualClock
from app.demo import booked, live
from app.demo.live import DAWN, LATE_MORNING, MORNING, catch_up, companion, players_of, reserve
from app.demo.ward import demo_offices, prepare, start_of
from app.domain.day import OfficeDay
from app.domain.times import MINUTE, local
from app.integrations.holidays import is_public_holiday
from app.storage.days import load_day
from app.storage.writer import Writer
from tests.offices import TOKYO

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)


def day_of(engine: Engine, office_id: str) -> OfficeDay:
    with engine.connect() as connection:
        return load_day(connection, office_id)


@pytest.fixture
def ward(sqlite_engine: Engine) -> Engine:
    prepare(sqlite_engine, lambda: start_of(FRIDAY, DAWN, TOKYO))
    return sqlite_engine


def test_the_hall_is_full_when_the_demo_begins(ward: Engine):
    now = start_of(FRIDAY, LATE_MORNING, TOKYO)
    catch_up(ward, players_of(FRIDAY, reserve(ward, FRIDAY)), now)
    days = {office.id: day_of(ward, office.id) for office in demo_offices()}
    assert all(day.tickets and day.last_at <= now for day in days.values())
    assert sum(day.waiting(service.id) for day in days.values() for service in day.office.services) >= 5
    assert sum(desk.ticket is not None for desk in days["kumin"].desks.values()) >= 5


def test_residents_with_a_reservation_have_come_to_their_time_or_not(ward: Engine):
    now = start_of(FRIDAY, LATE_MORNING, TOKYO)
    reserved = reserve(ward, FRIDAY)
    catch_up(ward, players_of(FRIDAY, reserved), now)
    reservations = [each for office in demo_offices() for each in day_of(ward, office.id).book.reservations.values()]
    states = Counter(each.state for each in reservations)
    assert states["checked_in"] >= 10
    assert states["missed"] >= 1
    assert all(each.state == "booked" for each in reservations if each.starts_at > now + 30 * MINUTE)
    assert not [each for each in reservations if each.state == "booked" and each.starts_at < now - 30 * MINUTE]
    tickets = [ticket for office in demo_offices() for ticket in day_of(ward, office.id).tickets.values()]
    assert {ticket.reservation for ticket in tickets if ticket.reservation} <= frozenset().union(*reserved.values())


def test_a_resident_whose_time_somebody_else_has_taken_takes_a_ticket(ward: Engine):
    made = reserve(ward, FRIDAY)
    refused = min(made["kumin"])
    players = players_of(FRIDAY, {**made, "kumin": made["kumin"] - {refused}})
    plan = next(player.hall.plan for player in players if player.office_id == "kumin")
    assert refused not in {plan.reservation(index) for index in plan.booked}


def test_later_days_have_reservations_too_and_the_next_day_most():
    kumin = next(office for office in demo_offices() if office.id == "kumin")
    days = Counter(local(each.wish.starts_at, TOKYO).date() for each in booked.made_by(kumin, FRIDAY))
    assert len(days) >= 10
    assert days[FRIDAY] > days[MONDAY] > days[MONDAY + timedelta(days=11)] > 0


def test_after_the_main_office_has_closed_comes_the_next_working_day(ward: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "EVENING_SECONDS", 0.0)
    monkeypatch.setattr(booked, "DAYS_AHEAD", 4)
    clock = VirtualClock(start_of(FRIDAY, 16.5, TOKYO), speed=3600)
    players = players_of(FRIDAY, reserve(ward, FRIDAY))
    catch_up(ward, players, clock())
    stage = Stage(ward, clock)

    async def until_monday() -> None:
        beside = asyncio.create_task(companion(players, clock)(stage))
        while stage.days["kumin"].day != MONDAY.isoformat() or not stage.days["kumin"].tickets:
            await asyncio.sleep(0.01)
            assert not beside.done()
        beside.cancel()

    asyncio.run(asyncio.wait_for(until_monday(), 60))
    assert clock() >= start_of(MONDAY, MORNING, TOKYO)
    monday = stage.days["kumin"].book
    assert {booking.id for booking in booked.day_of("kumin", MONDAY).bookings} <= set(monday.reservations)


class Stage:
    """What the companion needs of the service, on a writer of its own."""

    speed = 3600.0

    def __init__(self, engine: Engine, clock: VirtualClock) -> None:
        self.engine = engine
        self.now = clock
        self.writer = Writer(engine, clock, is_public_holiday)
        self.days = {office.id: day_of(engine, office.id) for office in demo_offices()}

    def day(self, office_id: str) -> OfficeDay:
        return self.days[office_id]

    async def submit(self, office_id: str, command: Any, *, also: tuple[str, ...] = ()) -> bytes:
        answer = self.writer.run(office_id, command, also=also)
        for changed in (office_id, *also):
            self.days[changed] = day_of(self.engine, changed)
        return orjson.dumps(answer)
