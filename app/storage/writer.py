"""The one writer of a process: commands run one after the other and are committed many at once (group commit).

What arrives while a batch commits is the next batch. Each answer is given after its commit. A refused command has
changed nothing, because decisions come before the first change; when anything else fails, the batch is rolled back,
memory is dropped, and its commands run again one by one, so that only the faulty one fails.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

import orjson
import structlog
from sqlalchemy import Engine

from app.domain.calendar import IsPublicHoliday
from app.domain.day import OfficeDay
from app.domain.errors import DomainError
from app.domain.events import Recorded
from app.storage.statements import Statements
from app.storage.transactions import Transaction

log = structlog.get_logger()

Command = Callable[[Transaction, int], object]
"""A use case with everything but the transaction and the time (ms); what it returns is the answer, as JSON values."""

BATCH_AT_MOST = 256


@dataclass(slots=True)
class Job:
    """A command on its way: `outcome` is the answer as JSON text, or the error."""

    office_id: str
    command: Command
    key: str | None = None
    fingerprint: str = ""
    also: tuple[str, ...] = ()
    """Other offices that the command changes; their ids, locked with its own."""

    outcome: bytes | BaseException = b"null"
    done: Callable[[Job], None] | None = field(default=None, repr=False)

    def result(self) -> bytes:
        """The answer, or the error raised."""
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


class CommitFailed(Exception):
    """The database did not say whether the commit holds; whoever repeats the command with its key is safe."""


Committed = Callable[[Sequence[Job], Sequence[tuple[str, Recorded]]], None]


class Writer:
    """Runs batches of jobs on one connection. `clock` tells the time in ms."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], int],
        is_public_holiday: IsPublicHoliday = lambda day: False,
    ) -> None:
        self.engine = engine
        self.turn = threading.Lock()
        """Held while a batch is written; whoever else writes to the same database takes it too."""
        self._clock = clock
        self._is_public_holiday = is_public_holiday
        self._sql = Statements(engine)
        self._connection: Any = None
        self._days: dict[str, OfficeDay] = {}

    def run(
        self,
        office_id: str,
        command: Command,
        key: str | None = None,
        fingerprint: str = "",
        also: tuple[str, ...] = (),
    ) -> Any:
        """Run one command to its end on this thread, for the command line and tests. Raises its error."""
        job = Job(office_id, command, key, fingerprint, also)
        self.run_batch([job])
        return orjson.loads(job.result())

    def run_batch(self, jobs: Sequence[Job]) -> list[tuple[str, Recorded]]:
        """Run jobs in their order and commit them together; returns what was recorded."""
        try:
            return self._attempt(jobs)
        except CommitFailed as error:
            self._forget()
            for job in jobs:
                job.outcome = error
            return []
        except Exception as error:
            self._forget()
            if len(jobs) == 1:
                log.error("command failed", office=jobs[0].office_id, error=repr(error))
                jobs[0].outcome = error
                return []
            return [recorded for job in jobs for recorded in self.run_batch([job])]

    def close(self) -> None:
        """Give the connection back."""
        self._forget()

    def _attempt(self, jobs: Sequence[Job]) -> list[tuple[str, Recorded]]:
        with self.turn:
            return self._write(jobs)

    def _write(self, jobs: Sequence[Job]) -> list[tuple[str, Recorded]]:
        cursor = self._connected().cursor()
        cursor.execute(self._sql.begin)
        tx = Transaction(cursor, self._sql, self._days, self._is_public_holiday)
        tx.lock(office_id for job in jobs for office_id in (job.office_id, *job.also))
        now = self._clock()
        for job in jobs:
            job.outcome = self._decide(tx, job, now)
        tx.write()
        try:
            cursor.execute("COMMIT")
        except Exception as error:
            raise CommitFailed from error
        return tx.recorded

    def _decide(self, tx: Transaction, job: Job, now: int) -> bytes | DomainError:
        try:
            if job.key is None:
                return orjson.dumps(job.command(tx, now))
            if (before := tx.answer_before(job.office_id, job.key, job.fingerprint)) is not None:
                return before.encode()
            answer = orjson.dumps(job.command(tx, now))
            tx.keep_answer(job.office_id, job.key, job.fingerprint, now, answer.decode())
            return answer
        except DomainError as refusal:
            return refusal

    def _connected(self) -> Any:
        if self._connection is None:
            self._connection = self.engine.raw_connection()
            if not self._sql.sqlite:
                self._connection.driver_connection.autocommit = True  # we say BEGIN and COMMIT ourselves
        return self._connection

    def _forget(self) -> None:
        """Drop the connection, and with it the open transaction, and everything in memory."""
        self._days.clear()
        if self._connection is not None:
            with suppress(Exception):
                self._connection.cursor().execute("ROLLBACK")
            with suppress(Exception):
                self._connection.close()
            self._connection = None


class WriterThread:
    """A writer on a thread of its own, fed by a queue. `committed` is called on that thread after each batch."""

    def __init__(self, writer: Writer, committed: Committed) -> None:
        self._writer = writer
        self._committed = committed
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Put a job into the queue; it is answered through `committed`."""
        self._queue.put(job)

    def call(self, office_id: str, command: Command) -> Any:
        """Run a command from another thread and wait for its answer."""
        future: Future[bytes] = Future()

        def finish(job: Job) -> None:
            if isinstance(job.outcome, BaseException):
                future.set_exception(job.outcome)
            else:
                future.set_result(job.outcome)

        self.submit(Job(office_id, command, done=finish))
        return orjson.loads(future.result())

    def stop(self) -> None:
        """Finish what is in the queue, then end."""
        self._queue.put(None)
        self._thread.join()
        self._writer.close()

    def _run(self) -> None:
        while (batch := self._next_batch()) is not None:
            recorded = self._writer.run_batch(batch)
            self._committed(batch, recorded)

    def _next_batch(self) -> list[Job] | None:
        first = self._queue.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH_AT_MOST and not self._queue.empty():
            job = self._queue.get()
            if job is None:
                self._queue.put(None)
                break
            batch.append(job)
        return batch


def fingerprint(*parts: object) -> str:
    """A short digest that tells one command from another under the same key."""
    return hashlib.blake2b(orjson.dumps(parts), digest_size=12).hexdigest()
