"""The days of the demo: every office of the ward plays a generated day; after the main office closes comes the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine
from uuid_utils import uuid7

from app.clock import VirtualClock
from app.demo.booked import booking_command, day_of, kept, made_by
from app.demo.ward import demo_offices, start_of
from app.domain.calendar import openings
from app.domain.times import MINUTE
from app.integrations.holidays import is_public_holiday
from app.simulation.plans import Habits, Plan
from app.simulation.visitors import Hall
from app.storage.writer import Writer
from app.usecases.paced import Stage, play
from app.usecases.promises import Promises
from app.usecases.replay import Player, linked_to

MAIN = "kumin"
WALK_MS = 20_000
EVENING_SECONDS = 20.0
"""Real time between the end of the main office's day and the next morning."""

HANDS_OFF_MS = 30 * MINUTE
"""Three minutes of real time at the usual speed: a counter that somebody tried in the demo then goes on by itself."""

DAWN = 7.0
"""Until then people reserve times for the day: an hour and more before the first of them."""

MORNING = 8.25
LATE_MORNING = 11.25
"""The demo begins when the hall has filled: hours of the day, 11.25 is a quarter past eleven."""
SEED = 3
BOOKINGS_AT_A_TIME = 20

Reserved = Mapping[str, Collection[str]]
"""The ids of the reservations of each office."""


def reserve(engine: Engine, day: date) -> Reserved:
    """Let people reserve times for a day before it begins, as far as there is room; returns what is reserved then."""
    writer = Writer(engine, lambda: 0, is_public_holiday)
    reserved = {}
    try:
        for office in demo_offices():
            command = booking_command(office, day_of(office.id, day).bookings, start_of(day, DAWN, office.zone))
            reserved[office.id] = frozenset(writer.run(office.id, command, also=linked_to(office)))
        return reserved
    finally:
        writer.close()


def players_of(day: date, reserved: Reserved) -> list[Player]:
    """A player for each office of the ward that is open on a date. Who has no reservation after all takes a ticket."""
    habits = Habits(walk_ms=WALK_MS, hands_off_ms=HANDS_OFF_MS, seed=SEED)
    players = []
    for office in demo_offices():
        record = kept(office, day_of(office.id, day).record, reserved[office.id])
        if record.visitors:
            hall = Hall(Plan(record, office, habits), lambda: uuid7().hex)
            players.append(Player(hall, strict=False, promises=Promises()))
    return players


def catch_up(engine: Engine, players: Sequence[Player], now: int) -> None:
    """Play everything that happened before an instant (ms), so that the hall is as full as it should be."""
    writer = Writer(engine, lambda: now, is_public_holiday)
    try:
        for player in players:
            while writer.run(player.office_id, player.command(now), also=player.also):
                player.committed()
    finally:
        writer.close()


def companion(players: list[Player], clock: VirtualClock) -> Callable[[Stage], Coroutine[Any, Any, None]]:
    """What runs beside the service: these players, and on the next working day others, for ever."""

    async def live(stage: Stage) -> None:
        now_playing = players
        while True:
            day = now_playing[0].hall.plan.day.date
            await asyncio.gather(_reserve_ahead(stage, day), _play_until_the_main_office_closes(stage, now_playing))
            tomorrow = _next_working_day(day)
            await asyncio.gather(_reserve_ahead(stage, tomorrow), asyncio.sleep(EVENING_SECONDS))
            reserved = {office.id: frozenset(stage.day(office.id).book.reservations) for office in demo_offices()}
            now_playing = await asyncio.to_thread(players_of, tomorrow, reserved)
            zone = now_playing[0].hall.plan.office.zone
            clock.set(max(clock(), start_of(tomorrow, MORNING, zone)))

    return live


def one_after_the_other(players: Sequence[Player], clock: VirtualClock) -> Callable[[Stage], Coroutine[Any, Any, None]]:
    """What runs beside the service when recorded days of one office are shown; the nights between them are left out."""

    async def live(stage: Stage) -> None:
        for player in players:
            clock.set(max(clock(), player.hall.plan.begins_at))
            await play(stage, player)

    return live


async def _reserve_ahead(stage: Stage, day: date) -> None:
    """Let people reserve what they do before a day begins, for that day and for the weeks after it."""
    for office in demo_offices():
        bookings = await asyncio.to_thread(made_by, office, day)
        for first in range(0, len(bookings), BOOKINGS_AT_A_TIME):
            part = bookings[first : first + BOOKINGS_AT_A_TIME]
            await stage.submit(office.id, booking_command(office, part, stage.now()), also=linked_to(office))


async def _play_until_the_main_office_closes(stage: Stage, players: Sequence[Player]) -> None:
    tasks = {player.office_id: asyncio.create_task(play(stage, player)) for player in players}
    try:
        await tasks[MAIN]
    finally:
        for task in tasks.values():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _next_working_day(day: date) -> date:
    main = next(office for office in demo_offices() if office.id == MAIN)
    while not openings(main, day := day + timedelta(days=1), is_public_holiday):
        pass
    return day
