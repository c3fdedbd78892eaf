"""The service as a process of its own, on a real database, for tests that kill it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from app.clock import real_clock
from app.domain.office import Hours, Office, Session
from app.storage.access import changing
from app.storage.engines import open_engine, upgrade
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from tests.offices import small_office, words

PASSWORD = "correct horse battery staple"
ROOT = Path(__file__).parents[2]


def always_open(office_id: str = "kumin") -> Office:
    """The small office, open at every hour of every day, with sixteen counters."""
    from datetime import time

    from app.domain.office import Counter, FromHome, NumberBands, Offer

    day = (Session(time(0), time(23, 59, 59), name=words("終日")),)
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    week: dict[str, tuple[Session, ...]] = dict.fromkeys(names, day)
    hours = Hours(**week, open_on_public_holidays=True, day_starts=time(0), first_ticket_minutes_before_opening=0)  # type: ignore[arg-type]
    counters = tuple(Counter(str(n), (Offer("moving"), Offer("certificates"))) for n in range(1, 17))
    return small_office(
        office_id,
        hours=hours,
        counters=counters,
        from_home=FromHome(waiting_at_most=100_000),
        number_bands=NumberBands(office=(1, 500), phone=(501, 700), staff=(701, 999)),
    )


def prepare(url: str, *offices: Office, system: str | None = None) -> Engine:
    """A database with offices and an account `mori` that may do everything; `system` is that of another system."""
    engine = open_engine(url)
    upgrade(engine)
    writer = Writer(engine, real_clock)
    for office in offices or (always_open(),):
        writer.run(office.id, partial(apply_office, office=office, actor="test"))
    add_account(
        partial(changing, engine, writer.turn), "mori", "森", ["counter", "floor", "admin"], PASSWORD, real_clock()
    )
    if system is not None:
        add_account(partial(changing, engine, writer.turn), system, system, ["system"], PASSWORD, real_clock())
    writer.close()
    return engine


class Service:
    """`madoguchi serve` in a process of its own; `url` is where it answers."""

    def __init__(self, database: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "MADOGUCHI_DATABASE": database},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert "http://" in line, f"the service did not start: {line!r}"
        self.url = line.split()[-1].rstrip("/")

    def kill(self) -> None:
        """kill -9, as a pulled plug would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End in good order."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)
        if self._process.stdout:
            self._process.stdout.close()


Started = Callable[[str], Service]
