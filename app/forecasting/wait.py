"""Wait estimates from the office as it is now: who is ahead on the time line, which counters are open, how long
people have been served, how long the last ones took, and what was learned from earlier promises.

The expected wait W comes from playing the line forward. Its plain spread grows as that of a queue with c counters and
exponential service of mean m, where the k + 1 departures to wait for take an Erlang time of mean W = (k + 1) m / c and
variance W m / c (Whitt 1999, "Predicting queueing delays"; the QL estimator of Ibrahim & Whitt 2009).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, sqrt

from app.domain.day import OfficeDay
from app.domain.desks import Desk, DeskState
from app.domain.intake import due_for, group_of
from app.domain.line import Line
from app.domain.tickets import StopState
from app.domain.times import MINUTE
from app.forecasting.cases import Quantiles
from app.forecasting.estimates import Estimate
from app.forecasting.estimator import WaitEstimator, Waits
from app.forecasting.office_features import line_now
from app.simulation.play import Server, Starts, expected_starts

Range = tuple[int, int]
"""A wait in minutes, 10 % of people wait less than the first and 10 % more than the second; rounded for display."""

PRIOR_WEIGHT = 4
"""The configured minutes count as much as this many people served."""

REST_AT_LEAST = 0.3
"""Somebody who is served longer than usual is expected to need this share of the usual time still."""

TEN_PERCENT = 1.2816
"""The 90 % point of the normal distribution."""

DEVIATIONS = 1.6
"""How many of these standard deviations one of ten waits is shorter or longer: with breaks, urgent people, no-shows and
uneven visits the ends are wider apart than an Erlang time's 1.28, measured on made-up days (docs/accuracy.md)."""

LONG_VISITS = 1.0
"""Some of those being served stay very long, which a short line feels as much as a long one: the upper end is later by
so many gaps between calls, though not by more than the wait itself."""

CALL_MINUTES = 1.0
"""Who meets a free counter waits for somebody to press the button."""

STEP_MINUTES = 5

SLACK_MINUTES = 1
"""A number on a screen stays until the estimate has left it by this much: it does not flicker."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the office expects now: ranges by service, for everybody in line and for somebody who comes now.

    A service that is missing has no counter that would call: nobody can say. `exact` holds the same before rounding,
    the last of each service of somebody who comes now.
    """

    at: int
    waiting: Mapping[str, list[Range]] = field(default_factory=dict)
    newcomer: Mapping[str, Range] = field(default_factory=dict)
    exact: Mapping[str, list[Estimate]] = field(default_factory=dict)

    def at_position(self, service: str, ahead: int) -> Range | None:
        """The range (minutes) of somebody with `ahead` people before them; None when nobody can say.

        Whoever joined the line after the estimate was made gets the range of somebody who comes now.
        """
        ranges = self.waiting.get(service, [])
        return ranges[ahead] if ahead < len(ranges) else self.newcomer.get(service)

    def of_newcomer(self, service: str) -> Estimate | None:
        """The estimate of somebody who comes now, before rounding; None when nobody can say."""
        estimates = self.exact.get(service)
        return estimates[-1] if estimates else None


def outlook(day: OfficeDay, now: int, estimator: WaitEstimator | None = None, before: Outlook | None = None) -> Outlook:
    """Estimate the waits of an office, in minutes. `before` is what the screens show: small changes leave it so."""
    usual = usual_times(day)
    servers = [server for desk in day.desks.values() if (server := _server(day, desk, usual, now)) is not None]
    starts = expected_starts(day.lines, servers, usual, now)
    lines = [
        Waits(service, line_now(day, service, usual, servers, now), _plain(starts, service, usual, servers, now))
        for service in starts.newcomer
    ]
    exact = dict(zip(starts.newcomer, (estimator or WaitEstimator()).estimates(lines), strict=True))
    was = before or Outlook(now)
    return Outlook(
        now,
        {service: _line(estimates[:-1], was.waiting.get(service, ())) for service, estimates in exact.items()},
        {service: _shown(estimates[-1].given, was.newcomer.get(service)) for service, estimates in exact.items()},
        exact,
    )


def told(
    day: OfficeDay, expected: Outlook, estimator: WaitEstimator, service: str, priority: str | None, now: int
) -> tuple[Range, Estimate] | None:
    """What somebody who comes now is told; None when nobody can say.

    Whoever has a head start will be called when the one who has that place in the line now would have been.
    """
    estimates = expected.exact.get(service)
    if not estimates:
        return None
    if priority is None:
        return expected.newcomer[service], estimates[-1]
    place = (due_for(day, priority, now), day.seq + 1, "")
    ahead = day.lines.get(service, Line()).ahead_of(place)
    estimate = estimator.apart(group_of(priority, None), estimates[min(ahead, len(estimates) - 1)])
    return _shown(estimate.given, None), estimate


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


def _plain(
    starts: Starts, service: str, usual: Mapping[str, float], servers: Sequence[Server], now: int
) -> list[Quantiles]:
    """Waits in minutes of everybody in the line and of somebody who comes now, as the queue alone lets expect."""
    gap = usual[service] / sum(service in server.offers for server in servers)
    return [_spread(at - now, gap) for at in (*starts.waiting.get(service, ()), starts.newcomer[service])]


def _spread(wait_ms: float, gap_ms: float) -> Quantiles:
    wait_ms = max(0.0, wait_ms)
    spread = sqrt(wait_ms * gap_ms)
    low, high = wait_ms - DEVIATIONS * spread, wait_ms + DEVIATIONS * spread + LONG_VISITS * min(gap_ms, wait_ms)
    return max(0.0, low) / MINUTE, wait_ms / MINUTE, high / MINUTE + CALL_MINUTES


def _line(estimates: Sequence[Estimate], before: Sequence[Range]) -> list[Range]:
    known = (*before, *(None for _ in estimates))
    return [_shown(each.given, was) for each, was in zip(estimates, known, strict=False)]


def _shown(exact: Quantiles, before: Range | None) -> Range:
    """Rounded outwards to steps; an end that was on the screen stays while it is right within the slack."""
    low = floor(exact[0] / STEP_MINUTES) * STEP_MINUTES
    high = ceil(exact[2] / STEP_MINUTES) * STEP_MINUTES
    if before:
        was_low, was_high = before
        if was_low - SLACK_MINUTES <= exact[0] < was_low + STEP_MINUTES + SLACK_MINUTES:
            low = was_low
        if was_high - STEP_MINUTES - SLACK_MINUTES < exact[2] <= was_high + SLACK_MINUTES:
            high = was_high
    return low, max(high, low + STEP_MINUTES)
