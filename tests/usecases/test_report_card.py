"""The report card counts by hand what it says, on both databases."""

from __future__ import annotations

from sqlalchemy import Engine

from app.domain.intake import Request
from app.domain.numbers import Channel
from app.domain.times import MINUTE
from app.storage.writer import Writer
from app.usecases import counters, tickets
from app.usecases.offices import apply_office
from app.usecases.report_card import FEWEST, report_card
from tests.offices import at, small_office


def take(writer: Writer, number: int, priority: str | None = None) -> None:
    """Somebody is promised 5 to 15 minutes at nine."""
    request = Request(f"t{number}", Channel.STAFF, "moving", priority=priority, promise=(5, 15))
    writer.run("kumin", lambda tx, _: tickets.take_ticket(tx, at("09:00") + number, "kumin", request, "test"))


def serve(writer: Writer, minutes: int) -> None:
    """Whoever is next is called so many minutes after nine."""
    then = at("09:00") + minutes * MINUTE + 30_000
    writer.run("kumin", lambda tx, _: counters.call_next(tx, then, "kumin", "1", "test"))
    writer.run("kumin", lambda tx, _: counters.start(tx, then, "kumin", "1", "test", None))
    writer.run("kumin", lambda tx, _: counters.finish(tx, then, "kumin", "1", "test", None))


def test_it_says_how_many_were_called_in_time_by_service_hour_and_month(engine: Engine):
    writer = Writer(engine, lambda: at("09:00"))
    office = small_office()
    writer.run("kumin", lambda tx, _: apply_office(tx, at("08:00"), office, "test"))
    writer.run("kumin", lambda tx, _: counters.open_counter(tx, at("08:40"), "kumin", "1", "test"))
    for number in range(FEWEST):
        take(writer, number)
    take(writer, 20, priority="promise")  # called first, and not counted
    for minutes in (1, 2, 6, 7, 8, 9, 10, 11, 12, 13, 16):
        serve(writer, minutes)
    writer.close()
    with engine.connect() as connection:
        card = report_card(connection, office, None)
        empty = report_card(connection, office, "2026-01")
    assert card["month"] == "2026-11"
    assert card["all"] == {
        "people": FEWEST, "in_time": 0.9, "later": 0.1, "earlier": 0.1, "error_minutes": 3.0, "width_minutes": 10.0,
    }  # fmt: skip
    assert card["services"] == [{"service": "moving", **card["all"]}]
    assert [row["hour"] for row in card["hours"]] == [9]
    assert card["months"] == [{"month": "2026-11", "people": FEWEST, "in_time": 0.9}]
    assert empty["all"] is None
    assert empty["services"] == []
