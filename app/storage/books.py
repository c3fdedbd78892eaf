"""The book of reservations read from its table, and reservations that are not in it any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import BigInteger, ColumnElement, Connection, Delete, Select, delete, func, literal_column, or_, select

from app.domain.reservations import KEPT_MS, Book, Reservation, ReservationState, as_values, reservation_from
from app.domain.times import HOUR, local
from app.storage.reservation_tables import contacts, reservations

DAY = 24 * HOUR
LEARNS_FROM_MS = 180 * DAY
CONTACT_KEPT_MS = 30 * DAY
"""How long after the visit it is known who booked."""

SEEN_AT_LEAST = 30
"""A share of no-shows says something from so many bookings on."""

Value = ColumnElement[Any] | Any


def book_query(office_id: Value, from_at: Value) -> Select[Any]:
    """The values of the reservations that still matter at an instant (ms)."""
    return select(reservations.c.data).where(
        reservations.c.office_id == office_id,
        or_(reservations.c.starts_at >= from_at, _in_state(ReservationState.HELD, ReservationState.BOOKED)),
    )


def no_show_query(office_id: Value, from_at: Value) -> Select[Any]:
    """Bookings that are past: first service, hour since the epoch, state, and how many."""
    hour = reservations.c.starts_at // literal_column(str(HOUR), BigInteger)
    return (
        select(reservations.c.service, hour.label("hour"), reservations.c.state, func.count())
        .where(
            reservations.c.office_id == office_id,
            reservations.c.starts_at >= from_at,
            _in_state(ReservationState.CHECKED_IN, ReservationState.MISSED),
            reservations.c.service.is_not(None),
        )
        .group_by(reservations.c.service, hour, reservations.c.state)
    )


def _in_state(*states: ReservationState) -> ColumnElement[bool]:
    """As literals, because the writer's statements are ready text with named values only."""
    return reservations.c.state.in_([literal_column(f"'{state}'") for state in states])


def book_from(rows: Iterable[Any]) -> Book:
    """A book of the rows of `book_query`."""
    return Book(reservation_from(orjson.loads(row[0])) for row in rows)


Count = tuple[int, int]
"""Bookings that are past, and those of them whose people did not come."""


def no_show_counts(rows: Iterable[Any], zone: ZoneInfo) -> dict[tuple[str, int], Count]:
    """The rows of `no_show_query` by first service and hour of the local day."""
    counts: dict[tuple[str, int], Count] = {}
    for service, hour, state, count in rows:
        key = (service, local(int(hour) * HOUR, zone).hour)
        seen, missed = counts.get(key, (0, 0))
        counts[key] = (seen + count, missed + (count if state == ReservationState.MISSED else 0))
    return counts


def no_show_rates(rows: Iterable[Any], zone: ZoneInfo) -> dict[tuple[str, int], float]:
    """Share of bookings whose people did not come, by first service and hour of the local day."""
    counts = no_show_counts(rows, zone)
    return {key: missed / seen for key, (seen, missed) in counts.items() if seen >= SEEN_AT_LEAST}


def no_shows_by_procedure(connection: Connection, office_id: str, from_at: int) -> dict[str, Count]:
    """Past bookings by procedure; a visit for several counts for each."""
    query = select(reservations.c.state, reservations.c.data).where(
        reservations.c.office_id == office_id,
        reservations.c.starts_at >= from_at,
        _in_state(ReservationState.CHECKED_IN, ReservationState.MISSED),
    )
    counts: dict[str, Count] = {}
    for state, data in connection.execute(query):
        for procedure in orjson.loads(data)["procedures"]:
            seen, missed = counts.get(procedure, (0, 0))
            counts[procedure] = (seen + 1, missed + (state == ReservationState.MISSED))
    return counts


def reservations_between(connection: Connection, office_id: str, first: int, last: int) -> list[Reservation]:
    """Reservations of any state that begin from one instant (ms) until before another."""
    query = select(reservations.c.data).where(
        reservations.c.office_id == office_id, reservations.c.starts_at >= first, reservations.c.starts_at < last
    )
    return [reservation_from(orjson.loads(data)) for data in connection.execute(query).scalars()]


def load_book(connection: Connection, office_id: str, zone: ZoneInfo, now: int) -> Book:
    """The book of an office at an instant (ms)."""
    book = book_from(connection.execute(book_query(office_id, now - KEPT_MS)))
    book.no_show_rates = no_show_rates(connection.execute(no_show_query(office_id, now - LEARNS_FROM_MS)), zone)
    return book


def find_reservation(connection: Connection, reservation_id: str) -> tuple[str, Reservation] | None:
    """A reservation of any time with its office, by its id."""
    row = connection.execute(
        select(reservations.c.office_id, reservations.c.data).where(reservations.c.id == reservation_id)
    ).one_or_none()
    return None if row is None else (row.office_id, reservation_from(orjson.loads(row.data)))


def contact_of(connection: Connection, office_id: str, reservation_ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Who booked, by reservation; those who told nothing are missing."""
    query = select(contacts).where(
        contacts.c.office_id == office_id, contacts.c.reservation_id.in_(list(reservation_ids))
    )
    kept = ("name", "email", "phone", "consents_to_notices")
    return {row["reservation_id"]: {key: row[key] for key in kept} for row in connection.execute(query).mappings()}


def forgetting(office_id: Value, before: Value) -> Delete:
    """Forget who booked visits that were over before an instant (ms): nobody's name outlives the visit for long."""
    over = select(reservations.c.id).where(reservations.c.office_id == office_id, reservations.c.ends_at < before)
    return delete(contacts).where(contacts.c.office_id == office_id, contacts.c.reservation_id.in_(over))


def reservation_row(office_id: str, version: int, reservation: Reservation) -> dict[str, Any]:
    """A reservation as a row."""
    return {
        "office_id": office_id,
        "id": reservation.id,
        "code": reservation.code,
        "state": reservation.state.value,
        "starts_at": reservation.starts_at,
        "ends_at": reservation.ends_at,
        "service": reservation.services[0] if reservation.services else None,
        "reference": reservation.reference,
        "version": version,
        "data": orjson.dumps(as_values(reservation)).decode(),
    }
