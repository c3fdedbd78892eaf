"""A transaction over one or more offices, as commands see it: the day in memory, and `record`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from app.domain.calendar import IsPublicHoliday
from app.domain.day import OfficeDay
from app.domain.errors import KeyReused, NoSuchOffice
from app.domain.events import DayOpened, Event, OfficeConfigured, Recorded
from app.domain.office import Office
from app.domain.opening import turn_day
from app.domain.reservations import KEPT_MS, Book
from app.storage.books import CONTACT_KEPT_MS, LEARNS_FROM_MS, book_from, no_show_rates
from app.storage.changes import Cursor, Gathered, Overtaken, Row
from app.storage.days import EventRow, advance, event_row, fold, recorded_from
from app.storage.office_files import office_document
from app.storage.statements import Statements

DOOR_CODE_BYTES = 6
"""Short enough for a QR code that is read across a hall; nobody guesses 48 bits within a day of rate limits."""


def new_door_code() -> str:
    """A code of the day: whoever has it stands, or stood today, before a screen of the office."""
    return secrets.token_urlsafe(DOOR_CODE_BYTES)


@dataclass(slots=True)
class _Head:
    """The row of an office that is locked: where it stood and where its present day begins."""

    from_version: int
    day_version: int
    document: str
    revision: int


class Transaction:
    """What commands work with. Offices are locked for as long as the transaction lives.

    `days` outlives transactions: a day in it is used again when no other process has moved the office meanwhile,
    and caught up from the events otherwise.
    """

    def __init__(
        self,
        cursor: Cursor,
        sql: Statements,
        days: dict[str, OfficeDay],
        is_public_holiday: IsPublicHoliday,
    ) -> None:
        self._cursor = cursor
        self._sql = sql
        self._days = days
        self.is_public_holiday = is_public_holiday
        self._gathered = Gathered()
        self._heads: dict[str, _Head] = {}
        self._answers: dict[tuple[str, str], tuple[str, str]] = {}
        self.recorded: list[tuple[str, Recorded]] = []

    def lock(self, office_ids: Iterable[str]) -> None:
        """Lock offices, in the order of their ids, and bring their days up to date. Unknown ones are passed over."""
        for office_id in sorted(set(office_ids)):
            self._lock(office_id)

    def office(self, office_id: str) -> OfficeDay:
        """The office's day as it was left, whatever the time is now. Raises NoSuchOffice."""
        if office_id not in self._heads:
            raise NoSuchOffice(office=office_id)
        return self._days[office_id]

    def holds(self, office_id: str) -> bool:
        """Whether an office is locked for this transaction."""
        return office_id in self._heads

    def today(self, office_id: str, now: int) -> tuple[OfficeDay, int]:
        """The office's day that `now` (ms) belongs to, and `now` itself, never before what was recorded last.

        Turns the day first when a new one has begun. Raises NoSuchOffice.
        """
        day = self.office(office_id)
        now = max(now, day.last_at)
        turned = turn_day(day, now, self.is_public_holiday, new_door_code())
        self.record(day, now, "system", turned)
        if turned:
            day.book.no_show_rates = self._no_show_rates(day, now)
            self._gathered.forget_contacts[office_id] = now - CONTACT_KEPT_MS
        return day, now

    def record(self, day: OfficeDay, now: int, actor: str, events: Iterable[Event]) -> None:
        """Write events and everything that follows from them; they are durable when the transaction has committed."""
        office_id = day.office.id
        head = self._heads[office_id]
        for event in events:
            business_day = event.day if isinstance(event, DayOpened) else day.day or ""
            if isinstance(event, DayOpened):
                head.day_version = day.version
            recorded = Recorded(day.version + 1, business_day, now, actor, event)
            self._gathered.add(office_id, recorded, advance(day, recorded))
            self._gathered.events.append(event_row(office_id, recorded))
            self.recorded.append((office_id, recorded))
            if isinstance(event, OfficeConfigured):
                head.document = orjson.dumps(event.document).decode()
                head.revision = event.revision

    def keep_contact(self, office_id: str, reservation_id: str, contact: Row | None) -> None:
        """Keep who booked (name, email, phone, consents_to_notices), or forget it (None).

        Apart from the events, so that it can be forgotten for good.
        """
        keys = {"office_id": office_id, "reservation_id": reservation_id}
        self._gathered.contacts[office_id, reservation_id] = None if contact is None else {**keys, **contact}

    def create_office(self, office: Office) -> OfficeDay:
        """A new office, without a day yet; its configuration still has to be recorded."""
        document = orjson.dumps(office_document(office)).decode()
        self._cursor.execute(self._sql.insert_office, {"id": office.id, "document": document})
        self._heads[office.id] = _Head(0, 0, document, 0)
        self._days[office.id] = OfficeDay(office)
        return self._days[office.id]

    def answer_before(self, office_id: str, key: str, fingerprint: str) -> str | None:
        """The answer that a command with this key got before. Raises KeyReused when it was another command."""
        found = self._answers.get((office_id, key)) or self._stored_answer(office_id, key)
        if found is None:
            return None
        if found[0] != fingerprint:
            raise KeyReused
        return found[1]

    def keep_answer(self, office_id: str, key: str, fingerprint: str, now: int, answer: str) -> None:
        """Keep an answer for repetitions of the command, durable together with its effect."""
        self._answers[office_id, key] = (fingerprint, answer)
        self._gathered.answers.append(
            {"office_id": office_id, "key": key, "fingerprint": fingerprint, "at": now, "answer": answer}
        )

    def write(self) -> None:
        """Write what was recorded. Raises Overtaken when memory and tables disagree."""
        self._gathered.write(self._cursor, self._sql)
        for office_id, head in self._heads.items():
            day = self._days[office_id]
            if day.version == head.from_version:
                continue
            row = {
                "office_id": office_id,
                "from_version": head.from_version,
                "new_version": day.version,
                "new_day": day.day,
                "new_day_version": head.day_version,
                "new_revision": head.revision,
                "new_document": head.document,
            }
            self._cursor.execute(self._sql.save_office, row)
            if self._cursor.rowcount != 1:
                raise Overtaken(office_id)

    def _lock(self, office_id: str) -> None:
        row = self._cursor.execute(self._sql.lock_office, {"office_id": office_id}).fetchone()
        if row is None:
            return
        version, day_version, document, revision = row
        self._heads[office_id] = _Head(version, day_version, document, revision)
        day = self._days.get(office_id)
        if day is None or day.version > version:
            day = fold(document, revision, day_version, self._events_after(office_id, day_version))
            day.book = self._book(day)
            self._days[office_id] = day
        elif day.version < version:
            for event in self._events_after(office_id, day.version):
                advance(day, recorded_from(event))

    def _book(self, day: OfficeDay) -> Book:
        values = {"office_id": day.office.id, "from_at": day.last_at - KEPT_MS}
        book = book_from(self._cursor.execute(self._sql.book, values).fetchall())
        book.no_show_rates = self._no_show_rates(day, day.last_at)
        return book

    def _no_show_rates(self, day: OfficeDay, now: int) -> dict[tuple[str, int], float]:
        values = {"office_id": day.office.id, "from_at": now - LEARNS_FROM_MS}
        return no_show_rates(self._cursor.execute(self._sql.no_shows, values).fetchall(), day.office.zone)

    def _events_after(self, office_id: str, version: int) -> list[EventRow]:
        cursor = self._cursor.execute(self._sql.events_after, {"office_id": office_id, "version": version})
        return list(cursor.fetchall())

    def _stored_answer(self, office_id: str, key: str) -> tuple[str, str] | None:
        cursor = self._cursor.execute(self._sql.find_answer, {"office_id": office_id, "key": key})
        found: tuple[str, str] | None = cursor.fetchone()
        return found
