"""The floor: opening, pausing, closing and moving counters, stopping the intake of a service, help for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain import events as e
from app.domain.day import OfficeDay
from app.domain.desks import Desk, DeskState
from app.domain.errors import ChangedMeanwhile, CounterClosed, NoSuchHelpRequest, NothingToUndo, Refused, StaffElsewhere


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a counter should do from now on, and what it serves on the manager's screen (`expected`).

    Open it serves `offers` (without any, what it usually does), staffed by `staff` if named. On a break, `until` is its
    end (ms) if known, and `offers` is what it goes on with, if not with the same as before.
    """

    counter: str
    state: DeskState
    expected: Mapping[str, int]
    offers: Mapping[str, int] = field(default_factory=dict)
    staff: str | None = None
    until: int | None = None


def open_counter(
    day: OfficeDay, counter: str, staff: str | None, offers: dict[str, int] | None = None
) -> e.CounterChanged:
    """Open a counter (or resume one that is paused), for its usual services unless others are named."""
    desk = day.desk(counter)
    verb = "resume" if desk.state is DeskState.PAUSED else "open"
    wanted = _checked(day, offers) if offers else dict(desk.offers) or day.usual_offers(counter)
    return e.CounterChanged(counter, verb, DeskState.OPEN, staff or desk.staff, wanted)


def pause_counter(day: OfficeDay, counter: str, until: int | None = None) -> e.CounterChanged:
    """Pause a counter, until an instant (ms) if known. Whoever is there is served to the end."""
    desk = day.desk(counter)
    if desk.state is DeskState.CLOSED:
        raise CounterClosed(counter=counter)
    return e.CounterChanged(counter, "pause", DeskState.PAUSED, desk.staff, dict(desk.offers), until)


def close_counter(day: OfficeDay, counter: str) -> e.CounterChanged:
    """Close a counter. Whoever is there is served to the end."""
    desk = day.desk(counter)
    if desk.state is DeskState.CLOSED:
        raise CounterClosed(counter=counter)
    return e.CounterChanged(counter, "close", DeskState.CLOSED, None, {})


def assign(
    day: OfficeDay,
    counter: str,
    offers: dict[str, int],
    staff: str | None = None,
    expected: dict[str, int] | None = None,
) -> e.CounterChanged:
    """Give a counter other services (with delays in minutes), and other staff if named; opens it when closed.

    `expected` is what the manager's screen shows: raises ChangedMeanwhile when that is no longer so.
    """
    desk = day.desk(counter)
    if expected is not None and expected != desk.offers:
        raise ChangedMeanwhile(counter=counter)
    _check_staff(day, desk, staff)
    state = DeskState.OPEN if desk.state is DeskState.CLOSED else desk.state
    return e.CounterChanged(counter, "assign", state, staff or desk.staff, _checked(day, offers), desk.paused_until)


def arrange(day: OfficeDay, wanted: Sequence[Arrangement]) -> list[e.CounterChanged]:
    """Change several counters at once, all or none. Raises ChangedMeanwhile when one is not what the screen shows."""
    return [_arranged(day, each) for each in wanted]


def undo_counter_change(day: OfficeDay, counter: str | None = None) -> e.CounterChanged:
    """Put the counter that was changed last back to how it was. Raises ChangedMeanwhile when it is not `counter`."""
    if day.last_counter_change is None:
        raise NothingToUndo
    before = day.last_counter_change[1]
    if counter is not None and before.counter != counter:
        raise ChangedMeanwhile(counter=before.counter)
    return e.CounterChanged(
        before.counter, "undo", before.state, before.staff, dict(before.offers), before.paused_until
    )


def change_intake(day: OfficeDay, service: str, *, open_: bool) -> e.IntakeChanged:
    """Stop or resume giving out tickets for a service."""
    return e.IntakeChanged(day.office.service(service).id, open_)


def see_warnings(warnings: list[dict[str, Any]], by: str) -> e.WarningsSeen:
    """The manager knows: these warnings are quiet for all managers until they get clearly worse."""
    return e.WarningsSeen(warnings, by)


def ask_help(
    day: OfficeDay, request: str, place: str, ticket: str | None = None, device: str | None = None
) -> e.HelpAsked:
    """Somebody at a kiosk or on a phone asks for a human."""
    if ticket is not None:
        day.ticket(ticket)
    return e.HelpAsked(request, place, ticket, device)


def acknowledge_help(day: OfficeDay, request: str, by: str) -> e.HelpAcknowledged:
    """Somebody is on the way."""
    if request not in day.help:
        raise NoSuchHelpRequest(request=request)
    if day.help[request].resolved_at is not None:
        raise Refused
    return e.HelpAcknowledged(request, by)


def resolve_help(day: OfficeDay, request: str, by: str) -> e.HelpResolved:
    """The person has been helped."""
    if request not in day.help:
        raise NoSuchHelpRequest(request=request)
    if day.help[request].resolved_at is not None:
        raise Refused
    return e.HelpResolved(request, by)


def _arranged(day: OfficeDay, wanted: Arrangement) -> e.CounterChanged:
    desk = day.desk(wanted.counter)
    if wanted.expected != desk.offers:
        raise ChangedMeanwhile(counter=wanted.counter)
    if wanted.state is DeskState.CLOSED:
        return close_counter(day, wanted.counter)
    if wanted.state is DeskState.PAUSED:
        offers = _checked(day, dict(wanted.offers or desk.offers))
        return e.CounterChanged(wanted.counter, "pause", DeskState.PAUSED, desk.staff, offers, wanted.until)
    _check_staff(day, desk, wanted.staff)
    if desk.state is DeskState.PAUSED or not wanted.offers:
        return open_counter(day, wanted.counter, wanted.staff, dict(wanted.offers))
    return assign(day, wanted.counter, dict(wanted.offers), wanted.staff)


def _check_staff(day: OfficeDay, desk: Desk, staff: str | None) -> None:
    for other in day.desks.values():
        if staff is not None and other.staff == staff and other.counter != desk.counter:
            raise StaffElsewhere(staff=staff, counter=other.counter)


def _checked(day: OfficeDay, offers: dict[str, int]) -> dict[str, int]:
    for service in offers:
        day.office.service(service)
    return dict(offers)
