"""Video consultations in any order, with the sides locked together or apart: both sides always tell the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import orjson
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine, func, select

from app.domain.bookable import Resource, ResourceKind, Specialist
from app.domain.booking import Details, Wish
from app.domain.errors import DomainError
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.domain.office import Office, Procedure
from app.storage import tables
from app.storage.engines import open_engine, upgrade
from app.storage.rebuild import differences
from app.storage.reservation_tables import contacts, reservations, reserved_places
from app.storage.writer import Job, Writer
from app.usecases import floors
from app.usecases import reservations as use
from app.usecases.offices import apply_office
from app.usecases.reservations import Booker
from tests.domain.reservations import booking_office
from tests.offices import at, words

HERE, THERE = "kumin", "experts"
MINUTE = 60_000
CONTACT = {"name": "みどり 花子", "email": None, "phone": None, "consents_to_notices": False}
times = st.sampled_from([at(f"2026-11-24 {time}") for time in ("09:30", "09:45", "10:00", "10:15")])
procedures = st.sampled_from([("consult",), ("consult",), ("consult",), ("advice",)])
anybody = st.integers(0, 200)
by = st.sampled_from([HERE, HERE, HERE, THERE])


def offices() -> list[Office]:
    """An office with two booths, and the one expert of another office, who has another grace time."""
    booth = Resource("booth", words("ブース"), ResourceKind.BOOTH, capacity=2)
    video = Resource("video", words("相談員"), ResourceKind.VIDEO_ROOM, link="https://video.example/{room}")
    consult = Procedure(
        "consult",
        words("遠隔相談"),
        ("moving",),
        minutes=30,
        resources=("booth",),
        specialist=Specialist(THERE, "video"),
    )
    rules = {"lead_minutes": 0, "cut_off_minutes": 0}
    here = booking_office(id=HERE, resources=(booth,), booking=rules)
    there = booking_office(id=THERE, resources=(video,), booking={**rules, "grace_minutes": 3}, procedures=())
    here = replace(
        here,
        services=tuple(replace(s, places=2 if s.id == "moving" else None) for s in here.services),
        procedures=(*here.procedures, consult),
    )
    return [there, here]


class Consultations(RuleBasedStateMachine):
    template: Path | None = None

    @initialize()
    def begin(self) -> None:
        folder = Path(mkdtemp(prefix="machine-"))
        if Consultations.template is None:
            Consultations.template = folder / "template.db"
            prepare(open_engine(f"sqlite:///{Consultations.template}"))
        self.folder = folder
        self.engine = open_engine(f"sqlite:///{shutil.copy(Consultations.template, folder / 'office.db')}")
        self.now = at("09:00")
        self.writer = Writer(self.engine, lambda: self.now)
        self.count = 0

    def do(self, office: str, command: Callable[..., Any]) -> Any:
        """Run a command on an office with the other one locked, as the edge does; a refusal changes nothing."""
        for each, also in ((HERE, THERE), (THERE, HERE)):
            self.run(each, partial(use.tidy, office_id=each), also)
        before = self.everything()
        outcome = self.run(office, command, THERE if office == HERE else HERE)
        if isinstance(outcome, DomainError):
            assert self.everything() == before, "a refused command left a trace"
            return None
        assert isinstance(outcome, bytes), outcome
        return orjson.loads(outcome)

    def run(self, office: str, command: Callable[..., Any], *also: str) -> Any:
        job = Job(office, command, also=also)
        self.writer.run_batch([job])
        return job.outcome

    def everything(self) -> list[Any]:
        with self.engine.connect() as connection:
            events = connection.execute(select(func.count()).select_from(tables.events)).scalar_one()
            return [events] + [
                sorted(map(repr, connection.execute(select(table))))
                for table in (reservations, reserved_places, contacts, tables.tickets)
            ]

    @rule(when=times, what=procedures, holder=st.sampled_from(["browser 1", "browser 2"]))
    def hold(self, when: int, what: tuple[str, ...], holder: str) -> None:
        self.count += 1
        booker = Booker(f"r{self.count}", f"t{self.count}", "resident", holder=holder)
        self.do(HERE, lambda tx, now: use.hold_slot(tx, now, HERE, Wish(when, what), booker))

    @rule(when=times, what=procedures)
    def book(self, when: int, what: tuple[str, ...]) -> None:
        self.count += 1
        args = (Wish(when, what), Booker(f"r{self.count}", f"t{self.count}", "resident"), Details(), CONTACT)
        self.do(HERE, lambda tx, now: use.make_reservation(tx, now, HERE, *args))

    @rule(n=anybody, office=by)
    def confirm(self, n: int, office: str) -> None:
        mine = self.pick(office, n, "held")
        self.do(office, lambda tx, now: use.confirm_reservation(tx, now, office, mine, Details(), "resident"))

    @rule(n=anybody, office=by, when=times, what=procedures)
    def move(self, n: int, office: str, when: int, what: tuple[str, ...]) -> None:
        args = (self.pick(office, n, "booked"), Wish(when, what), Details(), "resident")
        self.do(office, lambda tx, now: use.move_reservation(tx, now, office, *args, public=True))

    @rule(n=anybody, office=by)
    def cancel(self, n: int, office: str) -> None:
        mine = self.pick(office, n, "booked", "held")
        self.do(office, lambda tx, now: use.cancel_reservation(tx, now, office, mine, "resident", None, public=True))

    @rule(n=anybody, office=by)
    def check_in(self, n: int, office: str) -> None:
        self.count += 1
        args = (self.pick(office, n, "booked", "missed"), Request(f"ticket{self.count}", Channel.KIOSK), "kiosk")
        arrived = self.do(office, lambda tx, now: use.check_in(tx, now, office, *args))
        assert not (arrived and office == THERE), "nobody comes to the specialist's office"

    @rule(n=anybody, office=by)
    def want_earlier(self, n: int, office: str) -> None:
        mine = self.pick(office, n, "booked")
        self.do(office, lambda tx, now: use.want_earlier(tx, now, office, mine, self.now, "resident"))

    @rule(minutes=st.sampled_from([2, 5, 11, 30]))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(office=st.sampled_from([HERE, THERE]))
    def one_side_tidies_alone(self, office: str) -> None:
        """Without the other office locked nothing of a consultation may change."""
        self.run(office, partial(use.tidy, office_id=office))

    @rule()
    def crash(self) -> None:
        self.writer.close()
        self.writer = Writer(self.engine, lambda: self.now)

    @invariant()
    def both_sides_tell_the_same(self) -> None:
        here, there = self.rows(HERE), self.rows(THERE)
        paired = {id_: row for id_, row in here.items() if row.get("partner")}
        assert {row["partner"] for row in paired.values()} == {f"{THERE}/{id_}" for id_ in there}
        for id_, row in paired.items():
            twin = there[row["partner"].partition("/")[2]]
            assert twin["partner"] == f"{HERE}/{id_}"
            for what in ("state", "starts_at", "ends_at", "room", "held_until"):
                assert twin.get(what) == row.get(what), what
        assert all(row["procedures"] == ["consult"] for row in paired.values())

    @invariant()
    def the_expert_talks_with_one_person_at_a_time(self) -> None:
        talking = [place[1] for row in self.rows(THERE).values() if row["state"] in LIVE for place in row["taken"]]
        assert len(talking) == len(set(talking))

    def rows(self, office: str) -> dict[str, Any]:
        query = select(reservations.c.id, reservations.c.data).where(reservations.c.office_id == office)
        with self.engine.connect() as connection:
            return {id_: orjson.loads(data) for id_, data in connection.execute(query)}

    def pick(self, office: str, n: int, *states: str) -> str:
        rows = sorted(self.rows(office).items())
        fitting = [id_ for id_, row in rows if row["state"] in states and n % 8]
        chosen = fitting or [id_ for id_, _ in rows] or ["nobody"]
        return str(chosen[n // 8 % len(chosen)])

    def teardown(self) -> None:
        if hasattr(self, "writer"):
            with self.engine.connect() as connection:
                assert differences(connection, HERE) == differences(connection, THERE) == []
            self.writer.close()
            self.engine.dispose()
            if Consultations.template and self.folder != Consultations.template.parent:
                shutil.rmtree(self.folder)


LIVE = ("held", "booked", "checked_in")


def prepare(engine: Engine) -> None:
    upgrade(engine)
    writer = Writer(engine, lambda: at("08:00"))
    for office in offices():
        writer.run(office.id, partial(apply_office, office=office, actor="test"))
        writer.run(office.id, partial(floors.turn_day, office_id=office.id))
    writer.close()
    engine.dispose()


TestConsultations = Consultations.TestCase
TestConsultations.settings = settings(
    max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
