"""The running service as the edge sees it: commands go to the writer, reads come from the days in memory.

Each process keeps the present day of every office, folded from the same events that the writer commits, so a read
waits for nobody. Everything here runs on the event loop; only the writer has a thread of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import orjson
import structlog
from pydantic import TypeAdapter
from sqlalchemy import Engine, select

from app.clock import Clock
from app.domain import waitlist
from app.domain.calendar import IsPublicHoliday
from app.domain.day import OfficeDay
from app.domain.errors import NoSuchOffice, NoSuchTicket
from app.domain.events import CounterChanged, DayOpened, OfficeConfigured, Recorded
from app.domain.office import Office
from app.domain.opening import due_day
from app.domain.times import rfc3339
from app.forecasting.wait import Outlook, Range
from app.live.hub import Hub
from app.live.wakeups import Wakeups
from app.storage import tables
from app.storage.days import advance, events_after, load_day, recorded_from
from app.storage.engines import conninfo_of
from app.storage.reads import versions_of_offices
from app.storage.writer import Command, Job, Writer, WriterThread, fingerprint
from app.usecases import boards, floors, office_views, reservations, ticket_views
from app.usecases.boards import Json
from app.usecases.slot_search import linked_offices
from app.usecases.visits_ahead import visit_ahead
from app.web.estimators import Estimators

log = structlog.get_logger()

CHANGES_WAITS = (CounterChanged, OfficeConfigured, DayOpened)
"""After these the last estimate says nothing any more."""

LOOK_SECONDS = 2.0
"""How often a process looks for a new business day, and for what the command line has changed."""

_office = TypeAdapter(Office)


class House:
    """All offices of one process."""

    def __init__(self, engine: Engine, clock: Clock, is_public_holiday: IsPublicHoliday, speed: float = 1) -> None:
        self.engine = engine
        self.clock = clock
        self.speed = speed
        self.is_public_holiday = is_public_holiday
        self.writer = Writer(engine, clock, is_public_holiday)
        self.hub = Hub(self.board_document)
        self._thread = WriterThread(self.writer, self._hand_over)
        self._days: dict[str, OfficeDay] = {}
        self._estimators = Estimators(engine)
        self._documents: dict[str, tuple[int, Json]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looking: asyncio.Task[None] | None = None
        self._wakeups: Wakeups | None = None
        self._catching_up: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Load the days and begin to take commands."""
        self._loop = asyncio.get_running_loop()
        with self.engine.connect() as connection:
            for office_id in connection.execute(select(tables.offices.c.id).order_by(tables.offices.c.id)).scalars():
                self._days[office_id] = load_day(connection, office_id)
        self._thread.start()
        self.hub.start()
        if self.engine.dialect.name == "postgresql":  # other processes may move the same offices
            self._wakeups = Wakeups(conninfo_of(self.engine), self._moved_elsewhere)
            self._wakeups.start()
        await self._turn_days()
        self._looking = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        """Finish what was asked for, then end."""
        if self._looking:
            self._looking.cancel()
        if self._wakeups:
            await self._wakeups.stop()
        self.hub.stop()
        await asyncio.to_thread(self._thread.stop)
        self.engine.dispose()

    # Commands

    async def submit(
        self,
        office_id: str,
        command: Command,
        *,
        key: str | None = None,
        what: Any = None,
        also: tuple[str, ...] = (),
    ) -> bytes:
        """Run a command; its answer as JSON text, given after the commit. Raises what the command raised.

        `key` is the caller's Idempotency-Key and `what` tells this command from others (JSON values); `also` are
        other offices that the command may change.
        """
        if office_id not in self._days:
            raise NoSuchOffice(office=office_id)
        return await self._run(Job(office_id, command, key, fingerprint(what) if key else "", also))

    async def configure(self, office: Office, command: Command) -> bytes:
        """Run a command on an office that may be new."""
        return await self._run(Job(office.id, command))

    async def _run(self, job: Job) -> bytes:
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        job.done = partial(_answer, future)
        self._thread.submit(job)
        return await future

    def _hand_over(self, jobs: Sequence[Job], recorded: Sequence[tuple[str, Recorded]]) -> None:
        """On the writer's thread, after the commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._committed, jobs, recorded)

    def _committed(self, jobs: Sequence[Job], recorded: Sequence[tuple[str, Recorded]]) -> None:
        for office_id, event in recorded:
            self._take_in(office_id, event)
            if isinstance(event.event, CHANGES_WAITS):
                self._estimators.forget(office_id)
        for office_id in {office_id for office_id, _ in recorded}:
            self.hub.wake(office_id)
            if self._wakeups:
                self._wakeups.announce(office_id, self._days[office_id].version)
        for job in jobs:
            if job.done:
                job.done(job)

    def _take_in(self, office_id: str, event: Recorded) -> None:
        day = self._days.get(office_id)
        if day is not None and event.version == day.version + 1:
            advance(day, event)
            self._estimators.follow(office_id, event)
        elif day is None or event.version > day.version:
            with self.engine.connect() as connection:
                self._days[office_id] = load_day(connection, office_id)

    def _moved_elsewhere(self, office_id: str, _version: int) -> None:
        task = asyncio.create_task(self._catch_up(office_id))
        self._catching_up.add(task)
        task.add_done_callback(self._catching_up.discard)

    async def _catch_up(self, office_id: str) -> None:
        """Take in what another process has committed."""
        day = self._days.get(office_id)
        rows = await asyncio.to_thread(self._read_after, office_id, day.version if day else 0)
        for row in rows:
            self._take_in(office_id, recorded_from(row))
        if rows:
            self.hub.wake(office_id)

    def _read_after(self, office_id: str, version: int) -> list[Any]:
        with self.engine.connect() as connection:
            return events_after(connection, office_id, version)

    # Reads

    def now(self) -> int:
        """The service's time (ms)."""
        return self.clock()

    def day(self, office_id: str) -> OfficeDay:
        """The present day of an office. Raises NoSuchOffice."""
        if found := self._days.get(office_id):
            return found
        raise NoSuchOffice(office=office_id)

    @property
    def days(self) -> Mapping[str, OfficeDay]:
        """The present days of all offices, by office."""
        return self._days

    @property
    def office_ids(self) -> list[str]:
        """All offices, the main office first."""
        order = ["main", "branch", "certificate", "community"]
        return sorted(self._days, key=lambda office_id: (order.index(self._days[office_id].office.kind), office_id))

    def expected(self, office_id: str) -> Outlook:
        """The wait estimate, at most a second old."""
        return self._estimators.expected(self.day(office_id), self.now())

    def board(self, office_id: str) -> Json:
        """The board of an office now. Raises NoSuchOffice."""
        return boards.board(self.day(office_id), self.expected(office_id), self.now(), self.speed)

    def board_document(self, office_id: str) -> bytes:
        """The board as JSON text."""
        return orjson.dumps(self.board(office_id))

    def office_document(self, office_id: str) -> Json:
        """An office as clients need it to draw a screen. Raises NoSuchOffice."""
        day = self.day(office_id)
        known = self._documents.get(office_id)
        if known is None or known[0] != day.revision:
            known = (day.revision, _office.dump_python(day.office, mode="json"))
            self._documents[office_id] = known
        notices = self.board(office_id)["notices"]
        return {**office_views.office_view(day, known[1], self.now()), "notices": notices}

    def offices(self) -> Json:
        """All offices with their congestion."""
        listed = [
            office_views.office_summary(self.day(office_id), self.board(office_id)) for office_id in self.office_ids
        ]
        zone = self.day(self.office_ids[0]).office.zone if listed else None
        return {"offices": listed, "as_of": rfc3339(self.now(), zone) if zone else None, "speed": self.speed}

    def ticket(self, ticket_id: str) -> Json:
        """A ticket of today. Raises NoSuchTicket."""
        office_id = self.office_of_ticket(ticket_id)
        day, expected, now = self.day(office_id), self.expected(office_id), self.now()
        ticket = day.ticket(ticket_id)
        wait = ticket_views.wait_of_ticket(day, ticket, expected)
        return {**ticket_views.ticket_view(day, ticket, wait, now), **visit_ahead(day, ticket, expected, now)}

    def office_of_ticket(self, ticket_id: str) -> str:
        """The office that issued a ticket today. Raises NoSuchTicket."""
        for office_id, day in self._days.items():
            if ticket_id in day.tickets:
                return office_id
        raise NoSuchTicket(ticket=ticket_id)

    def waits(self, office_id: str) -> dict[str, float]:
        """The middle of the wait of somebody who comes now (minutes), by service."""
        return {service: sum(wait) / 2 for service, wait in self.expected(office_id).newcomer.items()}

    def told(self, office_id: str, service: str, priority: str | None) -> tuple[Range | None, Json | None]:
        """The range (minutes) of somebody who comes now, and how it came about, to be kept with the ticket."""
        found = self._estimators.told(self.day(office_id), self.now(), service, priority)
        return (found[0], found[1].plain()) if found else (None, None)

    # Days

    async def _turn_days(self) -> None:
        for office_id, day in list(self._days.items()):
            if day.day is None or due_day(day.office, self.now()).isoformat() > day.day:
                await self.submit(office_id, partial(floors.turn_day, office_id=office_id))

    async def _tidy_books(self) -> None:
        """End holds and offers, give back the places of people who did not come."""
        for office_id, day in list(self._days.items()):
            if waitlist.due(day, self.now()):
                command = partial(reservations.tidy, office_id=office_id)
                await self.submit(office_id, command, also=linked_offices(day))

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._turn_days()
                await self._tidy_books()
                await self._estimators.look(self._days.values(), self.now())
                for office_id, version in await asyncio.to_thread(self._read_versions):
                    if office_id not in self._days or version > self._days[office_id].version:
                        await self._catch_up(office_id)
            except Exception as error:
                log.error("looking after the days failed", error=repr(error))

    def _read_versions(self) -> list[tuple[str, int]]:
        with self.engine.connect() as connection:
            return versions_of_offices(connection)


def _answer(future: asyncio.Future[bytes], job: Job) -> None:
    if future.done():
        return
    if isinstance(job.outcome, BaseException):
        future.set_exception(job.outcome)
    else:
        future.set_result(job.outcome)
