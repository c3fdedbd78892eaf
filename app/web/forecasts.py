"""Forecasts of all offices: a quick one when first asked for, made in a thread, and a learned one after it, made in a
process of its own that ends when all are learned."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import structlog
from sqlalchemy import Engine

from app.domain.calendar import IsPublicHoliday
from app.domain.congestion import Congestion
from app.domain.day import OfficeDay
from app.domain.office import Office
from app.domain.opening import due_day
from app.web.planner import Planner

if TYPE_CHECKING:
    from app.forecasting.booked import Booked
    from app.forecasting.coming import Coming, Spreads
    from app.usecases.forecasts import Known, Past

log = structlog.get_logger()

FIRST_SECONDS = 20.0
EVERY_SECONDS = 60.0
"""How often it is looked whether an office has a new day or another configuration, for whom nobody has asked."""

Key = tuple[date, int]


class _House(Protocol):
    engine: Engine

    def now(self) -> int: ...
    def day(self, office_id: str) -> OfficeDay: ...
    @property
    def office_ids(self) -> list[str]: ...


class _WithBooked(NamedTuple):
    """A forecast as it was made, and what it is with those who had reserved at a version of the office's day."""

    made: Coming
    version: int
    people: Booked
    now: Coming


class Forecasts:
    """The forecast of each office for its present day. Everything here runs on the event loop but the making."""

    def __init__(self, house: _House, is_public_holiday: IsPublicHoliday, past: Past | None = None) -> None:
        self._house = house
        self._is_public_holiday = is_public_holiday
        self._past = past
        self._made: dict[str, tuple[Key, Coming]] = {}
        self._with_booked: dict[str, _WithBooked] = {}
        self._making: dict[str, asyncio.Task[Coming]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._learner = Planner()

    async def of(self, office_id: str) -> Coming:
        """The forecast of an office; a quick one until what history shows has been learned. Raises NoSuchOffice."""
        key = self._key(office_id)
        known = self._made.get(office_id)
        made = known[1] if known and known[0] == key else await asyncio.shield(self._begun(office_id))
        return self._now(office_id, made)

    def ready(self, office_id: str) -> Coming | None:
        """The forecast of an office if it is there; else it is begun, and nobody waits. Raises NoSuchOffice."""
        known = self._made.get(office_id)
        if known is None or known[0] != self._key(office_id):
            self._begun(office_id)
        return self._now(office_id, known[1]) if known else None

    def congestion_at(self, office_id: str, at: int) -> Congestion | None:
        """The congestion expected at an instant (ms), if a forecast is there; for slots. Never waits."""
        known = self._known(office_id)
        return known.congestion_at(at) if known else None

    def wait_at(self, office_id: str, at: int) -> float:
        """The wait expected at an instant (ms), in minutes; 0 while nobody knows. Never waits."""
        known = self._known(office_id)
        half = known.at(at) if known else None
        return half.wait.expected if half else 0.0

    async def keep_ready(self) -> None:
        """Make and learn all forecasts of the day, again and again, until cancelled."""
        learned: dict[str, Key] = {}
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            for office_id in self._house.office_ids:
                try:
                    await self.of(office_id)
                    if learned.get(office_id) != self._key(office_id):
                        learned[office_id] = self._key(office_id)
                        await self._make(office_id, learning=True)
                except Exception as error:
                    log.error("no forecast could be made", office=office_id, error=repr(error))
            self.stop()
            await asyncio.sleep(EVERY_SECONDS)

    def stop(self) -> None:
        """End the process that learns; the next day starts another."""
        self._learner.stop()

    def _known(self, office_id: str) -> Coming | None:
        known = self._made.get(office_id)
        return self._now(office_id, known[1]) if known else None

    def _now(self, office_id: str, made: Coming) -> Coming:
        """A forecast with those who have reserved by now."""
        from app.forecasting.booked import booked, with_booked  # noqa: PLC0415 - the service starts faster without it

        day = self._house.day(office_id)
        known = self._with_booked.get(office_id)
        if known and known.made is made and known.version == day.version:
            return known.now
        people = booked(list(day.book.reservations.values()))
        same = known and known.made is made and known.people == people
        now = known.now if known and same else with_booked(made, day.office, people)
        self._with_booked[office_id] = _WithBooked(made, day.version, people, now)
        return now

    def _begun(self, office_id: str) -> asyncio.Task[Coming]:
        """The quick forecast that is being made, once for all who ask."""
        if office_id not in self._making:
            task = asyncio.create_task(self._make(office_id, learning=False))
            self._making[office_id] = task
            task.add_done_callback(partial(self._done, office_id))
        return self._making[office_id]

    def _done(self, office_id: str, task: asyncio.Task[Coming]) -> None:
        self._making.pop(office_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("no forecast could be made", office=office_id, error=repr(error))

    def _key(self, office_id: str) -> Key:
        day = self._house.day(office_id)
        return due_day(day.office, self._house.now()), day.revision

    async def _make(self, office_id: str, *, learning: bool) -> Coming:
        key, office = self._key(office_id), self._house.day(office_id).office
        others = [made.spreads for each, (_, made) in self._made.items() if each != office_id and made.spreads]
        known = await asyncio.to_thread(self._known_of, office, key[0], others)
        made = await (self._learned(known) if learning else self._quick(known))
        if self._house.day(office_id).office == office:
            self._made[office_id] = (key, made)
        return made

    async def _quick(self, known: Known) -> Coming:
        from app.usecases.forecasts import make_forecast  # noqa: PLC0415 - loaded by now, see _known_of

        async with self._one_at_a_time:
            return await asyncio.to_thread(make_forecast, known, self._is_public_holiday, learning=False)

    async def _learned(self, known: Known) -> Coming:
        from app.usecases.forecasts import learned_forecast  # noqa: PLC0415 - as above

        return await self._learner.ask(learned_forecast, known, self._is_public_holiday)

    def _known_of(self, office: Office, today: date, others: Sequence[Spreads]) -> Known:
        from app.usecases.forecasts import known_of  # noqa: PLC0415 - the service starts faster without it

        with self._house.engine.connect() as connection:
            return known_of(connection, office, today, self._past, others)
