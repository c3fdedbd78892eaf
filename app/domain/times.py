"""Instants are integers: milliseconds since the Unix epoch, UTC. Local time exists at the edges and in calendars."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


def local(at: int, zone: ZoneInfo) -> datetime:
    """The wall-clock time of an instant (ms) in a zone."""
    return datetime.fromtimestamp(at / 1000, zone)


def instant(when: datetime) -> int:
    """The instant (ms) of an aware datetime."""
    return round(when.timestamp() * 1000)


def instant_of(day: date, wall: time, zone: ZoneInfo) -> int:
    """The instant (ms) at which a local clock shows `wall` on `day`; the first one where the clock is set back."""
    return instant(datetime.combine(day, wall, zone))


def business_day(at: int, zone: ZoneInfo, starts: time) -> date:
    """The business day of an instant: it begins at `starts`, so that a night session belongs to the day before."""
    here = local(at, zone)
    return here.date() if here.time() >= starts else here.date() - timedelta(days=1)


def rfc3339(at: int, zone: ZoneInfo) -> str:
    """An instant on the wire: RFC 3339 with the office's offset, to the second."""
    return local(at, zone).isoformat(timespec="seconds")
