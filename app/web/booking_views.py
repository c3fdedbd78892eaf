"""What the pages of reservations show, worked out from slots and the API's own documents. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from app.web.resident_views import OVER, Document

FEW = 3
"""So many times left on a day are few."""

LIVE = ("held", "booked", "displaced", "offer", "here", "checked_in")
"""Phases in which there is something to come of a reservation."""

WEEK = 7
FIRST_TIMES = 4
"""Times of one office that the list of offices shows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A date of the calendar. `state`: free, few, full, closed, or outside of what can be chosen."""

    day: date
    state: str
    times: int = 0


def calendar(times: Mapping[date, int], open_days: Collection[date], first: date, last: date) -> list[list[Cell]]:
    """Whole weeks from Sunday with how many times are free on each date from `first` to `last`."""
    begins = first - timedelta(days=(first.weekday() + 1) % WEEK)
    weeks = (last - begins).days // WEEK + 1
    cells = [_cell(begins + timedelta(days=n), times, open_days, first, last) for n in range(weeks * WEEK)]
    return [cells[n : n + WEEK] for n in range(0, len(cells), WEEK)]


def _cell(day: date, times: Mapping[date, int], open_days: Collection[date], first: date, last: date) -> Cell:
    if not first <= day <= last:
        return Cell(day, "outside")
    if free := times.get(day, 0):
        return Cell(day, "few" if free <= FEW else "free", free)
    return Cell(day, "full" if day in open_days else "closed")


def by_day(slots: Iterable[Document]) -> dict[date, list[Document]]:
    """Free times by date."""
    days = groupby(slots, key=lambda slot: date.fromisoformat(slot["starts_at"][:10]))
    return {day: list(times) for day, times in days}


def by_hour(slots: Iterable[Document]) -> list[tuple[str, list[Document]]]:
    """The times of one date by hour of the clock."""
    return [(hour, list(times)) for hour, times in groupby(slots, key=lambda slot: str(int(slot["starts_at"][11:13])))]


def neighbours(days: Sequence[date], day: date) -> tuple[date | None, date | None]:
    """The dates with free times before and after one."""
    return (
        max((each for each in days if each < day), default=None),
        min((each for each in days if each > day), default=None),
    )


def same_day(slots: Sequence[Document]) -> list[Document]:
    """The first few times on the date of the first, in order of time."""
    first = [slot for slot in slots if slot["starts_at"][:10] == slots[0]["starts_at"][:10]]
    return sorted(first[:FIRST_TIMES], key=lambda slot: str(slot["starts_at"]))


def phase_of(reservation: Document) -> str:
    """What the page of a reservation is about: its state, and of a booked one what has to be done now."""
    state, may = str(reservation["state"]), reservation["may"]
    if state == "held":
        return "held" if "confirm" in may else "expired"
    if state == "checked_in":
        ticket = reservation["ticket"]
        return "checked_in" if ticket and ticket["state"] not in OVER else "over"
    if state != "booked":
        return state
    if reservation["displaced"]:
        return "displaced"
    if "take_offer" in may:
        return "offer"
    return "here" if "check_in" in may else "booked"


def spoken_code(code: str) -> str:
    """A code in two groups of four, as people read it."""
    return f"{code[:4]} {code[4:]}"


def answers_shown(reservation_answers: Mapping[str, str], asked: Iterable[Any]) -> list[tuple[str, Document, Document]]:
    """Each question's key with its words and the words of the answer."""
    shown = []
    for each in asked:
        option = next((o for o in each.question.options if o.id == reservation_answers.get(each.key)), None)
        if option is not None:
            shown.append((each.key, each.question.text, option.text))
    return shown
