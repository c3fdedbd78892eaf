"""The wait estimators of a process: one for each office, each with the outlook that its screens show.

Everything runs on the event loop but reading the database. An estimator that has not been put together yet says what
the queue alone lets expect.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Engine

from app.domain.day import OfficeDay
from app.domain.events import Recorded
from app.domain.times import local
from app.forecasting.estimates import Estimate
from app.forecasting.estimator import LearnedModel, WaitEstimator
from app.forecasting.wait import Outlook, Range, outlook, told
from app.storage.wait_models import used_version
from app.usecases.wait_models import estimator_of, follow, learned_model

OUTLOOK_SECONDS = 1.0
"""A wait estimate is made again after this time (real seconds); positions in line are always the newest."""


class Estimators:
    """Estimators and outlooks by office."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, WaitEstimator] = {}
        self._versions: dict[str, int | None] = {}
        self._outlooks: dict[str, tuple[float, Outlook]] = {}

    def expected(self, day: OfficeDay, now: int) -> Outlook:
        """The wait estimate, at most a second old."""
        office_id = day.office.id
        known = self._outlooks.get(office_id)
        if known is None or time.monotonic() - known[0] > OUTLOOK_SECONDS:
            shown = known[1] if known else None
            known = (time.monotonic(), outlook(day, now, self._of(office_id), shown))
            self._outlooks[office_id] = known
        return known[1]

    def told(self, day: OfficeDay, now: int, service: str, priority: str | None) -> tuple[Range, Estimate] | None:
        """What somebody who comes now is told; None when nobody can say."""
        return told(day, self.expected(day, now), self._of(day.office.id), service, priority, now)

    def forget(self, office_id: str) -> None:
        """The last outlook says nothing any more."""
        self._outlooks.pop(office_id, None)

    def follow(self, office_id: str, recorded: Recorded) -> None:
        """Learn from what happened."""
        follow(self._of(office_id), recorded)

    async def look(self, days: Iterable[OfficeDay], now: int) -> None:
        """Put together the estimators that are not yet, and take newer models over."""
        for day in list(days):
            if day.office.id not in self._versions:
                await self._recall(day, now)
            else:
                await self._renew(day.office.id)

    async def _recall(self, day: OfficeDay, now: int) -> None:
        estimator = await asyncio.to_thread(self._read, day.office.id, local(now, day.office.zone).date())
        estimator.told |= self._of(day.office.id).told  # who came meanwhile
        self._known[day.office.id] = estimator
        self._versions[day.office.id] = estimator.model.version if estimator.model else None

    async def _renew(self, office_id: str) -> None:
        """Another model may be used now: trained by this process, by another one, or from the command line."""
        version = await asyncio.to_thread(self._used_version, office_id)
        if version != self._versions[office_id]:
            self._of(office_id).model = await asyncio.to_thread(self._model, office_id)
            self._versions[office_id] = version

    def _of(self, office_id: str) -> WaitEstimator:
        return self._known.setdefault(office_id, WaitEstimator())

    def _read(self, office_id: str, today: date) -> WaitEstimator:
        with self._engine.connect() as connection:
            return estimator_of(connection, office_id, today)

    def _used_version(self, office_id: str) -> int | None:
        with self._engine.connect() as connection:
            return used_version(connection, office_id)

    def _model(self, office_id: str) -> LearnedModel | None:
        with self._engine.connect() as connection:
            return learned_model(connection, office_id)
