"""Wait estimates from the office as it is now: who is ahead on the time line, which counters are open, how long
people have been served, and how long the last ones took.

The expected wait W comes from playing the line forward. Its spread is that of a queue with c counters and
exponential service of mean m, where the k + 1 departures to wait for take an Erlang time of mean W = (k + 1) m / c and
variance W m / c (Whitt 1999, "Predicting queueing delays"; the QL estimator of Ibrahim & Whitt 2009).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, floor, sqrt

from app.domain.day import OfficeDay
from app.domain.desks import Desk, DeskState
from app.domain.tickets import StopState
from app.domain.times import MINUTE
from app.simulation.play import Server, expected_starts

Range = tuple[int, int]
"""A wait in minutes, 10 % of people wait less than the first and 10 % more than the second; rounded for display."""

PRIOR_WEIGHT = 4
"""The configured minutes count as much as this many people served."""

REST_AT_LEAST = 0.3
"""Somebody who is served longer than usual is expected to need this share of the usual time still."""

TEN_PERCENT = 1.2816
"""The 90 % point of the normal distribution."""

STEP_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the office expects now: ranges by service, for everybody in line and for somebody who comes now.

    A service that is missing has no counter that would call: nobody can say.
    """

    at: int
    waiting: Mapping[str, list[Range]] = field(default_factory=dict)
    newcomer: Mapping[str, Range] = field(default_factory=dict)

    def at_position(self, service: str, ahead: int) -> Range | None:
        """The range (minutes) of somebody with `ahead` people before them; None when nobody can say.

        Whoever joined the line after the estimate was made gets the range of somebody who comes now.
        """
        ranges = self.waiting.get(service, [])
        return ranges[ahead] if ahead < len(ranges) else self.newcomer.get(service)


def outlook(day: OfficeDay, now: int) -> Outlook:
    """Estimate the waits of an office, in minutes."""
    usual = usual_times(day)
    servers = [server for desk in day.desks.values() if (server := _server(day, desk, usual, now)) is not None]
    starts = expected_starts(day.lines, servers, usual, now)
    counters = {service: sum(service in server.offers for server in servers) for service in usual}
    return Outlook(
        now,
        {
            service: [_range(at - now, usual[service] / counters[service]) for at in times]
            for service, times in starts.waiting.items()
        },
        {service: _range(at - now, usual[service] / counters[service]) for service, at in starts.newcomer.items()},
    )


def usual_times(day: OfficeDay) -> dict[str, float]:
    """How long (ms) one person takes up a counter, by service: the configured time, moved by the last ones served."""
    times = {}
    for service in day.office.services:
        seen = day.durations.get(service.id, ())
        expected = service.expected_minutes * MINUTE
        times[service.id] = (PRIOR_WEIGHT * expected + sum(seen)) / (PRIOR_WEIGHT + len(seen))
    return times


def _server(day: OfficeDay, desk: Desk, usual: Mapping[str, float], now: int) -> Server | None:
    if desk.state is DeskState.CLOSED or (desk.state is DeskState.PAUSED and desk.paused_until is None):
        return None
    offers = {service: delay for service, delay in desk.offers.items() if service in usual}
    free_at = float(max(now, desk.paused_until or now))
    if desk.ticket is not None:
        stop = day.tickets[desk.ticket].stop
        elapsed = now - (stop.called_at or now) if stop.state is StopState.SERVING else 0
        typical = usual.get(stop.service, 0.0)
        free_at = max(free_at, now + max(typical - elapsed, REST_AT_LEAST * typical))
    return Server(free_at, offers)


def _range(wait_ms: float, gap_ms: float) -> Range:
    if wait_ms <= 0:
        return (0, STEP_MINUTES)
    spread = TEN_PERCENT * sqrt(wait_ms * gap_ms)
    low = floor(max(0.0, wait_ms - spread) / MINUTE / STEP_MINUTES) * STEP_MINUTES
    high = ceil((wait_ms + spread) / MINUTE / STEP_MINUTES) * STEP_MINUTES
    return (low, max(high, low + STEP_MINUTES))
