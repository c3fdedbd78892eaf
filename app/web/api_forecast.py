"""The forecast of an office over the API: expected arrivals, waits and congestion by half hour."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.domain.congestion import Congestion
from app.domain.errors import Invalid
from app.web.answers import Wait
from app.web.commands import JSON, house_of
from app.web.forecasts import Forecasts

router = APIRouter(prefix="/api/v1", tags=["forecast"])

DAYS_AT_ONCE = 60


class NoForecast(Invalid):
    """There is a forecast from {first} to {last} only."""


class ExpectedAnswer(BaseModel):
    """A tenth of the time it is less than `low`, a tenth of the time more than `high`."""

    low: float
    expected: float
    high: float


class HalfHourAnswer(BaseModel):
    """What to expect of a half hour."""

    begins: str = Field(alias="from")
    ends: str = Field(alias="to")
    arrivals: ExpectedAnswer = Field(description="People who come; with `service`, those who begin there.")
    booked: int = Field(description="Of them, so many have reserved already.")
    wait: ExpectedAnswer = Field(description="Minutes that those who come then wait on average.")
    shown: Wait = Field(description="The range that a board would show to somebody who comes then.")
    congestion: Congestion


class ForecastDay(BaseModel):
    """One day; without half hours the office is closed. `congestion` is what many of those who come will meet."""

    date: date
    open: bool
    public_holiday: bool
    arrivals: int
    congestion: Congestion | None
    half_hours: list[HalfHourAnswer]


class ForecastAnswer(BaseModel):
    """Days of a forecast, made at the beginning of `made_on` from the days of history that it saw."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "office": "kumin",
                "made_on": "2026-11-26",
                "last_day": "2027-01-24",
                "days_seen": 52,
                "learned": False,
                "days": [
                    {
                        "date": "2026-11-27",
                        "open": True,
                        "public_holiday": False,
                        "arrivals": 357,
                        "congestion": "crowded",
                        "half_hours": [
                            {
                                "from": "2026-11-27T08:30:00+09:00",
                                "to": "2026-11-27T09:00:00+09:00",
                                "arrivals": {"low": 12.9, "expected": 18.6, "high": 25.1},
                                "booked": 2,
                                "wait": {"low": 0.1, "expected": 1.4, "high": 3.0},
                                "shown": {"low": 0, "high": 10},
                                "congestion": "empty",
                            }
                        ],
                    }
                ],
            }
        }
    )

    office: str
    service: str | None = None
    made_on: date
    last_day: date
    days_seen: int = Field(description="Days of history; with few of them the office's configuration counts.")
    learned: bool = Field(description="Whether there was enough history to learn from more than the last weeks.")
    days: list[ForecastDay]


def forecasts_of(request: Request) -> Forecasts:
    """The forecasts of the running service."""
    forecasts: Forecasts = request.app.state.forecasts
    return forecasts


@router.get(
    "/offices/{office}/forecast", response_model=ForecastAnswer, summary="Expected arrivals, waits and congestion"
)
async def forecast(
    request: Request,
    office: str,
    day: Annotated[date | None, Query(alias="date", description="One day; today without it.")] = None,
    first: Annotated[date | None, Query(alias="from", description="First of several days.")] = None,
    last: Annotated[date | None, Query(alias="to", description="Last of several days, included.")] = None,
    service: Annotated[str | None, Query(max_length=80, description="People of one service; else of all.")] = None,
) -> Response:
    """By half hour, for a day or several up to 60 days ahead, from the office's own history, its calendar and what is
    booked. Half hours in which no tickets are given are left out. The services of a half hour add up to the office;
    waits and congestion are the office's.
    """
    from app.usecases.forecasts import forecast_view  # noqa: PLC0415 - the service starts faster without it

    known = await forecasts_of(request).of(office)
    begin = first or day or known.made_on
    end = last or (begin if first is None else begin + timedelta(days=DAYS_AT_ONCE - 1))
    end = min(end, known.days[-1].date) if last is None else end
    days = [each for each in known.days if begin <= each.date <= end]
    if not days or days[0].date != begin or days[-1].date != end:
        raise NoForecast(first=known.made_on.isoformat(), last=known.days[-1].date.isoformat())
    body = orjson.dumps(forecast_view(house_of(request).day(office).office, known, days, service))
    return Response(body, media_type=JSON, headers={"Cache-Control": "public, max-age=60"})
