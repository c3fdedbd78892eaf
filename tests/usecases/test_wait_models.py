"""Waits that were promised, kept with their tickets, learned from; models stored, taken over and distrusted."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from threading import Lock

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, update

from app.cli import main
from app.domain.office import Office
from app.forecasting import retraining
from app.simulation.generator import DayKind, generate_day
from app.storage.days import load_day
from app.storage.engines import open_engine, upgrade
from app.storage.rebuild import differences
from app.storage.wait_model_tables import wait_models
from app.storage.wait_models import told_rows, versions
from app.storage.writer import Writer
from app.usecases import promises
from app.usecases.kept_promises import kept_promises
from app.usecases.promises import Promises
from app.usecases.replay import replay
from app.usecases.wait_models import estimator_of, learned_model, train
from app.web.estimators import Estimators
from tests.offices import at, small_office

DAYS = (date(2026, 11, 24), date(2026, 11, 25))
NOW = at("2026-11-26 09:00")


def play(engine: Engine, office: Office, days: tuple[date, ...] = DAYS) -> Promises:
    """Busy days of the small office, everybody told what the board would have said."""
    recorded = [generate_day(office, day, DayKind.BUSY, 1, public_holiday=False) for day in days]
    writer, made, numbers = Writer(engine, lambda: NOW), Promises(), iter(range(10**6))
    replay(writer, office, recorded, lambda: f"ticket-{next(numbers):06}", promises=made)
    writer.close()
    return made


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (retraining, promises):
        monkeypatch.setattr(module, "FEWEST", 60)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("waits") / "waits.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    play(engine, small_office())
    engine.dispose()
    return path


@pytest.fixture
def copied(played: Path, tmp_path: Path) -> str:
    copy = tmp_path / "waits.db"
    copy.write_bytes(played.read_bytes())
    for wal in (played.parent / f"{played.name}-wal",):
        if wal.exists():
            (tmp_path / "waits.db-wal").write_bytes(wal.read_bytes())
    return f"sqlite:///{copy}"


@pytest.fixture
def learned(copied: str) -> Engine:
    return open_engine(copied)


def test_what_was_told_and_what_happened_stand_with_each_ticket(engine: Engine):
    play(engine, small_office(), DAYS[:1])
    with engine.connect() as connection:
        rows = told_rows(connection, "kumin", DAYS[0].isoformat())
        assert differences(connection, "kumin") == []
        assert told_rows(connection, "kumin", "2026-12-01") == []
    assert len(rows) > 40
    over = [row for row in rows if row.called_at is not None]
    assert over
    assert all(row.called_at >= row.at for row in over)
    assert all(low <= middle <= high for low, middle, high in (row.estimate["given"] for row in rows))


def test_an_estimator_that_starts_knows_what_the_one_before_had_learned(learned: Engine):
    with learned.connect() as connection:
        estimator = estimator_of(connection, "kumin", DAYS[-1])
        fresh = estimator_of(connection, "kumin", date(2027, 6, 1))
    assert sum(stretch.seen for stretch in estimator.calibration.upper.values()) > 0
    assert not fresh.calibration.upper


def test_a_model_is_compared_on_later_days_and_stored_with_its_version(learned: Engine):
    first, second = train(learned, Lock(), "kumin", NOW), train(learned, Lock(), "kumin", NOW + 1)
    assert first and second
    assert (first.version, second.version) == (1, 2)
    assert set(first.report) == {"before", "after"}
    assert first.last_day == DAYS[-1].isoformat()
    with learned.connect() as connection:
        known = versions(connection)
        assert [model.version for model in known] == [2, 1]
        assert sum(model.used for model in known) <= 1
        assert train(learned, Lock(), "nowhere", NOW) is None


def test_a_damaged_model_is_not_used(learned: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retraining.Retrained, "better", True)
    assert train(learned, Lock(), "kumin", NOW)
    with learned.connect() as connection:
        assert learned_model(connection, "kumin")
    with learned.begin() as connection:
        connection.execute(update(wait_models).values(forest=b"PK damaged"))
    with learned.connect() as connection:
        assert learned_model(connection, "kumin") is None
        assert estimator_of(connection, "kumin", DAYS[-1]).model is None


def test_a_running_service_takes_a_new_model_over(learned: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retraining.Retrained, "better", True)
    with learned.connect() as connection:
        day = load_day(connection, "kumin")
    estimators = Estimators(learned)
    asyncio.run(estimators.look([day], NOW))
    assert estimators._of("kumin").model is None
    assert train(learned, Lock(), "kumin", NOW)
    asyncio.run(estimators.look([day], NOW))
    model = estimators._of("kumin").model
    assert model
    assert model.version == 1
    assert estimators.expected(day, day.last_at) is estimators.expected(day, day.last_at)


def test_promises_in_a_replay_are_compared_with_what_happened(learned: Engine):
    with learned.connect() as connection:
        rows = kept_promises(connection, "kumin")
    everybody = {row["estimator"]: row for row in rows if (row["service"], row["subset"]) == ("all", "all")}
    assert {"naive", "line played forward", "promised"} <= set(everybody)
    assert everybody["promised"]["mae"] < everybody["naive"]["mae"]
    assert 0.7 < everybody["promised"]["coverage90"] <= 1
    assert {row["service"] for row in rows} >= {"all", "moving", "certificates"}


def test_replayed_days_end_with_a_model_that_was_learned_on_the_way(sqlite_engine: Engine):
    assert play(sqlite_engine, small_office()).trained >= 60


def test_the_command_line_trains_and_lists(copied: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.cli_waits.real_clock", lambda: NOW)

    def run(*arguments: str) -> str:
        return CliRunner().invoke(main, ["waits", *arguments, "--database", copied]).output

    assert "kumin, version 1" in run("train")
    assert "kumin, version 1" in run("models")
    assert "There is no office nowhere" in run("train", "nowhere")
