"""What a day was like: arrivals, served, left, and the wait, by service and by half hour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import fmean
from typing import Any

from sqlalchemy import Connection

from app.domain.office import Office
from app.domain.tickets import Outcome
from app.domain.times import SECOND, local
from app.storage.reads import visits
from app.usecases.boards import Json

Row = dict[str, Any]


def report(connection: Connection, office: Office) -> Json:
    """All days of an office together. Waits are seconds from waiting to the call, of those who were then served.

    People are counted at the first stop of their visit; services count every stop.
    """
    rows = visits(connection, office.id)
    first = [row for row in rows if row["no"] == 1]
    last = {row["ticket_id"]: row for row in rows}
    return {
        "office": office.id,
        "days": sorted({row["day"] for row in rows}),
        **_figures(first),
        "visits_finished": sum(row["outcome"] == Outcome.FINISHED for row in last.values()),
        "services": [
            {"service": service.id, **_figures([row for row in rows if row["service"] == service.id])}
            for service in office.services
        ],
        "half_hours": [
            {"from": half_hour, **_figures(group)} for half_hour, group in _grouped(first, _half_hour(office))
        ],
    }


def _figures(rows: Sequence[Row]) -> Json:
    """Counts and waits of stops."""
    served = [row for row in rows if row["started_at"] is not None]
    waits = sorted((row["called_at"] - row["waiting_since"]) / SECOND for row in served)
    return {
        "arrivals": len(rows),
        "served": len(served),
        "left": sum(row["outcome"] == Outcome.GAVE_UP for row in rows),
        "missed": sum(row["missed_at"] is not None and row["started_at"] is None for row in rows),
        "wait_seconds": {
            "mean": round(fmean(waits), 1),
            "median": round(quantile(waits, 0.5), 1),
            "p90": round(quantile(waits, 0.9), 1),
        }
        if waits
        else None,
    }


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of ordered values lies, interpolated between neighbours."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _half_hour(office: Office) -> Callable[[Row], str]:
    def name(row: Row) -> str:
        when = local(row["waiting_since"], office.zone)
        return f"{when.hour:02d}:{when.minute // 30 * 30:02d}"

    return name


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return sorted(groups.items())
