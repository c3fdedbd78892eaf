"""Reading history: cells of any period, merged by the database. Readers never wait for the writer.

The database adds up sums and puts sketches one behind the other (see `app/domain/sketches.py`); `quantiles` then finds
the percentiles of thousands of groups at once.

    quarter_hours(connection, office_id, first, last)     # the plain series of one office, for forecasts
    merged(connection, wanted)                            # what the visualization API asks for
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, select

from app.domain.periods import Piece
from app.domain.questions import Split
from app.domain.rollups import COLUMNS, WHOLE, Cube, Level
from app.domain.sketches import BUCKETS, DIGIT, ENTRY, FIRST_DIGIT, GAMMA
from app.storage.rollup_tables import rollups
from app.storage.tables import offices

SPLITS = ("office_id", "service", "item", "step")
_GROUPS_AT_ONCE = 2000
_VALUES = np.where(np.arange(BUCKETS) == 0, 0.0, 2 * GAMMA ** np.arange(BUCKETS) / (GAMMA + 1))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read. `split` are those of SPLITS by which rows stay apart; empty filters let everything through.

    `columns` are of COLUMNS, `sketches` of `waits` and `serves`. `periods` keeps days, months and years apart,
    `hourly` puts the quarters of an hour together, under the first one's slot.
    """

    offices: tuple[str, ...]
    cube: Cube
    pieces: tuple[Piece, ...]
    split: tuple[str, ...]
    columns: tuple[str, ...]
    sketches: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()
    periods: bool = True
    hourly: bool = False


@dataclass(frozen=True, slots=True)
class MergedCell:
    """Cells merged: where they belong, sums by column, sketches by name. What was not split by is empty or 0."""

    level: Level
    period: str
    slot: int
    office_id: str
    service: str
    item: str
    step: int
    sums: Sequence[int]
    sketches: Sequence[str]


@dataclass(frozen=True, slots=True)
class QuarterHour:
    """One quarter hour of one service: the business day, the quarter of that day counted from its midnight, and sums
    by column (see COLUMNS)."""

    day: str
    slot: int
    service: str
    sums: dict[str, int]


def quarter_hours(
    connection: Connection, office_id: str, first: date, last: date, service: str | None = None
) -> Iterator[QuarterHour]:
    """The quarter hours of an office in order of time, from one day to another (both included); quiet ones are missing.

    All services unless one is named.
    """
    r = rollups.c
    query = (
        select(r.period, r.slot, r.service, *(r[name] for name in COLUMNS))
        .where(r.office_id == office_id, r.cube == Cube.SERVICE.value, r.level == Level.QUARTER.value)
        .where(r.period.between(first.isoformat(), last.isoformat()))
        .order_by(r.period, r.slot, r.service)
    )
    if service is not None:
        query = query.where(r.service == service)
    for day, slot, name, *sums in connection.execute(query):
        yield QuarterHour(day, slot, name, dict(zip(COLUMNS, sums, strict=True)))


def recorded_since(connection: Connection, office_ids: Sequence[str]) -> date | None:
    """The first business day in the history of any of some offices; None when nothing was recorded yet."""
    r = rollups.c
    first = select(func.min(r.period)).where(
        r.office_id == offices.c.id, r.cube == Cube.OFFICE.value, r.level == Level.DAY.value
    )
    found = connection.execute(select(first.scalar_subquery()).where(offices.c.id.in_(office_ids))).scalars()
    day = min((day for day in found if day), default=None)
    return date.fromisoformat(day) if day else None


def was_recorded(connection: Connection, office_ids: Sequence[str], split: Split, name: str) -> bool:
    """Whether a service, procedure, channel or counter is anywhere in the history of some offices."""
    r = rollups.c
    cubes = {Split.SERVICE: Cube.SERVICE, Split.PROCEDURE: Cube.STEP, Split.CHANNEL: Cube.CHANNEL}
    cube = cubes.get(split, Cube.COUNTER)
    query = select(r.period).where(r.office_id.in_(office_ids), r.cube == cube.value, r.level == Level.DAY.value)
    query = query.where((r.service if split is Split.SERVICE else r.item) == name).limit(1)
    return connection.execute(query).first() is not None


def merged(connection: Connection, wanted: Wanted) -> Iterator[MergedCell]:
    """The cells of every piece, merged as far as `wanted` allows."""
    return chain.from_iterable(_merged_piece(connection, wanted, piece) for piece in wanted.pieces)


def quantiles(texts: Sequence[str], shares: Sequence[float]) -> list[tuple[float | None, ...]]:
    """The durations (s) at some shares of each sketch, see `app.domain.sketches.quantile`; None for empty ones."""
    found: list[tuple[float | None, ...]] = []
    for begin in range(0, len(texts), _GROUPS_AT_ONCE):
        found += _quantiles(texts[begin : begin + _GROUPS_AT_ONCE], shares)
    return found


def _merged_piece(connection: Connection, wanted: Wanted, piece: Piece) -> Iterator[MergedCell]:
    r = rollups.c
    hours = piece.level in (Level.MONTH_HOURS, Level.YEAR_HOURS)
    slots = hours or piece.level is Level.QUARTER
    periods = (wanted.periods or piece.level is Level.QUARTER) and not hours
    slot = r.slot // 4 * 4 if wanted.hourly and piece.level is Level.QUARTER else r.slot
    keys: list[ColumnElement[Any]] = [r.period] * periods + [slot] * slots + [r[name] for name in wanted.split]
    sums = [func.sum(r[name]) for name in wanted.columns]
    sketches = [func.aggregate_strings(r[name], "") for name in wanted.sketches]
    query = select(*keys, *sums, *sketches).where(*_which(wanted, piece)).group_by(*keys)
    names = ["period"] * periods + ["slot"] * slots + list(wanted.split)
    width = len(keys) + len(sums)
    for row in connection.execute(query):
        if not keys and row[0] is None:
            continue
        at: dict[str, Any] = {"period": "", "slot": WHOLE, "office_id": "", "service": "", "item": "", "step": 0}
        at.update(zip(names, row[: len(keys)], strict=True))
        yield MergedCell(piece.level, **at, sums=[int(value) for value in row[len(keys) : width]], sketches=row[width:])


def _which(wanted: Wanted, piece: Piece) -> Iterator[ColumnElement[bool]]:
    r = rollups.c
    yield r.office_id.in_(wanted.offices)
    yield r.cube == wanted.cube.value
    yield r.level == piece.level.value
    yield r.period.between(piece.first, piece.last)
    for column, values in ((r.service, wanted.services), (r.item, wanted.items), (r.step, wanted.steps)):
        if values:
            yield column.in_(values)


def _quantiles(texts: Sequence[str], shares: Sequence[float]) -> list[tuple[float | None, ...]]:
    counts = _histograms(texts)
    totals = counts[:, -1]
    columns = []
    for share in shares:
        ranks = np.floor(1 + share * (totals - 1))
        columns.append(_VALUES[(counts >= ranks[:, None]).argmax(axis=1)])
    values = np.stack(columns, axis=1)
    return [
        tuple(map(float, row)) if total else (None,) * len(shares) for row, total in zip(values, totals, strict=True)
    ]


def _histograms(texts: Sequence[str]) -> Any:
    """Cumulated counts by bucket, a row for each sketch."""
    entries = np.frombuffer("".join(texts).encode("ascii"), "<u4") - np.uint32(FIRST_DIGIT * 0x01010101)
    bucket = (entries & 0xFF) * DIGIT + ((entries >> 8) & 0xFF)
    count = ((entries >> 16) & 0xFF) * DIGIT + (entries >> 24)
    lengths = np.fromiter((len(text) // ENTRY for text in texts), np.int64, len(texts))
    row = np.repeat(np.arange(len(texts), dtype=np.int64) * BUCKETS, lengths)
    flat = np.bincount(row + bucket, weights=count, minlength=len(texts) * BUCKETS)
    return flat.reshape(len(texts), BUCKETS).cumsum(axis=1)
