"""A recorded day through the same use cases and transactions as a live one, many acts in one commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.domain.errors import DomainError, Invalid
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.domain.office import Office
from app.domain.opening import begin_day
from app.domain.recorded import RecordedDay
from app.simulation.acts import (
    Act,
    Arrive,
    Book,
    Call,
    CheckIn,
    Close,
    Finish,
    Leave,
    Miss,
    OfVisitors,
    Open,
    Pause,
    Recall,
    Start,
)
from app.simulation.plans import Habits, Plan
from app.simulation.visitors import Hall
from app.storage.transactions import Transaction, new_door_code
from app.storage.writer import Command, Writer
from app.usecases import counters, floors, reservations, tickets
from app.usecases.offices import apply_office
from app.usecases.promises import Promises

FOR_EVER = 1 << 62
ACTS_A_COMMIT = 500
ACTOR = "replay"

Progress = Callable[[int], None]
"""Called with the number of people who came since the last call."""


class Player:
    """Plays a hall into an office. What was not committed is played again, because steps are made on a copy."""

    def __init__(
        self,
        hall: Hall,
        *,
        channel: Channel = Channel.REPLAY,
        strict: bool = True,
        promises: Promises | None = None,
    ) -> None:
        self.hall = hall
        self._promises = promises
        self.office_id = hall.plan.office.id
        self.also = linked_to(hall.plan.office)
        self._ahead = hall
        self._channel = channel
        self._strict = strict

    def command(self, until: int, at_most: int = ACTS_A_COMMIT) -> Command:
        """A command that makes happen what happens by an instant (ms); it answers with the number of acts."""

        def play(tx: Transaction, _now: int) -> int:
            self._ahead = hall = self.hall.copy()
            return self._play(tx, hall, until, at_most)

        return play

    def committed(self) -> None:
        """The last command has been committed."""
        self.hall = self._ahead

    def _play(self, tx: Transaction, hall: Hall, until: int, at_most: int) -> int:
        day = tx.office(self.office_id)
        if (begins_at := hall.next_at(day)) is None or begins_at > until:
            return 0
        today = hall.plan.day.date  # also when somebody came before the hour at which business days begin
        before = len(tx.recorded)
        tx.record(
            day, max(begins_at, day.last_at), "system", begin_day(day, today, tx.is_public_holiday, new_door_code())
        )
        self._follow(tx, before)
        for acts in range(at_most):
            if (happening := hall.step(day, until)) is None:
                return acts
            at, act = happening
            try:
                self._perform(tx, at, act)
            except DomainError:
                if self._strict:
                    raise
                hall.refused(act)
        return at_most

    def _perform(self, tx: Transaction, at: int, act: Act) -> None:
        before = len(tx.recorded)
        perform(tx, at, self.office_id, act, self._channel, self._promises)
        self._follow(tx, before)

    def _follow(self, tx: Transaction, before: int) -> None:
        if self._promises:
            self._promises.follow(each for office_id, each in tx.recorded[before:] if office_id == self.office_id)


def perform(
    tx: Transaction,
    at: int,
    office_id: str,
    act: Act,
    channel: Channel = Channel.REPLAY,
    promises: Promises | None = None,
) -> None:
    """One act through its use case, at an instant (ms)."""
    staff = _staff_at(tx, office_id, act)
    match act:
        case Book(reservation, visitor):
            reservations.note_reservation(tx, at, office_id, reservation, visitor, ACTOR)
        case CheckIn(ticket, visitor, reservation):
            request = Request(ticket, channel, language=visitor.language)
            reservations.check_in(tx, at, office_id, reservation, request, ACTOR)
        case Arrive():
            _arrive(tx, at, office_id, act, channel, promises)
        case Leave(ticket):
            tickets.give_up(tx, at, office_id, ticket)
        case Open(counter, name):
            counters.open_counter(tx, at, office_id, counter, f"staff:{name}" if name else ACTOR)
        case Pause(counter, minutes):
            counters.pause_counter(tx, at, office_id, counter, staff, minutes)
        case Close(counter):
            counters.close_counter(tx, at, office_id, counter, staff)
        case Call(counter):
            counters.call_next(tx, at, office_id, counter, staff)
        case Recall(counter):
            counters.recall(tx, at, office_id, counter, staff, None)
        case Miss(counter):
            counters.no_show(tx, at, office_id, counter, staff, None)
        case Start(counter):
            counters.start(tx, at, office_id, counter, staff, None)
        case Finish(counter):
            counters.finish(tx, at, office_id, counter, staff, None)


def _arrive(tx: Transaction, at: int, office_id: str, act: Arrive, channel: Channel, promises: Promises | None) -> None:
    visitor = act.visitor
    request = Request(
        act.ticket,
        channel,
        service=None if visitor.procedure else visitor.service,
        procedures=(visitor.procedure,) if visitor.procedure else (),
        language=visitor.language,
        priority=visitor.priority,
        at_the_door=True,
    )
    if promises:
        request = promises.promised(tx.office(office_id), request, at)
    tickets.take_ticket(tx, at, office_id, request, ACTOR)


def replay(
    writer: Writer,
    office: Office,
    days: Sequence[RecordedDay],
    new_id: Callable[[], str],
    *,
    habits: Habits | None = None,
    progress: Progress = lambda people: None,
    as_they_were: bool = True,
    promises: Promises | None = None,
) -> None:
    """Play recorded days one after the other, as fast as it goes, and close the last. Raises Invalid.

    Unless played `as_they_were`, the office's hours hold: whoever comes when no tickets are given goes home again.
    """
    check_fits(office, days)
    plans = [Plan(day, office, habits or Habits()) for day in days]
    begins_at = min(plan.begins_at for plan in plans)
    writer.run(office.id, lambda tx, _now: apply_office(tx, begins_at, office, ACTOR))
    ends_at = begins_at
    for plan in plans:
        channel = Channel.REPLAY if as_they_were else Channel.KIOSK
        player = Player(Hall(plan, new_id), channel=channel, strict=as_they_were, promises=promises)
        while writer.run(office.id, player.command(FOR_EVER), also=player.also):
            progress(player._ahead.came - player.hall.came)
            player.committed()
        ends_at = max(ends_at, player.hall.at)
    writer.run(office.id, partial(_close, at=ends_at, office_id=office.id))


def linked_to(office: Office) -> tuple[str, ...]:
    """Other offices whose specialists are booked together with this one's visits: locked together with it."""
    specialists = (procedure.specialist for procedure in office.procedures)
    return tuple(sorted({specialist.office for specialist in specialists if specialist} - {office.id}))


def check_fits(office: Office, days: Sequence[RecordedDay]) -> None:
    """Raise Invalid when recorded days name services, counters, procedures or priorities that the office has not."""
    known = {
        "service": {service.id for service in office.services},
        "counter": {counter.id for counter in office.counters},
        "procedure": {procedure.id for procedure in office.procedures},
        "priority": {priority.id for priority in office.priorities},
    }
    for day in days:
        named = {
            "service": {visitor.service for visitor in day.visitors},
            "counter": {shift.counter for shift in day.shifts},
            "procedure": {visitor.procedure for visitor in day.visitors if visitor.procedure},
            "priority": {visitor.priority for visitor in day.visitors if visitor.priority},
        }
        for what, names in named.items():
            if unknown := sorted(names - known[what]):
                raise Invalid(reason=f"office {office.id} has no {what} {unknown[0]}")


def _close(tx: Transaction, _now: int, at: int, office_id: str) -> object:
    return floors.close_day(tx, at, office_id, ACTOR)


def _staff_at(tx: Transaction, office_id: str, act: Act) -> str:
    """Who acts at a counter: the person who works there."""
    if isinstance(act, OfVisitors | Open):
        return ACTOR
    desk = tx.office(office_id).desk(act.counter)
    return f"staff:{desk.staff}" if desk.staff else ACTOR
