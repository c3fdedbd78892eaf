"""What the page of busy times shows, worked out from the forecast's document. Pure: documents in, plain values out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import fmean, median_low
from typing import Any

from app.domain.congestion import Congestion
from app.domain.day import OfficeDay
from app.domain.times import local

Document = Mapping[str, Any]

LEVELS = tuple(Congestion)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL_DAYS = 28
"""The usual week is that of the coming four weeks."""

QUIET_TIMES = 3
HOURS_APART = 2
QUIET = (Congestion.EMPTY, Congestion.MODERATE)
CLOSING_HALF_HOURS = 2
"""Whoever comes in the last hour may find that it is too late; no quiet time is recommended then."""

MORE, FEWER = 1.15, 0.85
"""From these shares of the usual number on, a day is said to be busier or quieter than usual."""

ENOUGH_PEOPLE = 8
BAR_WIDTH, BARS_HEIGHT = 20, 120


def calendar(forecast: Document) -> list[list[dict[str, Any]]]:
    """Weeks from Monday to Sunday; each day with its level, or why it has none: `past`, `closed` or `later`."""
    days = {day["date"]: day for day in forecast["days"]}
    first = date.fromisoformat(forecast["made_on"])
    last = date.fromisoformat(forecast["last_day"])
    monday = first - timedelta(days=first.weekday())
    weeks = range(((last - monday).days // 7) + 1)
    return [[_day(days, monday + timedelta(days=7 * week + n), first) for n in range(7)] for week in weeks]


def _day(days: Mapping[str, Document], day: date, first: date) -> dict[str, Any]:
    known = days.get(day.isoformat())
    state = "open" if known and known["open"] else "closed" if known else "past" if day < first else "later"
    return {
        "date": day.isoformat(),
        "day": day.day,
        "month": day.month if day.day == 1 or day == first else None,
        "today": day == first,
        "state": state,
        "public_holiday": bool(known and known["public_holiday"]),
        "congestion": known["congestion"] if known else None,
    }


def usual_week(forecast: Document) -> dict[str, Any]:
    """Levels by hour and weekday, of the weekdays and hours at which the office usually is open."""
    seen = _by_weekday_and_hour(forecast)
    weekdays = sorted({weekday for weekday, _ in seen})
    hours = range(min(hour for _, hour in seen), max(hour for _, hour in seen) + 1) if seen else ()
    return {
        "weekdays": [WEEKDAYS[weekday] for weekday in weekdays],
        "rows": [
            {"hour": hour, "levels": [_level(seen.get((weekday, hour), ())) for weekday in weekdays]} for hour in hours
        ],
    }


def quiet_times(forecast: Document) -> list[dict[str, Any]]:
    """When to come: up to three hours of the week with the shortest waits, on different days and at different times."""
    seen = _by_weekday_and_hour(forecast, without_closing=True)
    waits = {key: fmean(half["wait"]["expected"] for half in halves) for key, halves in seen.items()}
    found: list[dict[str, Any]] = []
    for weekday, hour in sorted(waits, key=lambda key: (waits[key], key)):
        halves = seen[weekday, hour]
        level = _level(halves)
        apart = all(WEEKDAYS[weekday] != time["weekday"] and abs(hour - time["hour"]) >= HOURS_APART for time in found)
        if level in QUIET and apart and len(found) < QUIET_TIMES:
            minute = min(datetime.fromisoformat(half["from"]).minute for half in halves)
            place = {"weekday": WEEKDAYS[weekday], "hour": hour, "minute": minute}
            found.append({**place, "wait": _middle(halves), "congestion": level})
    return found


def _middle(halves: Sequence[Document]) -> dict[str, int]:
    return {end: median_low([half["shown"][end] for half in halves]) for end in ("low", "high")}


def _by_weekday_and_hour(forecast: Document, *, without_closing: bool = False) -> dict[tuple[int, int], list[Document]]:
    seen: dict[tuple[int, int], list[Document]] = defaultdict(list)
    days = forecast["days"][:USUAL_DAYS]
    usually_open = _usually_open(days)
    for day in days:
        if date.fromisoformat(day["date"]).weekday() not in usually_open:
            continue
        halves = day["half_hours"][:-CLOSING_HALF_HOURS] if without_closing else day["half_hours"]
        for half in halves:
            begins = datetime.fromisoformat(half["from"])
            seen[begins.weekday(), begins.hour].append(half)
    return seen


def _usually_open(days: Sequence[Document]) -> set[int]:
    """Weekdays that are open more often than not: one Sunday opening does not make Sundays a time to come."""
    dates = [(date.fromisoformat(day["date"]).weekday(), day["open"]) for day in days]
    opened, all_days = (
        Counter(weekday for weekday, is_open in dates if is_open),
        Counter(weekday for weekday, _ in dates),
    )
    return {weekday for weekday, count in opened.items() if 2 * count > all_days[weekday]}


def _level(halves: Sequence[Document]) -> Congestion | None:
    """The level of the middle one of some half hours."""
    return LEVELS[median_low([LEVELS.index(half["congestion"]) for half in halves])] if halves else None


def today_against_usual(today: Document, day: OfficeDay, now: int) -> dict[str, Any]:
    """Who has come so far beside whom one expected, by half hour, and what to call that."""
    came = _came(day, today) if day.day == today["date"] else {}
    here = local(now, day.office.zone)
    rows = [_against_usual(half, came, here) for half in today["half_hours"]]
    over = [row for row in rows if row["over"]]
    people, usual = sum(row["came"] for row in over), sum(row["usual"] for row in over)
    highest = max((max(row["came"], row["usual"]) for row in rows), default=0) or 1
    for place, row in enumerate(rows):
        row |= {"x": place * BAR_WIDTH}
        row |= {
            name: round(row[of] / highest * BARS_HEIGHT, 1) for name, of in (("tall", "came"), ("usually", "usual"))
        }
    return {
        "rows": rows,
        "width": len(rows) * BAR_WIDTH,
        "height": BARS_HEIGHT,
        "until": over[-1]["to"] if over else None,
        "came": people,
        "usual": round(usual),
        "verdict": _verdict(people, usual) if over else None,
    }


def _came(day: OfficeDay, today: Document) -> dict[int, int]:
    """How many tickets were taken by half hour of the day; those before the doors opened count when they did."""
    opens = min((_half_hour(half) for half in today["half_hours"]), default=0)
    came: dict[int, int] = defaultdict(int)
    for ticket in day.tickets.values():
        when = local(ticket.taken_at, day.office.zone)
        came[max(opens, when.hour * 2 + when.minute // 30)] += 1
    return came


def _half_hour(half: Document) -> int:
    begins = datetime.fromisoformat(half["from"])
    return begins.hour * 2 + begins.minute // 30


def _against_usual(half: Document, came: Mapping[int, int], here: datetime) -> dict[str, Any]:
    begins, ends = datetime.fromisoformat(half["from"]), datetime.fromisoformat(half["to"])
    return {
        **half,
        "begins": begins,
        "usual": half["arrivals"]["expected"],
        "came": came.get(_half_hour(half), 0),
        "over": ends <= here,
        "now": begins <= here < ends,
    }


def _verdict(people: int, usual: float) -> str:
    if max(people, usual) < ENOUGH_PEOPLE:
        return "same"
    if people > MORE * usual:
        return "more"
    return "fewer" if people < FEWER * usual else "same"
