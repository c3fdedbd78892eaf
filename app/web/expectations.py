"""What is expected of today at each office: learned from history once a day, with the newest forecast of the day."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

import structlog
from fastapi import Request

from app.domain.opening import due_day
from app.web.forecasts import Forecasts
from app.web.house import House

if TYPE_CHECKING:
    from app.staffing.expectations import Expected
    from app.usecases.expectations import Learned

log = structlog.get_logger()


class Expectations:
    """Everything here runs on the event loop but reading history. What cannot be had is left out: never an error."""

    def __init__(self, house: House, forecasts: Forecasts) -> None:
        self._house = house
        self._forecasts = forecasts
        self._learned: dict[str, tuple[date, asyncio.Future[Learned]]] = {}

    async def of(self, office_id: str) -> Expected | None:
        """What to expect of the rest of an office's day; None when nothing could be learned. Raises NoSuchOffice."""
        from app.usecases.expectations import expected_of  # noqa: PLC0415 - numpy is loaded by whoever asks first

        day = self._house.day(office_id)
        today = due_day(day.office, self._house.now())
        try:
            learned = await self._learned_by(office_id, today)
            coming = await self._forecasts.of(office_id)
        except Exception as error:
            self._learned.pop(office_id, None)
            log.error("nothing could be learned", office=office_id, error=repr(error))
            return None
        return expected_of(day, learned, coming.day(today))

    async def _learned_by(self, office_id: str, today: date) -> Learned:
        """What history shows, read once a day for all who ask."""
        known = self._learned.get(office_id)
        if known is None or known[0] != today:
            reading = asyncio.ensure_future(asyncio.to_thread(self._read, office_id, today))
            known = self._learned[office_id] = (today, reading)
        return await asyncio.shield(known[1])

    def _read(self, office_id: str, today: date) -> Learned:
        from app.usecases.expectations import learned_of  # noqa: PLC0415 - as above

        with self._house.engine.connect() as connection:
            return learned_of(connection, office_id, today)


def expectations_of(request: Request) -> Expectations:
    """What is expected by the running service."""
    expectations: Expectations = request.app.state.expectations
    return expectations
