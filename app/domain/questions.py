"""Questions to history: which figures, of which days, grouped how. What cannot be answered says why.

Question(offices=("kumin",), first=date(2026, 4, 1), last=date(2026, 4, 30), time=Time.WEEKDAY_HOUR)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.domain.errors import Invalid, NobodyMay
from app.domain.measures import MEASURES, USUAL
from app.domain.periods import SERIES, SLOTTED, Time, fiscal_year, last_of, years_later
from app.domain.rollups import Cube


class Split(StrEnum):
    """What rows of an answer are told apart by, beside time."""

    OFFICE = "office"
    SERVICE = "service"
    PROCEDURE = "procedure"
    STEP = "step"
    CHANNEL = "channel"
    COUNTER = "counter"


class Compare(StrEnum):
    """With what an answer is compared."""

    PREVIOUS_PERIOD = "previous_period"
    PREVIOUS_YEAR = "previous_year"


DAYS_AT_MOST = {
    Time.QUARTER_HOUR: 14,
    Time.HOUR: 62,
    Time.DAY: 1100,
    Time.WEEK: 1100,
}
YEARS_AT_MOST = 30
WEEKS_MATTER_DAYS = 92
"""In a period shorter than this it matters which weekdays it has."""


class PeriodBackwards(Invalid):
    """The period ends before it begins."""


class PeriodTooLong(Invalid):
    """By {time} at most {days} days can be asked for at once."""


class UnknownName(Invalid):
    """There is no {kind} {name}, and there never was one, at these offices."""


class CannotCombine(Invalid):
    """Figures are not told apart by {one} and {other} at once."""


class WholeDaysOnly(Invalid):
    """By {split} there are figures of whole days only: group by day, week, month or fiscal_year, or not in time."""


class MeasureNotHere(Invalid):
    """{measure} is known for whole offices and for single services only: split by service, or name one service."""


class CountersForStaff(NobodyMay):
    """Figures by counter tell about people at work; only floor managers and administrators see them."""


@dataclass(frozen=True, slots=True)
class Question:
    """Days from `first` to `last`, both included. Empty filters let everything through."""

    offices: tuple[str, ...]
    first: date
    last: date
    time: Time | None = None
    splits: tuple[Split, ...] = ()
    measures: tuple[str, ...] = USUAL
    services: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    compare: Compare | None = None


def check(question: Question) -> None:
    """Raise what stands against a question."""
    days = (question.last - question.first).days + 1
    if days < 1:
        raise PeriodBackwards
    at_most = DAYS_AT_MOST.get(question.time, YEARS_AT_MOST * 366) if question.time else YEARS_AT_MOST * 366
    if days > at_most:
        raise PeriodTooLong(time=question.time or "total", days=at_most)
    cube = cube_of(question)
    if question.time in SLOTTED and cube not in (Cube.OFFICE, Cube.SERVICE):
        raise WholeDaysOnly(split=_third(question))
    for name in question.measures:
        if MEASURES[name].by_time and not _has_times(question, cube, name):
            raise MeasureNotHere(measure=name)


def cube_of(question: Question) -> Cube:
    """The cube that answers a question. Raises CannotCombine."""
    asked = {
        Split.PROCEDURE: bool(question.procedures) or bool({Split.PROCEDURE, Split.STEP} & set(question.splits)),
        Split.CHANNEL: bool(question.channels) or Split.CHANNEL in question.splits,
        Split.COUNTER: bool(question.counters) or Split.COUNTER in question.splits,
    }
    thirds = [split for split, is_asked in asked.items() if is_asked]
    if len(thirds) > 1:
        raise CannotCombine(one=thirds[0], other=thirds[1])
    with_services = bool(question.services) or Split.SERVICE in question.splits
    if not thirds:
        return Cube.SERVICE if with_services else Cube.OFFICE
    if thirds[0] is Split.PROCEDURE:
        return Cube.STEP
    if thirds[0] is Split.CHANNEL:
        return Cube.SERVICE_CHANNEL if with_services else Cube.CHANNEL
    return Cube.SERVICE_COUNTER if with_services else Cube.COUNTER


def before(question: Question) -> Question:
    """The question about the days to compare with: as many months, days or weeks earlier, or the year before.

    By day and week, and for weeks that are no whole months, the year before is 52 weeks earlier, so that weekdays meet.
    """
    first, last = question.first, question.last
    if question.compare is Compare.PREVIOUS_YEAR:
        if _meets_by_weekday(question):
            year = timedelta(weeks=52)
            return replace(question, first=first - year, last=last - year, compare=None)
        return replace(question, first=years_later(first, -1), last=_end_a_year_before(last), compare=None)
    if first.day == 1 and last_of(last.isoformat()[:7]) == last:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        number = first.year * 12 + first.month - 1 - months
        begins = date(number // 12, number % 12 + 1, 1)
        return replace(question, first=begins, last=first - timedelta(days=1), compare=None)
    length = last - first + timedelta(days=1)
    return replace(question, first=first - length, last=last - length, compare=None)


def counterparts(question: Question, earlier: Question) -> dict[str, str]:
    """Which group of the earlier days stands against which group in time, by position."""
    if question.time not in SERIES:
        return {}
    now, then = _groups(question), _groups(earlier)
    return dict(zip(now, then, strict=False))


def counterpart(question: Question, pairs: dict[str, str], group: str) -> str:
    """The earlier group that stands against one group."""
    if question.time not in SERIES:
        return group
    day, t, clock = group.partition("T")
    return pairs.get(day, "") + t + clock


def _meets_by_weekday(question: Question) -> bool:
    whole_months = question.first.day == 1 and last_of(question.last.isoformat()[:7]) == question.last
    short = (question.last - question.first).days < WEEKS_MATTER_DAYS and not whole_months
    by_weekday = (Time.DAY, Time.WEEK, Time.HOUR, Time.QUARTER_HOUR)
    return question.time in by_weekday or (short and question.time not in (Time.MONTH, Time.FISCAL_YEAR))


def _groups(question: Question) -> list[str]:
    """All groups in time of a question, in order; of hours their days."""
    days = [question.first + timedelta(days=n) for n in range((question.last - question.first).days + 1)]
    match question.time:
        case Time.WEEK:
            names = [f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in days]
        case Time.MONTH:
            names = [day.isoformat()[:7] for day in days]
        case Time.FISCAL_YEAR:
            names = [f"FY{fiscal_year(day.isoformat())}" for day in days]
        case _:
            names = [day.isoformat() for day in days]
    return list(dict.fromkeys(names))


def _end_a_year_before(last: date) -> date:
    """The end of February stays the end of February."""
    month = last.isoformat()[:7]
    earlier = years_later(last, -1)
    return last_of(earlier.isoformat()[:7]) if last == last_of(month) else earlier


def _third(question: Question) -> Split:
    cube = cube_of(question)
    if cube is Cube.STEP:
        return Split.PROCEDURE
    return Split.CHANNEL if cube in (Cube.CHANNEL, Cube.SERVICE_CHANNEL) else Split.COUNTER


def _has_times(question: Question, cube: Cube, measure: str) -> bool:
    if cube is Cube.COUNTER:
        return measure == "staff_hours"
    if cube is Cube.SERVICE:
        return Split.SERVICE in question.splits or len(question.services) == 1
    return cube is Cube.OFFICE
