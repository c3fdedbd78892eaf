"""Cases from days with single visitors: everybody who joined, with what was known at that instant."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from app.domain.recorded import RecordedDay, Visitor
from app.domain.times import SECOND, local
from app.forecasting.cases import Case
from app.forecasting.hall_features import hall_features, hall_guesses, people_ahead, remember
from app.forecasting.hall_watch import HallHistory, HallWatch, Waiting

CLOSES, OPENS, ENDS, STARTS, JOINS, AT_ONCE = range(6)
"""The order of what happens in the same second; who need not wait joins first and starts then."""


@dataclass(frozen=True, slots=True, order=True)
class _Happening:
    at: float
    order: int
    number: int
    act: Callable[[float], None]


def cases_of_visitors(days: Iterable[RecordedDay], zone: ZoneInfo) -> Iterator[Case]:
    """The cases of days in order of time, in seconds; those who gave up have no wait that could be checked."""
    histories: dict[str, HallHistory] = {}
    for day in sorted(days, key=lambda day: day.date):
        yield from _HallDay(day, histories.setdefault(day.office or "", HallHistory()), zone).cases()


class _HallDay:
    """One day of a hall, from the first to the last event."""

    def __init__(self, day: RecordedDay, history: HallHistory, zone: ZoneInfo) -> None:
        self.day, self.zone = day, zone
        self.watch = HallWatch(history)
        self._cases: list[Case] = []
        self._ahead: dict[int, int] = {}
        self._happenings: list[_Happening] = []

    def cases(self) -> list[Case]:
        for shift in self.day.shifts:
            self._plan(shift.from_at / SECOND, OPENS, partial(self.watch.opened, shift.counter))
            self._plan(shift.to_at / SECOND, CLOSES, partial(self.watch.closed, shift.counter))
        for number, visitor in enumerate(self.day.visitors):
            self._plan_visit(number, visitor)
        while self._happenings:
            happening = heapq.heappop(self._happenings)
            self.watch.pass_time(happening.at)
            happening.act(happening.at)
        return self._cases

    def _plan_visit(self, number: int, visitor: Visitor) -> None:
        at = visitor.arrived_at / SECOND
        self._plan(at, JOINS, partial(self._join, number, visitor))
        if visitor.left_after_seconds is not None:
            self._plan(at + visitor.left_after_seconds, AT_ONCE, partial(self.watch.gave_up, number))
        elif visitor.recorded_wait_seconds is not None and visitor.service_seconds is not None:
            started = at + visitor.recorded_wait_seconds
            order = STARTS if visitor.recorded_wait_seconds else AT_ONCE
            self._plan(started, order, partial(self._start, number, visitor))
            self._plan(started + max(visitor.service_seconds, 0.5), ENDS, partial(self.watch.ended, number))

    def _plan(self, at: float, order: int, act: Callable[[float], None]) -> None:
        heapq.heappush(self._happenings, _Happening(at, order, len(self._happenings), act))

    def _join(self, number: int, visitor: Visitor, at: float) -> None:
        who = Waiting(at, visitor.service, int(visitor.priority or 0) if (visitor.priority or "0").isdigit() else 1)
        here = local(visitor.arrived_at, self.zone)
        ahead = len(people_ahead(self.watch, who))
        self._ahead[number] = ahead
        served = visitor.left_after_seconds is None
        self._cases.append(
            Case(
                self.day.office or "",
                visitor.service,
                self.day.date,
                at,
                ahead + 1,
                0.0,
                hall_features(self.watch, who, here.hour + here.minute / 60, here.weekday()),
                hall_guesses(self.watch, who),
                visitor.recorded_wait_seconds if served else None,
                served,
            )
        )
        self.watch.joined(number, who)

    def _start(self, number: int, visitor: Visitor, at: float) -> None:
        self.watch.started(number, visitor.counter or "", at)
        remember(self.watch.history, visitor.service, self._ahead[number], visitor.recorded_wait_seconds or 0.0)
