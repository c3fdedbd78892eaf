"""Learning from what people were told: estimators put together from the database, models trained, compared, stored."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from threading import Lock

import structlog
from sqlalchemy import Connection, Engine, select

from app.domain.events import DayOpened, Recorded, StopCalled, TicketTaken
from app.domain.times import HOUR
from app.forecasting.estimates import Told, estimate_from
from app.forecasting.estimator import LearnedModel, WaitEstimator
from app.forecasting.forest import BadForest, unpacked
from app.forecasting.office_features import OFFICE_FEATURES
from app.forecasting.retraining import retrained
from app.storage.tables import offices
from app.storage.wait_models import (
    StoredModel,
    ToldRow,
    keep_model,
    model_in_use,
    told_row,
    told_rows,
    versions,
)

log = structlog.get_logger()

LEARNS_FROM_DAYS = 365
REMEMBERS_DAYS = 60
"""A service that starts looks back this far to know how often its ranges held."""

TRAINED_EVERY = 24 * HOUR
"""Of the service's clock (ms)."""

FIRST_SECONDS = 60.0
EVERY_SECONDS = 900.0
"""How often the running service looks whether a model is due (real seconds)."""


def told_of(row: ToldRow) -> Told | None:
    """What somebody was told; None when it was written by a version that kept something else."""
    try:
        return Told(row.ticket, row.service, row.at, estimate_from(row.estimate), row.called_at, row.group)
    except (KeyError, TypeError, ValueError):
        return None


def estimator_of(connection: Connection, office_id: str, today: date) -> WaitEstimator:
    """The estimator of an office as all that was told and all that happened have made it."""
    estimator = WaitEstimator(learned_model(connection, office_id))
    told = _told(connection, office_id, today - timedelta(days=REMEMBERS_DAYS))
    for each in told:
        estimator.tell(each)
    over = [(each.called_at, each.ticket) for each in told if each.called_at is not None]
    for at, ticket in sorted(over):
        estimator.called(ticket, at)
    return estimator


def follow(estimator: WaitEstimator, recorded: Recorded) -> Told | None:
    """Take in what happened: who was told what, and who was called. Gives whoever's wait is over now."""
    match recorded.event:
        case TicketTaken() as event:
            row = told_row(recorded.day, recorded.at, asdict(event))
            if row and (told := told_of(row)):
                estimator.tell(told)
        case StopCalled(ticket):
            return estimator.called(ticket, recorded.at)
        case DayOpened():
            estimator.told.clear()
    return None


def learned_model(connection: Connection, office_id: str) -> LearnedModel | None:
    """The model in use; None when there is none, or when it cannot be read."""
    stored = model_in_use(connection, office_id)
    if stored is None or stored.forest is None:
        return None
    try:
        return LearnedModel(stored.version, unpacked(stored.forest, len(OFFICE_FEATURES)))
    except BadForest as error:
        log.error("a wait model cannot be used", office=office_id, version=stored.version, error=str(error))
        return None


def train(engine: Engine, turn: Lock, office_id: str, now: int) -> StoredModel | None:
    """Train a new model of an office and store it; it is used when it is better on later days than what was promised.

    None while there is too little to learn from. `turn` is the writer's: nobody else writes meanwhile.
    """
    with engine.connect() as connection:
        told = _told(connection, office_id, _day_of(now) - timedelta(days=LEARNS_FROM_DAYS))
        known = versions(connection, office_id)
    found = retrained(told)
    if found is None:
        return None
    over = [_day_of(each.at).isoformat() for each in told if each.called_at is not None]
    model = StoredModel(
        office_id,
        known[0].version + 1 if known else 1,
        now,
        over[0],
        over[-1],
        found.cases,
        found.better,
        found.report(),
        found.forest.packed() if found.better else None,
    )
    with turn, engine.begin() as connection:
        keep_model(connection, model)
    return model


async def keep_learning(engine: Engine, turn: Lock, now: Callable[[], int]) -> None:
    """Train every office once a day of the service's clock, until cancelled."""
    ended = threading.Event()
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        work = asyncio.ensure_future(asyncio.to_thread(_train_due, engine, turn, now(), ended))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            ended.set()
            await work
            raise
        await asyncio.sleep(EVERY_SECONDS)


def _train_due(engine: Engine, turn: Lock, now: int, ended: threading.Event) -> None:
    try:
        with engine.connect() as connection:
            newest = {model.office_id: model.trained_at for model in reversed(versions(connection))}
            office_ids = list(connection.execute(select(offices.c.id)).scalars())
        for office_id in office_ids:
            if not ended.is_set() and now - newest.get(office_id, 0) >= TRAINED_EVERY:
                train(engine, turn, office_id, now)
    except Exception as error:
        log.error("a wait model could not be trained", error=repr(error))


def _told(connection: Connection, office_id: str, first: date) -> list[Told]:
    rows = told_rows(connection, office_id, first.isoformat())
    return [told for row in rows if (told := told_of(row))]


def _day_of(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()
