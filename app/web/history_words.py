"""Groups and measures of history in the reader's language, and a sentence that says what a picture shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from app.domain.measures import MEASURES, Unit
from app.domain.office import Office
from app.domain.periods import Time
from app.domain.questions import Question, Split
from app.domain.times import local
from app.usecases.waiting_times import Answer, Row
from app.web.words import Translator, pick

MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Names:
    """The words of an answer."""

    words: Translator
    offices: Mapping[str, Office]

    def measure(self, name: str) -> str:
        """A measure, with its unit."""
        return self.words.gettext(f"history.measure_{name}")

    def split(self, split: Split, value: str) -> str:
        """What a row is about."""
        match split:
            case Split.OFFICE:
                return pick(self.offices[value].name, self.words.language) if value in self.offices else value
            case Split.SERVICE | Split.PROCEDURE:
                return self._configured(split, value)
            case Split.STEP:
                return self.words.gettext("history.step_no", no=value)
            case Split.CHANNEL:
                key = f"history.channel_{value}"
                name = self.words.gettext(key)
                return value if name == key else name
            case Split.COUNTER:
                return self.words.gettext("history.counter_no", no=value) if value else "–"

    def row(self, row: Row) -> str:
        """Everything that tells a row apart, beside time."""
        return self.words.gettext("history.and").join(self.split(split, value) for split, value in row.names.items())

    def time(self, time: Time | None, group: str) -> str:
        """A group in time."""
        language, _ = self.words.language, self.words.gettext
        match time:
            case None:
                name = _("history.whole_period")
            case Time.QUARTER_HOUR | Time.HOUR:
                name = f"{short_date(group[:10], language)} {group[11:]}"
            case Time.HOUR_OF_DAY:
                name = _("history.hour", hour=int(group))
            case Time.WEEKDAY:
                name = weekday(int(group), language)
            case Time.WEEKDAY_HOUR:
                name = f"{weekday(int(group[0]), language)} {_('history.hour', hour=int(group[2:]))}"
            case Time.DAY:
                name = short_date(group, language)
            case Time.WEEK:
                name = _("history.week_of", day=short_date(monday_of(group), language))
            case Time.MONTH:
                name = format_date(date.fromisoformat(f"{group}-01"), _("history.month_pattern"), locale=language[:2])
            case Time.FISCAL_YEAR:
                name = _("history.fiscal_year", year=group[2:])
        return name

    def value(self, measure: str, value: float | None) -> str:
        """A value with its unit, as people read it."""
        if value is None:
            return "–"
        unit = MEASURES[measure].unit
        if unit is Unit.SHARE:
            shown = f"{value * 100:.0f}"
        else:
            shown = f"{value:,.0f}" if unit is Unit.PEOPLE and value == int(value) else f"{value:,.1f}"
        return self.words.gettext(f"history.unit_{unit}", value=shown)

    def period(self, first: date, last: date) -> str:
        """Days from one to another."""
        language = self.words.language
        return self.words.gettext("history.period", first=long_date(first, language), last=long_date(last, language))

    def where(self, question: Question) -> str:
        """The offices and what else the answer is limited to."""
        if len(question.offices) == 1:
            place = self.split(Split.OFFICE, question.offices[0])
        else:
            place = self.words.ngettext("history.offices", len(question.offices))
        limits = [self.split(Split.SERVICE, each) for each in question.services]
        limits += [self.split(Split.PROCEDURE, each) for each in question.procedures]
        limits += [self.split(Split.CHANNEL, each) for each in question.channels]
        limits += [self.split(Split.COUNTER, each) for each in question.counters]
        return self.words.gettext("history.and").join([place, *limits])

    def where_named(self, office: str, count: int) -> str:
        """One office by its name, or how many there are."""
        return self.split(Split.OFFICE, office) if office else self.words.ngettext("history.offices", count)

    def as_of(self, answer: Answer) -> str:
        """How far the records go that an answer has taken in; empty when there are none."""
        if not answer.as_of:
            return ""
        zone = self.offices[answer.question.offices[0]].zone
        here = local(answer.as_of, zone)
        return f"{short_date(here.date().isoformat(), self.words.language)} {here:%H:%M}"

    def sentence(self, answer: Answer, measure: str) -> str:
        """What stands out, in one sentence: the highest and the lowest row."""
        known = [(value, row) for row in answer.rows if (value := row.values[measure]) is not None]
        if not known:
            return self.words.gettext("history.nothing_known")
        if len(known) == 1:
            only = self.value(measure, known[0][0])
            return self.words.gettext("history.one_value", measure=self.measure(measure), value=only)
        high, low = max(known, key=lambda each: each[0]), min(known, key=lambda each: each[0])
        return self.words.gettext(
            "history.high_and_low",
            measure=self.measure(measure),
            high=self._place(answer.question, high[1]),
            high_value=self.value(measure, high[0]),
            low=self._place(answer.question, low[1]),
            low_value=self.value(measure, low[0]),
        )

    def _place(self, question: Question, row: Row) -> str:
        parts = [self.time(question.time, row.group)] if question.time else []
        return self.words.gettext("history.and").join([*parts, *([self.row(row)] if row.names else [])])

    def _configured(self, split: Split, value: str) -> str:
        if split is Split.PROCEDURE and value in ("", "*"):
            return self.words.gettext("history.procedure_several" if value else "history.procedure_none")
        for office in self.offices.values():
            for each in office.services if split is Split.SERVICE else office.procedures:
                if each.id == value:
                    return pick(each.name, self.words.language)
        return value


def weekday(iso_weekday: int, language: str) -> str:
    """The short name of a weekday, Monday is 1."""
    return format_date(MONDAY + timedelta(days=iso_weekday - 1), "E", locale=language[:2])


def short_date(day: str, language: str) -> str:
    """`2026-11-24` → `11/24(火)`, `Tue 24 Nov`."""
    return format_date(date.fromisoformat(day), "M/d(E)" if language[:2] == "ja" else "E d MMM", locale=language[:2])


def long_date(day: date, language: str) -> str:
    """A date with its year: `2026年11月24日`, `24 Nov 2026`."""
    return format_date(day, "y年M月d日" if language[:2] == "ja" else "d MMM y", locale=language[:2])


def monday_of(week: str) -> str:
    """`2026-W48` → `2026-11-23`."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1).isoformat()
