"""Cases from what public displays showed: everybody whose wait was followed, with what was known at that minute."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.domain.snapshots import DisplayedDay, FollowedWait, Snapshot
from app.forecasting.cases import Case
from app.forecasting.line_features import Pool, Surroundings, base_of, features_of, guesses_of, pace_of, surroundings
from app.forecasting.line_watch import LineHistory, LineWatch, Outcome

MINUTES_OF_DAY = 1440
LONGEST_WAIT = 240.0
LONGEST_LINE = 100
"""Longer ones are mostly faults of following them from outside."""

Line = tuple[str, str]


def cases_of(days: Iterable[DisplayedDay]) -> Iterator[Case]:
    """The cases of days in order of time. What a line shows is known at once, a wait when it is over."""
    histories: dict[Line, LineHistory] = defaultdict(LineHistory)
    pool = Pool()
    by_date: dict[date, list[DisplayedDay]] = defaultdict(list)
    for day in days:
        by_date[day.date].append(day)
    for when in sorted(by_date):
        watches: list[LineWatch] = []
        for day in by_date[when]:
            walk = _OfficeDay(day, histories, pool)
            yield from walk.cases()
            watches += walk.watches.values()
        pool.add(watches)


class _OfficeDay:
    """One office from its first look to its last."""

    def __init__(self, day: DisplayedDay, histories: dict[Line, LineHistory], pool: Pool) -> None:
        self.day, self.histories, self.pool = day, histories, pool
        self.watches: dict[str, LineWatch] = {}
        self._unknown: list[tuple[float, str, Outcome]] = []
        self._seen_again: dict[tuple[float, str], Case] = {}

    def cases(self) -> Iterator[Case]:
        waits = {(wait.minute, wait.queue): wait for wait in self.day.waits}
        for minute, looks in _by_minute(self.day).items():
            self._learn(minute)
            for snapshot in looks:
                yield from self._look(snapshot)
            yield from self._joined(minute, looks, waits)
        self._learn(float("inf"))
        for watch in self.watches.values():
            watch.close()

    def _look(self, snapshot: Snapshot) -> Iterator[Case]:
        if snapshot.queue not in self.watches:
            self.watches[snapshot.queue] = LineWatch(self.histories[self.day.office, snapshot.queue])
        ended = self.watches[snapshot.queue].look(
            snapshot.minute, snapshot.waiting, snapshot.open_counters, snapshot.current_number
        )
        for outcome in ended:
            self.watches[snapshot.queue].learned(outcome)
            case = self._seen_again.pop((outcome.at, snapshot.queue))
            yield replace(case, wait=outcome.wait, sound=case.sound and outcome.wait <= LONGEST_WAIT)

    def _learn(self, minute: float) -> None:
        while self._unknown and self._unknown[0][0] <= minute:
            _, queue, outcome = heapq.heappop(self._unknown)
            self.watches[queue].learned(outcome)

    def _joined(
        self, minute: int, looks: Sequence[Snapshot], waits: dict[tuple[int, str], FollowedWait]
    ) -> Iterator[Case]:
        around = surroundings(list(self.watches.values()), minute)
        for snapshot in looks:
            wait = waits.get((minute, snapshot.queue))
            watch = self.watches[snapshot.queue]
            if wait is not None:
                case = self._case(wait, watch, snapshot, around)
                outcome = Outcome(minute, wait.position, wait.wait_minutes, case.base)
                heapq.heappush(self._unknown, (minute + wait.wait_minutes, snapshot.queue, outcome))
                yield case
            elif snapshot.waiting and snapshot.open_counters:
                end = FollowedWait(snapshot.queue, minute, snapshot.waiting, snapshot.open_counters, 0.0)
                case = replace(self._case(end, watch, snapshot, around), wait=None, teaches=True)
                self._seen_again[minute, snapshot.queue] = case
                watch.follow(case.base)

    def _case(self, wait: FollowedWait, watch: LineWatch, snapshot: Snapshot, around: Surroundings) -> Case:
        pace = pace_of(watch, wait.minute, self.pool)
        shown = snapshot.displayed_minutes
        position, counters = wait.position, wait.open_counters
        features = features_of(
            watch,
            pace,
            around,
            self.pool,
            minute=wait.minute,
            weekday=self.day.date.weekday(),
            position=position,
            open_counters=counters,
            displayed=shown,
        )
        return Case(
            self.day.office,
            wait.queue,
            self.day.date,
            self.day.date.toordinal() * MINUTES_OF_DAY + wait.minute,
            position,
            base_of(pace, position),
            features,
            guesses_of(watch, self.pool, position, counters, shown),
            wait.wait_minutes,
            wait.wait_minutes <= LONGEST_WAIT and position <= LONGEST_LINE and counters > 0,
        )


def _by_minute(day: DisplayedDay) -> dict[int, list[Snapshot]]:
    """The looks of each minute, one a line; a followed wait without its look stands for one."""
    looks: dict[int, dict[str, Snapshot]] = defaultdict(dict)
    for wait in day.waits:
        looks[wait.minute][wait.queue] = Snapshot(
            wait.queue, wait.minute, wait.position, wait.open_counters, None, None
        )
    for snapshot in day.snapshots:
        looks[snapshot.minute][snapshot.queue] = snapshot
    return {minute: list(looks[minute].values()) for minute in sorted(looks)}
