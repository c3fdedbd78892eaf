"""Numbers about an office as it is now that learning works on: of each line, and of a place in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, nan
from statistics import fmean

from app.domain.day import OfficeDay
from app.domain.tickets import Stop
from app.domain.times import HOUR, MINUTE, local
from app.simulation.play import Server

OFFSET = 2.0
"""Minutes added before logarithms are taken."""

OFFICE_FEATURES = (
    "gap", "counters", "helpers", "free", "usual", "usual_to_configured", "served", "waiting_elsewhere", "lines",
    "minute", "weekday", "booked_soon", "since_call", "base", "ahead", "ahead_per_counter", "by_recent_gap",
    "last_wait", "head_waits", "recent_surprise",
)  # fmt: skip
"""What each place of an estimate's features means; those up to `since_call` are the same for the whole line."""

CALLS = 6
"""So many of the last calls of a line tell its pace."""


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line as it is now, in minutes; nan where nothing is known yet."""

    numbers: tuple[float, ...]
    gap: float
    counters: int
    recent_gap: float
    last_wait: float
    head_waits: float
    surprise: float


def line_now(day: OfficeDay, service: str, usual: Mapping[str, float], servers: Sequence[Server], now: int) -> LineNow:
    """Look at the line of a service. `usual` is how long a visit takes (ms), `servers` the counters that call."""
    serving = [server for server in servers if service in server.offers]
    own = sum(server.offers[service] <= 0 for server in serving)
    counters = max(len(serving), 1)
    minutes = usual[service] / MINUTE
    line = day.lines.get(service, ())
    called = _last_called(day, service)
    here = local(now, day.office.zone)
    numbers = (
        log(minutes / counters), own, len(serving) - own, sum(server.free_at <= now for server in serving), minutes,
        log(minutes / day.office.service(service).expected_minutes), len(day.durations.get(service, ())),
        sum(map(len, day.lines.values())) - len(line), sum(map(bool, day.lines.values())),
        60 * here.hour + here.minute, here.weekday(), _booked_soon(day, now),
        (now - (called[-1].called_at or now)) / MINUTE if called else nan,
    )  # fmt: skip
    return LineNow(
        numbers,
        minutes / counters,
        counters,
        _gap_of(called),
        _wait_of(called[-1]) if called else nan,
        (now - day.tickets[line[0][2]].stop.waiting_since) / MINUTE if line else 0.0,
        _surprise(day, service),
    )


def place_features(line: LineNow, base: float, ahead: int) -> tuple[float, ...]:
    """The numbers named in OFFICE_FEATURES for a place with that many ahead and that base estimate (minutes)."""
    return (
        *line.numbers, log(base + OFFSET), ahead, ahead / line.counters, _relative(line.recent_gap * (ahead + 1), base),
        _relative(line.last_wait, base), _relative(line.head_waits, base), line.surprise,
    )  # fmt: skip


def _relative(minutes: float, base: float) -> float:
    return log((max(minutes, 0.0) + OFFSET) / (base + OFFSET)) if minutes == minutes else nan  # noqa: PLR0124 - nan


def _last_called(day: OfficeDay, service: str) -> list[Stop]:
    """Those who were called last for a service, oldest first, whatever happened to them since."""
    first = [call for call in day.calls if call.service == service and call.times == 1]
    stops = (
        stop
        for call in first
        for stop in day.tickets[call.ticket].stops
        if stop.service == service and stop.called_at == call.called_at
    )
    return list(stops)[-CALLS:]


def _wait_of(stop: Stop) -> float:
    return ((stop.called_at or stop.waiting_since) - stop.waiting_since) / MINUTE


def _gap_of(called: Sequence[Stop]) -> float:
    """Minutes between the last calls, if those called had to wait: an empty line says nothing about its pace."""
    gaps = [
        ((later.called_at or 0) - max(earlier.called_at or 0, later.waiting_since)) / MINUTE
        for earlier, later in pairwise(called)
    ]
    return fmean(gaps) if gaps else nan


def _surprise(day: OfficeDay, service: str) -> float:
    """How much longer than the middle of their promise those called last have waited; logarithm."""
    found = []
    for call in day.calls:
        ticket = day.tickets[call.ticket]
        first = ticket.stops[0]
        if first.service == service and first.called_at == call.called_at and ticket.promised_high is not None:
            said = ((ticket.promised_low or 0) + ticket.promised_high) / 2
            found.append(log((_wait_of(first) + OFFSET) / (said + OFFSET)))
    return fmean(found[-CALLS:]) if found else nan


def _booked_soon(day: OfficeDay, now: int) -> int:
    """Places that are taken within the next hour."""
    return sum(len(places) for (_, start), places in day.book.taken.items() if 0 <= start - now < HOUR)
