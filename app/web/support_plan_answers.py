"""What the plan of support staff looks like to clients: for the documentation of the API."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

SPAN = {"from": "2026-12-01T11:30:00+09:00", "to": "2026-12-01T12:00:00+09:00"}
NEED: dict[str, Any] = {
    "service": "moving", "stops": 7.3, "load": 3.33, "planned": 1.8, "extra": 2, "missing": 1, "in_time": 0.0,
    "in_time_then": 0.861,
}  # fmt: skip
SHIFT: dict[str, Any] = {
    "date": "2026-12-01",
    "supporter": "tanaka",
    "name": {"ja": "田中", "en": "Tanaka"},
    "from": "2026-12-01T10:30:00+09:00",
    "to": "2026-12-01T14:30:00+09:00",
    "break": None,
    "worked_minutes": 240,
    "duties": [{"service": "moving", "from": "2026-12-01T10:30:00+09:00", "to": "2026-12-01T14:30:00+09:00"}],
}
BOTH_WAYS: dict[str, Any] = {"formula": 0.56, "simulation": 0.69, "error": 0.04}
EXAMPLE: dict[str, Any] = {
    "from": "2026-12-01",
    "to": "2026-12-01",
    "office": "kumin",
    "probability": 0.9,
    "extra_hours": 1.0,
    "covered_hours": 0.5,
    "missing_hours": 0.5,
    "days": [
        {
            "date": "2026-12-01",
            "extra_hours": 1.0,
            "missing_hours": 0.5,
            "half_hours": [{**SPAN, "extra": 2, "missing": 1, "services": [NEED]}],
        }
    ],
    "shifts": [SHIFT],
    "checked": {
        "date": "2026-12-01",
        "services": [
            {"service": "moving", "target_minutes": 30, "planned": BOTH_WAYS, "shifts": BOTH_WAYS, "all": BOTH_WAYS}
        ],
    },
}


class _Spanned(BaseModel):
    """From one instant to another (RFC 3339)."""

    model_config = ConfigDict(populate_by_name=True)

    begins: str = Field(alias="from")
    ends: str = Field(alias="to")


class ServiceNeed(BaseModel):
    """One service in one half hour of a busy day."""

    service: str
    stops: float = Field(description="People to expect at the service.")
    load: float = Field(description="Counters that they keep busy.")
    planned: float = Field(description="Counters staffed anyway; in part where a counter has several services.")
    extra: int = Field(description="People needed beyond these.")
    missing: int = Field(description="How many of them the shifts leave uncovered.")
    in_time: float = Field(description="Share of people called within the target as planned, by Erlang C.")
    in_time_then: float = Field(description="The same with the extra people.")


class HalfHourNeed(_Spanned):
    extra: int
    missing: int
    services: list[ServiceNeed]


class DayNeed(BaseModel):
    date: str
    extra_hours: float
    missing_hours: float
    half_hours: list[HalfHourNeed]


class Duty(_Spanned):
    service: str


class Break(_Spanned):
    """An hour without work."""


class ProposedShift(_Spanned):
    """A shift that somebody of the roster could work."""

    date: str
    supporter: str
    name: dict[str, str]
    rest: Break | None = Field(alias="break")
    worked_minutes: int
    duties: list[Duty]


class BothWays(BaseModel):
    """The share of a day's people who are called within the target."""

    formula: float = Field(description="By Erlang C, each half hour and service alone.")
    simulation: float | None = Field(description="By 100 simulated days; null when nobody came.")
    error: float | None = Field(description="Half of the simulation's 95 % interval.")


class CheckedService(BaseModel):
    """One service under three plans: as planned, with the shifts, with everybody who is needed."""

    service: str
    target_minutes: float
    planned: BothWays
    shifts: BothWays
    all: BothWays


class CheckedDay(BaseModel):
    date: str
    services: list[CheckedService]


class SupportPlanAnswer(BaseModel):
    """Who is needed beyond those planned, shifts that cover it, and one day looked at by formula and by simulation."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"example": EXAMPLE})

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    office: str
    probability: float = Field(description="Share of each service's people of a day to be called within its target.")
    extra_hours: float
    covered_hours: float
    missing_hours: float
    days: list[DayNeed]
    shifts: list[ProposedShift]
    checked: CheckedDay | None = Field(description="Null when the office is closed on all these days.")


FORMS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "text/calendar": {"schema": {"type": "string"}},
        }
    }
}
"""The other forms of the answer."""
