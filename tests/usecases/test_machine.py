"""Every verb in any order, at several counters, with crashes at any point: the invariants of the frame hold.

The machine keeps its own books: what was acknowledged, and who is next by a plain sort over the tables.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, invariant, rule
from sqlalchemy import Engine, func, select

from app.domain.intake import Request
from app.domain.numbers import Channel
from app.storage import tables
from app.storage.engines import upgrade
from app.storage.rebuild import differences
from app.storage.writer import Job, Writer
from app.usecases import counters, floors, tickets
from app.usecases.offices import apply_office
from tests.offices import at, small_office
from tests.usecases.machines import MINUTE, Machine, run_on_postgresql, run_on_sqlite

COUNTERS = st.sampled_from(["1", "2", "3", "4"])


class Office(Machine):
    known_by = ("number", "number")
    numbers: Bundle[str] = Bundle("numbers")

    @staticmethod
    def prepare(engine: Engine) -> None:
        upgrade(engine)
        writer = Writer(engine, lambda: at("08:00"))
        writer.run("kumin", partial(apply_office, office=small_office(), actor="test"))
        writer.run("kumin", lambda tx, now: floors.turn_day(tx, now, "kumin"))
        writer.close()
        engine.dispose()

    def traces(self) -> int:
        with self.engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(tables.events)).scalar_one())

    # Verbs

    @rule(
        target=numbers,
        wish=st.sampled_from(["moving", "certificates", "moving-in", "residence-certificate"]),
        priority=st.sampled_from([None, None, "pregnant"]),
        channel=st.sampled_from([Channel.KIOSK, Channel.PHONE, Channel.STAFF]),
    )
    def take(self, wish: str, priority: str | None, channel: Channel) -> str:
        self.count += 1
        procedures = (wish,) if "-" in wish else ()
        request = Request(f"id{self.count}", channel, None if procedures else wish, procedures, priority=priority)
        answer = self.do(
            lambda tx, now: tickets.take_ticket(tx, now, "kumin", request, "test"), key=f"take-{self.count}"
        )
        return str(answer["number"]) if answer else "A000"

    @rule(counter=COUNTERS)
    def call_next(self, counter: str) -> None:
        wanted = self.next_by_a_plain_sort(counter)
        answer = self.do(lambda tx, now: counters.call_next(tx, now, "kumin", counter, "staff:a"))
        if answer:
            assert answer["number"] == wanted

    @rule(counter=COUNTERS, number=numbers)
    def call_number(self, counter: str, number: str) -> None:
        self.do(lambda tx, now: counters.call_number(tx, now, "kumin", counter, "staff:a", number))

    @rule(counter=COUNTERS, verb=st.sampled_from(["recall", "start", "start", "no_show", "finish", "finish"]))
    def act(self, counter: str, verb: str) -> None:
        self.do(lambda tx, now: getattr(counters, verb)(tx, now, "kumin", counter, "staff:a", None))

    @rule(counter=COUNTERS, service=st.sampled_from(["moving", "certificates", "payment"]), keep=st.booleans())
    def transfer(self, counter: str, service: str, keep: bool) -> None:
        self.do(lambda tx, now: counters.transfer(tx, now, "kumin", counter, "staff:a", None, service, keep_place=keep))

    @rule(counter=COUNTERS)
    def hold(self, counter: str) -> None:
        self.do(lambda tx, now: counters.hold(tx, now, "kumin", counter, "staff:a", None, "form"))

    @rule(counter=COUNTERS, number=numbers, verb=st.sampled_from(["resume", "bring_back"]))
    def back(self, counter: str, number: str, verb: str) -> None:
        self.do(lambda tx, now: getattr(counters, verb)(tx, now, "kumin", counter, "staff:a", number))

    @rule(counter=COUNTERS, number=numbers)
    def cancel(self, counter: str, number: str) -> None:
        self.do(lambda tx, now: counters.cancel(tx, now, "kumin", counter, "staff:a", number, None))

    @rule(counter=COUNTERS, number=numbers, priority=st.sampled_from([None, "pregnant", "promise"]))
    def prioritise(self, counter: str, number: str, priority: str | None) -> None:
        self.do(lambda tx, now: counters.give_priority(tx, now, "kumin", counter, "staff:a", number, priority, "asked"))

    @rule(counter=COUNTERS)
    def undo(self, counter: str) -> None:
        self.do(lambda tx, now: counters.undo(tx, now, "kumin", counter, "staff:a"))

    @rule(counter=COUNTERS, verb=st.sampled_from(["open_counter", "pause_counter", "close_counter"]))
    def change_counter(self, counter: str, verb: str) -> None:
        self.do(lambda tx, now: getattr(counters, verb)(tx, now, "kumin", counter, "staff:a"))

    @rule(
        counter=COUNTERS,
        offers=st.dictionaries(st.sampled_from(["moving", "payment"]), st.integers(-5, 20), min_size=1),
    )
    def assign(self, counter: str, offers: dict[str, int]) -> None:
        self.do(lambda tx, now: floors.assign(tx, now, "kumin", counter, "staff:b", offers))

    @rule()
    def undo_on_the_floor(self) -> None:
        self.do(lambda tx, now: floors.undo(tx, now, "kumin", "staff:b"))

    @rule(minutes=st.integers(0, 40))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    # Faults

    @rule(after=st.integers(0, 3))
    def pull_the_plug_in_the_middle_of_a_commit(self, after: int) -> None:
        request = Request("lost", Channel.STAFF, "moving")
        jobs = [Job("kumin", lambda tx, now: tickets.take_ticket(tx, now, "kumin", request, "test"))]
        jobs += [
            Job("kumin", lambda tx, now, c=c: counters.call_next(tx, now, "kumin", c, "staff:a")) for c in ("1", "4")
        ]
        self.die_in_the_middle_of(jobs, after)

    # Invariants

    @invariant()
    def numbers_are_issued_once_and_counters_have_one_person(self) -> None:
        with self.engine.connect() as connection:
            issued = connection.execute(select(tables.tickets.c.day, tables.tickets.c.number)).all()
            at_counters = connection.execute(
                select(tables.stops.c.counter).where(tables.stops.c.state.in_(["called", "serving"]))
            ).all()
        assert len(set(issued)) == len(issued)
        assert len(set(at_counters)) == len(at_counters)

    @invariant()
    def versions_have_no_gaps(self) -> None:
        with self.engine.connect() as connection:
            versions = connection.execute(select(tables.events.c.version).order_by(tables.events.c.version)).scalars()
            newest = connection.execute(select(tables.offices.c.version)).scalar_one()
            assert list(versions) == list(range(1, newest + 1))

    def compare_with_tables(self) -> None:
        """Tables equal the events, and everything acknowledged is there."""
        with self.engine.connect() as connection:
            assert differences(connection, "kumin") == []
            rows = connection.execute(
                select(tables.tickets.c.number, tables.stops.c.state, tables.stops.c.service)
                .join(tables.stops, tables.stops.c.ticket_id == tables.tickets.c.id)
                .order_by(tables.stops.c.no)
            )
            found = {row.number: (row.state, row.service) for row in rows}
        wanted = {number: (ticket["state"], ticket["service"]) for number, ticket in self.acknowledged.items()}
        assert found == wanted

    def next_by_a_plain_sort(self, counter: str) -> str | None:
        with self.engine.connect() as connection:
            assigned = connection.execute(
                select(tables.assignments.c.offers).where(
                    tables.assignments.c.counter == counter, tables.assignments.c.to_at.is_(None)
                )
            ).scalar_one_or_none()
            usual = {o.service: o.delay_minutes for c in small_office().counters if c.id == counter for o in c.services}
            offers = orjson.loads(assigned) if assigned else usual
            waiting = connection.execute(
                select(tables.stops.c.due_at, tables.tickets.c.seq, tables.tickets.c.number, tables.stops.c.service)
                .join(tables.tickets, tables.stops.c.ticket_id == tables.tickets.c.id)
                .where(tables.stops.c.state == "waiting")
            ).all()
        line = sorted((w.due_at + offers[w.service] * MINUTE, w.seq, w.number) for w in waiting if w.service in offers)
        return line[0][2] if line else None


def test_any_order_of_verbs_on_sqlite(tmp_path: Path) -> None:
    run_on_sqlite(Office, tmp_path, examples=25)


def test_any_order_of_verbs_on_postgresql(postgres_url: str) -> None:
    run_on_postgresql(Office, postgres_url, examples=4)
