"""Recorded days twice: estimated beside the record, and played through the service's own use cases with everybody told
what the board would have said. Both begin without any history on the first of the days.

They cannot agree to the second. The record knows who was called when; a replay calls by the office's rule whenever a
counter of the recorded staffing is free, breaks are not in it, so its waits are its own. What each promised is compared
with what happened in its own world.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from uuid_utils import uuid7

from app.domain.recorded import RecordedDay
from app.domain.times import MINUTE, SECOND
from app.forecasting.cases import Guess
from app.forecasting.hall_features import HALL_FEATURES
from app.forecasting.learning import Learner
from app.forecasting.scores import score
from app.forecasting.visitor_days import cases_of_visitors
from app.simulation.derived_office import office_of
from app.storage.wait_models import told_rows
from app.storage.writer import Writer
from app.usecases.promises import Promises
from app.usecases.replay import replay
from app.usecases.wait_models import told_of

OFFSET, BLOCK = 60.0, 1800.0
"""Of the learner beside the record, in seconds."""

IN_TURN, AHEAD = "in turn", "with a head start"

Said = tuple[str, int, Guess, float]
"""Of whom (in turn or not), how many wait, what was said, and the wait, all in seconds."""


def both_ways(writer: Writer, days: Sequence[RecordedDay], zone: ZoneInfo) -> list[dict[str, Any]]:
    """A row per way, group, and subset by how many wait, with the errors in seconds. The writer's database is empty."""
    ways = {"beside the record": list(_beside(days, zone)), "through the service": list(_through(writer, days, zone))}
    return [
        {"way": way, "group": group, "subset": subset, **asdict(found)}
        for group in (IN_TURN, AHEAD)
        for subset, least in (("all", 0), ("3+ waiting", 3))
        for way, said in ways.items()
        if (found := score((guess, wait) for of, waiting, guess, wait in said if of == group and waiting >= least))
    ]


def _beside(days: Sequence[RecordedDay], zone: ZoneInfo) -> Iterator[Said]:
    priority = HALL_FEATURES.index("priority")
    for promise in Learner(OFFSET, BLOCK).walk(list(cases_of_visitors(days, zone))):
        case = promise.case
        if case.wait is not None and case.sound:
            yield AHEAD if case.features[priority] else IN_TURN, case.waiting, promise.given, case.wait


def _through(writer: Writer, days: Sequence[RecordedDay], zone: ZoneInfo) -> Iterator[Said]:
    office = office_of(days, zone.key)
    replay(writer, office, days, lambda: uuid7().hex, promises=Promises())
    with writer.engine.connect() as connection:
        rows = told_rows(connection, office.id, "")
    seconds = MINUTE / SECOND
    for told in (told for row in rows if (told := told_of(row)) and told.called_at is not None):
        low, middle, high = (minutes * seconds for minutes in told.estimate.given)
        wait = ((told.called_at or told.at) - told.at) / SECOND
        yield AHEAD if told.group else IN_TURN, told.estimate.ahead + 1, (low, middle, high), wait
