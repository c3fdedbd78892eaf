"""The service as a real process on loopback, with one large office and somebody signed in."""

from __future__ import annotations

import http.client
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from app.clock import real_clock
from app.demo import OFFICES
from app.domain.office import Counter, Offer, Office
from app.main import open_database
from app.settings import Settings
from app.storage.access import changing
from app.storage.office_files import load_office
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from benchmarks.processes import Process, running

OFFICE = "kumin"
COUNTERS = 32
SERVICES = ("moving", "certificates", "my-number", "family-register", "insurance")
_PASSWORD = "only-for-benchmarks"


@dataclass(frozen=True)
class Service:
    """A running server with somebody signed in."""

    process: Process
    token: str
    database: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.process.port


@contextmanager
def running_service(office: Office | None = None, roles: Sequence[str] = ("counter", "floor")) -> Iterator[Service]:
    """Start the service on an empty database with an office, and stop it at the end. `roles` are of who signs in."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-", dir=".") as folder:
        database = Path(folder) / "madoguchi.db"
        _prepare(database, office or large_office(), roles)
        with running("app.cli", "serve", "--port", "0", "--database", f"sqlite:///{database}") as process:
            yield Service(process, _signed_in(process.port), database)


def large_office() -> Office:
    """The ward's main office with as many counters as there are clients, each for everything."""
    office = load_office((OFFICES / f"{OFFICE}.yaml").read_bytes())
    offers = tuple(Offer(service) for service in SERVICES)
    return replace(office, counters=tuple(Counter(str(number), offers) for number in range(1, COUNTERS + 1)))


def _prepare(database: Path, office: Office, roles: Sequence[str]) -> None:
    engine = open_database(Settings(database=f"sqlite:///{database}"))
    writer = Writer(engine, real_clock)
    writer.run(office.id, lambda tx, now: apply_office(tx, now, office, "benchmark"))
    writer.close()
    turn = Lock()
    add_account(lambda: changing(engine, turn), "bench", "Bench", list(roles), _PASSWORD, real_clock())
    engine.dispose()


def _signed_in(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    body = json.dumps({"account": "bench", "password": _PASSWORD})
    connection.request("POST", "/api/v1/sessions", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"no sign-in: {answer.status} {text[:300]!r}")
    token: str = json.loads(text)["token"]
    return token
