"""Dates, times and amounts as people read them. Instants come as RFC 3339 text of the office's own offset."""

from datetime import date, datetime

from babel.dates import format_date

from app.web.words import translator

IN_A_LANGUAGE = ("long_day", "short_day", "weekday", "month", "long_month", "when", "yen")

# First day of each era, by the Era Name Act (元号法, 昭和54年法律第43号) and its Cabinet orders
# 昭和64年政令第1号 and 平成31年政令第143号; Shōwa by its proclamation of that day.
ERAS = (("reiwa", date(2019, 5, 1)), ("heisei", date(1989, 1, 8)), ("showa", date(1926, 12, 25)))


def clock_time(instant: str | None) -> str:
    """``09:05`` of the office's own clock; empty when there is no instant."""
    return datetime.fromisoformat(instant).strftime("%H:%M") if instant else ""


def wareki(day: date) -> tuple[str, int]:
    """The Japanese era of a day and the year in it, the first being 1. Raises ValueError before 1926-12-25."""
    for era, first_day in ERAS:
        if day >= first_day:
            return era, day.year - first_day.year + 1
    raise ValueError(f"no era for {day}")


def long_day(day: str, language: str) -> str:
    """A day (``2026-11-21``) with weekday and year, in Japanese with the era: ``令和8年(2026年)11月21日(土)``."""
    return _with_era("common.day_with_era", day, language, day=short_day(day, language))


def short_day(day: str, language: str) -> str:
    """A day without its year: ``11月21日(土)``, ``Saturday 21 November``."""
    locale = language.partition("-")[0]
    pattern = "M月d日(E)" if locale == "ja" else "EEEE d MMMM"
    return format_date(date.fromisoformat(day[:10]), pattern, locale=locale)


def weekday(day: str, language: str) -> str:
    """The shortest name of a day's weekday, as calendars have it above their columns: ``土``, ``Sa``."""
    return format_date(date.fromisoformat(day[:10]), "cccccc", locale=language.partition("-")[0])


def month(day: str, language: str) -> str:
    """A day's month with its year: ``2026年11月``, ``November 2026``."""
    locale = language.partition("-")[0]
    pattern = "y年M月" if locale == "ja" else "LLLL y"
    return format_date(date.fromisoformat(day[:10]), pattern, locale=locale)


def long_month(day: str, language: str) -> str:
    """A day's month with its year, in Japanese with the era: ``令和8年(2026年)11月``, ``November 2026``."""
    name = format_date(date.fromisoformat(day[:10]), "LLLL", locale=language.partition("-")[0])
    return _with_era("common.month_with_era", day, language, month=name)


def when(instant: str, today: str, language: str) -> str:
    """An instant as a time when it lies on `today`, else with its day."""
    time = clock_time(instant)
    if instant[:10] == today[:10]:
        return time
    return translator(language).gettext("common.day_and_time", day=short_day(instant, language), time=time)


def yen(amount: int, language: str) -> str:
    """A fee: ``300円``, ``¥1,200``; nothing to pay reads as a word."""
    _ = translator(language).gettext
    return _("common.yen", amount=f"{amount:,}") if amount else _("common.free")


def _with_era(key: str, of: str, language: str, **values: object) -> str:
    value = date.fromisoformat(of[:10])
    era, era_year = wareki(value)
    _ = translator(language).gettext
    return _(
        key,
        year=value.year,
        era=_(f"common.era_{era}"),
        era_year=_("common.first_year") if era_year == 1 else era_year,
        **values,
    )
