"""Questions to history answered: rows of measures, compared with earlier days, small groups left out for the public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import add

from sqlalchemy import Connection

from app.domain.measures import MEASURES, columns_of, sketches_of
from app.domain.numbers import Channel
from app.domain.office import Office
from app.domain.periods import SLOTTED, Time, group_of, pieces
from app.domain.questions import (
    Question,
    Split,
    UnknownName,
    before,
    check,
    counterpart,
    counterparts,
    cube_of,
)
from app.domain.small_groups import Group, left_out
from app.storage.history import Wanted, merged, quantiles, was_recorded
from app.storage.rollups import NOTHING, cursors
from app.usecases.history_cost import check_cost

_COLUMN_OF = {
    Split.OFFICE: "office_id",
    Split.SERVICE: "service",
    Split.PROCEDURE: "item",
    Split.CHANNEL: "item",
    Split.COUNTER: "item",
    Split.STEP: "step",
}


@dataclass(slots=True)
class Row:
    """`group` is the group in time, see `periods.group_of`; `names` tell the rest of it; values are by measure."""

    group: str
    names: dict[Split, str]
    people: int
    bases: dict[str, int]
    values: dict[str, float | None]
    before: dict[str, float | None] | None = None
    left_out: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Answer:
    """`as_of` (ms) is the last event that is in it, 0 when there is none; `compared` are the earlier days."""

    question: Question
    rows: list[Row]
    as_of: int
    compared: tuple[date, date] | None = None

    @property
    def left_out(self) -> int:
        """Rows from which something was left out."""
        return sum(bool(row.left_out) for row in self.rows)


@dataclass(slots=True)
class _Sum:
    sums: list[int]
    sketches: list[list[str]]


def answer(connection: Connection, offices: Mapping[str, Office], question: Question, *, public: bool) -> Answer:
    """Answer a question about some of the `offices`. Raises what stands against it, see `check` and `check_cost`."""
    check(question)
    _check_names(connection, offices, question)
    known = cursors(connection, question.offices)
    sealed = min((known.get(office, NOTHING).sealed for office in question.offices), default="")
    as_of = max((cursor.as_of for cursor in known.values()), default=0)
    rows = _rows(connection, offices, question, sealed)
    if question.compare is None:
        return Answer(question, _in_order(_shown(rows, question, public), offices, question), as_of)
    earlier = before(question)
    then = {_key(row): row for row in _shown(_rows(connection, offices, earlier, sealed), earlier, public)}
    pairs = counterparts(question, earlier)
    for row in _shown(rows, question, public):
        other = then.get(_key(replace(row, group=counterpart(question, pairs, row.group))))
        row.before = other.values if other else None
    return Answer(question, _in_order(rows, offices, question), as_of, (earlier.first, earlier.last))


def _check_names(connection: Connection, offices: Mapping[str, Office], question: Question) -> None:
    """Raise UnknownName for what is configured nowhere and is in no history: an empty answer would hide a slip."""
    here = [offices[each] for each in question.offices]
    known: dict[Split, set[str]] = {
        Split.SERVICE: {each.id for office in here for each in office.services},
        Split.PROCEDURE: {each.id for office in here for each in office.procedures},
        Split.CHANNEL: set(Channel),
        Split.COUNTER: {each.id for office in here for each in office.counters},
    }
    named = (question.services, question.procedures, question.channels, question.counters)
    for split, names in zip(known, named, strict=True):
        for name in names:
            if name not in known[split] and not was_recorded(connection, question.offices, split, name):
                raise UnknownName(kind=split, name=name)


def _rows(connection: Connection, offices: Mapping[str, Office], question: Question, sealed: str) -> list[Row]:
    found = pieces(question.first, question.last, question.time, sealed)
    check_cost(offices, question, found)
    columns, sketches = columns_of(question.measures), sketches_of(question.measures)
    split = tuple(name for name in dict.fromkeys(_COLUMN_OF[each] for each in question.splits))
    wanted = Wanted(
        question.offices,
        cube_of(question),
        tuple(found),
        split,
        columns,
        sketches,
        question.services,
        question.procedures or question.channels or question.counters,
        periods=question.time is not None and question.time not in SLOTTED,
        hourly=question.time is not Time.QUARTER_HOUR,
    )
    groups: dict[tuple[str, tuple[str, ...]], _Sum] = {}
    for cell in merged(connection, wanted):
        group = group_of(question.time, cell.level, cell.period, cell.slot)
        names = tuple(str(getattr(cell, _COLUMN_OF[each])) for each in question.splits)
        total = groups.get((group, names))
        if total is None:
            total = groups[group, names] = _Sum([0] * len(columns), [[] for _ in sketches])
        total.sums = list(map(add, total.sums, cell.sums))
        for texts, text in zip(total.sketches, cell.sketches, strict=True):
            texts.append(text)
    return _measured(question, columns, sketches, groups)


def _measured(
    question: Question,
    columns: Sequence[str],
    sketches: Sequence[str],
    groups: Mapping[tuple[str, tuple[str, ...]], _Sum],
) -> list[Row]:
    durations = {
        sketch: _durations(question, sketch, ["".join(total.sketches[index]) for total in groups.values()])
        for index, sketch in enumerate(sketches)
    }
    rows = []
    for place, ((group, names), total) in enumerate(groups.items()):
        sums = dict(zip(columns, total.sums, strict=True))
        values: dict[str, float | None] = {}
        for name in question.measures:
            measure = MEASURES[name]
            values[name] = measure.value(sums) if measure.value else durations[measure.sketch][name][place]
        if not sums["arrivals"] and not any(values.values()):
            continue  # a queue or a counter went on into this hour, and that was not asked about
        bases = {name: sums[MEASURES[name].base] for name in question.measures}
        rows.append(Row(group, dict(zip(question.splits, names, strict=True)), sums["arrivals"], bases, values))
    return rows


def _durations(question: Question, sketch: str, texts: Sequence[str]) -> dict[str, list[float | None]]:
    """The quantiles (minutes) of one kind of sketch, by measure."""
    names = [name for name in question.measures if MEASURES[name].sketch == sketch]
    found = quantiles(texts, [MEASURES[name].share for name in names])
    return {
        name: [None if (seconds := row[index]) is None else round(seconds / 60, 2) for row in found]
        for index, name in enumerate(names)
    }


def _shown(rows: list[Row], question: Question, public: bool) -> list[Row]:
    """The rows with what the public may not know taken out of them."""
    if public:
        rows.sort(key=lambda row: row.group)
        groups = [Group(row.group, row.people, row.bases) for row in rows]
        for row, names in zip(rows, left_out(groups, is_split=bool(question.splits)), strict=True):
            row.left_out = names
            row.values = {name: None if name in names else value for name, value in row.values.items()}
    return rows


def _in_order(rows: Iterable[Row], offices: Mapping[str, Office], question: Question) -> list[Row]:
    """By time, and within it as the offices are configured."""
    ranks = {split: _ranks(offices, question, split) for split in question.splits}

    def place(row: Row) -> tuple[object, ...]:
        named = ((ranks[split].get(name, len(ranks[split])), name) for split, name in row.names.items())
        return (row.group, *named)

    return sorted(rows, key=place)


def _ranks(offices: Mapping[str, Office], question: Question, split: Split) -> dict[str, int]:
    if split is Split.OFFICE:
        return {name: rank for rank, name in enumerate(question.offices)}
    names = [name for each in question.offices for name in _ids(offices[each], split)]
    return {name: rank for rank, name in enumerate(dict.fromkeys(names))}


def _ids(office: Office, split: Split) -> list[str]:
    match split:
        case Split.SERVICE:
            return [service.id for service in office.services]
        case Split.PROCEDURE:
            return [procedure.id for procedure in office.procedures]
        case Split.COUNTER:
            return [counter.id for counter in office.counters]
        case _:
            return []


def _key(row: Row) -> tuple[str, tuple[str, ...]]:
    return (row.group, tuple(row.names.values()))
