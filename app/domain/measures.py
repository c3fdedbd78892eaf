"""What can be told about a group of stops: each measure with its unit, what it is made from, and how.

Times are minutes, shares lie from 0 to 1. `base` is the column that says about how many people a measure speaks: what
speaks about very few is kept from the public.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.times import HOUR, MINUTE

Sums = Mapping[str, int]
"""Sums by column, see `rollups.COLUMNS`."""


class Unit(StrEnum):
    PEOPLE = "people"
    MINUTES = "minutes"
    SHARE = "share"
    COUNTERS = "counters"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Measure:
    """`columns` are summed and given to `value`; with a `sketch` the value is the duration at `share` of it."""

    name: str
    unit: Unit
    base: str
    columns: tuple[str, ...] = ()
    value: Callable[[Sums], float | None] | None = None
    sketch: str = ""
    share: float = 0.0
    by_time: bool = False
    """Whether it is made from times of queues and counters, which are known by office and service."""


def _count(name: str, column: str) -> Measure:
    return Measure(name, Unit.PEOPLE, "arrivals", (column,), lambda sums: sums[column])


def _minutes(name: str, column: str, base: str) -> Measure:
    return Measure(name, Unit.MINUTES, base, (column, base), lambda sums: _ratio(sums[column] / MINUTE, sums[base], 2))


def _share(name: str, column: str, base: str) -> Measure:
    return Measure(name, Unit.SHARE, base, (column, base), lambda sums: _ratio(sums[column], sums[base], 4))


def _quantile(name: str, sketch: str, share: float, base: str) -> Measure:
    return Measure(name, Unit.MINUTES, base, (base,), sketch=sketch, share=share)


def _ratio(value: float, base: float, digits: int) -> float | None:
    return round(value / base, digits) if base else None


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        _count("arrivals", "arrivals"),
        _count("visits", "visits"),
        _count("served", "served"),
        _count("left", "gave_up"),
        _count("no_shows", "no_shows"),
        _count("not_served", "not_served"),
        Measure(
            "waiting",
            Unit.PEOPLE,
            "arrivals",
            ("queue_ms", "open_ms", "arrivals"),
            lambda sums: _ratio(sums["queue_ms"], sums["open_ms"], 2),
            by_time=True,
        ),
        _minutes("wait_mean", "wait_ms", "served"),
        _quantile("wait_p50", "waits", 0.5, "served"),
        _quantile("wait_p90", "waits", 0.9, "served"),
        _quantile("wait_p95", "waits", 0.95, "served"),
        _share("within_target", "within_target", "served"),
        _minutes("walk_minutes", "walk_ms", "served"),
        _minutes("service_minutes", "serve_ms", "finished"),
        _quantile("service_p90", "serves", 0.9, "finished"),
        _minutes("visit_minutes", "visit_ms", "visits_ended"),
        _share("accuracy", "promise_held", "promised"),
        _share("later_than_said", "promise_late", "promised"),
        Measure(
            "staffing",
            Unit.COUNTERS,
            "arrivals",
            ("staff_ms", "open_ms", "arrivals"),
            lambda sums: _ratio(sums["staff_ms"], sums["open_ms"], 2),
            by_time=True,
        ),
        Measure(
            "staff_hours",
            Unit.HOURS,
            "arrivals",
            ("staff_ms", "arrivals"),
            lambda sums: round(sums["staff_ms"] / HOUR, 2),
            by_time=True,
        ),
    )
}

USUAL = ("arrivals", "served", "left", "no_shows", "wait_mean", "wait_p50", "wait_p90", "within_target")
"""What is answered when no measure is named."""


def columns_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that measures are made from."""
    needed = {column: None for name in names for column in (*MEASURES[name].columns, MEASURES[name].base)}
    return ("arrivals", *(column for column in needed if column != "arrivals"))


def sketches_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The sketches that measures are made from."""
    return tuple(dict.fromkeys(MEASURES[name].sketch for name in names if MEASURES[name].sketch))
