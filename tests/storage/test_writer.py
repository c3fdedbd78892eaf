"""The one writer: group commit, refusals, faults, idempotency. On SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from app.domain import errors
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.storage import tables
from app.storage.rebuild import differences, rebuild
from app.storage.transactions import Transaction
from app.storage.writer import Job, Writer
from app.usecases import counters, tickets
from app.usecases.offices import apply_office
from tests.offices import at, small_office


class Clock:
    def __init__(self) -> None:
        self.now = at("09:00")

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def writer(engine: Engine, clock: Clock) -> Iterator[Writer]:
    opened = Writer(engine, clock)
    for office in ("kumin", "kita"):
        opened.run(office, partial(apply_office, office=small_office(office), actor="test"))
    yield opened
    opened.close()


def taking(ticket_id: str, office: str = "kumin", service: str = "moving", key: str | None = None) -> Job:
    request = Request(ticket_id, Channel.KIOSK, service)
    return Job(office, lambda tx, now: tickets.take_ticket(tx, now, office, request, "kiosk:1"), key, "taking")


def calling(counter: str = "1", office: str = "kumin") -> Job:
    return Job(office, lambda tx, now: counters.call_next(tx, now, office, counter, "staff:mori"))


def count(engine: Engine, table: Any) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def versions(engine: Engine, office: str = "kumin") -> list[int]:
    with engine.connect() as connection:
        query = select(tables.events.c.version).where(tables.events.c.office_id == office)
        return sorted(connection.execute(query).scalars())


def check_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        for office in ("kumin", "kita"):
            assert differences(connection, office) == []


def test_a_batch_commits_many_commands_of_many_offices_at_once(writer: Writer, engine: Engine) -> None:
    jobs = [taking(f"t{n}", "kumin" if n % 2 else "kita") for n in range(20)]
    writer.run_batch(jobs)
    assert all(b'"state":"waiting"' in job.result() for job in jobs)
    assert count(engine, tables.tickets) == 20
    assert versions(engine) == list(range(1, len(versions(engine)) + 1)), "versions have no gaps"
    check_tables(engine)


def test_a_refused_command_leaves_no_trace_and_does_not_disturb_its_neighbours(writer: Writer, engine: Engine) -> None:
    writer.run_batch([taking("first")])
    before = versions(engine)
    jobs = [taking("a"), taking("b", service="ghost"), calling("99"), taking("c")]
    writer.run_batch(jobs)
    with pytest.raises(errors.NoSuchService):
        jobs[1].result()
    with pytest.raises(errors.NoSuchCounter):
        jobs[2].result()
    assert jobs[0].result()
    assert jobs[3].result()
    assert len(versions(engine)) == len(before) + 2
    check_tables(engine)


def test_a_faulty_command_fails_alone_and_what_it_had_done_is_undone(writer: Writer, engine: Engine) -> None:
    def faulty(tx: Transaction, now: int) -> None:
        tickets.take_ticket(tx, now, "kumin", Request("half", Channel.KIOSK, "moving"), "kiosk:1")
        raise RuntimeError("a bug")

    jobs = [taking("a"), Job("kumin", faulty), taking("b")]
    writer.run_batch(jobs)
    with pytest.raises(RuntimeError):
        jobs[1].result()
    assert count(engine, tables.tickets) == 2
    assert [b'"number":"A001"' in jobs[0].result(), b'"number":"A002"' in jobs[2].result()] == [True, True]
    check_tables(engine)


def test_a_row_that_breaks_a_constraint_fails_alone(writer: Writer, engine: Engine) -> None:
    writer.run_batch([taking("same")])
    jobs = [taking("a"), taking("same"), taking("b")]
    writer.run_batch(jobs)
    assert isinstance(jobs[1].outcome, Exception)
    assert count(engine, tables.tickets) == 3
    check_tables(engine)


def test_a_repeated_command_has_one_effect_and_the_same_answer(writer: Writer, engine: Engine, clock: Clock) -> None:
    first, twin = taking("a", key="k"), taking("b", key="k")
    writer.run_batch([first, twin])
    clock.now += 60_000
    later = taking("c", key="k")
    writer.run_batch([later])
    assert first.result() == twin.result() == later.result()
    assert count(engine, tables.tickets) == 1


def test_a_repeated_command_has_the_same_answer_after_a_restart(writer: Writer, engine: Engine, clock: Clock) -> None:
    first, again = taking("a", key="k"), taking("b", key="k")
    writer.run_batch([first])
    restarted = Writer(engine, clock)
    restarted.run_batch([again])
    restarted.close()
    assert first.result() == again.result()


def test_a_key_is_not_used_for_another_command(writer: Writer, engine: Engine) -> None:
    writer.run_batch([taking("a", key="k")])
    other = Job("kumin", calling().command, "k", "something else")
    writer.run_batch([other])
    with pytest.raises(errors.KeyReused):
        other.result()
    assert count(engine, tables.tickets) == 1


def test_a_refused_command_may_be_tried_again_with_its_key(writer: Writer, clock: Clock) -> None:
    clock.now = at("17:00")
    refused = taking("a", key="k")
    writer.run_batch([refused])
    with pytest.raises(errors.OfficeClosed):
        refused.result()
    clock.now = at("2026-11-25 09:00")
    again = taking("a", key="k")
    writer.run_batch([again])
    assert b'"number":"A001"' in again.result()


def test_the_same_keys_at_two_offices_are_two_commands(writer: Writer, engine: Engine) -> None:
    writer.run_batch([taking("a", "kumin", key="k"), taking("b", "kita", key="k")])
    assert count(engine, tables.tickets) == 2


def test_two_processes_on_one_database_call_different_people(engine: Engine, writer: Writer, clock: Clock) -> None:
    writer.run_batch([taking(f"t{n}") for n in range(10)])
    other = Writer(engine, clock)
    called: list[str] = []

    def work(who: Writer, mine: list[str]) -> None:
        for counter in mine:
            job = calling(counter)
            who.run_batch([job])
            called.append(job.result().decode())

    threads = [threading.Thread(target=work, args=(who, mine)) for who, mine in ((writer, ["1"]), (other, ["4"]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert len(set(called)) == 2
    assert versions(engine) == list(range(1, len(versions(engine)) + 1))
    check_tables(engine)


def test_memory_catches_up_with_what_another_process_wrote(engine: Engine, writer: Writer, clock: Clock) -> None:
    writer.run_batch([taking("a")])
    other = Writer(engine, clock)
    other.run_batch([taking("b"), calling("1")])
    job = calling("4")
    writer.run_batch([job])
    other.close()
    assert b'"number":"A002"' in job.result()
    check_tables(engine)


def test_a_clock_that_is_set_back_writes_no_event_before_the_last(writer: Writer, engine: Engine, clock: Clock) -> None:
    writer.run_batch([taking("a")])
    clock.now = at("08:30")
    writer.run_batch([taking("b")])
    with engine.connect() as connection:
        times = connection.execute(select(tables.events.c.at).order_by(tables.events.c.version)).scalars().all()
    assert list(times) == sorted(times)


def test_tables_that_were_damaged_are_found_and_rebuilt(writer: Writer, engine: Engine) -> None:
    writer.run_batch([taking("a"), taking("b"), calling("1")])
    with engine.begin() as connection:
        connection.execute(tables.stops.delete())
    with engine.connect() as connection:
        assert len(differences(connection, "kumin")) == 2
    writer.close()
    rebuild(engine, "kumin")
    check_tables(engine)


def test_a_configuration_cannot_take_away_what_is_in_use(writer: Writer) -> None:
    writer.run_batch([taking("a")])
    office = small_office()
    without = small_office(services=office.services[1:], counters=office.counters[1:3], procedures=())
    job = Job("kumin", partial(apply_office, office=without, actor="test"))
    writer.run_batch([job])
    with pytest.raises(errors.OfficeInUse):
        job.result()


def test_a_new_configuration_holds_at_once_and_after_a_restart(writer: Writer, engine: Engine, clock: Clock) -> None:
    changed = small_office(congestion_minutes=(1, 2, 3))
    assert writer.run("kumin", partial(apply_office, office=changed, actor="test"))["revision"] == 2
    assert writer.run("kumin", partial(apply_office, office=changed, actor="test"))["changed"] is False
    restarted = Writer(engine, clock)
    restarted.run("kumin", lambda tx, now: None)
    seen: list[Any] = []
    restarted.run("kumin", lambda tx, now: seen.append(tx.office("kumin").office.congestion_minutes))
    restarted.close()
    assert seen == [(1, 2, 3)]
