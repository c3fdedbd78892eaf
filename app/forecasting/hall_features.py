"""Numbers about a hall with single visitors that learning works on, and what simpler estimators make of it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from math import nan
from statistics import fmean

from app.forecasting.cases import Guess
from app.forecasting.hall_watch import HallHistory, HallWatch, Waiting
from app.forecasting.quantile import quantile

HALL_FEATURES = (
    "ahead", "ahead_same_service", "waiting", "priority", "usual_service", "serving", "open", "idle", "ready",
    "ready_able", "idle_able", "serving_able", "idle_shortest", "idle_second", "head_waits", "head_waits_same",
    "last_wait", "last_wait_age", "last_wait_service", "last_wait_service_age", "last_wait_priority",
    "last_wait_priority_age", "since_queued", "gap", "by_gaps", "by_counters", "by_able_counters", "hour", "weekday",
    "recent_waits", "recent_waits_5", "recent_none", "left_lately", "elapsed_mean", "elapsed_longest",
    "elapsed_second", "next_free",
)  # fmt: skip
"""What each place of a case's features means; times in seconds."""

LATELY = 1200.0
"""Seconds in which giving up counts as lately."""


def hall_features(watch: HallWatch, who: Waiting, hour: float, weekday: int) -> tuple[float, ...]:
    """The numbers named in HALL_FEATURES for somebody who joins now; nan where nothing is known."""
    ahead = people_ahead(watch, who)
    same = [other for other in ahead if other.service == who.service]
    history, idle = watch.history, watch.idle
    able = [counter for counter in idle if history.can(counter, who.service)]
    serving_able = sum(history.can(visit.counter, who.service) for visit in watch.serving.values())
    idle_for = sorted(who.since - watch.free_since.get(counter, who.since) for counter in able)
    gap = gap_of(watch)
    busy = max(len(watch.serving), 1)
    return (
        len(ahead), len(same), len(watch.waiting), who.priority, history.mean_of(who.service), len(watch.serving),
        len(watch.open), len(idle), len(watch.ready(idle)), len(watch.ready(able)), len(able), serving_able,
        idle_for[0] if idle_for else nan, idle_for[1] if len(idle_for) > 1 else nan,
        _longest(watch.waiting.values(), who.since), _longest(same, who.since), *_last_waits(watch, who),
        nan if watch.last_queued is None else who.since - watch.last_queued, gap, (len(ahead) + 1) * gap,
        (len(ahead) + 1) * history.usual_seconds / busy,
        (len(same) + 1) * history.mean_of(who.service) / max(serving_able, 1), hour, weekday,
        *_recent(watch.waits), sum(who.since - at < LATELY for at in watch.left), *_elapsed(watch, who.since),
        watch.remaining(who.since) / busy,
    )  # fmt: skip


def hall_guesses(watch: HallWatch, who: Waiting) -> dict[str, Guess]:
    """What simpler estimators say (seconds)."""
    ahead = len(people_ahead(watch, who))
    history = watch.history
    gap = quantile(history.gaps, 0.5) if len(history.gaps) > 4 else gap_of(watch)
    return {
        "naive": ahead * history.usual_seconds / max(len(watch.open), 1),
        "les": watch.last_starts[-1][0] if watch.last_starts else 0.0,
        "hol": _longest(watch.waiting.values(), who.since),
        "gap": ahead * gap,
        "table": _looked_up(history, who.service, ahead, gap),
    }


def remember(history: HallHistory, service: str, ahead: int, wait: float) -> None:
    """A wait is known: for the gap between calls and for the table of service and length."""
    if ahead:
        insort(history.gaps, wait / ahead)
    insort(history.waits.setdefault((service, ahead), []), wait)


def people_ahead(watch: HallWatch, who: Waiting) -> list[Waiting]:
    """Those who wait already and are not less urgent."""
    return [other for other in watch.waiting.values() if other.priority >= who.priority]


def gap_of(watch: HallWatch) -> float:
    """Seconds between two calls while somebody waits, lately; drawn towards a visit over the busy counters."""
    usual = watch.history.usual_seconds / max(len(watch.serving), 1)
    return (watch.pace.minutes + 2 * usual) / (watch.pace.calls + 2)


def _longest(waiting: Iterable[Waiting], now: float) -> float:
    return max((now - other.since for other in waiting), default=0.0)


def _last_waits(watch: HallWatch, who: Waiting) -> tuple[float, ...]:
    last = watch.last_starts[-1] if watch.last_starts else None
    known = (last, watch.last_of_service.get(who.service), watch.last_of_priority.get(who.priority))
    return tuple(number for one in known for number in ((one[0], who.since - one[1]) if one else (nan, nan)))


def _recent(waits: Sequence[float]) -> tuple[float, float, float]:
    if not waits:
        return nan, nan, nan
    return fmean(waits), fmean(list(waits)[-5:]), sum(wait == 0 for wait in waits) / len(waits)


def _elapsed(watch: HallWatch, now: float) -> tuple[float, float, float]:
    elapsed = sorted(now - visit.since for visit in watch.serving.values())
    if not elapsed:
        return nan, 0.0, nan
    return fmean(elapsed), elapsed[-1], elapsed[-2] if len(elapsed) > 1 else nan


def _looked_up(history: HallHistory, service: str, ahead: int, gap: float) -> Guess:
    waits: list[float] = []
    for distance in range(20):
        for length in {ahead - distance, ahead + distance}:
            waits += history.waits.get((service, length), ())
        if len(waits) >= 5:
            waits.sort()
            return quantile(waits, 0.1), quantile(waits, 0.5), quantile(waits, 0.9)
    return 0.4 * ahead * gap, ahead * gap, 2.2 * ahead * gap
