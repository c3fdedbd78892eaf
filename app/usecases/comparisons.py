"""The same recorded people under other rules, another calendar or another staffing: what would have been different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Engine

from app.domain.calendar import IsPublicHoliday
from app.domain.office import Office
from app.domain.recorded import RecordedDay, Shift
from app.domain.times import HOUR
from app.storage.writer import Writer
from app.usecases.boards import Json
from app.usecases.replay import Progress, replay
from app.usecases.reports import report

COUNTS = ("arrivals", "turned_away", "served", "left", "missed", "staff_hours")
WAITS = ("mean", "median", "p90")


@dataclass(frozen=True)
class Trial:
    """How days are played: under an office's rules and calendar, with the people and shifts of the days."""

    office: Office
    days: Sequence[RecordedDay]


def staffed(days: Sequence[RecordedDay], shifts: Mapping[date, Sequence[Shift]]) -> list[RecordedDay]:
    """The same people with other shifts; on a date that is not named nobody works."""
    return [replace(day, shifts=tuple(shifts.get(day.date, ()))) for day in days]


def played(engine: Engine, trial: Trial, is_public_holiday: IsPublicHoliday, progress: Progress) -> Json:
    """Play a trial into an empty database and report on it. Raises Invalid.

    Whoever comes when no tickets are given is turned away. Ids are counted, so that what the record does not know is
    drawn alike in both trials.
    """
    writer = Writer(engine, lambda: 0, is_public_holiday)
    numbers = count()
    try:
        replay(writer, trial.office, trial.days, lambda: f"{next(numbers):032x}", progress=progress, as_they_were=False)
    finally:
        writer.close()
    with engine.connect() as connection:
        figures = report(connection, trial.office)
    people = sum(len(day.visitors) for day in trial.days)
    shifts = [shift for day in trial.days for shift in day.shifts]
    worked = sum(shift.to_at - shift.from_at for shift in shifts) / HOUR
    return {**figures, "turned_away": people - figures["arrivals"], "staff_hours": round(worked, 1)}


def compared(before: Json, after: Json) -> Json:
    """Both reports, and what is different: counts, and waits in seconds, of all visits, by service and half hour."""
    return {
        "before": before,
        "after": after,
        "change": {
            **_change(before, after),
            "services": _by(before["services"], after["services"], "service"),
            "half_hours": _by(before["half_hours"], after["half_hours"], "from"),
        },
    }


def _by(before: Sequence[Json], after: Sequence[Json], key: str) -> list[Json]:
    was, now = ({group[key]: group for group in groups} for groups in (before, after))
    return [{key: name, **_change(was.get(name, {}), now.get(name, {}))} for name in dict.fromkeys([*was, *now])]


def _change(before: Mapping[str, Any], after: Mapping[str, Any]) -> Json:
    waits = [group.get("wait_seconds") or {} for group in (before, after)]
    known = {key for group in (before, after) for key in group}
    return {
        **{name: round(after.get(name, 0) - before.get(name, 0), 1) for name in COUNTS if name in known},
        "wait_seconds": {name: round(waits[1][name] - waits[0][name], 1) for name in WAITS} if all(waits) else None,
    }
