"""What clients get from history, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

EXAMPLE: dict[str, Any] = {
    "from": "2026-04-01",
    "to": "2026-05-31",
    "offices": ["kumin"],
    "by": ["month", "service"],
    "measures": ["arrivals", "wait_p50", "wait_p90", "within_target"],
    "compared": {"from": "2025-04-01", "to": "2025-05-31"},
    "as_of": "2026-11-26T17:04:12+09:00",
    "left_out": 1,
    "total": 3,
    "next": None,
    "rows": [
        {
            "time": "2026-04",
            "service": "moving",
            "arrivals": 4120,
            "wait_p50": 31.25,
            "wait_p90": 62.3,
            "within_target": 0.71,
            "before": {"arrivals": 4288, "wait_p50": 35.1, "wait_p90": 70.2, "within_target": 0.64},
        },
        {
            "time": "2026-05",
            "service": "moving",
            "arrivals": 1904,
            "wait_p50": 14.1,
            "wait_p90": 30.2,
            "within_target": 0.93,
            "before": {"arrivals": 1875, "wait_p50": 15.3, "wait_p90": 33.0, "within_target": 0.91},
        },
        {
            "time": "2026-05",
            "service": "family-register",
            "arrivals": None,
            "wait_p50": None,
            "wait_p90": None,
            "within_target": None,
            "left_out": ["arrivals", "wait_p50", "wait_p90", "within_target"],
        },
    ],
    "names": {"service": {"moving": "住民異動", "family-register": "戸籍"}},
}

CSV_EXAMPLE = (
    "time,service,service_name,arrivals,wait_p90,left_out\r\n"
    "2026-04,moving,住民異動,4120,62.3,\r\n"
    "2026-05,moving,住民異動,1904,30.2,\r\n"
)


class Days(BaseModel):
    """Days from one to another, both included."""

    model_config = ConfigDict(populate_by_name=True)

    first: str = Field(alias="from")
    last: str = Field(alias="to")


class WaitingTimes(BaseModel):
    """Measures of the past. A row holds its groups and one value for each measure, null where nothing is known."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"example": EXAMPLE})

    first: str = Field(alias="from")
    last: str = Field(alias="to")
    offices: list[str]
    by: list[str] = Field(description="The groupings, that in time first.")
    measures: list[str]
    compared: Days | None = Field(description="The days whose values stand in `before`.")
    as_of: str | None = Field(description="The last event that was taken in; null when there are no figures yet.")
    left_out: int = Field(description="Rows from which something was left out because few people were concerned.")
    total: int = Field(description="Rows of all pages.")
    following: str | None = Field(alias="next", description="The address of the next page.")
    rows: list[dict[str, Any]]
    names: dict[str, dict[str, str]] = Field(description="Names of ids, by grouping, in the caller's language.")


ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The figures, in the form that was asked for.",
        "content": {
            "application/json": {"example": EXAMPLE},
            "text/csv": {"schema": {"type": "string"}, "example": CSV_EXAMPLE},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
            "application/vnd.vegalite.v6+json": {"schema": {"type": "object"}},
            "image/svg+xml": {"schema": {"type": "string"}},
            "image/png": {"schema": {"type": "string", "format": "binary"}},
        },
    },
    304: {"description": "The caller has the newest answer (`If-None-Match`)."},
}


STEP_EXAMPLE: dict[str, Any] = {
    "office": "kumin",
    "from": "2026-10-01",
    "to": "2026-11-20",
    "change": "2026-11-01",
    "left_out": 0,
    "steps": [
        {
            "procedure": "moving-in",
            "step": 1,
            "service": "moving",
            "arrivals": 410,
            "served": 398,
            "visits": 410,
            "wait_mean": 21.4,
            "wait_p90": 41.6,
            "walk_minutes": 0.5,
            "service_minutes": 14.2,
            "service_p90": 24.0,
            "visit_minutes": 52.3,
            "share": 0.69,
            "bottleneck": True,
            "before": {
                "arrivals": 820,
                "served": 790,
                "visits": 820,
                "wait_mean": 29.9,
                "wait_p90": 55.0,
                "walk_minutes": 0.6,
                "service_minutes": 14.4,
                "service_p90": 24.5,
                "visit_minutes": 61.8,
            },
            "changes": {
                "wait_mean": {"minutes": -8.5, "low": -11.9, "high": -5.1, "beyond_chance": True},
                "service_minutes": {"minutes": -0.2, "low": -1.1, "high": 0.7, "beyond_chance": False},
            },
        }
    ],
    "names": {"procedure": {"moving-in": "転入届"}, "service": {"moving": "住民異動"}},
}


class StepChecked(BaseModel):
    """Where visits spend their time. A step has the measures of `waiting-times`, its `share` of the time of the
    procedure's visits, and whether it is the `bottleneck`; with a change, `before` holds the days before it.

    `changes` has how much the means of waiting and of serving changed (minutes) and the interval that holds this
    with 95 % confidence, from the spread of whole days; nothing where fewer than five days were recorded on a side."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"example": STEP_EXAMPLE})

    office: str
    first: str = Field(alias="from")
    last: str = Field(alias="to")
    change: str | None
    left_out: int
    steps: list[dict[str, Any]]
    names: dict[str, dict[str, str]]
