"""Support staff: the roster with who can come now, calls and their answers, who came when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain import support
from app.domain.day import OfficeDay
from app.domain.events import Event
from app.domain.support import OPEN, Wanted
from app.domain.support_events import SupportCall
from app.domain.supporters import Supporter
from app.domain.times import local
from app.storage.transactions import Transaction
from app.usecases.boards import Json
from app.usecases.ticket_views import time_of


def call_support(tx: Transaction, now: int, office_id: str, wanted: Wanted, actor: str) -> Json:
    """Ask somebody to come."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [support.call_support(day, wanted, actor.partition(":")[2], now)])
    return call_view(day, day.support[wanted.call])


def answer_call(
    tx: Transaction, now: int, office_id: str, call: str, actor: str, *, comes: bool, minutes: int | None = None
) -> Json:
    """The person comes, or cannot."""
    day, now = tx.today(office_id, now)
    return _done(tx, day, now, call, actor, [support.answer_call(day, call, now, comes=comes, minutes=minutes)])


def arrive(tx: Transaction, now: int, office_id: str, call: str, actor: str) -> Json:
    """The person is here; their counter opens."""
    day, now = tx.today(office_id, now)
    return _done(tx, day, now, call, actor, support.arrive(day, call, now))


def leave(tx: Transaction, now: int, office_id: str, call: str, actor: str) -> Json:
    """The person goes back."""
    day, now = tx.today(office_id, now)
    return _done(tx, day, now, call, actor, [support.leave(day, call, now)])


def withdraw(tx: Transaction, now: int, office_id: str, call: str, actor: str) -> Json:
    """Nobody is needed any more."""
    day, now = tx.today(office_id, now)
    return _done(tx, day, now, call, actor, [support.withdraw(day, call, now)])


def roster_view(day: OfficeDay, now: int) -> Json:
    """Everybody who can be called, what they can do, whether they could come now, and today's calls."""
    return {
        "supporters": [_supporter(day, supporter, now) for supporter in day.office.support],
        "calls": [call_view(day, call) for call in sorted(day.support.values(), key=lambda call: -call.called_at)],
    }


def call_view(day: OfficeDay, call: SupportCall) -> Json:
    """A call as floor managers see it. `url` is the page on which the called person answers."""
    supporter = next((each for each in day.office.support if each.id == call.supporter), None)
    return {
        "id": call.id,
        "url": f"/support/{call.id}",
        "supporter": call.supporter,
        "name": dict(supporter.name) if supporter else {},
        "services": list(call.services),
        "counter": call.counter,
        "state": call.state,
        "reason": call.reason,
        "until": time_of(day, call.until),
        "called_at": time_of(day, call.called_at),
        "called_by": call.called_by,
        "expected_at": time_of(day, call.expected_at),
        "answered_at": time_of(day, call.answered_at),
        "came_at": time_of(day, call.came_at),
        "left_at": time_of(day, call.left_at),
    }


def history_rows(rows: Iterable[Mapping[str, Any]], day: OfficeDay) -> list[Json]:
    """Who was called and came when, as rows for a table or a CSV file."""
    times = ("called_at", "answered_at", "came_at", "left_at")
    return [
        {
            "day": row["day"],
            "supporter": row["supporter"],
            "state": row["state"],
            "counter": row["counter"],
            **{name: time_of(day, row[name]) for name in times},
        }
        for row in rows
    ]


def _supporter(day: OfficeDay, supporter: Supporter, now: int) -> Json:
    standing = next(
        (call for call in day.support.values() if call.supporter == supporter.id and call.state in OPEN), None
    )
    return {
        "id": supporter.id,
        "name": dict(supporter.name),
        "skills": list(supporter.skills),
        "notice_minutes": supporter.notice_minutes,
        "can_come": standing is None and supporter.can_come(local(now, day.office.zone)),
        "call": standing.id if standing else None,
    }


def _done(tx: Transaction, day: OfficeDay, now: int, call: str, actor: str, events: list[Event]) -> Json:
    tx.record(day, now, actor, events)
    return call_view(day, day.support[call])
