"""A business day begins and ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.domain import events as e
from app.domain.booking_errors import BookingsTouched
from app.domain.calendar import IsPublicHoliday, next_opens_at, openings
from app.domain.day import OfficeDay
from app.domain.errors import OfficeInUse
from app.domain.office import Office
from app.domain.reservations import Reservation
from app.domain.times import business_day, instant_of, rfc3339
from app.domain.touched import Fate, Impact, impact, settled


def due_day(office: Office, now: int) -> date:
    """The business day that an instant belongs to."""
    return business_day(now, office.zone, office.hours.day_starts)


def day_ends_at(day: OfficeDay, now: int) -> int:
    """When the business day that an instant belongs to ends (ms)."""
    hours = day.office.hours
    return instant_of(due_day(day.office, now) + timedelta(days=1), hours.day_starts, day.office.zone)


def turn_day(day: OfficeDay, now: int, is_public_holiday: IsPublicHoliday, door_code: str = "") -> list[e.Event]:
    """Close the day that is over and open the one that `now` belongs to; nothing when it is open already."""
    return begin_day(day, due_day(day.office, now), is_public_holiday, door_code)


def begin_day(day: OfficeDay, today: date, is_public_holiday: IsPublicHoliday, door_code: str = "") -> list[e.Event]:
    """Close the day before, if it is open, and open `today`; nothing when it is open already.

    A clock that runs backwards never reopens a day that is past. Whoever still waited at the end was not served.
    `door_code` proves all day that somebody is at the office; on a day without one nobody on the phone can.
    """
    if day.day is not None and today.isoformat() <= day.day:
        return []
    closing: list[e.Event] = [close_day(day)] if day.open and day.day is not None else []
    return [*closing, e.DayOpened(today.isoformat(), *_hours(day.office, today, is_public_holiday), door_code)]


def close_day(day: OfficeDay) -> e.DayClosed:
    """End the day: whoever still waits was not served, every counter closes."""
    return e.DayClosed(day.day or "", sum(not ticket.over for ticket in day.tickets.values()))


def configure(
    day: OfficeDay,
    office: Office,
    document: dict[str, object],
    is_public_holiday: IsPublicHoliday,
    bookings: Fate | None = None,
) -> list[e.Event]:
    """Change the office's configuration. Raises OfficeInUse when that takes away what is in use today, BookingsTouched
    when bookings would lose their place and nobody has said (`bookings`) what becomes of them."""
    services = {service.id for service in office.services}
    counters = {counter.id for counter in office.counters}
    for ticket in day.tickets.values():
        if not ticket.over and not {ticket.stop.service, *ticket.planned} <= services:
            raise OfficeInUse(what=ticket.stop.service)
    for desk in day.desks.values():
        if desk.ticket is not None and desk.counter not in counters:
            raise OfficeInUse(what=desk.counter)
    found = impact(day, office, is_public_holiday)
    if found.touched and bookings is None:
        raise BookingsTouched(count=len(found.touched), touched=touched_bookings(office, found))
    configured = e.OfficeConfigured(day.revision + 1, dict(document))
    after = settled(found, bookings or Fate.DISPLACE)
    if day.day is None:
        return [configured, *after]
    hours_changed = e.HoursChanged(*_hours(office, date.fromisoformat(day.day), is_public_holiday))
    return [configured, hours_changed, *after]


def touched_bookings(office: Office, found: Impact) -> list[dict[str, Any]]:
    """The bookings that a change touches, as plain values that say nothing of who booked."""
    return [_touched(office, each) for each in found.touched]


def _touched(office: Office, reservation: Reservation) -> dict[str, Any]:
    return {
        "id": reservation.id,
        "code": reservation.code,
        "starts_at": rfc3339(reservation.starts_at, office.zone),
        "procedures": list(reservation.procedures),
        "services": list(reservation.services),
        "resources": list(reservation.resources),
        "people": reservation.people,
        "has_contact": reservation.has_contact,
    }


def _hours(office: Office, today: date, is_public_holiday: IsPublicHoliday) -> tuple[list[list[Any]], int | None]:
    rows = [
        [o.first_ticket_at, o.opens_at, o.last_ticket_at, o.closes_at, list(o.services)]
        for o in openings(office, today, is_public_holiday)
    ]
    return rows, next_opens_at(office, today, is_public_holiday)
