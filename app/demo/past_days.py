"""A day of the demo's past as rows of the tables: a generated day, gone through roughly, with what people were told.

Nothing here has events: the days are made up, and their tickets are called so (`MADE_UP`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import ceil, sqrt
from typing import Any

import orjson

from app.domain.desks import DeskState
from app.domain.numbers import Channel, format_number
from app.domain.office import Office
from app.domain.recorded import RecordedDay, Shift, Visitor
from app.domain.tickets import Outcome, StopState
from app.domain.times import HOUR, MINUTE, SECOND
from app.forecasting.rough_days import RoughStop, rough_stops
from app.simulation.generator import SERVICE_CV

MADE_UP = "made-up"
"""What the ids of made-up tickets begin with."""

WALK_MS = 20 * SECOND
CHANNELS = {Channel.KIOSK: 0.72, Channel.PHONE: 0.22, Channel.STAFF: 0.06}
OVERTIME_MS = 2 * HOUR
"""So long at most staff stay after closing for those who still wait."""

STEP_MINUTES = 5
WITHIN = 0.9
"""Standard deviations from the middle of a range to its ends. As these are rounded outwards, about nine of ten are
called before the later."""

Row = dict[str, Any]


def made_up_rows(office: Office, record: RecordedDay) -> Mapping[str, list[Row]]:
    """The rows of a day by table: tickets, stops, assignments."""
    rng = random.Random(f"{office.id} {record.date.isoformat()} {MADE_UP}")  # noqa: S311 - no secret
    gone = list(rough_stops(office, replace(record, shifts=_with_overtime(record.shifts))))
    firsts = {stop.visitor: stop for stop in gone if stop.step == 0}
    tickets = [_ticket(office, record, rng, n, firsts[n]) for n in sorted(firsts)]
    return {
        "tickets": tickets,
        "stops": [_stop(office, record, stop) for stop in gone],
        "assignments": list(_assignments(office, record, gone)),
    }


def _with_overtime(shifts: Sequence[Shift]) -> tuple[Shift, ...]:
    last = {shift.counter: shift for shift in shifts}
    return tuple(
        replace(shift, to_at=shift.to_at + OVERTIME_MS) if shift is last[shift.counter] else shift for shift in shifts
    )


def _ticket(office: Office, record: RecordedDay, rng: random.Random, place: int, first: RoughStop) -> Row:
    visitor = record.visitors[place]
    low, high = _promised(rng, office, first)
    return {
        "office_id": office.id,
        "id": _id(office, record.date, place),
        "day": record.date.isoformat(),
        "number": format_number(office.service(first.service).prefix, place + 1),
        "seq": place + 1,
        "taken_at": visitor.arrived_at,
        "channel": rng.choices([*CHANNELS], [*CHANNELS.values()])[0].value,
        "language": visitor.language,
        "planned": "[]",
        "procedures": orjson.dumps([visitor.procedure] if visitor.procedure else []).decode(),
        "priority": visitor.priority,
        "needs": "[]",
        "promised_low": low,
        "promised_high": high,
    }


def _promised(rng: random.Random, office: Office, first: RoughStop) -> tuple[int | None, int | None]:
    """The range in minutes that somebody was told, made up: as far off the real wait as a good estimate would be.

    Of a wait w at c counters that need m minutes each time, about w·c/m times of service make up the wait; so the
    standard deviation of what is expected is their spread times √(w·m/c).
    """
    if first.starts is None:
        return None, None
    service = office.service(first.service)
    counters = sum(first.service in {offer.service for offer in each.services} for each in office.counters)
    wait = (first.starts - first.since) / MINUTE
    spread = 1 + SERVICE_CV * sqrt(wait * service.expected_minutes / counters)
    expected = rng.gauss(wait, spread)
    low = max(0, int((expected - WITHIN * spread) // STEP_MINUTES * STEP_MINUTES))
    return low, max(low + STEP_MINUTES, ceil((expected + WITHIN * spread) / STEP_MINUTES) * STEP_MINUTES)


def _stop(office: Office, record: RecordedDay, stop: RoughStop) -> Row:
    visitor = record.visitors[stop.visitor]
    row = {
        "office_id": office.id,
        "ticket_id": _id(office, record.date, stop.visitor),
        "no": stop.step + 1,
        "day": record.date.isoformat(),
        "service": stop.service,
        "due_at": stop.since,
        "waiting_since": stop.since,
        "recalls": 0,
    }
    if stop.starts is None or stop.ends is None:
        return row | _not_served(visitor, stop)
    goes_on = stop.step < len(visitor.further_seconds)
    times = {"called_at": stop.starts, "started_at": min(stop.starts + WALK_MS, stop.ends), "finished_at": stop.ends}
    outcome = Outcome.NEXT_STEP if goes_on else Outcome.FINISHED
    return row | times | {"state": StopState.DONE.value, "outcome": outcome.value, "counter": stop.counter}


def _not_served(visitor: Visitor, stop: RoughStop) -> Row:
    if not stop.left or visitor.left_after_seconds is None:
        return {"state": StopState.CANCELLED.value, "outcome": Outcome.NOT_SERVED.value}
    at = stop.since + round(visitor.left_after_seconds * SECOND)
    if visitor.no_show:
        ended = {"called_at": at, "missed_at": at, "finished_at": at, "outcome": Outcome.NOT_SERVED.value}
    else:
        ended = {"finished_at": at, "outcome": Outcome.GAVE_UP.value}
    return ended | {"state": StopState.CANCELLED.value}


def _assignments(office: Office, record: RecordedDay, gone: Sequence[RoughStop]) -> Iterator[Row]:
    """Who was at which counter, until the last one there was served."""
    ended: dict[str | None, int] = {}
    for stop in gone:
        ended[stop.counter] = max(ended.get(stop.counter, 0), stop.ends or 0)
    last = {shift.counter: shift for shift in record.shifts}
    for number, shift in enumerate(record.shifts):
        offers = {offer.service: offer.delay_minutes for offer in office.counter(shift.counter).services}
        stays = ended.get(shift.counter, 0) if shift is last[shift.counter] else 0
        yield {
            "office_id": office.id,
            "counter": shift.counter,
            "from_at": shift.from_at,
            "from_version": -(record.date.toordinal() * 1000 + number),  # before every event
            "to_at": max(shift.to_at, stays),
            "day": record.date.isoformat(),
            "state": DeskState.OPEN.value,
            "staff": shift.staff,
            "offers": orjson.dumps(offers).decode(),
        }


def _id(office: Office, day: date, place: int) -> str:
    return f"{MADE_UP}-{office.id}-{day:%Y%m%d}-{place:04d}"
