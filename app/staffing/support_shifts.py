"""Shifts proposed for support staff: who comes when, for which service, with breaks and within the legal limits.

An integer program, one for each week: every person takes at most one shift a day, a shift is a beginning, a length and
perhaps a break, and in each half hour at work a person helps one service that they are able to. What cannot be covered
stays uncovered and is said. It is the set-covering model of Dantzig (1954, "A comment on Edie's traffic delays at toll
booths") with breaks as in Bechtold & Jacobs (1990), solved by HiGHS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array

from app.domain.supporters import Supporter
from app.domain.times import HOUR, MINUTE, local
from app.staffing.support_plan import Need

HALF_HOUR = 30 * MINUTE
SHORTEST = 2 * HOUR
LONGEST = 7 * HOUR + 45 * MINUTE
"""Working time without the break: a day of local officials, below the eight hours of 労働基準法 32 条."""

BREAK_FROM = 6 * HOUR
BREAK = HOUR
"""労働基準法 34 条 asks for 45 minutes beyond six hours of work and for 60 beyond eight; here it is always an hour."""

A_WEEK = 38 * HOUR + 45 * MINUTE
AT_A_STRETCH = 5 * HOUR
"""A shift with a break has it before this much work, and leaves no more than this after it."""

SECONDS_A_WEEK = 4.0
"""The solver's best answer after this time is taken."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Helping one service for a time (instants in ms)."""

    service: str
    begins_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class SupportShift:
    """A day's work of one person (instants in ms); `rest` is the break. Half hours without a duty are left out."""

    supporter: str
    begins_at: int
    ends_at: int
    rest: tuple[int, int] | None
    duties: tuple[Duty, ...]

    @property
    def worked(self) -> int:
        """Working time (ms) without the break."""
        return self.ends_at - self.begins_at - (self.rest[1] - self.rest[0] if self.rest else 0)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Shifts in order of time, and how many people are still missing by half hour (ms) and service."""

    shifts: tuple[SupportShift, ...]
    uncovered: Mapping[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class _Choice:
    """A shift that somebody could work on a day."""

    who: int
    day: date
    work: frozenset[int]
    begins_at: int
    ends_at: int
    rest: tuple[int, int] | None


def propose(
    needs: Mapping[date, Sequence[Need]],
    roster: Sequence[Supporter],
    zone: ZoneInfo,
    *,
    seconds_a_week: float = SECONDS_A_WEEK,
) -> Proposed:
    """Shifts that leave as little uncovered as possible, and then take as few hours as possible.

    `needs` are the half hours of each open day, those without extra people too: shifts lie within them. A busy machine
    finds less in the same seconds.
    """
    shifts: list[SupportShift] = []
    uncovered: dict[tuple[int, str], int] = {}
    for _, week in groupby(sorted(needs), key=lambda day: day.isocalendar()[:2]):
        found = _week({day: needs[day] for day in week}, roster, zone, seconds_a_week)
        shifts += found.shifts
        uncovered |= found.uncovered
    return Proposed(tuple(sorted(shifts, key=lambda each: (each.begins_at, each.supporter))), uncovered)


def _week(
    needs: Mapping[date, Sequence[Need]], roster: Sequence[Supporter], zone: ZoneInfo, seconds: float
) -> Proposed:
    wanted = {(need.begins_at, need.service): need.extra for day in needs.values() for need in day if need.extra}
    choices = [choice for day, halves in needs.items() for choice in _choices(day, halves, roster, zone, wanted)]
    helps = sorted(
        {
            (choice.who, at, service)
            for choice in choices
            for at, service in wanted
            if at in choice.work and service in roster[choice.who].skills
        }
    )
    if not helps:
        return Proposed((), wanted)
    taken, helping = _solved(choices, helps, wanted, seconds)
    shifts = tuple(_shift(choice, roster, helping) for choice in taken)
    covered: dict[tuple[int, str], int] = defaultdict(int)
    for _, at, service in helping:
        covered[at, service] += 1
    return Proposed(shifts, {key: n - covered[key] for key, n in wanted.items() if n > covered[key]})


def _choices(
    day: date,
    needs: Sequence[Need],
    roster: Sequence[Supporter],
    zone: ZoneInfo,
    wanted: Mapping[tuple[int, str], int],
) -> Iterator[_Choice]:
    """Every shift that can be worked on a day and in which there is something to do from its beginning to its end."""
    open_at = sorted({need.begins_at for need in needs})
    for who, person in enumerate(roster):
        can = {at for at in open_at if _can_come(person, at, zone)}
        useful = {at for at, service in wanted if at in can and service in person.skills}
        for begins_at in sorted(can) if useful else ():
            for work in range(SHORTEST, LONGEST + 1, HALF_HOUR):
                for rest in _rests(begins_at, work):
                    choice = _choice(who, day, begins_at, work, rest)
                    if choice.work <= can and choice.work & useful:
                        yield choice


def _choice(who: int, day: date, begins_at: int, work: int, rest: tuple[int, int] | None) -> _Choice:
    ends_at = begins_at + work + (rest[1] - rest[0] if rest else 0)
    halves = frozenset(at for at in range(begins_at, ends_at, HALF_HOUR) if rest is None or not rest[0] <= at < rest[1])
    return _Choice(who, day, halves, begins_at, ends_at, rest)


def _rests(begins_at: int, work: int) -> list[tuple[int, int] | None]:
    if work <= BREAK_FROM:
        return [None]
    earliest, latest = work - AT_A_STRETCH, AT_A_STRETCH
    return [(begins_at + after, begins_at + after + BREAK) for after in range(earliest, latest + 1, HALF_HOUR)]


def _can_come(person: Supporter, at: int, zone: ZoneInfo) -> bool:
    return person.can_come(local(at, zone)) and person.can_come(local(at + HALF_HOUR - MINUTE, zone))


def _solved(
    choices: Sequence[_Choice],
    helps: Sequence[tuple[int, int, str]],
    wanted: Mapping[tuple[int, str], int],
    seconds: float,
) -> tuple[list[_Choice], set[tuple[int, int, str]]]:
    """The shifts taken, and who helps whom when.

    Columns are shifts (0 or 1), then helps (0 or 1). A help counts more than all the hours there could be, so hours are
    saved only among the best covers.
    """
    rows = _Rows(len(choices) + len(helps))
    a_day, a_week, at_work = defaultdict(list), defaultdict(list), defaultdict(list)
    for column, choice in enumerate(choices):
        a_day[choice.who, choice.day].append((column, 1.0))
        a_week[choice.who].append((column, len(choice.work) * HALF_HOUR / HOUR))
        for at in choice.work:
            at_work[choice.who, at].append((column, -1.0))
    helped = defaultdict(list)
    for column, (who, at, service) in enumerate(helps, len(choices)):
        at_work[who, at].append((column, 1.0))
        helped[at, service].append((column, 1.0))
    for entries, most in ((a_day, 1.0), (a_week, A_WEEK / HOUR), (at_work, 0.0)):
        for row in entries.values():
            rows.add(row, most)
    for key, row in helped.items():
        rows.add(row, float(wanted[key]))
    hours = np.array([len(choice.work) * HALF_HOUR / HOUR for choice in choices])
    a_help = 1.0 + len(a_day) * LONGEST / HOUR
    found = milp(
        np.concatenate([hours, np.full(len(helps), -a_help)]),
        integrality=np.concatenate([np.ones(len(choices)), np.zeros(len(helps))]),
        bounds=Bounds(0, 1),
        constraints=rows.constraint(),
        options={"time_limit": seconds},
    )
    chosen = np.zeros(rows.columns) if found.x is None else found.x
    taken = [choice for choice, value in zip(choices, chosen, strict=False) if value > 0.5]
    helping = [each for each, value in zip(helps, chosen[len(choices) :], strict=True) if value > 0.5]
    return taken, _steady(helping, frozenset((who, service) for who, _, service in helps), wanted)


def _steady(
    helping: Sequence[tuple[int, int, str]], able: frozenset[tuple[int, str]], wanted: Mapping[tuple[int, str], int]
) -> set[tuple[int, int, str]]:
    """As many people helped in each half hour, by people who stay with what they did before as far as possible."""
    before: dict[int, str] = {}
    steady: set[tuple[int, int, str]] = set()
    by_time = sorted(helping, key=lambda each: each[1])
    for at, group in groupby(by_time, key=lambda each: each[1]):
        people = [who for who, _, _ in group]
        services = [service for (when, service), number in wanted.items() if when == at for _ in range(number)]
        cost = [[_change(who, service, before, able) for service in services] for who in people]
        for row, column in zip(*linear_sum_assignment(cost), strict=True):
            before[people[row]] = services[column]
            steady.add((people[row], at, services[column]))
    return steady


def _change(who: int, service: str, before: Mapping[int, str], able: frozenset[tuple[int, str]]) -> float:
    if (who, service) not in able:
        return 1e6
    return 0.0 if before.get(who) == service else 1.0


class _Rows:
    """A sparse matrix of rows that are each at most a number."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._entries: list[tuple[int, int, float]] = []
        self._most: list[float] = []

    def add(self, row: Sequence[tuple[int, float]], most: float) -> None:
        """One more row: values by column."""
        self._entries += [(len(self._most), column, value) for column, value in row]
        self._most.append(most)

    def constraint(self) -> LinearConstraint:
        """All rows together."""
        places, columns, values = zip(*self._entries, strict=True)
        matrix = coo_array((values, (places, columns)), shape=(len(self._most), self.columns)).tocsr()
        return LinearConstraint(matrix, -np.inf, np.array(self._most))


def _shift(choice: _Choice, roster: Sequence[Supporter], helping: set[tuple[int, int, str]]) -> SupportShift:
    duties: list[Duty] = []
    for _, at, service in sorted(each for each in helping if each[0] == choice.who and each[1] in choice.work):
        if duties and duties[-1].service == service and duties[-1].ends_at == at:
            duties[-1] = Duty(service, duties[-1].begins_at, at + HALF_HOUR)
        else:
            duties.append(Duty(service, at, at + HALF_HOUR))
    return SupportShift(roster[choice.who].id, choice.begins_at, choice.ends_at, choice.rest, tuple(duties))
