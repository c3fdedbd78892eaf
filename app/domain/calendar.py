"""When an office is open: sessions of a day as instants, and what the hour means for somebody who comes now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.office import Hours, Office, Session
from app.domain.times import MINUTE, instant_of


class Status(StrEnum):
    BEFORE_OPENING = "before_opening"
    OPEN = "open"
    LAST_TICKETS_OVER = "last_tickets_over"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Opening:
    """One session as instants (ms): tickets are given from `first_ticket_at` until before `last_ticket_at`."""

    first_ticket_at: int
    opens_at: int
    last_ticket_at: int
    closes_at: int
    services: tuple[str, ...] = ()
    """The services offered; empty means all."""


IsPublicHoliday = Callable[[date], bool]

LOOK_AHEAD_DAYS = 21
"""How far the next opening is looked for; the longest closure of a ward office is the turn of the year."""


def openings(office: Office, day: date, is_public_holiday: IsPublicHoliday) -> tuple[Opening, ...]:
    """The sessions of an office on a date, in order of time; none when it stays closed."""
    sessions = sessions_on(office.hours, day, public_holiday=is_public_holiday(day))
    return tuple(_opening(office, day, session) for session in sessions)


def next_opens_at(office: Office, day: date, is_public_holiday: IsPublicHoliday) -> int | None:
    """When the office opens next after a date (ms); None when not within the next three weeks."""
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        if sessions := openings(office, day + timedelta(days=ahead), is_public_holiday):
            return sessions[0].opens_at
    return None


def sessions_on(hours: Hours, day: date, *, public_holiday: bool) -> tuple[Session, ...]:
    """The sessions that hold on a date: a special day beats a public holiday beats the week."""
    for special in hours.special:
        if special.date == day:
            return special.sessions
    if public_holiday and not hours.open_on_public_holidays:
        return ()
    return hours.week[day.weekday()]


def current(sessions: tuple[Opening, ...], now: int) -> Opening | None:
    """The session that somebody who comes now would use: the one running, else the next of today, else none."""
    return next((opening for opening in sessions if now < opening.closes_at), None)


def status(sessions: tuple[Opening, ...], now: int) -> Status:
    """What the hour means for somebody who comes now."""
    opening = current(sessions, now)
    if opening is None:
        return Status.CLOSED
    if now < opening.opens_at:
        return Status.BEFORE_OPENING
    return Status.OPEN if now < opening.last_ticket_at else Status.LAST_TICKETS_OVER


def _opening(office: Office, day: date, session: Session) -> Opening:
    opens_at = instant_of(day, session.opens, office.zone)
    closes_at = instant_of(day, session.closes, office.zone)
    return Opening(
        first_ticket_at=opens_at - office.hours.first_ticket_minutes_before_opening * MINUTE,
        opens_at=opens_at,
        last_ticket_at=closes_at - office.hours.last_ticket_minutes_before_closing * MINUTE,
        closes_at=closes_at,
        services=session.services,
    )
