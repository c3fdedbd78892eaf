"""The next two hours of an office for its floor manager.

`see_ahead` only computes and runs in a process of its own, as what if and advice do; `outlook_view` writes it down.
"""

from __future__ import annotations

from collections.abc import Collection

from app.domain.day import OfficeDay
from app.simulation.scenes import Scene
from app.staffing.goals import Goal
from app.staffing.outlook import Ahead, Band, Point, QueueAhead, look_ahead
from app.usecases.boards import Json
from app.usecases.ticket_views import time_of


def see_ahead(scene: Scene, goal: Goal, stopped: Collection[str]) -> Ahead:
    """The next two hours if nobody changes anything."""
    return look_ahead(scene, goal, stopped)


def outlook_view(day: OfficeDay, ahead: Ahead) -> Json:
    """The outlook as JSON values, services in the office's order."""
    return {
        "as_of": time_of(day, ahead.now),
        "futures": ahead.futures,
        "closes_at": time_of(day, ahead.closes_at) if day.openings else None,
        "overtime": _band(ahead.overtime),
        "services": [
            {"service": service.id, "target_minutes": service.target_minutes, **_queue(day, ahead.queues[service.id])}
            for service in day.office.services
            if service.id in ahead.queues
        ],
    }


def _queue(day: OfficeDay, queue: QueueAhead | None) -> Json:
    if queue is None:
        return {"points": [], "passes_target": None, "passes_at": None, "left_at_closing": None}
    return {
        "points": [_point(day, point) for point in queue.points],
        "passes_target": {f"within_{minutes}": round(chance, 2) for minutes, chance in queue.chances.items()},
        "passes_at": time_of(day, queue.passes_at),
        "left_at_closing": _band(queue.left),
    }


def _point(day: OfficeDay, point: Point) -> Json:
    return {"at": time_of(day, point.at), "wait": _band(point.wait), "waiting": _band(point.waiting)}


def _band(band: Band | None) -> Json | None:
    if band is None:
        return None
    return {"p10": round(band.p10, 1), "p50": round(band.p50, 1), "p90": round(band.p90, 1)}
