"""What the analyst's page shows: choices, headline figures, tables with ways down, addresses of data and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.domain.measures import MEASURES, Unit
from app.domain.periods import Time, first_of, fiscal_year, last_of
from app.domain.questions import Split
from app.usecases.before_after import Difference
from app.usecases.waiting_times import Answer, Row
from app.web.history_query import FIRST_DAY, LAST_DAY, Asked
from app.web.history_words import Names, monday_of

ROWS_SHOWN = 120
PERIODS = ("4weeks", "month", "last_month", "fiscal_year", "last_fiscal_year", "12months", "5years", "10years", "days")
TIMES = ("", "hour", "day", "week", "month", "fiscal_year", "hour_of_day", "weekday", "weekday_hour")
COMPARISONS = ("previous_year", "previous_period", "")
WAITS = ("wait_p50", "wait_p90", "wait_p95")
HEADLINES = ("visits", "wait_p50", "wait_p90", "within_target", "accuracy")
"""Measures of the tiles. Where fewer is better, a rise is not good news, so nothing is coloured."""

MEASURES_OFFERED = (
    "waits",
    "wait_mean",
    "arrivals",
    "visits",
    "left",
    "no_shows",
    "waiting",
    "within_target",
    "service_minutes",
    "visit_minutes",
    "accuracy",
    "later_than_said",
    "staffing",
    "staff_hours",
)
FINER = {Time.FISCAL_YEAR: "month", Time.MONTH: "day", Time.WEEK: "day", Time.DAY: "hour"}
"""Where a row of a table leads down to."""


def _day_or_nothing(value: Any) -> Any:
    """What is not a date in sensible years counts as not chosen."""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


ChosenDay = Annotated[date | None, BeforeValidator(_day_or_nothing)]


class PageAsked(BaseModel):
    """The choices of the page, in its address."""

    model_config = ConfigDict(populate_by_name=True)

    office: str = Field("", max_length=80)
    period: str = Field("4weeks", max_length=20)
    first: ChosenDay = Field(None, alias="from")
    last: ChosenDay = Field(None, alias="to")
    by: str = Field("day", max_length=20)
    split: str = Field("", max_length=20)
    measure: str = Field("waits", max_length=20)
    service: str = Field("", max_length=80)
    procedure: str = Field("", max_length=80)
    compare: str = Field("previous_year", max_length=20)


def days_of(asked: PageAsked, today: date) -> tuple[date, date]:
    """The days that are asked for."""
    if asked.period == "days" and asked.first and asked.last:
        return asked.first, asked.last
    year, month = date(int(fiscal_year(today.isoformat())), 4, 1), today.replace(day=1)
    day_before = timedelta(days=1)
    found = {
        "month": (month, today),
        "last_month": (_months_back(today, 1), month - day_before),
        "fiscal_year": (year, today),
        "last_fiscal_year": (year.replace(year=year.year - 1), year - day_before),
        "12months": (_months_back(today, 12), month - day_before),
        "5years": (year.replace(year=year.year - 5), today),
        "10years": (year.replace(year=year.year - 10), today),
    }
    return found.get(asked.period, (today - timedelta(days=27), today))


def measures_of(asked: PageAsked) -> tuple[str, ...]:
    """The measures of the main picture: percentiles together where nothing else is told apart."""
    if asked.measure in MEASURES:
        return (asked.measure,)
    return ("wait_p90",) if asked.split or asked.by in ("weekday_hour",) else WAITS


def asked_of_api(asked: PageAsked, days: tuple[date, date], **changes: Any) -> dict[str, str]:
    """The parameters with which the API gives the main figure."""
    by = ",".join(part for part in (asked.by, asked.split) if part)
    values = {
        "from": days[0].isoformat(),
        "to": days[1].isoformat(),
        "by": by,
        "measure": ",".join(measures_of(asked)),
        "service": asked.service,
        "procedure": asked.procedure,
        "compare": asked.compare if asked.compare in COMPARISONS else "",
        **changes,
    }
    return {name: value for name, value in values.items() if value}


def api_question(parameters: dict[str, str]) -> Asked:
    """The same parameters as the API reads them."""
    return Asked.model_validate(parameters)


def downloads(asked: PageAsked, parameters: dict[str, str]) -> list[dict[str, str]]:
    """Data and picture of the main figure, by form."""
    base = f"/api/v1/offices/{asked.office}/waiting-times" if asked.office else "/api/v1/waiting-times"
    query = urlencode(parameters)
    forms = [(form, f"{base}.{form}?{query}") for form in ("png", "svg", "csv", "json", "parquet", "vl.json")]
    forms.insert(2, ("excel", f"{base}.csv?{query}&bom=true"))
    return [{"form": form, "href": href} for form, href in forms]


def tiles(answer: Answer, names: Names, since: date | None) -> list[dict[str, str]]:
    """The headline figures, each with its change against the earlier days where the records go back so far."""
    row = answer.rows[0] if answer.rows else None
    comparable = answer.compared is not None and since is not None and since <= answer.compared[0]
    found = []
    for name in answer.question.measures:
        value = row.values[name] if row else None
        before = row.before[name] if comparable and row and row.before else None
        found.append(
            {
                "name": names.words.gettext(f"analysis.tile_{name}"),
                "value": names.value(name, value),
                "change": _change(name, value, before, names),
                "before": names.value(name, before) if before is not None else "",
            }
        )
    return found


def table(answer: Answer, names: Names, asked: PageAsked) -> dict[str, Any]:
    """The rows of a figure as a table; `href` leads further down where there is a finer grouping."""
    question = answer.question
    heads = [names.words.gettext("analysis.column_time")] if question.time else []
    heads += [names.words.gettext(f"analysis.split_{split}") for split in question.splits]
    values = [names.measure(name) for name in question.measures]
    if answer.compared:
        values += [names.words.gettext("analysis.before", measure=names.measure(name)) for name in question.measures]
    return {
        "heads": heads,
        "values": values,
        "rows": [_row(answer, row, names, asked) for row in answer.rows[:ROWS_SHOWN]],
        "more": max(0, len(answer.rows) - ROWS_SHOWN),
    }


def link(asked: PageAsked, **changes: str | None) -> str:
    """The page with other choices; None takes one away."""
    kept = {name: str(value) for name, value in asked.model_dump(by_alias=True).items() if value}
    shown = {name: value for name, value in {**kept, **changes}.items() if value}
    return f"?{urlencode(shown)}"


def _row(answer: Answer, row: Row, names: Names, asked: PageAsked) -> dict[str, Any]:
    question = answer.question
    cells = [{"text": names.time(question.time, row.group), "href": _down(row, question.time, asked)}] * bool(
        question.time
    )
    for split, value in row.names.items():
        cells.append({"text": names.split(split, value), "href": _into(split, value, asked)})
    values = [names.value(name, row.values[name]) for name in question.measures]
    if answer.compared:
        values += [names.value(name, row.before[name] if row.before else None) for name in question.measures]
    return {"cells": cells, "values": values, "left_out": bool(row.left_out)}


def _down(row: Row, time: Time | None, asked: PageAsked) -> str:
    """The page with the days of one row, grouped finer."""
    if time not in FINER or time is None:
        return ""
    first, last = _days_of_group(time, row.group)
    return link(asked, period="days", **{"from": first.isoformat(), "to": last.isoformat()}, by=FINER[time])


def _into(split: Split, value: str, asked: PageAsked) -> str:
    """The page with one part of what is told apart."""
    if split is Split.OFFICE:
        return link(asked, office=value, split="service")
    if split is Split.SERVICE:
        return link(asked, service=value, split="procedure" if asked.by in ("", "day", "week", "month") else None)
    return link(asked, procedure=value, split="step") if split is Split.PROCEDURE and value else ""


def _days_of_group(time: Time, group: str) -> tuple[date, date]:
    match time:
        case Time.FISCAL_YEAR:
            return date(int(group[2:]), 4, 1), date(int(group[2:]) + 1, 3, 31)
        case Time.MONTH:
            return first_of(group), last_of(group)
        case Time.WEEK:
            monday = date.fromisoformat(monday_of(group))
            return monday, monday + timedelta(days=6)
        case _:
            return date.fromisoformat(group), date.fromisoformat(group)


def _change(name: str, value: float | None, before: float | None, names: Names) -> str:
    if value is None or before is None:
        return ""
    unit = MEASURES[name].unit
    if unit is Unit.PEOPLE:
        if not before:
            return ""
        return names.words.gettext("history.unit_share", value=_signed((value - before) / before * 100, 0))
    if unit is Unit.SHARE:
        return names.words.gettext("analysis.points", points=_signed((value - before) * 100, 0))
    return names.words.gettext("history.unit_minutes", value=_signed(value - before, 1))


def change_shown(change: Difference | None, names: Names) -> dict[str, str] | None:
    """A change of a mean in words: shorter, longer or perhaps chance, with its interval."""
    if change is None:
        return None
    kind = "unclear" if not change.beyond_chance else "shorter" if change.minutes < 0 else "longer"
    low, high = _signed(change.low, 1), _signed(change.high, 1)
    return {"kind": kind, "interval": names.words.gettext("analysis.change_interval", low=low, high=high)}


def _signed(value: float, digits: int) -> str:
    """`+3`, `−3`, `±0`."""
    shown = f"{abs(value):.{digits}f}"
    return ("±" if float(shown) == 0 else "+" if value > 0 else "−") + shown


def _months_back(today: date, count: int) -> date:
    number = today.year * 12 + today.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def choices(values: Sequence[str], prefix: str, names: Names, chosen: str) -> list[dict[str, Any]]:
    """Choices of a list with their words."""
    return [
        {"value": value, "text": names.words.gettext(f"{prefix}{value or 'none'}"), "chosen": value == chosen}
        for value in values
    ]
