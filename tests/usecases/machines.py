"""What state machines over the writer share: a real database, commands with keys, and crashes at any point."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

import orjson
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import Engine, text

from app.domain.errors import DomainError
from app.storage.changes import Gathered
from app.storage.engines import open_engine
from app.storage.writer import Job, Writer
from tests.offices import at

MINUTE = 60_000


class PulledPlug(Exception):
    """The process dies here."""


class Machine(RuleBasedStateMachine):
    """Says below `prepare` what lies in the database, `traces` what a refusal must not touch, and what must be true."""

    engine: Engine
    known_by: ClassVar[tuple[str, str]]
    """Which value of an answer shows that something was acknowledged, and which one it is kept under."""

    open_database: ClassVar[Callable[[], Engine]]
    """A database as it was prepared, for every run anew."""

    @staticmethod
    def prepare(engine: Engine) -> None:
        raise NotImplementedError

    def traces(self) -> Any:
        raise NotImplementedError

    def compare_with_tables(self) -> None:
        raise NotImplementedError

    @initialize()
    def begin(self) -> None:
        self.now = at("09:00")
        self.engine = self.open_database()
        self.writer = Writer(self.engine, lambda: self.now)
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[Callable[..., Any], bytes]] = {}
        self.count = 0
        self.opened()

    def opened(self) -> None:
        """What a machine notes at its beginning."""

    def run(self, command: Callable[..., Any], key: str | None = None) -> Job:
        job = Job("kumin", command, key, "machine" if key else "")
        self.writer.run_batch([job])
        return job

    def do(self, command: Callable[..., Any], key: str | None = None) -> Any:
        """Run a command; what it acknowledges goes into our books, a refusal changes nothing."""
        before = self.traces()
        job = self.run(command, key)
        if isinstance(job.outcome, DomainError):
            assert self.traces() == before, "a refused command left a trace"
            return None
        answer = orjson.loads(job.result())
        shown, kept_under = self.known_by
        if isinstance(answer, dict) and shown in answer:
            self.acknowledged[answer[kept_under]] = answer
        if key:
            self.answers[key] = (command, job.result())
        return answer

    @rule(data=st.data())
    def repeat_a_command(self, data: st.DataObject) -> None:
        if self.answers:
            key = data.draw(st.sampled_from(sorted(self.answers)))
            command, answer = self.answers[key]
            before = self.traces()
            assert self.run(command, key).result() == answer
            assert self.traces() == before

    @rule()
    def crash_between_commands(self) -> None:
        self.start_again()
        self.compare_with_tables()

    def die_in_the_middle_of(self, jobs: Sequence[Job], after: int) -> None:
        """Some statements of a batch are written, then the process dies: nothing of it may remain."""
        before = self.traces()
        with pytest.MonkeyPatch.context() as patch:
            write = Gathered.write
            patch.setattr(Gathered, "write", lambda *given: _dying_write(write, after, *given))
            with pytest.raises(PulledPlug):
                self.writer._attempt(list(jobs))
        self.start_again()
        assert self.traces() == before

    def start_again(self) -> None:
        self.writer.close()
        self.writer = Writer(self.engine, lambda: self.now)

    def teardown(self) -> None:
        if hasattr(self, "writer"):
            self.compare_with_tables()
            self.writer.close()
            self.engine.dispose()


def _dying_write(write: Callable[..., None], after: int, gathered: Gathered, cursor: Any, sql: Any) -> None:
    """Write for real, but die after some statements."""
    left = [after]

    class Dying:
        rowcount = property(lambda _self: cursor.rowcount)

        def execute(self, *arguments: Any) -> Any:
            return self._next(cursor.execute, arguments)

        def executemany(self, *arguments: Any) -> Any:
            return self._next(cursor.executemany, arguments)

        def _next(self, run: Callable[..., Any], arguments: Any) -> Any:
            if left[0] == 0:
                raise PulledPlug
            left[0] -= 1
            return run(*arguments)

    write(gathered, Dying(), sql)
    raise PulledPlug


def run_on_sqlite(machine: type[Machine], tmp_path: Path, *, examples: int) -> None:
    """Every run begins with a copy of the same prepared file."""
    template = tmp_path / "template.db"
    machine.prepare(open_engine(f"sqlite:///{template}"))

    def copied() -> Engine:
        return open_engine(f"sqlite:///{shutil.copy(template, Path(mkdtemp(dir=tmp_path)) / 'office.db')}")

    _run(machine, copied, examples, steps=40)


def run_on_postgresql(machine: type[Machine], url: str, *, examples: int) -> None:
    """Every run begins with an emptied and prepared schema."""

    def emptied() -> Engine:
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        machine.prepare(open_engine(url))
        return engine

    _run(machine, emptied, examples, steps=30)


def _run(machine: type[Machine], opener: Callable[[], Engine], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type(machine.__name__, (machine,), {"open_database": staticmethod(opener)}),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
