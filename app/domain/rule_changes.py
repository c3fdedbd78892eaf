"""Other rules for a recorded day: which counters serve what, which are open, until when tickets are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.calendar import IsPublicHoliday, openings
from app.domain.errors import Invalid
from app.domain.office import Counter, Offer, Office
from app.domain.recorded import RecordedDay, Shift

DELAY_MINUTES = (-60, 120)
LAST_TICKET_MINUTES = (0, 240)
PEOPLE_AT_MOST = 2000


class Opened(StrEnum):
    AS_IT_WAS = "as_it_was"
    CLOSED = "closed"
    ALL_DAY = "all_day"


class DayNotOver(Invalid):
    """Only days that are over can be played again."""


class NothingRecorded(Invalid):
    """Nobody came on that day, so there is nothing to play."""


class DayTooLarge(Invalid):
    """{people} people came on that day; a day of at most {most} can be tried here."""


class MinutesOutside(Invalid):
    """{value} is not a whole number of minutes from {low} to {high}."""


class NobodyServes(Invalid):
    """Under these rules no counter serves {service}, but people came for it."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What is different: offers and opening by counter, and the last ticket before closing (minutes)."""

    offers: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)
    opened: Mapping[str, Opened] = field(default_factory=dict)
    last_ticket_minutes: int | None = None


def under(
    office: Office, day: RecordedDay, change: RuleChange, is_public_holiday: IsPublicHoliday
) -> tuple[Office, RecordedDay]:
    """The office and the day under other rules; the people stay as they are. Raises NobodyServes."""
    hours = office.hours
    if change.last_ticket_minutes is not None:
        hours = replace(hours, last_ticket_minutes_before_closing=change.last_ticket_minutes)
    counters = tuple(_counter(counter, change) for counter in office.counters)
    other = replace(office, hours=hours, counters=counters)
    other_day = replace(day, shifts=_shifts(other, day, change, is_public_holiday))
    if lost := sorted(_wanted(office, day) & _served(office, day) - _served(other, other_day)):
        raise NobodyServes(service=office.service(lost[0]).name)
    return other, other_day


def _counter(counter: Counter, change: RuleChange) -> Counter:
    return replace(counter, services=change.offers.get(counter.id, counter.services))


def _shifts(
    office: Office, day: RecordedDay, change: RuleChange, is_public_holiday: IsPublicHoliday
) -> tuple[Shift, ...]:
    kept = [s for s in day.shifts if change.opened.get(s.counter, Opened.AS_IT_WAS) is Opened.AS_IT_WAS]
    sessions = openings(office, day.date, is_public_holiday)
    all_day = [counter for counter, opened in change.opened.items() if opened is Opened.ALL_DAY]
    added = [Shift(counter, each.opens_at, each.closes_at) for counter in all_day for each in sessions]
    return tuple(sorted([*kept, *added], key=lambda shift: (shift.from_at, shift.counter)))


def _wanted(office: Office, day: RecordedDay) -> set[str]:
    """The services that people come for."""
    procedures = {visitor.procedure for visitor in day.visitors if visitor.procedure}
    further = {service for procedure in procedures for service in office.procedure(procedure).services}
    return {visitor.service for visitor in day.visitors} | further


def _served(office: Office, day: RecordedDay) -> set[str]:
    """The services of all counters at which somebody works on that day."""
    open_counters = {shift.counter for shift in day.shifts}
    return {offer.service for counter in office.counters if counter.id in open_counters for offer in counter.services}
