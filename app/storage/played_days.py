"""A past day of the service's own history as a recorded day, to be played again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, select

from app.domain.desks import DeskState
from app.domain.office import Office, Procedure
from app.domain.recorded import RecordedDay, Shift, Visitor
from app.domain.rule_changes import PEOPLE_AT_MOST, DayTooLarge, NothingRecorded
from app.domain.tickets import Outcome
from app.domain.times import SECOND, instant_of
from app.storage.past_days import office_then
from app.storage.reservation_tables import reservations
from app.storage.tables import assignments, stops, tickets

LEFT = (Outcome.GAVE_UP, Outcome.CANCELLED_BY_STAFF)
Rows = Sequence[Row[Any]]


def last_day_before(connection: Connection, office_id: str, day: date) -> date | None:
    """The last business day before a date on which anybody came."""
    query = select(func.max(tickets.c.day)).where(tickets.c.office_id == office_id, tickets.c.day < day.isoformat())
    found = connection.execute(query).scalar()
    return date.fromisoformat(found) if found else None


def days_between(connection: Connection, office_id: str, first: date, last: date, most: int) -> list[date]:
    """The newest business days of a period on which anybody came, at most so many, in order of time."""
    t = tickets.c
    within = (t.office_id == office_id) & t.day.between(first.isoformat(), last.isoformat())
    query = select(t.day).where(within).distinct().order_by(t.day.desc()).limit(most)
    return sorted(date.fromisoformat(day) for day in connection.execute(query).scalars())


def recorded_day(connection: Connection, office_id: str, day: date) -> tuple[Office, RecordedDay]:
    """Who came on a business day, who worked when, and the office as it was configured then.

    Whoever went another way through the services than a procedure says has a procedure of their own in that office. No
    procedure there takes resources or specialists, because only the lines are played, and every priority may be had
    without staff, because those who had one come with it. Raises NothingRecorded, DayTooLarge.
    """
    on = day.isoformat()
    people = connection.execute(
        select(func.count()).where(tickets.c.office_id == office_id, tickets.c.day == on)
    ).scalar_one()
    if not people:
        raise NothingRecorded
    if people > PEOPLE_AT_MOST:
        raise DayTooLarge(people=people, most=PEOPLE_AT_MOST)
    office = office_then(connection, office_id, on)
    ends_at = instant_of(day + timedelta(days=1), office.hours.day_starts, office.zone)
    known = {each.id: replace(each, resources=(), specialist=None) for each in office.procedures}
    rows = _stops(connection, office_id, on)
    visits = [_visitor(list(group), known, ends_at) for _, group in groupby(rows, key=lambda row: row.seq)]
    last_at = max(at for row in rows for at in (row.waiting_since, row.called_at, row.finished_at) if at is not None)
    shifts = _shifts(connection, office_id, on, min(last_at, ends_at), ends_at)
    visitors = tuple(sorted(visits, key=lambda visitor: visitor.arrived_at))
    priorities = tuple(replace(priority, self_service=True) for priority in office.priorities)
    office = replace(office, procedures=tuple(known.values()), priorities=priorities)
    return office, RecordedDay(day, visitors, shifts, office_id)


def _stops(connection: Connection, office_id: str, day: str) -> Rows:
    """The stops of a day with their tickets, one visit after the other."""
    s, t, r = stops.c, tickets.c, reservations.c
    columns: list[Any] = [t.seq, t.taken_at, t.language, t.planned, t.procedures, t.priority, r.starts_at]
    columns += [s.service, s.waiting_since, s.counter, s.called_at, s.started_at, s.finished_at, s.missed_at, s.outcome]
    query = (
        select(*columns)
        .select_from(tickets)
        .join(stops, (t.office_id == s.office_id) & (t.id == s.ticket_id))
        .outerjoin(reservations, (r.office_id == t.office_id) & (r.id == t.reservation))
        .where(t.office_id == office_id, t.day == day)
        .order_by(t.seq, s.no)
    )
    return connection.execute(query).all()


def _visitor(visit: Rows, known: dict[str, Procedure], ends_at: int) -> Visitor:
    first = visit[0]
    left = first.started_at is None and first.outcome in LEFT and first.finished_at < ends_at
    waited = None if first.called_at is None else (first.called_at - first.waiting_since) / SECOND
    further = [_seconds(stop, ends_at) for stop in visit[1:]]
    return Visitor(
        arrived_at=first.taken_at,
        service=first.service,
        priority=first.priority,
        service_seconds=_seconds(first, ends_at),
        left_after_seconds=(first.finished_at - first.taken_at) / SECOND if left else None,
        procedure=_procedure(visit, known),
        further_seconds=tuple(seconds for seconds in further if seconds is not None),
        no_show=first.missed_at is not None and first.started_at is None,
        language=first.language,
        recorded_wait_seconds=waited,
        counter=first.counter,
        booked_at=first.starts_at,
    )


def _seconds(stop: Row[Any], ends_at: int) -> float | None:
    """How long somebody was served; None when they were not, or only the turn of the day ended it."""
    if stop.started_at is None or stop.finished_at is None or stop.finished_at >= ends_at:
        return None
    return float((stop.finished_at - stop.started_at) / SECOND)


def _procedure(visit: Rows, known: dict[str, Procedure]) -> str | None:
    """The procedure whose services are the way of a visit; made when no configured one says so."""
    first = visit[0]
    named = orjson.loads(first.procedures)
    way = (*(stop.service for stop in visit), *orjson.loads(first.planned))
    if len(named) == 1 and named[0] in known and known[named[0]].services == way:
        return str(named[0])
    if len(way) == 1:
        return None
    name = "-then-".join(way)
    known.setdefault(name, Procedure(name, {"ja": name}, way))
    return name


def _shifts(connection: Connection, office_id: str, day: str, last_at: int, ends_at: int) -> tuple[Shift, ...]:
    """Who was at which counter. A counter that nobody closed was open as long as somebody was in the office."""
    a = assignments.c
    query = (
        select(a.counter, a.from_at, a.to_at, a.staff)
        .where(a.office_id == office_id, a.day == day, a.state == DeskState.OPEN.value)
        .order_by(a.counter, a.from_at, a.from_version)
    )
    found = [
        Shift(counter, from_at, last_at if to_at is None or to_at >= ends_at else to_at, staff)
        for counter, from_at, to_at, staff in connection.execute(query)
    ]
    shifts = _joined(shift for shift in found if shift.from_at < shift.to_at)
    return tuple(sorted(shifts, key=lambda shift: (shift.from_at, shift.counter)))


def _joined(shifts: Iterable[Shift]) -> list[Shift]:
    """Shifts without the seams that a change of a counter's services leaves."""
    joined: list[Shift] = []
    for shift in shifts:
        before = joined[-1] if joined else None
        if before and (before.counter, before.to_at, before.staff) == (shift.counter, shift.from_at, shift.staff):
            joined[-1] = replace(before, to_at=shift.to_at)
        else:
            joined.append(shift)
    return joined
