"""What floor managers do: open, pause, close and move counters, stop the intake, see to help, end the day."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain import floor
from app.domain.events import Event
from app.domain.opening import close_day as decide_closing
from app.storage.transactions import Transaction
from app.usecases.boards import Json
from app.usecases.floor_views import desk_view, help_view, seen_view


def assign(
    tx: Transaction,
    now: int,
    office_id: str,
    counter: str,
    actor: str,
    offers: dict[str, int],
    staff: str | None = None,
    expected: dict[str, int] | None = None,
) -> Json:
    """Give a counter other services, with delays in minutes, if it still serves what was `expected`."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [floor.assign(day, counter, offers, staff, expected)])
    return desk_view(day, counter, now)


def arrange(tx: Transaction, now: int, office_id: str, actor: str, wanted: Sequence[floor.Arrangement]) -> Json:
    """Change several counters in one act."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, floor.arrange(day, wanted))
    return {"counters": [desk_view(day, each.counter, now) for each in wanted]}


def open_counter(
    tx: Transaction,
    now: int,
    office_id: str,
    counter: str,
    actor: str,
    staff: str | None,
    offers: dict[str, int] | None,
) -> Json:
    """Open a counter for somebody."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [floor.open_counter(day, counter, staff, offers)])
    return desk_view(day, counter, now)


def undo(tx: Transaction, now: int, office_id: str, actor: str, counter: str | None = None) -> Json:
    """Put the counter that was changed last back to how it was, if it is the one meant."""
    day, now = tx.today(office_id, now)
    event = floor.undo_counter_change(day, counter)
    tx.record(day, now, actor, [event])
    return desk_view(day, event.counter, now)


def change_intake(tx: Transaction, now: int, office_id: str, service: str, actor: str, *, open_: bool) -> Json:
    """Stop or resume giving out tickets for a service."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [floor.change_intake(day, service, open_=open_)])
    return {"service": service, "open": open_}


def acknowledge_help(tx: Transaction, now: int, office_id: str, request_id: str, actor: str) -> Json:
    """Somebody is on the way."""
    return _help(tx, now, office_id, request_id, actor, resolve=False)


def resolve_help(tx: Transaction, now: int, office_id: str, request_id: str, actor: str) -> Json:
    """The person has been helped."""
    return _help(tx, now, office_id, request_id, actor, resolve=True)


def see_warnings(tx: Transaction, now: int, office_id: str, warnings: list[Json], actor: str) -> Json:
    """A manager knows of warnings."""
    day, now = tx.today(office_id, now)
    tx.record(day, now, actor, [floor.see_warnings(warnings, actor.partition(":")[2])])
    return {"seen": seen_view(day)}


def close_day(tx: Transaction, now: int, office_id: str, actor: str) -> Json:
    """End the business day now: whoever still waits was not served, all counters close."""
    day, now = tx.today(office_id, now)
    events: list[Event] = [decide_closing(day)] if day.open else []
    tx.record(day, now, actor, events)
    return {"day": day.day, "open": day.open}


def turn_day(tx: Transaction, now: int, office_id: str) -> None:
    """Begin the business day that `now` belongs to, if it has not begun yet."""
    tx.today(office_id, now)


def _help(tx: Transaction, now: int, office_id: str, request_id: str, actor: str, *, resolve: bool) -> Json:
    day, now = tx.today(office_id, now)
    by = actor.partition(":")[2]
    event: Event = floor.resolve_help(day, request_id, by) if resolve else floor.acknowledge_help(day, request_id, by)
    tx.record(day, now, actor, [event])
    return help_view(day, day.help[request_id])
