"""Calendar files (RFC 5545) of visits. A newer file of the same visit replaces the entry, a cancelled one removes it:
both have the same UID and a higher SEQUENCE, which is how RFC 5546 tells calendars what is newer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vText, vUri

PRODUCT = "-//Madoguchi//Reservations//JA"
ALARMS_BEFORE = (timedelta(days=1), timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Entry:
    """A visit as its calendar entry shows it. Instants are aware; `sequence` grows with every change, `host` is the
    organiser's page."""

    id: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    zone: ZoneInfo
    summary: str
    location: str
    description: str
    alarm: str
    url: str
    organiser: str
    organiser_url: str
    place: tuple[float, float] | None = None
    cancelled: bool = False

    @property
    def method(self) -> str:
        """What a calendar does with the entry."""
        return "CANCEL" if self.cancelled else "PUBLISH"


def calendar_file(entry: Entry, now: datetime) -> bytes:
    """The file of one visit as it stands now (an aware instant)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", entry.method)
    calendar.add_component(_event(entry, now))
    year = entry.starts_at.astimezone(entry.zone).year
    calendar.add_missing_timezones(first_date=date(year - 1, 1, 1), last_date=date(year + 2, 1, 1))
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}@madoguchi")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("created", entry.made_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(entry.zone))
    event.add("dtend", entry.ends_at.astimezone(entry.zone))
    event.add("summary", entry.summary)
    event.add("location", entry.location)
    event.add("description", entry.description)
    event.add("url", vUri(entry.url))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    if entry.place:
        event.add("geo", entry.place)
    organiser = vCalAddress(entry.organiser_url)
    organiser.params["CN"] = vText(entry.organiser)
    event["organizer"] = organiser
    if not entry.cancelled:
        for before in ALARMS_BEFORE:
            event.add_component(_alarm(entry, before))
    return event


def _alarm(entry: Entry, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.alarm)
    alarm.add("trigger", -before)
    return alarm


@dataclass(frozen=True, slots=True)
class ShiftEntry:
    """A proposed shift as its calendar entry shows it. Instants are aware; `id` stays the same for person and day."""

    id: str
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    summary: str
    location: str
    description: str


def shifts_file(entries: Sequence[ShiftEntry], now: datetime) -> bytes:
    """One file of shifts, tentative because nobody has agreed to them yet."""
    calendar = Calendar()
    calendar.add("prodid", "-//Madoguchi//Support//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.id}@madoguchi")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", entry.starts_at.astimezone(entry.zone))
        event.add("dtend", entry.ends_at.astimezone(entry.zone))
        event.add("summary", entry.summary)
        event.add("location", entry.location)
        event.add("description", entry.description)
        event.add("status", "TENTATIVE")
        calendar.add_component(event)
    if entries:
        years = [entry.starts_at.year for entry in entries]
        calendar.add_missing_timezones(first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1))
    return bytes(calendar.to_ical())
