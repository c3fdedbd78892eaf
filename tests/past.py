"""An office with a past: generated days, played through the service's own use cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count

from sqlalchemy import Engine

from app.domain.office import Office
from app.simulation.generator import DayKind, generate_day
from app.storage.writer import Writer
from app.usecases.replay import replay
from tests.offices import small_office

AROUND_NEW_YEAR = tuple(map(date.fromisoformat, ("2025-03-28", "2026-03-31", "2026-04-01", "2026-05-07")))
"""Days of three fiscal years."""


def play_past(engine: Engine, days: Iterable[date] = AROUND_NEW_YEAR, office: Office | None = None) -> Office:
    """Play days into an office; the last one is closed."""
    office = office or small_office()
    ids = count()
    records = [generate_day(office, day, DayKind.ORDINARY, 7) for day in days]
    writer = Writer(engine, lambda: 0)
    replay(writer, office, records, lambda: f"{office.id}-{next(ids):05d}")
    writer.close()
    return office
