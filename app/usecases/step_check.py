"""Where visits spend their time, by procedure and step; the step that holds them up; before and after a change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection

from app.domain.errors import Invalid
from app.domain.office import Office
from app.domain.periods import Piece
from app.domain.questions import Question, Split
from app.domain.rollups import Cube, Level
from app.domain.times import MINUTE
from app.storage.history import Wanted, merged
from app.usecases.before_after import Day, Difference, difference
from app.usecases.waiting_times import Answer, Row, answer

MEASURES = (
    "arrivals",
    "served",
    "visits",
    "wait_mean",
    "wait_p90",
    "walk_minutes",
    "service_minutes",
    "service_p90",
    "visit_minutes",
)
SPLITS = (Split.PROCEDURE, Split.STEP, Split.SERVICE)
PARTS = ("wait_mean", "walk_minutes", "service_minutes")
"""What the time of a step consists of, each a mean (min)."""

TESTED = {"wait_mean": ("served", "wait_ms"), "service_minutes": ("finished", "serve_ms")}
"""Means whose change is held against chance, each with its count and its sum."""

DAYS_TESTED_AT_MOST = 3 * 366
"""Longer periods are not read day by day."""


class ChangeOutside(Invalid):
    """The day of the change has to lie within the period, after its first day."""


@dataclass(slots=True)
class Step:
    """A step of a procedure's visits. `values` and `before` are by measure; a `bottleneck` has the procedure's longest
    wait; `share` is its part of the time that visits spend in all their steps. `changes` are by measure, of those in
    TESTED, where there are days enough to tell."""

    procedure: str
    no: int
    service: str
    values: dict[str, float | None]
    share: float | None = None
    bottleneck: bool = False
    before: dict[str, float | None] | None = None
    changes: dict[str, Difference] = field(default_factory=dict)

    @property
    def minutes(self) -> float:
        """Mean time of the step from waiting to its end."""
        return sum(self.values[part] or 0.0 for part in PARTS)


@dataclass(frozen=True, slots=True)
class StepCheck:
    """The steps of every procedure in order; with a change, the days before it are in `before` of each step."""

    office: str
    first: date
    last: date
    change: date | None
    steps: list[Step] = field(default_factory=list)
    left_out: int = 0


def step_check(
    connection: Connection,
    office: Office,
    first: date,
    last: date,
    *,
    procedures: tuple[str, ...] = (),
    change: date | None = None,
    public: bool,
) -> StepCheck:
    """Check the steps of an office's visits. Raises ChangeOutside and what stands against a question."""
    if change is not None and not first < change <= last:
        raise ChangeOutside
    asked = Question((office.id,), change or first, last, None, SPLITS, MEASURES, procedures=procedures)
    offices = {office.id: office}
    now = answer(connection, offices, asked, public=public)
    steps = [_step(row) for row in now.rows]
    _judge(steps)
    check = StepCheck(office.id, first, last, change, steps, now.left_out)
    if change is not None:
        earlier = Question(
            (office.id,), first, change - timedelta(days=1), None, SPLITS, MEASURES, procedures=procedures
        )
        _put_before(steps, answer(connection, offices, earlier, public=public))
        if (last - first).days < DAYS_TESTED_AT_MOST:
            _put_changes(connection, office, steps, first, change, last)
    return check


def _step(row: Row) -> Step:
    names = row.names
    return Step(names[Split.PROCEDURE], int(names[Split.STEP]), names[Split.SERVICE], row.values)


def _judge(steps: list[Step]) -> None:
    """Find the share of each step, and the step that holds up each procedure: people times their wait."""
    by_procedure: dict[str, list[Step]] = {}
    for step in steps:
        by_procedure.setdefault(step.procedure, []).append(step)
    for members in by_procedure.values():
        total = sum(step.minutes * _people(step) for step in members)
        for step in members:
            step.share = round(step.minutes * _people(step) / total, 4) if total and _people(step) else None
        worst = max(members, key=lambda step: (step.values["wait_mean"] or 0.0) * _people(step))
        worst.bottleneck = len(members) > 1 and bool(worst.values["wait_mean"])


def _people(step: Step) -> float:
    return step.values["served"] or 0.0


def _put_before(steps: list[Step], earlier: Answer) -> None:
    then: Mapping[tuple[str, ...], Row] = {tuple(row.names.values()): row for row in earlier.rows}
    for step in steps:
        row = then.get((step.procedure, str(step.no), step.service))
        step.before = row.values if row else None


def _put_changes(
    connection: Connection, office: Office, steps: list[Step], first: date, change: date, last: date
) -> None:
    """Hold the change of each step's means against the spread of its days. What is left out stays left out."""
    days = _days(connection, office.id, first, last)
    for step in steps:
        of_step = days.get((step.procedure, step.no, step.service), {})
        for measure, columns in TESTED.items():
            if step.values[measure] is None or not step.before or step.before[measure] is None:
                continue
            before: list[Day] = []
            after: list[Day] = []
            for day, sums in of_step.items():
                (after if day >= change.isoformat() else before).append((sums[columns[1]] / MINUTE, sums[columns[0]]))
            if found := difference(before, after):
                step.changes[measure] = found


def _days(
    connection: Connection, office_id: str, first: date, last: date
) -> Mapping[tuple[str, int, str], Mapping[str, Mapping[str, int]]]:
    """Sums by step and day."""
    columns = tuple(column for pair in TESTED.values() for column in pair)
    every = Piece(Level.DAY, first.isoformat(), last.isoformat(), (last - first).days + 1)
    found: dict[tuple[str, int, str], dict[str, Mapping[str, int]]] = defaultdict(dict)
    for cell in merged(connection, Wanted((office_id,), Cube.STEP, (every,), ("service", "item", "step"), columns)):
        found[cell.item, cell.step, cell.service][cell.period] = dict(zip(columns, cell.sums, strict=True))
    return found
