"""History in cells: what the stops of a business day add up to, by place and time, in values that can be added again.

A cell belongs to a `Cube` (which columns tell its cells apart) and a `Level` (how much time it covers). Stops count in
the quarter hour in which they began to wait. Times of queues and of staff count where they passed. Cells of all
services leave back-office stops out: nobody stands in that line.

`day_cells` (past_days.py) makes the cells of quarter hours and of the day from the stops; the cells of months and
fiscal years are sums of these (`coarser`). Both are pure, so whoever calculates again gets the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import add

from app.domain.sketches import decode, encode

WHOLE = -1
"""The slot of a cell that covers its whole period."""

SEVERAL = "*"
"""Stands for the procedure of a visit with several."""


class Cube(StrEnum):
    """Which columns tell cells apart. `STEP`: service, procedure and step of the visit."""

    OFFICE = "office"
    SERVICE = "service"
    STEP = "step"
    CHANNEL = "channel"
    SERVICE_CHANNEL = "service_channel"
    COUNTER = "counter"
    SERVICE_COUNTER = "service_counter"


class Level(StrEnum):
    """How much time a cell covers. `*_HOURS`: an hour of a weekday, over all weeks of a month or fiscal year."""

    QUARTER = "quarter"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    MONTH_HOURS = "month_hours"
    YEAR_HOURS = "year_hours"


COLUMNS = (
    "arrivals",
    "visits",
    "served",
    "gave_up",
    "no_shows",
    "not_served",
    "wait_ms",
    "within_target",
    "walk_ms",
    "finished",
    "serve_ms",
    "promised",
    "promise_held",
    "promise_late",
    "visits_ended",
    "visit_ms",
    "queue_ms",
    "open_ms",
    "staff_ms",
)
"""What a cell counts, all of it additive. `arrivals` are stops, `visits` are people at the first stop of their visit,
`wait_ms` is from waiting to the call and `walk_ms` from the call to the start, both of those `served`; `serve_ms` of
those `finished`; `promise_held` is a first wait within the range shown when the ticket was taken, `promise_late` one
beyond it; `visit_ms` runs from taking the ticket to the end of the visit; `queue_ms` is time that people spent waiting,
`open_ms` time with a counter open, `staff_ms` time of all open counters."""

Key = tuple[Cube, int, str, str, int]
"""cube, slot, service, item (procedure, channel or counter), step; what a cube does not tell apart is empty or 0."""


@dataclass(slots=True)
class Cell:
    """Sums in the order of COLUMNS, and the sketches of waits and of service times."""

    sums: list[int] = field(default_factory=lambda: [0] * len(COLUMNS))
    waits: dict[int, int] = field(default_factory=dict)
    serves: dict[int, int] = field(default_factory=dict)


def coarser(cells: Iterable[tuple[Key, Sequence[int], str, str]]) -> dict[Key, Cell]:
    """Cells with the same key added up: key, sums, and both sketches as text."""
    found: dict[Key, Cell] = {}
    texts: dict[Key, tuple[list[str], list[str]]] = {}
    for key, sums, waits, serves in cells:
        cell = found.setdefault(key, Cell())
        cell.sums = list(map(add, cell.sums, sums))
        both = texts.setdefault(key, ([], []))
        both[0].append(waits)
        both[1].append(serves)
    for key, (waits_of, serves_of) in texts.items():
        found[key].waits, found[key].serves = decode("".join(waits_of)), decode("".join(serves_of))
    return found


def as_values(cell: Cell) -> list[int | str]:
    """The sums of a cell and its sketches as text, in the order in which they are stored."""
    return [*cell.sums, encode(cell.waits), encode(cell.serves)]
