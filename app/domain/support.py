"""Calling up support staff: call, answer, come, leave. A call ends with the day."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain import support_events as s
from app.domain.day import OfficeDay
from app.domain.errors import (
    NoSuchSupportCall,
    NoSuchSupporter,
    SupporterBusy,
    SupporterLacksSkill,
    SupporterUnavailable,
    WrongCallState,
)
from app.domain.events import Event
from app.domain.floor import open_counter
from app.domain.support_events import SupportCall, SupportState
from app.domain.supporters import Supporter
from app.domain.times import MINUTE, local

OPEN = frozenset({SupportState.CALLED, SupportState.COMING, SupportState.HERE})
"""In these states a call stands: the person is asked, on the way, or here."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a floor manager calls, for which services, to which counter, until when (ms), and why."""

    call: str
    supporter: str
    services: tuple[str, ...]
    counter: str | None = None
    until: int | None = None
    reason: str | None = None


def call_support(day: OfficeDay, wanted: Wanted, by: str, now: int) -> s.SupportCalled:
    """Ask somebody to come. Raises what stands against it."""
    supporter = supporter_of(day, wanted.supporter)
    name = dict(supporter.name)
    if not supporter.can_come(local(now, day.office.zone)):
        raise SupporterUnavailable(name=name)
    if any(call.supporter == supporter.id and call.state in OPEN for call in day.support.values()):
        raise SupporterBusy(name=name)
    for service in wanted.services:
        if day.office.service(service).id not in supporter.skills:
            raise SupporterLacksSkill(name=name, service=dict(day.office.service(service).name))
    if wanted.counter is not None:
        day.desk(wanted.counter)
    return s.SupportCalled(
        SupportCall(
            id=wanted.call,
            supporter=supporter.id,
            services=wanted.services or supporter.skills,
            counter=wanted.counter,
            until=wanted.until,
            reason=wanted.reason,
            state=SupportState.CALLED,
            called_at=now,
            called_by=by,
            expected_at=now + supporter.notice_minutes * MINUTE,
        )
    )


def answer_call(day: OfficeDay, call: str, now: int, *, comes: bool, minutes: int | None = None) -> s.SupportAnswered:
    """The person says whether they come, and within how many minutes."""
    before = _call(day, call, SupportState.CALLED, SupportState.COMING)
    state = SupportState.COMING if comes else SupportState.DECLINED
    expected = before.expected_at if minutes is None else now + minutes * MINUTE
    return s.SupportAnswered(replace(before, state=state, answered_at=now, expected_at=expected if comes else None))


def arrive(day: OfficeDay, call: str, now: int) -> list[Event]:
    """The person is here; with a counter named, it opens for the services they were called for."""
    before = _call(day, call, SupportState.CALLED, SupportState.COMING)
    came: list[Event] = [s.SupportCame(replace(before, state=SupportState.HERE, came_at=now))]
    if before.counter is None:
        return came
    return [*came, open_counter(day, before.counter, before.supporter, dict.fromkeys(before.services, 0))]


def leave(day: OfficeDay, call: str, now: int) -> s.SupportLeft:
    """The person goes back to their own work; their counter is closed by whoever it belongs to."""
    return s.SupportLeft(replace(_call(day, call, SupportState.HERE), state=SupportState.LEFT, left_at=now))


def withdraw(day: OfficeDay, call: str, now: int) -> s.SupportWithdrawn:
    """Nobody is needed any more."""
    before = _call(day, call, SupportState.CALLED, SupportState.COMING)
    return s.SupportWithdrawn(replace(before, state=SupportState.WITHDRAWN, left_at=now))


def supporter_of(day: OfficeDay, supporter: str) -> Supporter:
    """Somebody of the roster. Raises NoSuchSupporter."""
    for each in day.office.support:
        if each.id == supporter:
            return each
    raise NoSuchSupporter(supporter=supporter)


def call_of(day: OfficeDay, call: str) -> SupportCall:
    """A call of today. Raises NoSuchSupportCall."""
    if found := day.support.get(call):
        return found
    raise NoSuchSupportCall(call=call)


def _call(day: OfficeDay, call: str, *states: SupportState) -> SupportCall:
    found = call_of(day, call)
    if found.state not in states:
        raise WrongCallState(state=found.state.value)
    return found
