"""The demo's past: made-up days that history, the report card and trials can show, for the demo's own offices only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from threading import Lock

import pytest
from sqlalchemy import Engine, func, select

from app.demo import past
from app.demo.past import write_past
from app.demo.past_days import MADE_UP
from app.demo.ward import demo_offices
from app.storage.played_days import last_day_before, recorded_day
from app.storage.rollup_tables import rollups
from app.storage.rollups import catch_up, differences
from app.storage.tables import assignments, events, stops, tickets
from app.storage.writer import Writer
from app.usecases.offices import apply_office
from app.usecases.report_card import report_card
from app.usecases.step_check import step_check
from tests.past import play_past

FIRST = date(2026, 11, 4)
KITA = next(office for office in demo_offices() if office.id == "kita")


@pytest.fixture(autouse=True)
def _two_weeks_of_one_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "demo_offices", lambda: (KITA,))
    monkeypatch.setattr(past, "WEEKS_IN_TABLES", 2)


def fill(engine: Engine) -> None:
    write_past(engine, Lock(), lambda: False)
    catch_up(engine, Lock(), KITA.id)


def set_up(engine: Engine, actor: str = "demo") -> None:
    """The office applied by somebody, and its first day begun."""
    writer = Writer(engine, lambda: 0)
    writer.run(KITA.id, partial(apply_office, office=KITA, actor=actor))
    writer.close()
    play_past(engine, [FIRST], KITA)


def days_of(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        query = select(tickets.c.day).where(tickets.c.office_id == KITA.id, tickets.c.id.startswith(MADE_UP))
        return sorted(connection.execute(query.distinct()).scalars())


def count(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (tickets, stops, assignments, events, rollups)
        ]


def test_the_weeks_before_the_first_day_are_there_for_every_page(engine: Engine) -> None:
    set_up(engine)
    fill(engine)
    days = days_of(engine)
    assert days[0] >= (FIRST - timedelta(weeks=2)).isoformat()
    assert days[-1] == "2026-11-02"  # the third was a holiday
    assert len(days) == 9
    with engine.connect() as connection:
        assert differences(connection, KITA.id) == []
        checked = step_check(connection, KITA, FIRST - timedelta(weeks=2), FIRST, public=True)
        assert sum(step.values["served"] or 0 for step in checked.steps) > 500
        card = report_card(connection, KITA, "2026-10")
        assert 0.85 <= card["all"]["in_time"] <= 0.97
        last = last_day_before(connection, KITA.id, FIRST)
        assert last == date(2026, 11, 2)
        _, record = recorded_day(connection, KITA.id, last)
        assert len(record.visitors) > 50
        assert record.shifts


def test_a_past_that_was_interrupted_is_finished_and_one_that_is_there_is_left(
    sqlite_engine: Engine,
) -> None:
    set_up(sqlite_engine)
    rounds = iter([False, True])
    write_past(sqlite_engine, Lock(), lambda: next(rounds))
    catch_up(sqlite_engine, Lock(), KITA.id)  # seals October while one of its weeks is missing
    assert 0 < len(days_of(sqlite_engine)) < 9
    fill(sqlite_engine)
    whole = count(sqlite_engine)
    with sqlite_engine.connect() as connection:
        assert differences(connection, KITA.id) == []
    assert len(days_of(sqlite_engine)) == 9
    fill(sqlite_engine)
    assert count(sqlite_engine) == whole


@pytest.mark.parametrize("actor", ["admin", "cli", "staff:sato"])
def test_an_office_that_somebody_else_has_set_up_gets_no_made_up_day(sqlite_engine: Engine, actor: str) -> None:
    set_up(sqlite_engine, actor)
    before = count(sqlite_engine)
    write_past(sqlite_engine, Lock(), lambda: False)
    assert count(sqlite_engine) == before


def test_an_office_that_is_not_the_demos_gets_no_made_up_day(sqlite_engine: Engine) -> None:
    play_past(sqlite_engine, [FIRST], replace(KITA, id="real"))
    before = count(sqlite_engine)
    write_past(sqlite_engine, Lock(), lambda: False)
    assert count(sqlite_engine) == before
