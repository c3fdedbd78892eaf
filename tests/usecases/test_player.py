"""How the people and the staff of a record behave: walks, breaks, no-shows, itineraries, and people outside it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine

from app.domain.day import OfficeDay
from app.domain.desks import DeskState
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.domain.recorded import RecordedDay, Shift, Visitor
from app.domain.tickets import Outcome, StopState, Ticket
from app.domain.times import MINUTE, SECOND
from app.simulation.plans import Habits, Plan
from app.simulation.visitors import Hall
from app.storage.days import load_day
from app.storage.writer import Writer
from app.usecases import counters, paced, tickets
from app.usecases.offices import apply_office
from app.usecases.replay import FOR_EVER, Player
from tests.offices import at, small_office

DAY = date(2026, 11, 24)


class Stage:
    """An office in a database, and a record that is played in it."""

    def __init__(self, engine: Engine, visitors: list[Visitor], shifts: list[Shift], **habits: int) -> None:
        self.engine = engine
        self.office = small_office()
        self.writer = Writer(engine, lambda: at("08:00"))
        self.writer.run("kumin", partial(apply_office, office=self.office, actor="test"))
        record = RecordedDay(DAY, tuple(visitors), tuple(sorted(shifts, key=lambda shift: shift.from_at)))
        numbers = count(1)
        hall = Hall(Plan(record, self.office, Habits(**habits)), lambda: f"id-{next(numbers)}")
        self.player = Player(hall, strict=False)

    def play(self, until: str | None = None) -> OfficeDay:
        while self.writer.run("kumin", self.player.command(at(until) if until else FOR_EVER, at_most=5)):
            self.player.committed()
        with self.engine.connect() as connection:
            return load_day(connection, "kumin")

    def do(self, use_case: Any, when: str, *values: Any) -> Any:
        return self.writer.run("kumin", lambda tx, _: use_case(tx, at(when), "kumin", *values))

    def take(self, ticket: str, when: str, service: str = "certificates") -> None:
        self.do(tickets.take_ticket, when, Request(ticket, Channel.KIOSK, service), "kiosk")


@pytest.fixture
def engine(sqlite_engine: Engine) -> Iterator[Engine]:
    yield sqlite_engine


def shift(counter: str, begins: str = "08:30", ends: str = "17:00", staff: str | None = None) -> Shift:
    return Shift(counter, at(begins), at(ends), staff)


def visitor(when: str, service: str = "certificates", seconds: float | None = 240, **more: Any) -> Visitor:
    return Visitor(at(when), service, service_seconds=seconds, **more)


def minutes_waited(ticket: Ticket, stop: int = 0) -> float:
    called_at = ticket.stops[stop].called_at
    assert called_at is not None
    return (called_at - ticket.stops[stop].waiting_since) / MINUTE


def test_whoever_is_called_walks_and_is_served_for_the_recorded_time(engine: Engine):
    day = Stage(engine, [visitor("09:00")], [shift("2")], walk_ms=20 * SECOND).play()
    stop = day.ticket("id-1").stop
    assert (stop.called_at, stop.started_at) == (at("09:00"), at("09:00") + 20 * SECOND)
    assert stop.finished_at == at("09:00") + 260 * SECOND


def test_a_visit_goes_through_its_itinerary_with_the_recorded_times(engine: Engine):
    moving = visitor("09:00", "moving", 600, procedure="moving-in", further_seconds=(90.0,))
    ticket = Stage(engine, [moving], [shift("1"), shift("3")]).play().ticket("id-1")
    assert [(stop.service, stop.finished_at) for stop in ticket.stops] == [
        ("moving", at("09:10")),
        ("payment", at("09:10") + 90 * SECOND),
    ]
    assert ticket.stop.outcome is Outcome.FINISHED


def test_a_no_show_is_called_recalled_and_missed_and_the_next_person_comes_on(engine: Engine):
    gone = visitor("09:01", left_after_seconds=60, no_show=True)
    day = Stage(engine, [visitor("09:00"), gone, visitor("09:02")], [shift("2")], recall_after_ms=30_000).play()
    stop = day.ticket("id-2").stop
    assert (stop.state, stop.recalls, stop.missed_at) == (StopState.MISSED, 1, at("09:05"))
    assert day.ticket("id-3").stop.called_at == at("09:05")


def test_a_no_show_who_is_called_before_leaving_is_served(engine: Engine):
    day = Stage(engine, [visitor("09:00", left_after_seconds=60, no_show=True)], [shift("2")]).play()
    assert day.ticket("id-1").stop.outcome is Outcome.FINISHED


def test_whoever_has_waited_long_enough_leaves_but_not_while_being_served(engine: Engine):
    people = [visitor("09:00", left_after_seconds=30), visitor("09:01", left_after_seconds=60)]
    day = Stage(engine, people, [shift("2")]).play()
    assert day.ticket("id-1").stop.outcome is Outcome.FINISHED
    assert (day.ticket("id-2").stop.outcome, day.ticket("id-2").stop.finished_at) == (Outcome.GAVE_UP, at("09:02"))


def test_whoever_left_in_the_record_but_is_called_in_time_takes_as_long_as_the_one_before(engine: Engine):
    day = Stage(engine, [visitor("09:00", seconds=100), visitor("09:10", seconds=None)], [shift("2")]).play()
    assert day.ticket("id-2").stop.finished_at == at("09:10") + 100 * SECOND


def test_of_two_idle_counters_the_one_that_only_helps_out_stays_free(engine: Engine):
    day = Stage(engine, [visitor("09:00", "moving")], [shift("4", "08:20"), shift("1")]).play("09:01")
    assert day.desk("1").ticket == "id-1"
    assert day.desk("4").ticket is None


def test_a_counter_pauses_between_two_shifts_and_closes_after_the_last(engine: Engine):
    stage = Stage(engine, [], [shift("2", "09:00", "12:00", "佐藤"), shift("2", "13:00", "17:00", "佐藤")])
    assert (stage.play("12:30").desk("2").state, stage.play("12:30").desk("2").paused_until) == (
        DeskState.PAUSED,
        at("13:00"),
    )
    assert stage.play("13:30").desk("2").state is DeskState.OPEN
    assert stage.play().desk("2").state is DeskState.CLOSED


def test_whoever_had_reserved_a_time_checks_in_and_is_called_before_walk_ins_that_came_after_it(engine: Engine):
    walk_ins = [visitor("09:00", seconds=20 * 60), visitor("09:11"), visitor("09:02")]
    booked = visitor("09:12", booked_at=at("09:36"))
    stage = Stage(engine, sorted([*walk_ins, booked], key=lambda each: each.arrived_at), [shift("2")])
    day = stage.play()
    ids = ["id-1", "id-2", "id-4", "id-3"]  # id-4 checked in last
    assert sorted(ids, key=lambda ticket: day.ticket(ticket).stop.called_at or 0) == ids
    assert day.ticket("id-4").stop.due_at == at("09:06"), "half an hour before the time"
    assert day.ticket("id-4").reservation == stage.player.hall.plan.reservation(3)
    assert day.ticket("id-1").reservation is None


def test_early_people_have_their_place_from_the_reserved_time_and_late_ones_from_when_they_come(engine: Engine):
    people = [visitor("09:00", "moving", booked_at=at("10:00")), visitor("09:40", booked_at=at("09:00"))]
    day = Stage(engine, people, []).play()
    assert [day.ticket(f"id-{n}").stop.due_at for n in (1, 2)] == [at("09:30"), at("09:40")]


def test_the_last_shift_goes_on_until_nobody_waits(engine: Engine):
    people = [visitor("16:58", seconds=600), visitor("16:59", seconds=600)]
    day = Stage(engine, people, [shift("2")]).play()
    assert day.ticket("id-2").stop.finished_at == at("17:18")
    assert day.desk("2").state is DeskState.CLOSED


def test_a_shift_waits_for_people_who_are_on_the_way_to_it(engine: Engine):
    moving = visitor("16:50", "moving", 1200, procedure="moving-in", further_seconds=(90.0,))
    ticket = Stage(engine, [moving], [shift("1"), shift("3")]).play().ticket("id-1")
    assert ticket.stop.outcome is Outcome.FINISHED


def test_somebody_who_is_not_in_the_record_is_served_like_everybody(engine: Engine):
    stage = Stage(engine, [visitor("09:00"), visitor("09:03")], [shift("2")])
    stage.play("09:01")
    stage.take("stranger", "09:02")
    day = stage.play()
    assert day.ticket("stranger").stop.called_at == at("09:04")
    assert day.ticket("stranger").stop.outcome is Outcome.FINISHED
    assert minutes_waited(day.ticket("id-2")) > 1


def test_a_counter_at_which_a_person_does_something_is_left_to_that_person_for_a_while(engine: Engine):
    people = [visitor("09:00"), visitor("09:01"), visitor("09:02"), visitor("10:30")]
    stage = Stage(engine, people, [shift("2", staff="佐藤")], hands_off_ms=30 * MINUTE)
    stage.play("09:03")
    stage.do(counters.finish, "09:03", "2", "staff:counter", None)
    assert stage.play("09:04").desk("2").ticket is None
    stage.do(counters.call_next, "09:05", "2", "staff:counter")
    assert stage.play("09:20").desk("2").ticket == "id-2"
    assert stage.play().ticket("id-3").stop.outcome is Outcome.FINISHED


def test_a_counter_that_a_person_opened_is_left_to_that_person(engine: Engine):
    stage = Stage(engine, [visitor("09:00")], [shift("2", "08:50", staff="佐藤")], hands_off_ms=30 * MINUTE)
    stage.do(counters.open_counter, "08:45", "2", "staff:counter")
    assert stage.play("09:10").desk("2").ticket is None


def test_a_person_who_gives_up_when_called_leaves_the_counter_to_the_record(engine: Engine):
    stage = Stage(engine, [visitor("09:00"), visitor("09:00")], [shift("2")], walk_ms=MINUTE)
    stage.play("09:00")
    stage.do(tickets.give_up, "09:00", "id-1")
    assert stage.play("09:01").desk("2").ticket == "id-2"


def test_a_counter_that_the_floor_opened_is_served_too(engine: Engine):
    stage = Stage(engine, [visitor("09:00", seconds=600), visitor("09:01")], [shift("2")])
    stage.play("09:02")
    stage.do(counters.open_counter, "09:02", "4", "staff-less")
    assert stage.play().ticket("id-2").stop.counter == "4"


def test_a_step_that_was_rolled_back_is_taken_again(engine: Engine):
    stage = Stage(engine, [visitor("09:00"), visitor("09:01")], [shift("2")])

    def fails(*_: object) -> None:
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        stage.writer.run("kumin", lambda tx, now: (stage.player.command(FOR_EVER)(tx, now), fails()))
    assert len(stage.play().tickets) == 2


def test_beside_a_running_service_the_day_follows_its_clock(engine: Engine):
    stage = Stage(engine, [visitor("08:59"), visitor("09:01")], [shift("2")])
    clock = iter([at("09:00")] * 20 + [at("09:02")] * 20 + [at("18:00")] * 1000)
    seen: list[int] = []

    class Service:
        speed = 1e9

        def now(self) -> int:
            return next(clock)

        def day(self, office_id: str) -> OfficeDay:
            with engine.connect() as connection:
                day = load_day(connection, office_id)
            seen.append(len(day.tickets))
            return day

        async def submit(self, office_id: str, command: Any, *, also: tuple[str, ...] = ()) -> bytes:
            return b"%d" % stage.writer.run(office_id, command, also=also)

    asyncio.run(paced.play(Service(), stage.player))
    assert [n for n in range(3) if n in seen] == [0, 1, 2]
    assert stage.play().ticket("id-2").stop.outcome is Outcome.FINISHED
