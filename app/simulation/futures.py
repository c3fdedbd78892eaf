"""Many futures of an office at once, each row one future under one plan.

All rows go forward together: in each round every row settles who is called now, then takes its next event, so a round
costs a few operations of numpy whatever the number of rows. The order is the domain's (`app/domain/line.py`): a counter
takes the smallest due_at among its services, each later by the counter's delay; the ticket's sequence breaks ties. A
person's place on the line is one integer, due_at and sequence side by side, so that a smaller number is called earlier.

Within one instant, as in `visitors.py`: shifts change, serving ends, people arrive, idle counters call; of several
idle ones the one with the least delay for whom it would call, then the first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.simulation.crowds import NEVER, NOWHERE, Crowd, Ints
from app.simulation.lines import Indices, Lines
from app.simulation.timetables import NOT_OFFERED, Timetables

SEQUENCE_BITS = 20
SEQUENCE = (1 << SEQUENCE_BITS) - 1
"""The person in a place on a line."""

SERVER_BITS = 10
SERVER = (1 << SERVER_BITS) - 1
"""The server in an end: an instant and a server side by side, so that the smallest is the next one."""

NOBODY = -1
SEVERAL, NEWCOMER = -2, -3
"""Instead of the one server who is free: several may call, or one of them the newcomer of service 0, 1 and so on."""


class Futures:
    """Rows that are played together; `future` says which future of the crowd a row meets, `plan` under which plan.

    Values of people are kept flat, by row (or future), person and step, because that is what numpy finds fastest.
    """

    def __init__(self, crowd: Crowd, plans: Timetables, rows: Sequence[tuple[int, int]], vain: Sequence[int]) -> None:
        """`rows` are pairs of future and plan; `vain` is how long (ms) calls of somebody who left take, by service."""
        self.crowd, self.plans = crowd, plans
        self.future, self.plan = np.asarray(rows, dtype=np.intp).reshape(-1, 2).T
        self.vain = np.asarray(vain, dtype=np.int64)
        count, (_, self.people, self.steps) = len(rows), crowd.steps.shape
        _, servers, services = plans.begin.shape
        self.all = np.arange(count)
        self.clock = np.zeros(count, dtype=np.int64)
        self.unsettled = np.ones(count, dtype=bool)
        self.freed = np.full(count, SEVERAL, dtype=np.intp)
        self.changed = np.ones(count, dtype=np.intp)
        self.next_change = plans.at[self.plan, 1]
        self.on_duty = plans.on_duty[self.plan, 0]
        self.delays = plans.begin[self.plan]
        self.idle = np.ones((count, servers), dtype=bool)
        self.ends = np.full((servers, count), NEVER, dtype=np.int64)
        self.serving = np.full((count, servers), NOBODY)
        self.setup = np.zeros((count, servers), dtype=np.int64)
        self.lines = Lines(count, services)
        self._lay_out_people(count)
        self._begin()

    def play(self, until: int = NEVER) -> None:
        """Play every row as long as something happens by an instant (ms from the scene's)."""
        until = min(until, (NEVER >> SERVER_BITS) - 1)
        while True:
            others = np.minimum(self.next_arrival, self.next_change)
            following = np.minimum(others, self.ends.min(axis=0) >> SERVER_BITS)
            rows = np.flatnonzero(self.unsettled & (following > self.clock))
            if rows.size:
                self._settle(rows)
            first = self.ends.min(axis=0)
            following = np.minimum(others, first >> SERVER_BITS)
            going = following <= until
            if not going.any():
                return
            self.clock = np.where(going, following, self.clock)
            self._happen(going, first)

    def assign(self, row: int, server: int, delays: Ints, setup: int = 0) -> None:
        """Give a server of one row other services from now on: delays as of `timetables.shifted`, setup in ms."""
        self.delays[row, server] = delays
        self._hold_up_some(np.asarray([row]), np.asarray([server]), np.asarray([setup]))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, people, steps: the shape of `called` and `joined`."""
        return (self.all.size, self.people, self.steps)

    @property
    def called(self) -> Ints:
        """When everybody was called (ms) by row, person and step; NEVER for those who were not."""
        return self._called.reshape(self.shape)

    @property
    def joined(self) -> Ints:
        """When everybody joined the line (ms), shaped like `called`."""
        return self._joined.reshape(self.shape)

    @property
    def left(self) -> NDArray[np.bool_]:
        """Who had left when called, by row and person."""
        return self._left.reshape(self.shape[:2])

    def step_of(self, row: int, person: int) -> int:
        """Which step of the visit somebody is at."""
        return int(self._step[row * self.people + person])

    def free_at(self, server: int) -> Ints:
        """By row, when a server ends what it does (ms); NEVER when idle."""
        return np.where(self.idle[:, server], NEVER, self.ends[server] >> SERVER_BITS)

    # How it begins

    def _lay_out_people(self, count: int) -> None:
        crowd, people = self.crowd, self.people
        self._steps, self._times = crowd.steps.ravel(), crowd.times.ravel()
        self._arrived = np.append(crowd.arrived, np.full((crowd.futures, 1), NEVER), axis=1).ravel()
        self._due, self._since = crowd.due.ravel(), crowd.visit_since.ravel()
        self._head_start, self._patience = crowd.head_start.ravel(), crowd.patience.ravel()
        self._impatient = bool((crowd.patience < NEVER).any())
        self._own, self._drawn = self.all * people, self.future * people
        self._step = np.zeros(count * people, dtype=np.intp)
        self._called = np.full(count * people * self.steps, NEVER, dtype=np.int64)
        self._joined = np.full(count * people * self.steps, NEVER, dtype=np.int64)
        self._left = np.zeros(count * people, dtype=bool)
        self.came = np.full(count, crowd.here)
        self.next_arrival = self._arrived[self.future * (people + 1) + self.came]

    def _begin(self) -> None:
        crowd = self.crowd
        for place, server in enumerate(self.plans.serving):
            self._occupy(self.all, np.full(self.all.size, server), crowd.times[self.future, place, 0])
            self.serving[:, server] = place
        for server, free_at in enumerate(self.plans.free_at):
            if free_at > 0:
                self._hold_up(self.all, np.full(self.all.size, server), np.full(self.all.size, free_at))
        for person in range(crowd.at_counters, crowd.here):
            self._join(self.all, np.full(self.all.size, person), crowd.arrived[self.future, person])

    # What happens next

    def _happen(self, going: NDArray[np.bool_], first: Ints) -> None:
        """The next event of every row that goes on."""
        changing = going & (self.next_change == self.clock)
        if changing.any():
            self._change(np.flatnonzero(changing))
            going = going & ~changing
        ending = (first >> SERVER_BITS) == self.clock
        rows = np.flatnonzero(going & ending)
        if rows.size:
            self._end(rows, first[rows] & SERVER)
        rows = np.flatnonzero(going & ~ending)
        if rows.size:
            self._arrive(rows)

    def _change(self, rows: Indices) -> None:
        """A shift, a break or an assignment begins or ends."""
        plan, number = self.plan[rows], self.changed[rows]
        server = self.plans.server[plan, number]
        self.changed[rows] += 1
        self.next_change[rows] = self.plans.at[plan, number + 1]
        self.on_duty[rows] = self.plans.on_duty[plan, number]
        offered = self.plans.offered[plan, number]
        self.delays[rows[offered], server[offered]] = self.plans.delays[plan[offered], number[offered]]
        self._hold_up_some(rows, server, self.plans.setup[plan, number])

    def _hold_up_some(self, rows: Indices, servers: Indices, setup: Ints) -> None:
        held_up = setup > 0
        if held_up.any():
            self._hold_up(rows[held_up], servers[held_up], setup[held_up])
        self._look_at_all(rows)

    def _hold_up(self, rows: Indices, servers: Indices, setup: Ints) -> None:
        """Somebody has to walk: at once, or after whoever is served."""
        serves = self.serving[rows, servers] != NOBODY
        self.setup[rows[serves], servers[serves]] += setup[serves]
        rows, servers, setup = rows[~serves], servers[~serves], setup[~serves]
        began = np.where(self.idle[rows, servers], self.clock[rows], self.ends[servers, rows] >> SERVER_BITS)
        self._occupy(rows, servers, began + setup)

    def _occupy(self, rows: Indices, servers: Indices, until: Ints) -> None:
        self.ends[servers, rows] = (until << SERVER_BITS) + servers
        self.idle[rows, servers] = False

    def _end(self, rows: Indices, servers: Indices) -> None:
        """A visit, a call in vain or a walk is over; whoever has a further step waits for it from now on."""
        people = self.serving[rows, servers]
        self.serving[rows, servers] = NOBODY
        self.ends[servers, rows] = NEVER
        self.idle[rows, servers] = True
        self.freed[rows] = np.where(self.unsettled[rows], SEVERAL, servers)
        self.unsettled[rows] = True
        if self.setup.any():
            self._walk(rows, servers)
        if self.steps > 1:
            self._go_on(rows, people)

    def _walk(self, rows: Indices, servers: Indices) -> None:
        """Those who had a walk before them when they were busy walk now."""
        setup = self.setup[rows, servers]
        self.setup[rows, servers] = 0
        walk = setup > 0
        self._occupy(rows[walk], servers[walk], self.clock[rows[walk]] + setup[walk])

    def _go_on(self, rows: Indices, people: Indices) -> None:
        somebody = people != NOBODY
        rows, people = rows[somebody], people[somebody]
        own = self._own[rows] + people
        self._step[own] += 1
        further = (self._step[own] < self.steps) & ~self._left[own]
        rows, people, own = rows[further], people[further], own[further]
        following = self._steps[(self._drawn[rows] + people) * self.steps + self._step[own]] != NOWHERE
        if following.any():
            self._join(rows[following], people[following], self.clock[rows[following]])
            self._look_at_all(rows[following])

    def _look_at_all(self, rows: Indices) -> None:
        self.unsettled[rows] = True
        self.freed[rows] = SEVERAL

    def _arrive(self, rows: Indices) -> None:
        people = self.came[rows]
        self.came[rows] = people + 1
        self.next_arrival[rows] = self._arrived[self.future[rows] * (self.people + 1) + people + 1]
        service = self._steps[(self._drawn[rows] + people) * self.steps]
        let_in = self.clock[rows] < self.plans.intake_until[self.plan[rows], service]
        rows, people = rows[let_in], people[let_in]
        self._join(rows, people, self.clock[rows])
        free = self.idle[rows] & self.on_duty[rows]
        some = free.any(axis=1)
        rows, service = rows[some], service[let_in][some]
        wanted = (free[some] & (self.delays[rows, :, service] < NEVER)).any(axis=1)
        rows, service = rows[wanted], service[wanted]
        self.freed[rows] = np.where(self.unsettled[rows], SEVERAL, NEWCOMER - service)
        self.unsettled[rows] = True

    def _join(self, rows: Indices, people: Indices, now: Ints) -> None:
        """People join the line of their step."""
        own, drawn = self._own[rows] + people, self._drawn[rows] + people
        step = self._step[own]
        service = self._steps[drawn * self.steps + step]
        due = self._due[drawn]
        if self.steps > 1:
            since = np.where(self.plans.keeps_place[service], self._since[drawn], now)
            due = np.where(step == 0, due, since - self._head_start[drawn])
        place = (due << SEQUENCE_BITS) + people
        self.lines.join(rows, service, place)
        self._joined[own * self.steps + step] = now

    # Who is called

    def _settle(self, rows: Indices) -> None:
        """Idle counters call, until nobody waits whom one of them would call."""
        self.unsettled[rows] = False
        freed = self.freed[rows]
        self.freed[rows] = NOBODY
        one = freed >= 0
        alone, server = rows[one], freed[one]
        shifted = self.lines.heads[alone] + self.delays[alone, server]
        service = shifted.argmin(axis=1)
        could = shifted[np.arange(alone.size), service] < NOT_OFFERED
        calls = could & self.idle[alone, server] & self.on_duty[alone, server]
        self._call(alone[calls], server[calls], service[calls])
        new = freed <= NEWCOMER
        if new.any():
            self._call_newcomer(rows[new], NEWCOMER - freed[new])
        rows = rows[freed == SEVERAL]
        while rows.size:
            rows = self._call_least_delayed(rows)

    def _call_newcomer(self, rows: Indices, services: Indices) -> None:
        """Whoever was idle has called everybody else already: only the newcomer can be called."""
        free = self.idle[rows] & self.on_duty[rows]
        servers = np.where(free, self.delays[rows, :, services], NEVER).argmin(axis=1)
        self._call(rows, servers, services)

    def _call_least_delayed(self, rows: Indices) -> Indices:
        """Of several idle servers, the one with the least delay calls; returns the rows in which one did."""
        delays = self.delays[rows]
        shifted = self.lines.heads[rows][:, None, :] + delays
        service = shifted.argmin(axis=2)
        could = np.take_along_axis(shifted, service[:, :, None], axis=2)[:, :, 0] < NOT_OFFERED
        calls = could & self.idle[rows] & self.on_duty[rows]
        delay = np.take_along_axis(delays, service[:, :, None], axis=2)[:, :, 0]
        server = np.where(calls, delay, NEVER).argmin(axis=1)
        some = calls[np.arange(rows.size), server]
        rows, server = rows[some], server[some]
        self._call(rows, server, service[some, server])
        return rows

    def _call(self, rows: Indices, servers: Indices, services: Indices) -> None:
        people = self.lines.take(rows, services) & SEQUENCE
        own, drawn, now = self._own[rows] + people, self._drawn[rows] + people, self.clock[rows]
        step = self._step[own]
        takes = self._times[drawn * self.steps + step]
        if self._impatient:
            arrived = self._arrived[self.future[rows] * (self.people + 1) + people]
            gone = (step == 0) & (now - arrived > self._patience[drawn])
            self._left[own] |= gone
            takes = np.where(gone, self.vain[services], takes)
        self._called[own * self.steps + step] = now
        self.serving[rows, servers] = people
        self._occupy(rows, servers, now + takes)
