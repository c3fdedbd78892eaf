"""The cells of one business day, made from its stops and its open counters. See rollups.py for what cells are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add

from app.domain.rollups import COLUMNS, WHOLE, Cell, Cube, Key, Level
from app.domain.sketches import bucket_of
from app.domain.tickets import Outcome
from app.domain.times import MINUTE

QUARTER_HOUR = 15 * MINUTE
_QUEUE, _OPEN, _STAFF = (COLUMNS.index(name) for name in ("queue_ms", "open_ms", "staff_ms"))

Cells = dict[tuple[Level, Key], Cell]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PastStop:
    """One stop as history needs it. Instants are ms; `procedure` is empty where none was named, SEVERAL for several."""

    ticket: str
    no: int
    service: str
    waiting_since: int
    called_at: int | None
    started_at: int | None
    finished_at: int | None
    missed_at: int | None
    outcome: str | None
    counter: str | None
    taken_at: int
    channel: str
    promised_low: int | None
    promised_high: int | None
    procedure: str


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """A counter was open for services from one instant to another (ms)."""

    counter: str
    from_at: int
    to_at: int
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration of that day says: the target wait by service (ms), and who stands in no line."""

    target_ms: Mapping[str, int]
    back_office: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PastDay:
    """A business day as far as it has come. `until` (ms) ends what still goes on; `slot_of` tells the quarter hour of
    an instant by the local clock, counted from the midnight with which the date begins."""

    stops: Sequence[PastStop]
    counters: Sequence[OpenCounter]
    rules: Rules
    until: int
    slot_of: Callable[[int], int]


def day_cells(day: PastDay) -> Cells:
    """The cells of a business day: quarter hours of the office and of services, and the whole day of every cube."""
    cells: Cells = {}
    ends = _visit_ends(day.stops)
    for stop in day.stops:
        _add_stop(cells, day, stop, _counts(day, stop, ends.get(stop.ticket)))
    _add_staff(cells, day)
    return cells


def _visit_ends(stops: Iterable[PastStop]) -> dict[str, int]:
    """When each visit ended that ended well (ms), by ticket."""
    last: dict[str, PastStop] = {}
    for stop in stops:
        if stop.ticket not in last or stop.no > last[stop.ticket].no:
            last[stop.ticket] = stop
    return {
        ticket: stop.finished_at
        for ticket, stop in last.items()
        if stop.outcome == Outcome.FINISHED and stop.finished_at is not None
    }


def _counts(day: PastDay, stop: PastStop, visit_ended: int | None) -> Cell:
    """What one stop adds to each of its cells."""
    first = stop.no == 1
    called, started, finished = stop.called_at, stop.started_at, stop.finished_at
    served = called is not None and started is not None
    wait = called - stop.waiting_since if called is not None else 0
    done = served and finished is not None and started is not None
    serve = finished - started if finished is not None and started is not None else 0
    promised = first and served and stop.promised_low is not None and stop.promised_high is not None
    low, high = (stop.promised_low or 0) * MINUTE, (stop.promised_high or 0) * MINUTE
    ended = first and visit_ended is not None
    no_show = stop.missed_at is not None and started is None
    sums = [
        1,
        first,
        served,
        stop.outcome == Outcome.GAVE_UP,
        no_show,
        stop.outcome == Outcome.NOT_SERVED and not no_show,
        wait if served else 0,
        served and wait <= day.rules.target_ms.get(stop.service, 0),
        started - called if called is not None and started is not None else 0,
        done,
        serve if done else 0,
        promised,
        promised and low <= wait <= high,
        promised and wait > high,
        ended,
        visit_ended - stop.taken_at if ended and visit_ended is not None else 0,
        _left_queue(day, stop) - stop.waiting_since,
        0,
        0,
    ]
    waits = {bucket_of(wait): 1} if served else {}
    return Cell(list(map(int, sums)), waits, {bucket_of(serve): 1} if done else {})


def _left_queue(day: PastDay, stop: PastStop) -> int:
    """When somebody stopped waiting (ms)."""
    ends = (stop.called_at, stop.missed_at, stop.finished_at, day.until)
    return max(stop.waiting_since, next(end for end in ends if end is not None))


def _add_stop(cells: Cells, day: PastDay, stop: PastStop, counts: Cell) -> None:
    service, counter = stop.service, stop.counter or ""
    in_line = service not in day.rules.back_office
    keys: list[Key] = [
        (Cube.SERVICE, WHOLE, service, "", 0),
        (Cube.STEP, WHOLE, service, stop.procedure, stop.no),
        (Cube.SERVICE_CHANNEL, WHOLE, service, stop.channel, 0),
        (Cube.SERVICE_COUNTER, WHOLE, service, counter, 0),
    ]
    if in_line:
        keys += [
            (Cube.OFFICE, WHOLE, "", "", 0),
            (Cube.CHANNEL, WHOLE, "", stop.channel, 0),
            (Cube.COUNTER, WHOLE, "", counter, 0),
        ]
    for key in keys:
        _add(cells, (Level.DAY, key), counts)
    began = Cell([*counts.sums[:_QUEUE], 0, 0, 0], counts.waits, counts.serves)
    slot = day.slot_of(stop.waiting_since)
    queued = list(_pieces(day, stop.waiting_since, _left_queue(day, stop)))
    for cube, name in ((Cube.SERVICE, service), (Cube.OFFICE, "")) if in_line else ((Cube.SERVICE, service),):
        _add(cells, (Level.QUARTER, (cube, slot, name, "", 0)), began)
        for at_slot, length in queued:
            _cell(cells, (Level.QUARTER, (cube, at_slot, name, "", 0))).sums[_QUEUE] += length


def _add_staff(cells: Cells, day: PastDay) -> None:
    """Time of open counters: of the office, of each service that they offer, of each counter."""
    spans: dict[tuple[Cube, str, str], list[Span]] = {}
    for desk in day.counters:
        span = (desk.from_at, desk.to_at)
        in_line = [service for service in desk.services if service not in day.rules.back_office]
        for service in desk.services:
            spans.setdefault((Cube.SERVICE, service, ""), []).append(span)
        if in_line:
            spans.setdefault((Cube.OFFICE, "", ""), []).append(span)
            spans.setdefault((Cube.COUNTER, "", desk.counter), []).append(span)
    pieces = {span: list(_pieces(day, *span)) for times in spans.values() for span in (*times, *_united(times))}
    for (cube, service, item), times in spans.items():
        for column, parts in ((_STAFF, times), (_OPEN, _united(times))):
            whole = _cell(cells, (Level.DAY, (cube, WHOLE, service, item, 0)))
            whole.sums[column] += sum(ends - begins for begins, ends in parts)
            if cube is not Cube.COUNTER:
                for slot, length in _by_slot(parts, pieces).items():
                    _cell(cells, (Level.QUARTER, (cube, slot, service, "", 0))).sums[column] += length


def _by_slot(spans: Iterable[Span], pieces: Mapping[Span, Iterable[tuple[int, int]]]) -> dict[int, int]:
    """Time (ms) by quarter hour. Many counters are open from the same instant to the same: these are cut once."""
    lengths: dict[int, int] = {}
    for span, times in Counter(spans).items():
        for slot, length in pieces[span]:
            lengths[slot] = lengths.get(slot, 0) + times * length
    return lengths


def _united(spans: Iterable[Span]) -> list[Span]:
    """Spans without their overlaps."""
    united: list[Span] = []
    for begins, ends in sorted(spans):
        if united and begins <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], ends))
        else:
            united.append((begins, ends))
    return united


def _pieces(day: PastDay, begins: int, ends: int) -> Iterable[tuple[int, int]]:
    """A span cut at the quarter hours: slot and length (ms). Every zone's offset is a multiple of a quarter hour."""
    while begins < ends:
        cut = min(ends, begins - begins % QUARTER_HOUR + QUARTER_HOUR)
        yield day.slot_of(begins), cut - begins
        begins = cut


def _cell(cells: Cells, key: tuple[Level, Key]) -> Cell:
    found = cells.get(key)
    if found is None:
        found = cells[key] = Cell()
    return found


def _add(cells: Cells, key: tuple[Level, Key], more: Cell) -> None:
    cell = _cell(cells, key)
    cell.sums = list(map(add, cell.sums, more.sums))
    for bucket in more.waits:
        cell.waits[bucket] = cell.waits.get(bucket, 0) + 1
    for bucket in more.serves:
        cell.serves[bucket] = cell.serves.get(bucket, 0) + 1
