"""Who waits for whom when some have reserved: `python -m benchmarks.fairness [FOLDER] [--seeds N]`.

Recorded days (the telephone counter of a bank; FOLDER is ../shared/data/bank unless named) are played on the time line
of the domain, once as recorded and once with 30 % of the same people having reserved a time near their arrival, as many
as the slots have room for. They come early, on time, late or not at all as in the demo (app/simulation/bookings.py).

The recorded days have staff enough that nobody waits; so they are also played with a part of the staff and with people
who stay however long it takes, as at a ward office in spring. Printed for each rule: the share of those who came in
time and were called within ten minutes of their time, and how much longer the others wait than the same people on the
same day without reservations; mean over days and seeds with the 95 % interval of the mean.
"""

from __future__ import annotations

import argparse
import heapq
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor, sqrt
from pathlib import Path
from statistics import fmean, stdev
from zoneinfo import ZoneInfo

from app.domain.bookable import Booking
from app.domain.line import Line, due_at
from app.domain.recorded import RecordedDay, Shift
from app.domain.times import MINUTE, SECOND
from app.simulation.bookings import EARLY_MINUTES, LATE_MINUTES, LATE_SHARE, NOT_COMING
from app.storage.recorded_days import read_recorded_days

RESERVED = 0.3
IN_TIME_MS = 10 * MINUTE
SLOT_MINUTES = 5
"""People of the bank take three minutes, not a quarter of an hour."""

STAFF = (0.85, 0.75)
HEAD_STARTS = (0, 10, 20, 30, 45, 60)
FULL_DAY = 1000
"""Days with fewer people are holidays and weekends, on which nobody waits."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a day: when they come, how long they take and will wait; the time reserved, if any. All in ms."""

    arrives: int
    takes: int
    patience: int | None
    booked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a day showed: the share called within ten minutes of their time, and the waits of walk-ins (minutes)."""

    in_time: float
    late_by: float
    walk_in_wait: float
    reserved: float


def people_of(day: RecordedDay, *, stay: bool) -> list[Person]:
    """The people of a recorded day; whoever left takes as long as the one before. `stay`: nobody leaves."""
    takes, people = 3 * MINUTE, []
    for visitor in day.visitors:
        if visitor.service_seconds is not None:
            takes = round(visitor.service_seconds * SECOND)
        left = visitor.left_after_seconds
        people.append(Person(visitor.arrived_at, takes, None if left is None or stay else round(left * SECOND)))
    return people


def reserve(people: Sequence[Person], day: RecordedDay, rules: Booking, rng: random.Random) -> list[Person | None]:
    """The same people with some of them reserved; None for those who reserved and do not come."""
    slot = rules.slot_minutes * MINUTE
    taken: Counter[int] = Counter()
    after: list[Person | None] = list(people)
    wanting = [n for n in range(len(people)) if rng.random() < RESERVED]
    rng.shuffle(wanting)
    for n in wanting:
        wished = round(people[n].arrives / slot)
        for start in sorted(range(wished - 4, wished + 5), key=lambda each: abs(each - wished)):
            on_duty = sum(s.from_at <= start * slot and (start + 1) * slot <= s.to_at for s in day.shifts)
            units = range(start, start + max(-(-people[n].takes // slot), 1))
            if all(taken[unit] < floor(on_duty * rules.share) for unit in units):
                taken.update(units)
                after[n] = _comes(people[n], start * slot, rng)
                break
    return after


def _comes(person: Person, booked_at: int, rng: random.Random) -> Person | None:
    if rng.random() < NOT_COMING:
        return None
    late = rng.random() < LATE_SHARE
    minutes = rng.uniform(*LATE_MINUTES) if late else -max(rng.gauss(*EARLY_MINUTES), 0)
    return replace(person, arrives=booked_at + round(minutes * MINUTE), booked_at=booked_at, patience=None)


def play(people: Iterable[Person], shifts: Sequence[Shift], rules: Booking) -> dict[Person, int]:
    """Call everybody in the order of the time line; when (ms) each was called."""
    coming = sorted(people, key=lambda person: person.arrives)
    free = [(shift.from_at, n) for n, shift in enumerate(shifts)]
    heapq.heapify(free)
    line, called, come = Line(), {}, 0
    last = max(shift.to_at for shift in shifts)
    while free:
        at, server = heapq.heappop(free)
        if shifts[server].to_at <= at < last:
            continue
        while come < len(coming) and coming[come].arrives <= at:
            line.join((_due(coming[come], rules), come, ""))
            come += 1
        while line and _gone(coming[line[0][1]], at):
            line.leave(line[0])
        if line:
            person = coming[line[0][1]]
            line.leave(line[0])
            called[person] = at
            heapq.heappush(free, (at + person.takes, server))
        elif come < len(coming):
            heapq.heappush(free, (max(coming[come].arrives, at), server))
    return called


def _due(person: Person, rules: Booking) -> int:
    if person.booked_at is None or person.arrives > person.booked_at + rules.grace_minutes * MINUTE:
        return due_at(person.arrives)
    return due_at(person.booked_at, rules.head_start_minutes)


def _gone(person: Person, at: int) -> bool:
    return person.patience is not None and person.arrives + person.patience < at


def try_day(day: RecordedDay, rules: Booking, seed: int, *, stay: bool) -> tuple[Seen, Seen]:
    """A day with reservations, and the same people of it who stayed walk-ins without any."""
    people = people_of(day, stay=stay)
    after = reserve(people, day, rules, random.Random(f"{day.date} {seed}"))
    with_some = [person for person in after if person is not None]
    stayed = {person for person in with_some if person.booked_at is None}
    return (
        _seen(play(with_some, day.shifts, rules), stayed, rules, len(people)),
        _seen(play(people, day.shifts, rules), stayed, rules, len(people)),
    )


def _seen(called: dict[Person, int], walk_ins: set[Person], rules: Booking, people: int) -> Seen:
    in_time = [
        max(at - person.booked_at, 0)
        for person, at in called.items()
        if person.booked_at is not None and person.arrives <= person.booked_at
    ]
    waits = [at - person.arrives for person, at in called.items() if person in walk_ins]
    return Seen(
        fmean(late <= IN_TIME_MS for late in in_time) if in_time else 0.0,
        fmean(in_time) / MINUTE if in_time else 0.0,
        fmean(waits) / MINUTE,
        sum(person.booked_at is not None for person in called) / people,
    )


def interval(values: Sequence[float]) -> str:
    """The mean with the half width of its 95 % interval."""
    half = 1.96 * stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
    return f"{fmean(values):6.2f} ± {half:4.2f}"


def row(name: str, days: Sequence[RecordedDay], rules: Booking, seeds: int, *, stay: bool) -> str:
    """One rule, tried on all days."""
    tried = [try_day(day, rules, seed, stay=stay) for day in days for seed in range(seeds)]
    return (
        f"{name:<34} {interval([100 * some.reserved for some, _ in tried])}   "
        f"{interval([100 * some.in_time for some, _ in tried])}   {interval([some.late_by for some, _ in tried])}   "
        f"{interval([none.walk_in_wait for _, none in tried])}   "
        f"{interval([some.walk_in_wait - none.walk_in_wait for some, none in tried])}"
    )


def main() -> None:
    """Try each rule alone, the others as they are by default, on days as recorded and on crowded ones."""
    parser = argparse.ArgumentParser(prog="fairness", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/data/bank"))
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    days = [day for day in read_recorded_days(given.folder, ZoneInfo("UTC")) if len(day.visitors) > FULL_DAY]
    usual = replace(Booking(), slot_minutes=SLOT_MINUTES)
    print(f"{len(days)} days, {given.seeds} seeds; minutes; slots of {SLOT_MINUTES} minutes")
    print(f"{'':<34} {'reserved %':<15} {'in time %':<15} {'behind time':<15} {'walk-ins wait':<15} longer by them")
    print(row("as recorded", days, usual, given.seeds, stay=False), flush=True)
    for staff in STAFF:
        fewer = [replace(day, shifts=_some(day.shifts, staff)) for day in days]
        print(f"{staff:.0%} of the staff, nobody leaves")
        for name, rules in _rules(usual):
            print(row(f"  {name}", fewer, rules, given.seeds, stay=True), flush=True)


def _rules(usual: Booking) -> Iterator[tuple[str, Booking]]:
    for minutes in HEAD_STARTS:
        yield f"head start of {minutes}", replace(usual, head_start_minutes=minutes)
    for share in (0.2, 0.6):
        yield f"share of {share}", replace(usual, share=share)
    for grace in (0, 20):
        yield f"grace of {grace}", replace(usual, grace_minutes=grace)


def _some(shifts: Sequence[Shift], share: float) -> tuple[Shift, ...]:
    """Every so manyth shift."""
    return tuple(shift for n, shift in enumerate(shifts) if floor((n + 1) * share) > floor(n * share))


if __name__ == "__main__":
    main()
