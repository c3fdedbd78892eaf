"""What the address of a request for waiting times asks, as a question to history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.access import Caller, CallerKind, Role
from app.domain.errors import Invalid
from app.domain.measures import MEASURES, USUAL
from app.domain.periods import Time
from app.domain.questions import Compare, CountersForStaff, Question, Split

USUAL_DAYS = 28
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
ROWS_A_PAGE, ROWS_AT_MOST = 1000, 10_000

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
List = Annotated[str, Field(max_length=1000)]


class UnknownGrouping(Invalid):
    """There is no grouping {name}. Known are: {known}."""


class UnknownMeasure(Invalid):
    """There is no measure {name}. Known are: {known}."""


class TwiceInTime(Invalid):
    """Group in time by one of {names} only."""


class Asked(BaseModel):
    """The parameters of a request, lists as text with commas."""

    model_config = ConfigDict(populate_by_name=True)

    first: Day | None = Field(
        None,
        alias="from",
        description=f"First day; without it {USUAL_DAYS} days up to the last day.",
        examples=["2026-04-01"],
    )
    last: Day | None = Field(None, alias="to", description="Last day, included; today without it.")
    by: List = Field(
        "",
        description="Groupings with commas. In time one of: "
        + ", ".join(f"`{time}`" for time in Time)
        + ". Beside it any of: "
        + ", ".join(f"`{split}`" for split in Split)
        + ", as far as they can be combined. Without any, everything is one row.",
        examples=["month,service"],
    )
    measure: List = Field(
        "",
        description="Measures with commas: " + ", ".join(f"`{name}`" for name in MEASURES) + ".",
        examples=[",".join(USUAL)],
    )
    service: List = Field("", description="Only these services, ids with commas.", examples=["moving"])
    procedure: List = Field("", description="Only these procedures; `*` are visits with several.")
    channel: List = Field("", description="Only tickets taken there: `kiosk`, `phone`, `staff`, …")
    counter: List = Field("", description="Only these counters. For floor managers and administrators.")
    compare: Literal["", "previous_period", "previous_year"] = Field(
        "", description="Put the figures of earlier days beside each row."
    )
    limit: int = Field(ROWS_A_PAGE, ge=1, le=ROWS_AT_MOST, description="Rows a page, of JSON and CSV.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Rows to skip, of JSON and CSV.")
    bom: bool = Field(False, description="Begin CSV with a byte order mark, so that Excel reads it as UTF-8.")
    chart: Literal["auto", "line", "bar", "heatmap", "calendar"] = Field(
        "auto", description="The kind of picture, for `vl.json`, `svg` and `png`."
    )


class AskedOfAll(Asked):
    """The parameters of a request to all offices."""

    office: List = Field("", description="Only these offices, ids with commas; all without it.")


class AskedAboutSteps(BaseModel):
    """The parameters of a step check."""

    model_config = ConfigDict(populate_by_name=True)

    first: Day | None = Field(None, alias="from", description=f"First day; without it {USUAL_DAYS} days.")
    last: Day | None = Field(None, alias="to", description="Last day, included; today without it.")
    procedure: List = Field("", description="Only these procedures, ids with commas.", examples=["moving-in"])
    change: Day | None = Field(None, description="The first day after a change, to compare before and after.")


def question_of(asked: Asked, offices: Sequence[str], today: date) -> Question:
    """The question that an address asks about some offices. Raises UnknownGrouping, UnknownMeasure, TwiceInTime."""
    last = asked.last or today
    times, splits = _groupings(_list(asked.by))
    measures = tuple(_known(_list(asked.measure), MEASURES, UnknownMeasure)) or USUAL
    return Question(
        tuple(offices),
        asked.first or max(FIRST_DAY, last - timedelta(days=USUAL_DAYS - 1)),
        last,
        times[0] if times else None,
        splits,
        measures,
        _list(asked.service),
        _list(asked.procedure),
        _list(asked.channel),
        _list(asked.counter),
        Compare(asked.compare) if asked.compare else None,
    )


def check_caller(caller: Caller, question: Question) -> bool:
    """Whether the caller counts as public. Raises CountersForStaff when the public asks about counters."""
    roles = {Role.FLOOR, Role.ADMIN}
    insider = caller.kind is CallerKind.STAFF and bool(roles & set(caller.roles))
    insider = insider and (not caller.offices or set(question.offices) <= caller.offices)
    if (question.counters or Split.COUNTER in question.splits) and not insider:
        raise CountersForStaff
    return not insider


def wanted_offices(asked: AskedOfAll, known: Iterable[str]) -> list[str]:
    """The offices that are asked for, those that there are."""
    names = _list(asked.office)
    return [office for office in known if not names or office in names]


def _groupings(names: tuple[str, ...]) -> tuple[tuple[Time, ...], tuple[Split, ...]]:
    _known(names, (*Time, *Split), UnknownGrouping)
    times = tuple(Time(name) for name in names if name in set(Time))
    if len(times) > 1:
        raise TwiceInTime(names=", ".join(times))
    return times, tuple(Split(name) for name in names if name in set(Split))


def _known(names: tuple[str, ...], known: Iterable[Any], error: type[Invalid]) -> tuple[str, ...]:
    listed = [str(each) for each in known]
    for name in names:
        if name not in listed:
            raise error(name=name, known=", ".join(listed))
    return names


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
