"""A past day of the service's own history, played as it was and under other rules in databases that are thrown away."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.calendar import IsPublicHoliday
from app.storage.engines import open_engine, upgrade
from app.usecases.boards import Json
from app.usecases.comparisons import Trial, compared, played


def try_rules(as_it_was: Trial, changed: Trial, is_public_holiday: IsPublicHoliday) -> Json:
    """Both reports and what is different. Takes seconds, so it runs in a process of its own; see comparisons.py."""
    with TemporaryDirectory() as scratch:
        both = [
            _played(Path(scratch) / f"{number}.db", trial, is_public_holiday)
            for number, trial in enumerate((as_it_was, changed))
        ]
    return compared(*both)


def _played(path: Path, trial: Trial, is_public_holiday: IsPublicHoliday) -> Json:
    engine = open_engine(f"sqlite:///{path}")
    try:
        upgrade(engine)
        return played(engine, trial, is_public_holiday, lambda people: None)
    finally:
        engine.dispose()
