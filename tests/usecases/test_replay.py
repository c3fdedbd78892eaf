"""A replay against an independent check: the same day played on plain lists, without any of our code but the use cases
under test. Every arrival becomes exactly one ticket; order, times and figures are the same.
"""

from __future__ import annotations

import csv
import dataclasses
import gzip
import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from app.domain.errors import Invalid
from app.simulation.derived_office import office_of
from app.storage.reads import visits
from app.storage.recorded_days import read_recorded_days
from app.storage.writer import Writer
from app.usecases.replay import replay
from app.usecases.reports import report

TOKYO = timezone(timedelta(hours=9))


@dataclass
class Person:
    """One row of visitors.csv, and what the check finds out about it. Times are seconds since the epoch."""

    place: int
    arrives: int
    service: str
    due: int
    seconds: float
    leaves: float | None
    called: float | None = None
    counter: str | None = None
    left: bool = False


class Paper:
    """The day on plain lists: whoever is due first, at whichever counter is free; ties by order of arrival."""

    def __init__(self, people: list[Person], shifts: list[tuple[str, int, int]]) -> None:
        self.coming = list(people)
        self.beginning = sorted(shifts, key=lambda shift: (shift[1], shift[0]))
        self.last_end = max(end for _, _, end in shifts)
        self.waiting: list[Person] = []
        self.ending: list[tuple[int, int, str]] = []
        self.order: list[str] = []  # counters in the order of their first opening
        self.opened: set[str] = set()
        self.staying: set[str] = set()
        self.serving: dict[str, float] = {}
        self.agenda = {float(person.arrives) for person in people} | {float(t) for _, a, b in shifts for t in (a, b)}
        self.agenda |= {person.arrives + person.leaves for person in people if person.leaves is not None}

    def play(self) -> None:
        while self.agenda:
            now = min(self.agenda)
            self.agenda.remove(now)
            self.shifts_end(now)
            self.serving = {counter: done for counter, done in self.serving.items() if done > now}
            while self.coming and self.coming[0].arrives <= now:
                self.waiting.append(self.coming.pop(0))
            self.shifts_begin(now)
            self.people_leave(now)
            for counter in self.order:
                if counter in self.opened and counter not in self.serving:
                    self.counter_is_idle(counter, now)

    def shifts_end(self, now: float) -> None:
        while self.ending and self.ending[0][0] <= now:
            _, _, counter = self.ending.pop(0)
            if now >= self.last_end - 1800 and self.waiting:
                self.staying.add(counter)
            else:
                self.opened.discard(counter)

    def shifts_begin(self, now: float) -> None:
        while self.beginning and self.beginning[0][1] <= now:
            counter, _, end = self.beginning.pop(0)
            self.opened.add(counter)
            self.ending = sorted([*self.ending, (end, len(self.order), counter)])
            self.order.append(counter)

    def people_leave(self, now: float) -> None:
        for person in [p for p in self.waiting if p.leaves is not None and p.arrives + p.leaves <= now]:
            person.left = True
            self.waiting.remove(person)

    def counter_is_idle(self, counter: str, now: float) -> None:
        if self.waiting:
            person = min(self.waiting, key=lambda p: (p.due, p.place))
            self.waiting.remove(person)
            person.called, person.counter = now, counter
            self.serving[counter] = now + person.seconds
            self.agenda.add(now + person.seconds)
        elif counter in self.staying:
            self.opened.discard(counter)


def expected_day(folder: Path, date: str) -> list[Person]:
    people, shifts = read_plainly(folder, date)
    Paper(people, shifts).play()
    return people


def read_plainly(folder: Path, date: str) -> tuple[list[Person], list[tuple[str, int, int]]]:
    rows = sorted(
        (row for row in read(folder / "visitors.csv.gz") if row["date"] == date), key=lambda r: r["arrived_at"]
    )
    known: dict[str, list[float]] = {}
    for row in rows:
        if row["service_seconds"]:
            known.setdefault(row["service"], []).append(float(row["service_seconds"]))
    latest = {service: max(0.1, round(sum(times) / len(times) / 60, 2)) * 60 for service, times in known.items()}
    people = []
    for place, row in enumerate(rows):
        if row["service_seconds"]:
            latest[row["service"]] = float(row["service_seconds"])
        arrives = seconds(row["arrived_at"])
        leaves = float(row["left_after_seconds"]) if row["left_after_seconds"] else None
        due = arrives - 60 * int(row["priority"])
        people.append(Person(place, arrives, row["service"], due, latest[row["service"]], leaves))
    staffing = [row for row in read(folder / "staffing.csv") if row["date"] == date]
    return people, [(row["counter"], seconds(row["from"]), seconds(row["to"])) for row in staffing]


def read(path: Path) -> list[dict[str, str]]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=TOKYO).timestamp())


def synthetic_day(folder: Path, people: int, counters: int, seed: int) -> None:
    """Random arrivals with all that makes order hard: equal times, priorities, leavers, breaks, a long queue."""
    rng = random.Random(seed)
    nine = datetime(2026, 3, 30, 9)
    with gzip.open(folder / "visitors.csv.gz", "wt", encoding="utf-8") as file:
        file.write("date,arrived_at,service,priority,service_seconds,left_after_seconds\n")
        for _ in range(people):
            at = nine + timedelta(seconds=rng.randrange(0, 4 * 3600, 5))
            leaves = rng.random() < 0.2
            file.write(f"2026-03-30,{at.isoformat()},{rng.choice('ABC')},{rng.choice([0, 0, 0, 1, 2])},")
            file.write(f",{rng.randrange(0, 900, 5)}\n" if leaves else f"{rng.randrange(5, 600, 5)},\n")
    with (folder / "staffing.csv").open("w") as file:
        file.write("date,counter,from,to\n")
        for n in range(counters):
            begins, ends = (
                nine + timedelta(minutes=rng.randrange(0, 60)),
                nine + timedelta(minutes=rng.randrange(180, 270)),
            )
            file.write(f"2026-03-30,c{n},{begins.isoformat()},{ends.isoformat()}\n")


def replayed(engine: Engine, folder: Path, date: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    days = [day for day in read_recorded_days(folder, ZoneInfo("Asia/Tokyo")) if day.date.isoformat() == date]
    office = office_of(days)
    writer = Writer(engine, lambda: 0)
    numbers = count()
    replay(writer, office, days, lambda: f"ticket-{next(numbers):06d}")
    writer.close()
    with engine.connect() as connection:
        return visits(connection, office.id), report(connection, office)


def compare(engine: Engine, folder: Path, date: str) -> None:
    people = expected_day(folder, date)
    rows, figures = replayed(engine, folder, date)
    assert len({row["ticket_id"] for row in rows}) == len({row["number"] for row in rows}) == len(rows) == len(people)
    for person, row in zip(people, rows, strict=True):
        assert (row["taken_at"], row["service"]) == (person.arrives * 1000, person.service)
        called_at = row["called_at"] / 1000 if row["called_at"] else None
        found = (called_at, row["counter"], row["outcome"] == "gave_up")
        assert found == (person.called, person.counter, person.left), row["number"]
    assert in_order_of_calls(rows) == [p.place for p in sorted(people, key=lambda p: p.called or 0) if p.called]
    check_figures(figures, people)


def in_order_of_calls(rows: list[dict[str, Any]]) -> list[int]:
    called = [(row["called_at"], place) for place, row in enumerate(rows) if row["called_at"]]
    return [place for _, place in sorted(called, key=lambda pair: pair[0])]


def check_figures(figures: dict[str, Any], people: list[Person]) -> None:
    assert_group(figures, people)
    for group in figures["services"]:
        assert_group(group, [p for p in people if p.service == group["service"]])
    names = sorted({half_hour(p) for p in people})
    assert [group["from"] for group in figures["half_hours"]] == names
    for group in figures["half_hours"]:
        assert_group(group, [p for p in people if half_hour(p) == group["from"]])


def half_hour(person: Person) -> str:
    when = datetime.fromtimestamp(person.arrives, TOKYO)
    return when.strftime("%H:") + ("00" if when.minute < 30 else "30")


def assert_group(group: dict[str, Any], people: list[Person]) -> None:
    waits = sorted(p.called - p.arrives for p in people if p.called is not None)
    assert (group["arrivals"], group["served"], group["left"]) == (len(people), len(waits), sum(p.left for p in people))
    if waits:
        wait = group["wait_seconds"]
        assert wait["mean"] == pytest.approx(sum(waits) / len(waits), abs=0.06)
        assert wait["median"] == pytest.approx(share_of(waits, 0.5), abs=0.06)
        assert wait["p90"] == pytest.approx(share_of(waits, 0.9), abs=0.06)
    else:
        assert group["wait_seconds"] is None


def share_of(ordered: list[float], share: float) -> float:
    """The quantile of a piecewise linear curve through the ordered values."""
    steps = len(ordered) - 1
    if steps == 0:
        return ordered[0]
    left = min(int(steps * share), steps - 1)
    return ordered[left] * (left + 1 - steps * share) + ordered[left + 1] * (steps * share - left)


def test_a_small_crowded_day_is_played_as_on_paper(engine: Engine, tmp_path: Path):
    synthetic_day(tmp_path, people=150, counters=3, seed=1)
    compare(engine, tmp_path, "2026-03-30")


@pytest.mark.parametrize("seed", range(2, 8))
def test_other_days_are_played_as_on_paper_too(sqlite_engine: Engine, tmp_path: Path, seed: int):
    synthetic_day(tmp_path, people=60, counters=1 + seed % 3, seed=seed)
    compare(sqlite_engine, tmp_path, "2026-03-30")


@pytest.mark.parametrize("date", ["1999-02-11", "1999-02-17"])
def test_a_recorded_day_of_a_bank_is_played_as_on_paper(sqlite_engine: Engine, recorded_data: Path, date: str):
    """On the 11th people came from just after midnight to just after the next; on the 17th most people gave up."""
    compare(sqlite_engine, recorded_data / "bank", date)


def test_a_record_that_does_not_fit_the_office_is_refused_before_anything_happens(engine: Engine, tmp_path: Path):
    synthetic_day(tmp_path, people=50, counters=2, seed=1)
    days = read_recorded_days(tmp_path, ZoneInfo("Asia/Tokyo"))
    office = office_of([dataclasses.replace(days[0], shifts=days[0].shifts[:1])])
    with pytest.raises(Invalid, match="no counter"):
        replay(Writer(engine, lambda: 0), office, days, str)
    with engine.connect() as connection:
        assert visits(connection, office.id) == []
