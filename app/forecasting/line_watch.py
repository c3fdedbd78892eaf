"""What can be learned about a line by looking at it from outside: how fast it moves, how long those at its end waited.

A look says how many wait and how many were called since the last look. The gap between calls is learned only while
somebody waits: an empty line says nothing about how fast it could move. Sources of the estimators: Ibrahim & Whitt
2009, "Real-time delay estimation based on delay history" (LES, HOL); Senderovich et al. 2015 (queue mining).
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from math import exp, log, log2

HORIZONS = (10.0, 25.0, 60.0)
"""Minutes over which the speed of calls is remembered."""

CALLS_AT_ONCE = 80
"""A number that jumps further has been set anew."""

LENGTH_BINS = 12


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who joined at a minute, with `before` calls to come including their own."""

    at: float
    position: int
    target: int
    base: float


@dataclass(frozen=True, slots=True, order=True)
class Outcome:
    """Somebody who was called: joined when, at which position, after how long, and what was expected."""

    at: float
    position: int
    wait: float
    base: float

    @property
    def surprise(self) -> float:
        """Logarithm of the wait over what was expected."""
        return log((self.wait + 2) / (self.base + 2))


@dataclass(slots=True)
class Speed:
    """Calls over the minutes in which somebody waited."""

    calls: float = 0.0
    minutes: float = 0.0

    def add(self, calls: float, minutes: float, memory: float | None = None) -> None:
        """Take in calls and minutes; what is older fades over `memory` minutes."""
        fading = exp(-minutes / memory) if memory else 1.0
        self.calls = self.calls * fading + calls
        self.minutes = self.minutes * fading + minutes

    def per_minute(self, usual: float, weight: float) -> float:
        """Calls a minute, drawn towards the usual by that many minutes' worth."""
        return (self.calls + weight * usual) / (self.minutes + weight)


@dataclass(slots=True)
class LineHistory:
    """What a line has shown on all days so far."""

    speed: Speed = field(default_factory=Speed)
    counter_speed: Speed = field(default_factory=Speed)
    by_hour: dict[int, Speed] = field(default_factory=dict)
    last_busy: deque[float] = field(default_factory=lambda: deque(maxlen=6))
    surprises: deque[float] = field(default_factory=lambda: deque(maxlen=80))
    by_length: dict[int, deque[float]] = field(default_factory=dict)
    gaps: list[float] = field(default_factory=list)
    service_times: list[float] = field(default_factory=list)
    waits_by_position: dict[int, list[float]] = field(default_factory=dict)
    last_wait: float | None = None

    def learn(self, outcome: Outcome, open_counters: int) -> None:
        """Remember how long somebody waited."""
        self.surprises.append(outcome.surprise)
        self.by_length.setdefault(length_bin(outcome.position), deque(maxlen=60)).append(outcome.wait)
        insort(self.gaps, outcome.wait / outcome.position)
        insort(self.service_times, outcome.wait * max(open_counters, 1) / outcome.position)
        insort(self.waits_by_position.setdefault(outcome.position, []), outcome.wait)
        self.last_wait = outcome.wait

    def around_hour(self, hour: int, usual: float) -> float:
        """Calls a minute at an hour of the day, its neighbours counting half."""
        near = [(self.by_hour[h], 1.0 if h == hour else 0.5) for h in (hour - 1, hour, hour + 1) if h in self.by_hour]
        calls, minutes = sum(s.calls * w for s, w in near), sum(s.minutes * w for s, w in near)
        return (calls + 60 * usual) / (minutes + 60)


class LineWatch:
    """One line on one day. Times are minutes of the day."""

    def __init__(self, history: LineHistory) -> None:
        self.history = history
        self.today = Speed()
        self.lately = {horizon: Speed() for horizon in HORIZONS}
        self.looks: deque[tuple[float, int, int, int]] = deque(maxlen=8)
        self.outcomes: deque[Outcome] = deque(maxlen=12)
        self.at: float | None = None
        self.began = 0.0
        self.waiting = self.open_counters = self.called = self.progress = self.longest = 0
        self.arrivals = Speed()
        self.last_call: float | None = None
        self.busy_since: float | None = None
        self._number: int | None = None
        self._number_at: float | None = None
        self._last_busy: float | None = None
        self._joined: deque[tuple[int, float]] = deque()
        self._pending: list[Pending] = []

    def look(self, at: float, waiting: int, open_counters: int, number: int | None) -> list[Outcome]:
        """Take in what the display shows; returns those who, as can be seen now, were called since the last look."""
        called = self._calls(number)
        if self.at is None:
            self._number_at = self.began = at
        else:
            self._move(at, waiting, called)
        ended = self._ended(at, called)
        self.at, self.waiting, self.open_counters, self.called = at, waiting, open_counters, called
        if number is not None:
            self._number, self._number_at = number, at
            self.last_call = at if self.last_call is None else self.last_call
        self._remember(at)
        return ended

    def follow(self, base: float) -> None:
        """Remember the person at the end of the line, so that their wait can be seen later."""
        if self.at is not None:
            self._pending.append(Pending(self.at, self.waiting, self.progress + self.waiting, base))

    def learned(self, outcome: Outcome) -> None:
        """Somebody's wait is known now."""
        self.outcomes.append(outcome)
        self.history.learn(outcome, self.open_counters)

    def close(self) -> None:
        """The day is over."""
        if self._last_busy is not None:
            self.history.last_busy.append(self._last_busy)

    @property
    def oldest(self) -> float:
        """Since when (minutes) the person at the head of the line has been seen waiting."""
        return self.at - self._joined[0][1] if self._joined and self.at is not None else 0.0

    @property
    def seen_joining(self) -> int:
        """How many times the line was seen growing by people who still wait."""
        return len(self._joined)

    def _calls(self, number: int | None) -> int:
        if number is None or self.at is None:
            return 0
        ahead = number - (self._number or 0)
        return ahead if 0 < ahead <= CALLS_AT_ONCE else 0

    def _move(self, at: float, waiting: int, called: int) -> None:
        minutes = at - (self.at or at)
        if called:
            self.last_call = at
            self.progress += called
        if self.waiting:
            hour = self.history.by_hour.setdefault(int(at // 60), Speed())
            for speed in (self.today, self.history.speed, hour):
                speed.add(called, minutes)
            if self.open_counters:
                self.history.counter_speed.add(called, minutes * self.open_counters)
            for horizon, speed in self.lately.items():
                speed.add(called, minutes, horizon)
        self.arrivals.add(max(0, waiting - self.waiting + called), minutes, 30.0)

    def _ended(self, at: float, called: int) -> list[Outcome]:
        """Calls are spread evenly between two sights of the number."""
        if not called or self._number_at is None:
            return []
        first, since = self.progress - called, self._number_at
        ended = [p for p in self._pending if p.target <= self.progress]
        self._pending = [p for p in self._pending if p.target > self.progress]
        return [
            Outcome(
                p.at,
                p.position,
                max(since + (at - since) * max(0, p.target - first) / called - p.at, 0.5),
                p.base,
            )
            for p in ended
        ]

    def _remember(self, at: float) -> None:
        if not self.waiting:
            self.busy_since = None
            self._joined.clear()
        elif self.busy_since is None:
            self.busy_since = at
        target = self.progress + self.waiting
        if self.waiting and (not self._joined or target > self._joined[-1][0]):
            self._joined.append((target, at))
        while self._joined and self._joined[0][0] <= self.progress:
            self._joined.popleft()
        if self.waiting or self.called:
            self._last_busy = at
        self.longest = max(self.longest, self.waiting)
        self.looks.append((at, self.waiting, self.open_counters, self.called))


def length_bin(position: int) -> int:
    """Lengths that are alike: each bin is 1.4 times as long as the one before."""
    return min(int(2 * log2(max(position, 1))), LENGTH_BINS - 1)
