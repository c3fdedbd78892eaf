"""What a batch of commands changed, gathered and written at once.

Decisions look at the day in memory, never at these tables, so a batch can write each row once: a ticket that is taken
and called in the same batch is one INSERT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

import orjson

from app.domain.day import Change, Changes
from app.domain.desks import Desk, DeskState
from app.domain.events import Recorded
from app.domain.reservations import Reservation, Taken
from app.domain.support_events import SupportCall
from app.domain.tickets import AT_COUNTER, HelpRequest, Stop, Ticket
from app.storage.books import reservation_row
from app.storage.statements import Statements

Row = dict[str, Any]


class Cursor(Protocol):
    """What the writer needs of a database cursor."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, values: Any = ..., /) -> Any: ...
    def executemany(self, sql: str, rows: Any, /) -> Any: ...


class Overtaken(Exception):
    """A row was not in the state that memory believes: somebody else wrote to this office."""


class Gathered:
    """The rows of one batch. Keys are office id and the value's own key; values are the first before and last after."""

    def __init__(self) -> None:
        self.tickets: dict[tuple[str, str], Change[Ticket]] = {}
        self.help: dict[tuple[str, str], Change[HelpRequest]] = {}
        self.support: dict[tuple[str, str], Change[SupportCall]] = {}
        self.reservations: dict[tuple[str, str], Change[Reservation]] = {}
        self.versions: dict[tuple[str, str], int] = {}
        self.contacts: dict[tuple[str, str], Row | None] = {}
        self.forget_contacts: dict[str, int] = {}
        self.days: dict[tuple[str, str], str] = {}
        self.assignment_ends: list[Row] = []
        self.assignment_starts: dict[tuple[str, str], Row] = {}
        self.events: list[Row] = []
        self.answers: list[Row] = []

    def add(self, office_id: str, recorded: Recorded, changes: Changes) -> None:
        """Remember what an event changed."""
        for change in changes:
            after = change.after
            if isinstance(after, Ticket):
                self._merge(self.tickets, office_id, recorded.day, after.id, change)
            elif isinstance(after, HelpRequest):
                self._merge(self.help, office_id, recorded.day, after.id, change)
            elif isinstance(after, SupportCall):
                self._merge(self.support, office_id, recorded.day, after.id, change)
            elif isinstance(after, Desk):
                self._assign(office_id, recorded, after)
            elif isinstance(after, Reservation):
                self._merge(self.reservations, office_id, recorded.day, after.id, change)
                self.versions[office_id, after.id] = recorded.version

    def _merge(self, into: dict[tuple[str, str], Any], office_id: str, day: str, key: str, change: Any) -> None:
        first = into.get((office_id, key))
        into[office_id, key] = Change(first.before if first else change.before, change.after)
        self.days[office_id, key] = day

    def _assign(self, office_id: str, recorded: Recorded, desk: Desk) -> None:
        key = (office_id, desk.counter)
        if pending := self.assignment_starts.get(key):
            pending["to_at"] = recorded.at
            self.assignment_starts[office_id, f"{desk.counter}@{pending['from_version']}"] = pending
            del self.assignment_starts[key]
        else:
            self.assignment_ends.append({"office_id_": office_id, "counter_": desk.counter, "ends_at": recorded.at})
        if desk.state is not DeskState.CLOSED:
            self.assignment_starts[key] = assignment_row(office_id, recorded, desk)

    def write(self, cursor: Cursor, sql: Statements) -> None:
        """Write everything. Raises Overtaken when a row was not as memory had it."""
        inserts, updates = self._ticket_rows()
        stops = _StopRows()
        for (office_id, ticket_id), change in self.tickets.items():
            stops.add(office_id, self.days[office_id, ticket_id], change)
        _many(cursor, sql.insert_ticket, inserts)
        _many(cursor, sql.update_ticket, updates, exact=True)
        _many(cursor, sql.delete_stop, stops.removed, exact=True)
        _many(cursor, sql.update_stop, stops.released, exact=True)
        _many(cursor, sql.insert_stop, stops.opened)
        _many(cursor, sql.update_stop, stops.taken, exact=True)
        _many(cursor, sql.end_assignment, self.assignment_ends)
        _many(cursor, sql.insert_assignment, list(self.assignment_starts.values()))
        self._write_help(cursor, sql)
        self._write_support(cursor, sql)
        self._write_reservations(cursor, sql)
        self._write_contacts(cursor, sql)
        _many(cursor, sql.insert_event, self.events)
        _many(cursor, sql.insert_answer, self.answers)

    def _ticket_rows(self) -> tuple[list[Row], list[Row]]:
        inserts, updates = [], []
        for (office_id, ticket_id), change in self.tickets.items():
            before, after = change.before, change.after
            if after is None:
                continue
            if before is None:
                inserts.append(ticket_row(office_id, self.days[office_id, ticket_id], after))
            elif _said(before) != _said(after):
                updates.append({"office_id_": office_id, "id_": ticket_id, **_said_row(after)})
        return inserts, updates

    def _write_help(self, cursor: Cursor, sql: Statements) -> None:
        for (office_id, request_id), change in self.help.items():
            row = help_row(office_id, self.days[office_id, request_id], change.after)  # type: ignore[arg-type]
            if change.before is None:
                cursor.execute(sql.insert_help, row)
            else:
                kept = ("acknowledged_by", "acknowledged_at", "resolved_at")
                cursor.execute(
                    sql.update_help, {"office_id_": office_id, "id_": request_id, **{k: row[k] for k in kept}}
                )

    def _write_support(self, cursor: Cursor, sql: Statements) -> None:
        for (office_id, call_id), change in self.support.items():
            if change.after is None:
                continue
            row = support_row(office_id, self.days[office_id, call_id], change.after)
            if change.before is None:
                cursor.execute(sql.insert_support, row)
            else:
                kept = ("state", "expected_at", "answered_at", "came_at", "left_at")
                keys = {"office_id_": office_id, "id_": call_id}
                cursor.execute(sql.update_support, {**keys, **{key: row[key] for key in kept}})

    def _write_reservations(self, cursor: Cursor, sql: Statements) -> None:
        """Places that become free go first: in the same batch somebody else may have taken them."""
        inserts, updates, freed, taken = [], [], [], []
        for (office_id, reservation_id), change in self.reservations.items():
            before, after = change.before, change.after
            if after is None:
                continue
            row = reservation_row(office_id, self.versions[office_id, reservation_id], after)
            if before is None:
                inserts.append(row)
            else:
                kept = ("state", "starts_at", "ends_at", "service", "version", "data")
                updates.append({"office_id_": office_id, "id_": reservation_id, **{key: row[key] for key in kept}})
            old, new = set(before.places if before else ()), set(after.places)
            freed += [_place_key(office_id, reservation_id, place) for place in sorted(old - new)]
            taken += [_place_row(office_id, reservation_id, place) for place in sorted(new - old)]
        _many(cursor, sql.delete_place, freed, exact=True)
        _many(cursor, sql.insert_reservation, inserts)
        _many(cursor, sql.update_reservation, updates, exact=True)
        _many(cursor, sql.insert_place, taken)

    def _write_contacts(self, cursor: Cursor, sql: Statements) -> None:
        keys = [{"office_id_": office, "reservation_id_": reservation} for office, reservation in self.contacts]
        _many(cursor, sql.delete_contact, keys)
        _many(cursor, sql.insert_contact, [row for row in self.contacts.values() if row is not None])
        for office_id, before in self.forget_contacts.items():
            cursor.execute(sql.forget_contacts, {"office_id": office_id, "before": before})


class _StopRows:
    """Stops to write, those that leave a counter before those that come to one (one ticket at a counter)."""

    def __init__(self) -> None:
        self.removed: list[Row] = []
        self.released: list[Row] = []
        self.opened: list[Row] = []
        self.taken: list[Row] = []

    def add(self, office_id: str, day: str, change: Change[Ticket]) -> None:
        after = change.after
        if after is None:
            return
        old = change.before.stops if change.before else ()
        for index, stop in enumerate(after.stops):
            if index >= len(old):
                self.opened.append(stop_row(office_id, day, after.id, stop))
            elif old[index] != stop:
                self._move(office_id, after.id, old[index], stop)
        for stop in old[len(after.stops) :]:
            self.removed.append({"office_id_": office_id, "ticket_id_": after.id, "no_": stop.no})

    def _move(self, office_id: str, ticket_id: str, old: Stop, new: Stop) -> None:
        row = {"office_id_": office_id, "ticket_id_": ticket_id, "no_": new.no, "state_before": old.state.value}
        row |= _stop_values(new)
        (self.taken if new.state in AT_COUNTER else self.released).append(row)


def ticket_row(office_id: str, day: str, ticket: Ticket) -> Row:
    """A ticket as a row."""
    return {
        "office_id": office_id,
        "id": ticket.id,
        "day": day,
        "number": ticket.number,
        "seq": ticket.seq,
        "taken_at": ticket.taken_at,
        "channel": ticket.channel,
        "procedures": _json(ticket.procedures),
        "promised_low": ticket.promised_low,
        "promised_high": ticket.promised_high,
        "reservation": ticket.reservation,
        **_said_row(ticket),
    }


def stop_row(office_id: str, day: str, ticket_id: str, stop: Stop) -> Row:
    """A stop as a row."""
    return {
        "office_id": office_id,
        "ticket_id": ticket_id,
        "no": stop.no,
        "day": day,
        **_stop_values(stop),
    }


def assignment_row(office_id: str, recorded: Recorded, desk: Desk) -> Row:
    """Who is at a counter from now on, for which services."""
    return {
        "office_id": office_id,
        "counter": desk.counter,
        "from_at": recorded.at,
        "from_version": recorded.version,
        "to_at": None,
        "day": recorded.day,
        "state": desk.state.value,
        "staff": desk.staff,
        "offers": _json(desk.offers),
    }


def help_row(office_id: str, day: str, request: HelpRequest) -> Row:
    """A help request as a row."""
    return {
        "office_id": office_id,
        "id": request.id,
        "day": day,
        "place": request.place,
        "ticket": request.ticket,
        "device": request.device,
        "asked_at": request.asked_at,
        "acknowledged_by": request.acknowledged_by,
        "acknowledged_at": request.acknowledged_at,
        "resolved_at": request.resolved_at,
    }


def support_row(office_id: str, day: str, call: SupportCall) -> Row:
    """A call of support staff as a row."""
    values = {**asdict(call), "services": _json(call.services), "state": call.state.value}
    return {"office_id": office_id, "day": day, **values}


def _stop_values(stop: Stop) -> Row:
    return {
        "service": stop.service,
        "state": stop.state.value,
        "due_at": stop.due_at,
        "waiting_since": stop.waiting_since,
        "counter": stop.counter,
        "staff": stop.staff,
        "called_at": stop.called_at,
        "recalls": stop.recalls,
        "started_at": stop.started_at,
        "finished_at": stop.finished_at,
        "missed_at": stop.missed_at,
        "outcome": stop.outcome.value if stop.outcome else None,
        "reason": stop.reason,
    }


def _place_key(office_id: str, reservation_id: str, place: Taken) -> Row:
    keys = {"office_id": office_id, "pool": place[0], "starts_at": place[1], "place": place[2]}
    return {f"{name}_": value for name, value in {**keys, "reservation_id": reservation_id}.items()}


def _place_row(office_id: str, reservation_id: str, place: Taken) -> Row:
    pool, starts_at, number, places = place
    keys = {"office_id": office_id, "pool": pool, "starts_at": starts_at, "place": number}
    return {**keys, "places": places, "reservation_id": reservation_id}


def _said(ticket: Ticket) -> tuple[object, ...]:
    return (ticket.language, ticket.planned, ticket.priority, ticket.priority_reason, ticket.needs)


def _said_row(ticket: Ticket) -> Row:
    return {
        "language": ticket.language,
        "planned": _json(ticket.planned),
        "priority": ticket.priority,
        "priority_reason": ticket.priority_reason,
        "needs": _json(ticket.needs),
    }


def _json(value: tuple[str, ...] | Mapping[str, int]) -> str:
    return orjson.dumps(value).decode() if value else ("[]" if isinstance(value, tuple) else "{}")


def _many(cursor: Cursor, sql: str, rows: list[Row], *, exact: bool = False) -> None:
    if not rows:
        return
    if len(rows) == 1:
        cursor.execute(sql, rows[0])
    else:
        cursor.executemany(sql, rows)
    if exact and cursor.rowcount != len(rows):
        raise Overtaken(sql)
