"""What the screens said to people who took a number, beside when they were called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.domain.times import MINUTE
from app.storage.tables import stops, tickets


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise in minutes: when it was made (ms), for which service, and how long the wait really was."""

    service: str
    at: int
    low: int
    high: int
    wait: float


def promises_of(connection: Connection, office_id: str, first_day: str, last_day: str) -> list[PromiseRow]:
    """The promises of a period (dates, both included) whose people were called.

    Left out are those whom the range did not mean: booked and urgent ones, and whoever missed the call.
    """
    columns: list[Any] = [stops.c.service, tickets.c.taken_at, tickets.c.promised_low, tickets.c.promised_high]
    query = _promised(office_id, [*columns, (stops.c.called_at - tickets.c.taken_at)]).where(
        tickets.c.day.between(first_day, last_day)
    )
    return [
        PromiseRow(service, at, low, high, wait / MINUTE) for service, at, low, high, wait in connection.execute(query)
    ]


def promised_months(connection: Connection, office_id: str) -> list[tuple[str, int, int]]:
    """Months (`2026-11`) with promises, oldest first: how many, and how many people were called by the later time."""
    month = func.substr(tickets.c.day, 1, 7)
    in_time = stops.c.called_at - tickets.c.taken_at <= tickets.c.promised_high * MINUTE
    query = _promised(office_id, [month, func.count(), func.count().filter(in_time)]).group_by(month).order_by(month)
    return [tuple(row) for row in connection.execute(query)]


def _promised(office_id: str, columns: list[ColumnElement[Any]]) -> Any:
    return (
        select(*columns)
        .join(stops, (stops.c.office_id == tickets.c.office_id) & (stops.c.ticket_id == tickets.c.id))
        .where(
            tickets.c.office_id == office_id,
            tickets.c.promised_high.is_not(None),
            stops.c.no == 1,
            stops.c.called_at.is_not(None),
            stops.c.missed_at.is_(None),
            stops.c.due_at == stops.c.waiting_since,
        )
    )
