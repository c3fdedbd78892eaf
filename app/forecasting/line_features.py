"""Numbers about a line that learning works on, and what simpler estimators make of the same line.

All are relative to the line's own pace where that makes sense, so that what was learned at one office holds at
another that was never seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log, nan
from statistics import fmean, median

from app.forecasting.cases import Guess
from app.forecasting.line_watch import LineHistory, LineWatch, Outcome, Speed, length_bin
from app.forecasting.quantile import quantile

FEATURES = (
    "base", "position", "open_counters", "minute", "weekday", "pace", "pace_today", "pace_60", "pace_25", "pace_10",
    "pace_at_hour", "since_call", "since_call_in_gaps", "busy_for", "last_wait", "last_wait_age", "last_gaps",
    "last_surprise", "recent_surprise", "head_waits", "head_waits_relative", "displayed_relative", "displayed",
    "length_p10", "length_p50", "length_p90", "same_length_p50", "same_length_p90", "length_seen", "office_waiting",
    "office_lines", "others_waiting", "office_pace", "calls_seen", "busy_today", "by_counters", "counters_trend",
    "arrivals", "usual_surprise_size", "usual_surprise", "until_usual_end", "office_ratio", "busy_lately", "called",
    "called_today", "seen_joining", "longest", "of_longest", "day_age",
)  # fmt: skip
"""What each place of a case's features means."""

MOST_MINUTES = 400.0


@dataclass(slots=True)
class Pool:
    """All lines of all offices together: what to expect of one that was never seen. Days of others count from the
    next day on."""

    speed: Speed = field(default_factory=lambda: Speed(20.0, 200.0))
    counter_speed: Speed = field(default_factory=lambda: Speed(16.0, 200.0))

    def add(self, watches: Sequence[LineWatch]) -> None:
        """Take in a day's lines; what is older fades slowly."""
        for watch in watches:
            for speed, counters in ((self.speed, 1.0), (self.counter_speed, 1.7)):
                speed.calls = speed.calls * 0.995 + watch.today.calls
                speed.minutes = speed.minutes * 0.995 + watch.today.minutes * counters


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a line moves, in calls a minute: usually, at this hour, today and lately."""

    usual: float
    at_hour: float
    today: float
    lately: Mapping[float, float]

    @property
    def gap(self) -> float:
        """Minutes between two calls, as of the last hour."""
        return 1 / self.lately[60.0]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The other lines of the office at the same time."""

    waiting: int
    lines: int
    pace: float
    ratio: float


def pace_of(watch: LineWatch, minute: float, pool: Pool) -> Pace:
    """The pace of a line, each figure drawn towards the broader one as far as little was seen."""
    history = watch.history
    usual = history.speed.per_minute(pool.speed.calls / pool.speed.minutes, 60)
    at_hour = history.around_hour(int(minute // 60), usual)
    weights = {10.0: 10.0, 25.0: 15.0, 60.0: 25.0}
    lately = {horizon: speed.per_minute(at_hour, weights[horizon]) for horizon, speed in watch.lately.items()}
    return Pace(usual, at_hour, watch.today.per_minute(at_hour, 30), lately)


def base_of(pace: Pace, position: int) -> float:
    """Minutes until that many are called, at the pace of the last hour."""
    return min(position * pace.gap, MOST_MINUTES)


def surroundings(watches: Sequence[LineWatch], minute: float) -> Surroundings:
    """What goes on in the whole office."""
    busy = [watch.lately[25.0] for watch in watches]
    expected = sum(
        watch.history.speed.calls / max(watch.history.speed.minutes, 1) * speed.minutes
        for watch, speed in zip(watches, busy, strict=True)
    )
    ratios = [
        outcome.wait / max(outcome.base, 1)
        for watch in watches
        for outcome in watch.outcomes
        if minute - outcome.at - outcome.wait < 60
    ]
    return Surroundings(
        sum(watch.waiting for watch in watches),
        sum(watch.waiting > 0 for watch in watches),
        (sum(speed.calls for speed in busy) + 20) / (expected + 20),
        fmean(ratios) if ratios else nan,
    )


def features_of(
    watch: LineWatch,
    pace: Pace,
    around: Surroundings,
    pool: Pool,
    *,
    minute: float,
    weekday: int,
    position: int,
    open_counters: int,
    displayed: float | None,
) -> tuple[float, ...]:
    """The numbers named in FEATURES for somebody at a position; nan where nothing is known."""
    base = base_of(pace, position)
    outcomes = tuple(watch.outcomes)
    return (
        log(base + 2), position, open_counters, minute, weekday, *_paces(pace), *_calls(watch, pace, minute),
        *_last_waits(outcomes, base, minute, position), watch.oldest, _ratio(watch.oldest, base),
        nan if displayed is None else _ratio(displayed, base), nan if displayed is None else displayed,
        *_lengths(watch.history, base, position), around.waiting, around.lines, around.waiting - position, around.pace,
        watch.history.speed.calls, watch.today.minutes, _by_counters(watch, pool, base, position, open_counters),
        open_counters - fmean(look[2] for look in watch.looks), watch.arrivals.calls / (watch.arrivals.minutes + 5),
        *_habits(watch.history, minute), around.ratio, watch.lately[10.0].minutes, watch.called, watch.progress,
        watch.seen_joining, watch.longest, position / max(watch.longest, 1), minute - watch.began,
    )  # fmt: skip


def guesses_of(
    watch: LineWatch, pool: Pool, position: int, open_counters: int, displayed: float | None
) -> dict[str, Guess]:
    """What simpler estimators say (minutes): each learned on the line's past, or else on that of all lines."""
    history = watch.history
    gap = _median_of(history.gaps, pool.speed.minutes / pool.speed.calls)
    service = _median_of(history.service_times, pool.counter_speed.minutes / pool.counter_speed.calls)
    last = history.last_wait if history.last_wait is not None else position * gap
    guesses: dict[str, Guess] = {
        "naive": position * service / max(open_counters, 1),
        "les": last,
        "hol": watch.oldest,
        "gap": position * gap,
        "table": _looked_up(history, position, gap),
    }
    if displayed is not None:
        guesses["display"] = displayed
    return guesses


def _ratio(minutes: float, base: float) -> float:
    return log((minutes + 2) / (base + 2))


def _paces(pace: Pace) -> tuple[float, ...]:
    relative = [speed / pace.at_hour for speed in (pace.today, *(pace.lately[h] for h in (60.0, 25.0, 10.0)))]
    return (log(pace.usual), *(log(speed) for speed in relative), log(pace.at_hour / pace.usual))


def _calls(watch: LineWatch, pace: Pace, minute: float) -> tuple[float, ...]:
    since = nan if watch.last_call is None else minute - watch.last_call
    return since, since * pace.at_hour, 0.0 if watch.busy_since is None else minute - watch.busy_since


def _last_waits(outcomes: Sequence[Outcome], base: float, minute: float, position: int) -> tuple[float, ...]:
    """Of those called last: how long ago they joined, how long they waited, and how that differed from expectation."""
    if not outcomes:
        return (nan,) * 5
    last = outcomes[-1]
    by_gaps = fmean(outcome.wait / outcome.position for outcome in outcomes[-4:]) * position
    recent = fmean(outcome.surprise for outcome in outcomes[-6:])
    return _ratio(last.wait, base), minute - last.at, _ratio(by_gaps, base), last.surprise, recent


def _lengths(history: LineHistory, base: float, position: int) -> tuple[float, ...]:
    """How long it took from such a length before."""
    bin_ = length_bin(position)
    same = history.by_length.get(bin_, ())
    alike = sorted(wait for b in (bin_ - 1, bin_, bin_ + 1) for wait in history.by_length.get(b, ()))
    three = [_ratio(quantile(alike, q), base) if len(alike) > 2 else nan for q in (0.1, 0.5, 0.9)]
    two = [_ratio(quantile(sorted(same), q), base) if len(same) > 2 else nan for q in (0.5, 0.9)]
    return (*three, *two, len(alike))


def _by_counters(watch: LineWatch, pool: Pool, base: float, position: int, open_counters: int) -> float:
    usual = pool.counter_speed.calls / pool.counter_speed.minutes
    per_counter = watch.history.counter_speed.per_minute(usual, 60)
    return _ratio(position / (per_counter * max(open_counters, 1)), base)


def _habits(history: LineHistory, minute: float) -> tuple[float, ...]:
    surprises = history.surprises
    size, usual = (fmean(map(abs, surprises)), fmean(surprises)) if surprises else (nan, nan)
    return size, usual, median(history.last_busy) - minute if history.last_busy else nan


def _looked_up(history: LineHistory, position: int, gap: float) -> Guess:
    """The waits from that length before, or from lengths near by."""
    waits: list[float] = []
    for distance in range(20):
        for place in {position - distance, position + distance}:
            waits += history.waits_by_position.get(place, ())
        if len(waits) >= 5:
            waits.sort()
            return quantile(waits, 0.1), quantile(waits, 0.5), quantile(waits, 0.9)
    return 0.4 * position * gap, position * gap, 2.2 * position * gap


def _median_of(values: Sequence[float], otherwise: float) -> float:
    """The median of ordered values, or something else while there are fewer than five."""
    return quantile(values, 0.5) if len(values) >= 5 else otherwise
