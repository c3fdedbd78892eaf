"""The people and the staff of a recorded day on their way through an office: what happens next, and when.

The driver holds no clock and changes nothing but its own place in the record: it looks at the day as it is, so tickets
that others took, counters that a floor manager moved and people called by hand fall into place. Before anything else,
those of the record who had reserved a time do so. Within one instant: shifts end, serving goes on, people arrive,
shifts begin, people who have waited long enough leave, idle counters call.

- A counter that is open and idle calls whoever is next for it; of several, the one with the least delay for them.
- Whoever had reserved a time checks in on arrival.
- Whoever is called starts after the walk, is served for the recorded time, and goes on with the next planned step.
- Whoever has no recorded time but is called in time takes as long as the visitor of the same service before.
- A no-show has gone without a word: called again as often as the service asks, then missed.
- A shift goes on while somebody waits for a service that no later shift serves.
- A counter at which a person does something at the console is left to them for a while.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from math import ceil, log, sqrt

from app.domain.day import OfficeDay
from app.domain.desks import Desk, DeskState
from app.domain.line import heads, next_service
from app.domain.recorded import Shift
from app.domain.tickets import StopState, Ticket
from app.domain.times import HOUR, MINUTE, SECOND
from app.simulation.acts import (
    Act,
    Arrive,
    Book,
    Call,
    CheckIn,
    Close,
    Finish,
    Leave,
    Miss,
    OfVisitors,
    Open,
    Pause,
    Recall,
    Start,
)
from app.simulation.plans import Plan

BREAK_AT_MOST_MS = 2 * HOUR
"""A shift that goes on at the same counter within this time was interrupted by a break."""

STRANGERS_CV = 0.9
"""Spread of the service times of people who are not in the record."""

_BOOKS, _ENDS, _AT_COUNTER, _ARRIVES, _BEGINS, _LEAVES, _IDLE = range(7)
_Candidate = tuple[int, int, int, Act]
"""When (ms), rank within the instant, order within the rank, and what."""


@dataclass
class Hall:
    """How far a plan has been played. Instants are ms."""

    plan: Plan
    new_id: Callable[[], str]
    at: int = 0
    booked: int = 0
    came: int = 0
    began: int = 0
    people: dict[str, int] = field(default_factory=dict)
    patience: list[tuple[int, str]] = field(default_factory=list)
    shifts: list[tuple[int, int]] = field(default_factory=list)
    lingering: dict[str, set[str]] = field(default_factory=dict)
    """Counters whose shift is over, with the services they go on for."""
    left_alone: dict[str, int] = field(default_factory=dict)
    """Counters that are left to somebody, each until an instant (ms)."""

    seen: dict[str, tuple[str | None, StopState | None]] = field(default_factory=dict)
    """Who was at each counter when the driver looked last."""

    touched: str | None = None
    """The counter that the driver's last act was about."""

    def copy(self) -> Hall:
        """The same, apart: steps that were not committed are taken again from it."""
        return replace(
            self,
            people=dict(self.people),
            patience=list(self.patience),
            shifts=list(self.shifts),
            lingering=dict(self.lingering),
            left_alone=dict(self.left_alone),
            seen=dict(self.seen),
        )

    @property
    def over(self) -> bool:
        """Whether everybody in the record has come and every shift has ended."""
        record = self.plan.day
        return self.came == len(record.visitors) and self.began == len(record.shifts) and not self.shifts

    def step(self, day: OfficeDay, until: int) -> tuple[int, Act] | None:
        """What happens next and when (ms), if by `until`. The caller has to make it happen in the day."""
        self._watch(day)
        while True:
            best = min(self._candidates(day), default=None, key=_when)
            if best is None or best[0] > until:
                return None
            self.at = max(self.at, best[0])
            if (act := self._taken(day, best)) is not None:
                self.touched = None if isinstance(act, OfVisitors) else act.counter
                return self.at, act

    def next_at(self, day: OfficeDay) -> int | None:
        """When something happens next (ms) if nobody else does anything; None when the record is over."""
        best = min(self._candidates(day), default=None, key=_when)
        return best[0] if best else None

    def refused(self, act: Act) -> None:
        """An act was not possible: the counter is left alone for a while."""
        if not isinstance(act, OfVisitors):
            self.left_alone[act.counter] = self.at + self.plan.habits.hands_off_ms

    # What could happen

    def _candidates(self, day: OfficeDay) -> Iterator[_Candidate]:
        record = self.plan.day
        if self.booked < len(self.plan.booked):
            index = self.plan.booked[self.booked]
            yield self.plan.begins_at, _BOOKS, index, Book(self.plan.reservation(index), record.visitors[index])
        if self.shifts:
            to_at, index = self.shifts[0]
            yield to_at, _ENDS, index, Close(record.shifts[index].counter)
        if self.came < len(record.visitors):
            visitor = record.visitors[self.came]
            yield visitor.arrived_at, _ARRIVES, self.came, Arrive("", visitor)
        if self.began < len(record.shifts):
            shift = record.shifts[self.began]
            yield shift.from_at, _BEGINS, self.began, Open(shift.counter, shift.staff)
        self._forget_who_does_not_wait(day)
        if self.patience:
            yield self.patience[0][0], _LEAVES, 0, Leave(self.patience[0][1])
        for position, desk in enumerate(day.desks.values()):
            if not self._alone(day, desk):
                candidate = self._served(day, desk, position) if desk.ticket else self._idle(day, desk, position)
                if candidate:
                    yield candidate

    def _served(self, day: OfficeDay, desk: Desk, position: int) -> _Candidate | None:
        ticket = day.tickets[desk.ticket or ""]
        stop, habits = ticket.stop, self.plan.habits
        if stop.state is StopState.SERVING and stop.started_at is not None:
            done_at = stop.started_at + round(self._seconds(ticket) * SECOND)
            return done_at, _AT_COUNTER, position, Finish(desk.counter)
        called_at = stop.called_at or 0
        if not self._gone(ticket):
            return called_at + habits.walk_ms, _AT_COUNTER, position, Start(desk.counter)
        again = stop.recalls < self.plan.office.service(stop.service).recalls_before_missed
        act: Act = Recall(desk.counter) if again else Miss(desk.counter)
        return called_at + (stop.recalls + 1) * habits.recall_after_ms, _AT_COUNTER, position, act

    def _idle(self, day: OfficeDay, desk: Desk, position: int) -> _Candidate | None:
        if desk.state is not DeskState.OPEN:
            return None
        now = max(self.at, day.last_at)
        service = next_service(heads(day.lines, desk.offers), desk.offers)
        if service is not None:
            return now, _IDLE, desk.offers[service] * 1000 + position, Call(desk.counter)
        if desk.counter in self.lingering and not _is_wanted(day, self.lingering[desk.counter]):
            return now, _IDLE, position, Close(desk.counter)
        return None

    def _seconds(self, ticket: Ticket) -> float:
        """How long the present stop of a ticket takes: as recorded, else drawn, the same each time."""
        index, no = self.people.get(ticket.id), ticket.stop.no
        if index is not None:
            further = self.plan.day.visitors[index].further_seconds
            if no == 1:
                return self.plan.seconds[index]
            if no - 2 < len(further):
                return further[no - 2]
        mean = self.plan.office.service(ticket.stop.service).expected_minutes * 60
        draw = random.Random(f"{self.plan.habits.seed} {ticket.id} {no}")  # noqa: S311 - no secret
        spread = sqrt(log(1 + STRANGERS_CV**2))
        return draw.lognormvariate(log(mean) - spread**2 / 2, spread)

    def _gone(self, ticket: Ticket) -> bool:
        index = self.people.get(ticket.id)
        if index is None or ticket.stop.no > 1:
            return False
        visitor = self.plan.day.visitors[index]
        patience_ms = (visitor.left_after_seconds or 0) * SECOND
        return visitor.no_show and (ticket.stop.called_at or 0) >= ticket.taken_at + patience_ms

    # What then follows for the driver

    def _taken(self, day: OfficeDay, candidate: _Candidate) -> Act | None:
        _, rank, index, act = candidate
        if rank == _BOOKS:
            self.booked += 1
        if rank == _ENDS:
            heapq.heappop(self.shifts)
            return self._ended(day, self.plan.day.shifts[index])
        if rank == _ARRIVES:
            return self._arrived(index)
        if rank == _BEGINS:
            return self._begun(day, index)
        if rank == _LEAVES:
            heapq.heappop(self.patience)
        elif isinstance(act, Close):
            self.lingering.pop(act.counter, None)
        return act

    def _arrived(self, index: int) -> Arrive | CheckIn:
        visitor = self.plan.day.visitors[index]
        ticket = self.new_id()
        self.came += 1
        self.people[ticket] = index
        if visitor.left_after_seconds is not None and not visitor.no_show:
            leaves_at = visitor.arrived_at + round(visitor.left_after_seconds * SECOND)
            heapq.heappush(self.patience, (leaves_at, ticket))
        if visitor.booked_at is not None:
            return CheckIn(ticket, visitor, self.plan.reservation(index))
        return Arrive(ticket, visitor)

    def _begun(self, day: OfficeDay, index: int) -> Open | None:
        shift = self.plan.day.shifts[index]
        self.began += 1
        heapq.heappush(self.shifts, (shift.to_at, index))
        self.lingering.pop(shift.counter, None)
        desk = day.desk(shift.counter)
        if self._alone(day, desk) or (desk.state is DeskState.OPEN and desk.staff == shift.staff):
            return None
        return Open(shift.counter, shift.staff)

    def _ended(self, day: OfficeDay, shift: Shift) -> Close | Pause | None:
        desk = day.desk(shift.counter)
        if self._alone(day, desk) or desk.state is DeskState.CLOSED:
            return None
        following = self.plan.day.shifts[self.began :]
        again = next((s for s in following if s.counter == shift.counter), None)
        if again and again.from_at - shift.to_at <= BREAK_AT_MOST_MS:
            return Pause(shift.counter, ceil((again.from_at - shift.to_at) / MINUTE))
        only_here = set(desk.offers) - self.plan.served_after(shift.to_at)
        if _is_wanted(day, only_here):
            self.lingering[shift.counter] = only_here
            return None
        return Close(shift.counter)

    def _watch(self, day: OfficeDay) -> None:
        """Notice counters at which somebody else did something since the last step."""
        for desk in day.desks.values():
            ticket = day.tickets[desk.ticket] if desk.ticket else None
            here = (desk.ticket, ticket.stop.state if ticket else None)
            before = self.seen.get(desk.counter, here)
            self.seen[desk.counter] = here
            if here != before and desk.counter != self.touched and not _gave_up(day, before[0]):
                self.left_alone[desk.counter] = day.last_at + self.plan.habits.hands_off_ms
        self.touched = None

    def _alone(self, day: OfficeDay, desk: Desk) -> bool:
        now = max(self.at, day.last_at)
        taken_over = desk.staff not in self.plan.staff and now < desk.since + self.plan.habits.hands_off_ms
        return taken_over or now < self.left_alone.get(desk.counter, 0)

    def _forget_who_does_not_wait(self, day: OfficeDay) -> None:
        while self.patience and not _waits_first(day, self.patience[0][1]):
            heapq.heappop(self.patience)


def _gave_up(day: OfficeDay, ticket_id: str | None) -> bool:
    """Whether whoever was at a counter gave up by phone; also when that was yesterday."""
    ticket = day.tickets.get(ticket_id) if ticket_id else None
    return ticket_id is not None and (ticket is None or ticket.stop.state is StopState.CANCELLED)


def _when(candidate: _Candidate) -> tuple[int, int, int]:
    return candidate[:3]


def _waits_first(day: OfficeDay, ticket_id: str) -> bool:
    ticket = day.tickets.get(ticket_id)
    return ticket is not None and ticket.stop.no == 1 and ticket.stop.state is StopState.WAITING


def _is_wanted(day: OfficeDay, services: set[str]) -> bool:
    """Whether somebody waits for one of these services, or is on the way to one."""
    if any(day.waiting(service) for service in services):
        return True
    places = [place[2] for line in day.lines.values() for place in line]
    at_counters = [desk.ticket for desk in day.desks.values() if desk.ticket]
    return any(service in services for ticket in places + at_counters for service in day.tickets[ticket].planned)
