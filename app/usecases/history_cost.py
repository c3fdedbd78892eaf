"""What a question to history costs, so that nobody keeps the hall waiting with one: estimated before anything is read.

The unit is a cell of a day; `python -m benchmarks history` shows what the limit means in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from app.domain.errors import Invalid
from app.domain.office import Office
from app.domain.periods import Piece, Time
from app.domain.questions import Question, Split, cube_of
from app.domain.rollups import Cube, Level

CELLS_AT_MOST = 24_000
"""As many cells are merged in about a tenth of a second."""

OPEN_SHARE = 5 / 7
CELLS_A_ROW = 5
"""A row of the answer is as much work as these many cells."""

CELLS_OF = {Level.QUARTER: 36 * 0.35, Level.DAY: 1, Level.MONTH: 1, Level.YEAR: 1}
"""Cells of one service in one period; those of quarter hours are light, as few people are in each."""

HOURS_OF_A_WEEK = 55
ROWS_A_DAY = {Time.QUARTER_HOUR: 36, Time.HOUR: 10, Time.DAY: 1, Time.WEEK: 1 / 5, Time.MONTH: 1 / 21}
ROWS = {Time.HOUR_OF_DAY: 10, Time.WEEKDAY: 5, Time.WEEKDAY_HOUR: HOURS_OF_A_WEEK}
CHANNELS, STEPS = 4, 3


class TooMuchAsked(Invalid):
    """This would read about {cells} cells of history; at most {at_most} are read at once."""


def check_cost(offices: Mapping[str, Office], question: Question, found: Sequence[Piece]) -> None:
    """Raise TooMuchAsked when the pieces of a question, and of what it is compared with, are too many to read."""
    cells = _cells(offices, question, found) + CELLS_A_ROW * _rows(offices, question)
    total = ceil(cells * (2 if question.compare else 1))
    if total > CELLS_AT_MOST:
        raise TooMuchAsked(cells=total, at_most=CELLS_AT_MOST)


def _cells(offices: Mapping[str, Office], question: Question, found: Sequence[Piece]) -> float:
    cube = cube_of(question)
    per_office = sum(_width(offices[each], cube, question) for each in question.offices)
    return per_office * sum(_open(piece) * CELLS_OF.get(piece.level, HOURS_OF_A_WEEK) for piece in found)


def _open(piece: Piece) -> float:
    return piece.count * (OPEN_SHARE if piece.level in (Level.QUARTER, Level.DAY) else 1)


def _rows(offices: Mapping[str, Office], question: Question) -> float:
    """About how many rows the answer has."""
    days = ((question.last - question.first).days + 1) * OPEN_SHARE
    in_time: float = ROWS.get(question.time, 1) if question.time else 1
    if question.time in ROWS_A_DAY:
        in_time = max(1, days * ROWS_A_DAY[question.time])
    apart = len(question.offices) if Split.OFFICE in question.splits else 1
    others = [split for split in question.splits if split is not Split.OFFICE]
    if others == [Split.STEP]:
        return in_time * apart * STEPS
    widest = max(_width(offices[each], cube_of(question), question) for each in question.offices)
    return in_time * apart * (widest if others else 1)


def _width(office: Office, cube: Cube, question: Question) -> int:
    """About how many cells one office has in one period of a cube."""
    services = len(question.services) or len(office.services)
    counters = len(office.counters)
    widths = {
        Cube.OFFICE: 1,
        Cube.SERVICE: services,
        Cube.STEP: 2 * (len(question.procedures) or len(office.procedures) + 1),
        Cube.CHANNEL: CHANNELS,
        Cube.SERVICE_CHANNEL: CHANNELS * services,
        Cube.COUNTER: counters,
        Cube.SERVICE_COUNTER: 2 * counters,
    }
    return widths[cube]
