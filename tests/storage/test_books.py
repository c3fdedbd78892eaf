"""The book of reservations in its tables: places by constraint, the same book after a restart, contacts that go."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from app.domain.booking import Details, Wish
from app.domain.booking_errors import SlotTaken
from app.domain.reservations import Book
from app.domain.times import HOUR, MINUTE
from app.storage.books import load_book, no_show_rates
from app.storage.days import load_day
from app.storage.rebuild import differences
from app.storage.reservation_tables import contacts, reserved_places
from app.storage.writer import Job, Writer
from app.usecases import reservations
from app.usecases.offices import apply_office
from app.usecases.reservations import Booker
from tests.domain.reservations import booking_office
from tests.offices import TOKYO, at
from tests.storage.test_writer import Clock

DAY = 24 * HOUR
CONTACT = {"name": "みどり 花子", "email": None, "phone": "03-1234-5678", "consents_to_notices": False}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def writer(engine: Engine, clock: Clock) -> Iterator[Writer]:
    opened = Writer(engine, clock)
    opened.run("kumin", partial(apply_office, office=booking_office(), actor="test"))
    yield opened
    opened.close()


def booking(reservation: str, when: str, contact: dict[str, Any] | None = None) -> Job:
    wish = Wish(at(when), ("residence-certificate",))
    booker = Booker(reservation, f"{reservation}-there", "resident")
    return Job(
        "kumin",
        lambda tx, now: reservations.make_reservation(tx, now, "kumin", wish, booker, Details(), contact),
    )


def cancelling(reservation: str) -> Job:
    return Job(
        "kumin",
        lambda tx, now: reservations.cancel_reservation(tx, now, "kumin", reservation, "resident", None, public=True),
    )


def count(engine: Engine, table: Any) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def places(book: Book) -> dict[Any, Any]:
    return {key: dict(taken) for key, taken in book.taken.items()}


def test_the_table_refuses_a_place_twice_whatever_the_code_believes(engine: Engine, writer: Writer) -> None:
    writer.run_batch([booking("mine", "2026-11-25 10:00")])
    with engine.connect() as connection:
        row = dict(connection.execute(select(reserved_places)).mappings().one())
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(reserved_places).values(row))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(reserved_places).values({**row, "place": row["places"]}))


def test_of_two_in_the_same_batch_one_gets_the_place(engine: Engine, writer: Writer) -> None:
    jobs = [booking("one", "2026-11-25 10:00"), booking("two", "2026-11-25 10:00")]
    writer.run_batch(jobs)
    assert isinstance(jobs[1].outcome, SlotTaken)
    assert count(engine, reserved_places) == 1


def test_a_place_may_go_from_one_to_another_within_one_batch(engine: Engine, writer: Writer) -> None:
    writer.run_batch([booking("one", "2026-11-25 10:00")])
    jobs = [cancelling("one"), booking("two", "2026-11-25 10:00")]
    writer.run_batch(jobs)
    assert not [job for job in jobs if isinstance(job.outcome, BaseException)]
    with engine.connect() as connection:
        assert connection.execute(select(reserved_places.c.reservation_id)).scalar_one() == "two"
        assert differences(connection, "kumin") == []


def test_after_a_restart_the_book_is_what_it_was(engine: Engine, writer: Writer, clock: Clock) -> None:
    for n, quarter in enumerate(("09:30", "10:00", "10:15", "10:30")):
        writer.run_batch([booking(f"r{n}", f"2026-11-25 {quarter}")])
    writer.run_batch([cancelling("r1")])
    before = writer._days["kumin"].book
    with engine.connect() as connection:
        after = load_day(connection, "kumin").book
    assert places(after) == places(before)
    assert {r.id: r for r in after.live()} == {r.id: r for r in before.live()}
    writer._forget()
    writer.run_batch([booking("r5", "2026-11-25 10:00")])
    assert places(writer._days["kumin"].book).keys() == places(before).keys() | {
        ("service:certificates", at("2026-11-25 10:00"))
    }


def test_who_booked_is_forgotten_with_the_reservation(engine: Engine, writer: Writer) -> None:
    writer.run_batch([booking("mine", "2026-11-25 10:00", CONTACT)])
    assert count(engine, contacts) == 1
    writer.run_batch([cancelling("mine")])
    assert count(engine, contacts) == 0


def test_who_booked_is_forgotten_a_month_after_the_visit(engine: Engine, writer: Writer, clock: Clock) -> None:
    writer.run_batch([booking("mine", "2026-11-25 10:00", CONTACT)])
    for days, left in ((30, 1), (31, 1), (32, 0)):
        clock.now = at("2026-11-24 09:00") + days * DAY
        writer.run("kumin", partial(reservations.tidy, office_id="kumin"))
        assert count(engine, contacts) == left, days


def test_no_event_or_answer_says_who_booked(engine: Engine, writer: Writer) -> None:
    from app.storage.tables import answers, events

    job = booking("mine", "2026-11-25 10:00", CONTACT)
    job.key, job.fingerprint = "tap", "booking"
    writer.run_batch([job])
    with engine.connect() as connection:
        stored = [str(row) for table in (events, answers) for row in connection.execute(select(table))]
    assert stored
    assert not [row for row in stored if "花子" in row or "1234" in row]


def test_no_shows_say_something_once_there_are_enough_of_them(engine: Engine, writer: Writer, clock: Clock) -> None:
    at_ten = at("2026-11-25 10:00") // HOUR
    rows = [
        ("moving", at_ten, "missed", 6),
        ("moving", at_ten + 24, "checked_in", 24),
        ("moving", at_ten + 1, "missed", 9),
    ]
    assert no_show_rates(rows, TOKYO) == {("moving", 10): 0.2}
    writer.run_batch([booking("mine", "2026-11-24 10:30")])
    clock.now = at("10:30") + 11 * MINUTE
    writer.run("kumin", partial(reservations.tidy, office_id="kumin"))
    with engine.connect() as connection:
        assert load_book(connection, "kumin", TOKYO, clock.now).no_show_rates == {}
