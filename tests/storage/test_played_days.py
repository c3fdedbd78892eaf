"""A past day is read back from the service's own history as it was played."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.domain.recorded import RecordedDay, Visitor
from app.domain.rule_changes import DayTooLarge, NothingRecorded
from app.simulation.bookings import with_bookings
from app.simulation.generator import DayKind, generate_day
from app.storage import played_days
from app.storage.engines import open_engine, upgrade
from app.storage.played_days import last_day_before, recorded_day
from app.storage.writer import Writer
from app.usecases.comparisons import Trial, played
from app.usecases.replay import replay
from tests.offices import small_office

TUESDAY = date(2026, 11, 24)
OFFICE = small_office()


def no_holiday(_day: date) -> bool:
    return False


@pytest.fixture(scope="module")
def day() -> RecordedDay:
    generated = generate_day(OFFICE, TUESDAY, DayKind.BUSY, 4)
    return with_bookings(OFFICE, generated, {"moving": 0.2}, 4, no_holiday).record


@pytest.fixture(scope="module")
def engine(day: RecordedDay, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    opened = open_engine(f"sqlite:///{tmp_path_factory.mktemp('played') / 'played.db'}")
    upgrade(opened)
    ids = count()
    writer = Writer(opened, lambda: 0, no_holiday)
    replay(writer, OFFICE, [day], lambda: f"{next(ids):032x}")
    writer.close()
    return opened


def who(visitor: Visitor) -> tuple[object, ...]:
    return (visitor.arrived_at, visitor.service, visitor.priority, visitor.procedure, visitor.booked_at)


def test_the_same_people_come_for_the_same(engine: Engine, day: RecordedDay) -> None:
    with engine.connect() as connection:
        _, found = recorded_day(connection, "kumin", TUESDAY)
    assert found.date == TUESDAY
    assert sorted(map(who, found.visitors), key=str) == sorted(map(who, day.visitors), key=str)


def test_whoever_was_served_took_as_long_and_whoever_left_left_then(engine: Engine, day: RecordedDay) -> None:
    with engine.connect() as connection:
        _, found = recorded_day(connection, "kumin", TUESDAY)
    wanted = {who(visitor): visitor for visitor in day.visitors}
    served = [visitor for visitor in found.visitors if visitor.service_seconds is not None]
    left = [visitor for visitor in found.visitors if visitor.left_after_seconds is not None]
    assert served and left
    for visitor in served:
        if (seconds := wanted[who(visitor)].service_seconds) is not None:
            assert visitor.service_seconds == pytest.approx(seconds, abs=0.001)
        further = wanted[who(visitor)].further_seconds[: len(visitor.further_seconds)]
        assert visitor.further_seconds == pytest.approx(further, abs=0.001)
    for visitor in left:
        assert visitor.left_after_seconds == pytest.approx(wanted[who(visitor)].left_after_seconds, abs=0.001)


def test_a_day_that_is_read_back_and_played_again_is_the_same_day(
    engine: Engine, day: RecordedDay, tmp_path: Path
) -> None:
    with engine.connect() as connection:
        office, found = recorded_day(connection, "kumin", TUESDAY)
    reports = []
    for number, trial in enumerate((Trial(OFFICE, [day]), Trial(office, [found]))):
        scratch = open_engine(f"sqlite:///{tmp_path / f'{number}.db'}")
        upgrade(scratch)
        reports.append(played(scratch, trial, no_holiday, lambda people: None))
        scratch.dispose()
    assert reports[0]["services"] == reports[1]["services"]
    assert reports[0]["arrivals"] == reports[1]["arrivals"] == len(day.visitors)


def test_a_day_without_anybody_or_with_too_many_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.connect() as connection:
        assert last_day_before(connection, "kumin", date(2027, 1, 1)) == TUESDAY
        assert last_day_before(connection, "kumin", TUESDAY) is None
        with pytest.raises(NothingRecorded):
            recorded_day(connection, "kumin", date(2026, 11, 25))
        monkeypatch.setattr(played_days, "PEOPLE_AT_MOST", 10)
        with pytest.raises(DayTooLarge):
            recorded_day(connection, "kumin", TUESDAY)


def test_who_went_another_way_than_a_procedure_says_goes_that_way_again(day: RecordedDay, tmp_path: Path) -> None:
    longer = replace(OFFICE.procedures[0], services=("certificates", "moving", "payment"))
    then = replace(OFFICE, procedures=(replace(longer, id="all"), *OFFICE.procedures))
    visitor = replace(day.visitors[0], procedure="all", service="certificates", booked_at=None)
    opened = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(opened)
    writer = Writer(opened, lambda: 0, no_holiday)
    replay(writer, then, [replace(day, visitors=(visitor,))], lambda: "1" * 32)
    writer.close()
    with opened.begin() as connection:
        connection.exec_driver_sql("""UPDATE tickets SET procedures = '["moving-in","residence-certificate"]'""")
    with opened.connect() as connection:
        office, found = recorded_day(connection, "kumin", TUESDAY)
    assert office.procedure(found.visitors[0].procedure or "").services == ("certificates", "moving", "payment")
    opened.dispose()
