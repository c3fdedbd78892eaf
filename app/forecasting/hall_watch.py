"""What is known about a hall with single visitors: who waits, who is served since when, which counters are free.

A counter that stays idle while somebody waits whom it could serve is on a break, whatever the roster says; idle ones
that became free since the last time somebody had to wait are free indeed.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from statistics import fmean

from app.forecasting.line_watch import Speed

SERVED_OFTEN = 3
"""So many visits of a service make a counter one that serves it."""

HAD_TO_WAIT = 2.0
"""Seconds; less is the time it takes to be put through."""

MEMORY = 900.0
"""Seconds over which the pace of calls is remembered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits since an instant (seconds)."""

    since: float
    service: str
    priority: int


@dataclass(frozen=True, slots=True)
class Serving:
    """A counter that serves somebody since an instant (seconds)."""

    counter: str
    since: float
    service: str


@dataclass(slots=True)
class HallHistory:
    """What was seen on all days so far."""

    served: dict[str, Speed] = field(default_factory=dict)
    skills: Counter[tuple[str, str]] = field(default_factory=Counter)
    usual_seconds: float = 180.0
    waits: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    gaps: list[float] = field(default_factory=list)

    def mean_of(self, service: str) -> float:
        """Mean seconds of a visit, drawn towards the mean of all services while few were seen."""
        seen = self.served.get(service, Speed())
        return (seen.minutes + 5 * self.usual_seconds) / (seen.calls + 5)

    def learn(self, service: str, seconds: float) -> None:
        """A visit has ended."""
        self.served.setdefault(service, Speed()).add(1, seconds)
        calls = sum(seen.calls for seen in self.served.values())
        total = sum(seen.minutes for seen in self.served.values())
        self.usual_seconds = (total + 5 * 180.0) / (calls + 5)

    def can(self, counter: str, service: str) -> bool:
        """Whether a counter has served a service often enough to count on it."""
        return self.skills[counter, service] >= SERVED_OFTEN


class HallWatch:
    """One day of a hall, moved by what happens. Times are seconds."""

    def __init__(self, history: HallHistory) -> None:
        self.history = history
        self.waiting: dict[Hashable, Waiting] = {}
        self.serving: dict[Hashable, Serving] = {}
        self.open: set[str] = set()
        self.free_since: dict[str, float] = {}
        self.pace = Speed()
        self.last_queued: float | None = None
        self.last_starts: deque[tuple[float, float]] = deque(maxlen=6)
        self.last_of_service: dict[str, tuple[float, float]] = {}
        self.last_of_priority: dict[int, tuple[float, float]] = {}
        self.waits: deque[float] = deque(maxlen=20)
        self.left: deque[float] = deque(maxlen=10)
        self._at: float | None = None

    def pass_time(self, at: float) -> None:
        """It is later now; the pace counts only time in which somebody waited."""
        if self._at is not None and self.waiting:
            self.pace.add(0, at - self._at, MEMORY)
        self._at = at

    def opened(self, counter: str, at: float) -> None:
        self.open.add(counter)
        self.free_since[counter] = at

    def closed(self, counter: str, at: float) -> None:
        """It serves nobody new from now on; `at` is when."""
        self.open.discard(counter)

    def joined(self, visitor: Hashable, who: Waiting) -> None:
        self.waiting[visitor] = who

    def gave_up(self, visitor: Hashable, at: float) -> None:
        if self.waiting.pop(visitor, None):
            self.left.append(at)

    def started(self, visitor: Hashable, counter: str, at: float) -> None:
        who = self.waiting.pop(visitor)
        self.serving[visitor] = Serving(counter, at, who.service)
        wait = at - who.since
        if wait > HAD_TO_WAIT:
            self.pace.calls += 1
            self.last_queued = at
        self.last_starts.append((wait, at))
        self.last_of_service[who.service] = self.last_of_priority[who.priority] = (wait, at)
        self.history.skills[counter, who.service] += 1
        self.waits.append(wait)

    def ended(self, visitor: Hashable, at: float) -> None:
        visit = self.serving.pop(visitor)
        self.free_since[visit.counter] = at
        self.history.learn(visit.service, at - visit.since)

    @property
    def idle(self) -> list[str]:
        """Counters that are open and serve nobody."""
        taken = {visit.counter for visit in self.serving.values()}
        return [counter for counter in sorted(self.open) if counter not in taken]

    def ready(self, counters: Iterable[str]) -> list[str]:
        """Those that became free since somebody last had to wait."""
        return [c for c in counters if self.last_queued is None or self.free_since.get(c, 0.0) >= self.last_queued]

    def remaining(self, at: float) -> float:
        """Mean seconds that the present visits still need, each at least twenty."""
        visits = self.serving.values()
        return fmean(max(20.0, self.history.mean_of(v.service) - (at - v.since)) for v in visits) if visits else 0.0
