"""What an office's history and its forecast let expect of a day, for what-if and advice.

`learned_of` reads history, once a day; `expected_of` puts it together with the forecast of the day, which may get
better while the day goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from statistics import median

from sqlalchemy import Connection

from app.domain.day import OfficeDay
from app.domain.periods import Piece as Days
from app.domain.rollups import Cube, Level
from app.domain.sketches import decode, seconds_of
from app.domain.times import SECOND
from app.forecasting.coming import ComingDay, HalfHour
from app.simulation.scenes import Piece
from app.simulation.spreads import Spread, counted
from app.staffing.expectations import Expected
from app.storage.history import MergedCell, Wanted, merged

WEEKS = 8
SERVED_AT_LEAST = 50
"""With fewer visits in these weeks nobody knows how they vary."""

CALLED_AT_LEAST = 200
UPPER_TENTH = 1.2816
DAY_TO_DAY = (0.05, 0.3)
"""No day is known better, and none so badly, whatever a forecast says (standard deviation ÷ mean)."""

COLUMNS = ("served", "no_shows", "walk_ms", "finished", "serve_ms")


@dataclass(frozen=True)
class Learned:
    """What the last weeks show, by service: how long a person takes up a counter, and which share of those called was
    not there."""

    times: Mapping[str, Spread] = field(default_factory=dict)
    no_shows: Mapping[str, float] = field(default_factory=dict)


def learned_of(connection: Connection, office_id: str, today: date) -> Learned:
    """Look at the weeks before a day."""
    first, last = today - timedelta(weeks=WEEKS), today - timedelta(days=1)
    period = Days(Level.DAY, first.isoformat(), last.isoformat(), 7 * WEEKS)
    wanted = Wanted((office_id,), Cube.SERVICE, (period,), ("service",), COLUMNS, ("serves",), periods=False)
    cells = {cell.service: cell for cell in merged(connection, wanted)}
    times = {service: spread for service, cell in cells.items() if (spread := _times(cell)) is not None}
    no_shows = {service: share for service, cell in cells.items() if (share := _no_shows(cell)) is not None}
    return Learned(times, no_shows)


def expected_of(day: OfficeDay, learned: Learned, today: ComingDay | None) -> Expected:
    """What to expect of a day by what was learned and by its forecast; without one people come as usual."""
    halves = today.half_hours if today else ()
    known = {service.id for service in day.office.services}
    return Expected(
        {service: spread for service, spread in learned.times.items() if service in known},
        _people(halves),
        dict(learned.no_shows),
        _day_to_day(halves) if halves else Expected().day_to_day,
    )


def _times(cell: MergedCell) -> Spread | None:
    """From the call to the end of the visit: the walk counts with its mean."""
    served, _, walk_ms, finished, serve_ms = cell.sums
    if finished < SERVED_AT_LEAST:
        return None
    seen = counted({seconds_of(bucket) * SECOND: count for bucket, count in decode(cell.sketches[0]).items()})
    return seen.scaled(serve_ms / finished / seen.mean).later(walk_ms / max(served, 1))


def _no_shows(cell: MergedCell) -> float | None:
    served, no_shows, *_ = cell.sums
    called = served + no_shows
    return no_shows / called if called >= CALLED_AT_LEAST else None


def _people(halves: Sequence[HalfHour]) -> dict[str, tuple[Piece, ...]]:
    """The people of the forecast by the service at which they begin, those with a reservation included."""
    services = {service for half in halves for service in half.services}
    return {
        service: tuple(
            Piece(half.begins_at, half.ends_at, half.services[service].expected)
            for half in halves
            if service in half.services
        )
        for service in services
    }


def _day_to_day(halves: Sequence[HalfHour]) -> float:
    """How far numbers are off beyond chance (Poisson), by the upper end of the forecast's ranges."""
    least, most = DAY_TO_DAY
    spreads = [
        sqrt(max(((half.arrivals.high - half.arrivals.expected) / UPPER_TENTH) ** 2 - half.arrivals.expected, 0.0))
        / half.arrivals.expected
        for half in halves
        if half.arrivals.expected > 0
    ]
    return min(max(median(spreads), least), most) if spreads else least
