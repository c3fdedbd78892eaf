"""The outlook over the API: the next two hours of every queue if nobody changes anything."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.domain.access import Caller
from app.web.access import staff
from app.web.commands import JSON, house_of
from app.web.outlooks import Outlooks

router = APIRouter(prefix="/api/v1/offices/{office}/staffing", tags=["floor"])

Manager = Annotated[Caller, Depends(staff("floor"))]


class BandAnswer(BaseModel):
    """One future in ten is below `p10`, half are below `p50`, nine in ten below `p90`."""

    p10: float
    p50: float
    p90: float


class PointAnswer(BaseModel):
    """A queue at an instant."""

    at: str
    wait: BandAnswer | None = Field(description="Minutes that somebody who comes then waits; null when nobody does.")
    waiting: BandAnswer = Field(description="People in the queue.")


class ChancesAnswer(BaseModel):
    """How probable it is that somebody waits longer than the target within so many minutes."""

    within_15: float
    within_30: float
    within_60: float


class QueueOutlookAnswer(BaseModel):
    """A queue in the next two hours. Without points nobody can say: no counter serves it."""

    service: str
    target_minutes: int
    points: list[PointAnswer] = Field(description="Every ten minutes, the first is now.")
    passes_target: ChancesAnswer | None
    passes_at: str | None = Field(description="When somebody will probably have waited longer than the target.")
    left_at_closing: BandAnswer | None = Field(description="People who still wait; in the last three hours only.")


class OutlookAnswer(BaseModel):
    """The next two hours of an office, as seen at `as_of`."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "as_of": "2026-11-27T10:24:00+09:00",
                "version": 1234,
                "futures": 80,
                "closes_at": "2026-11-27T17:00:00+09:00",
                "overtime": None,
                "services": [
                    {
                        "service": "moving",
                        "target_minutes": 45,
                        "points": [
                            {
                                "at": "2026-11-27T10:24:00+09:00",
                                "wait": {"p10": 21.5, "p50": 28.0, "p90": 36.3},
                                "waiting": {"p10": 14, "p50": 14, "p90": 14},
                            },
                            {
                                "at": "2026-11-27T10:34:00+09:00",
                                "wait": {"p10": 23.1, "p50": 32.2, "p90": 43.8},
                                "waiting": {"p10": 12, "p50": 15, "p90": 18},
                            },
                        ],
                        "passes_target": {"within_15": 0.02, "within_30": 0.35, "within_60": 0.81},
                        "passes_at": "2026-11-27T11:02:00+09:00",
                        "left_at_closing": None,
                    }
                ],
            }
        }
    )

    as_of: str
    version: int
    futures: int
    closes_at: str | None
    overtime: BandAnswer | None = Field(
        description="Minutes from closing to the end of the last visit; in the last three hours only."
    )
    services: list[QueueOutlookAnswer]


@router.get("/outlook", response_model=OutlookAnswer, summary="The next two hours of every queue")
async def outlook(request: Request, office: str, caller: Manager) -> Response:
    """If nobody changes anything: waits and people by ten minutes, how probable it is that the target is passed, and
    near closing who will still wait then. Futures are played when somebody asks and the last ones are older than 20
    seconds, or a counter has changed."""
    from app.usecases.outlooks import outlook_view  # noqa: PLC0415 - numpy is loaded by whoever asks first

    outlooks: Outlooks = request.app.state.outlooks
    found = await outlooks.of(office)
    view = outlook_view(house_of(request).day(office), found.ahead)
    return Response(orjson.dumps({"version": found.version, **view}), media_type=JSON)
