"""A day in memory for tests of the rules: decisions are applied at once, without any database."""

from __future__ import annotations

from app.domain import calling, floor, intake, opening, serving
from app.domain.applying import apply
from app.domain.day import OfficeDay
from app.domain.events import Event, Recorded
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.domain.office import Office
from app.domain.tickets import Outcome, Stop, Ticket
from tests.offices import at, small_office


class Hall:
    """An office on Tuesday 24 November 2026; `now` is moved by the test."""

    def __init__(self, now: str = "09:00", office: Office | None = None) -> None:
        self.now = at(now)
        self.day = OfficeDay(office or small_office())
        self.log: list[Recorded] = []
        self.record(*opening.turn_day(self.day, self.now, lambda day: False))

    def record(self, *events: Event) -> None:
        for event in events:
            recorded = Recorded(self.day.version + 1, self.day.day or "", self.now, "test", event)
            apply(self.day, recorded)
            self.log.append(recorded)

    def time(self, text: str) -> Hall:
        self.now = at(text)
        return self

    def take(self, service: str | None = "moving", channel: Channel = Channel.KIOSK, **wish: object) -> str:
        """Take a ticket; returns its number."""
        request = Request(f"id-{self.day.seq + 1}", channel, service, **wish)  # type: ignore[arg-type]
        self.record(intake.take_ticket(self.day, request, self.now))
        return self.day.ticket(request.ticket_id).number

    def call(self, counter: str = "1", staff: str | None = None) -> str | None:
        self.record(*calling.call_next(self.day, counter, staff))
        return self.at_counter(counter)

    def call_number(self, counter: str, number: str) -> None:
        self.record(*calling.call_number(self.day, counter, number, None))

    def recall(self, counter: str = "1") -> None:
        self.record(calling.recall(self.day, counter))

    def start(self, counter: str = "1", number: str | None = None) -> None:
        self.record(serving.start(self.day, counter, number))

    def finish(self, counter: str = "1", next_service: str | None = None, *, end: bool = False) -> None:
        self.record(serving.finish(self.day, counter, self.now, next_service=next_service, end=end))

    def transfer(self, counter: str, service: str, *, keep_place: bool = True) -> None:
        self.record(serving.transfer(self.day, counter, service, self.now, keep_place=keep_place))

    def hold(self, counter: str = "1") -> None:
        self.record(serving.hold(self.day, counter, "form"))

    def resume(self, number: str) -> None:
        self.record(serving.resume(self.day.numbered(number)))

    def miss(self, counter: str = "1") -> None:
        self.record(calling.miss(self.day, counter))

    def come_back(self, number: str) -> None:
        self.record(calling.come_back(self.day, self.day.numbered(number), self.now))

    def give_up(self, number: str) -> None:
        self.record(serving.cancel(self.day.numbered(number), Outcome.GAVE_UP))

    def prioritise(self, number: str, priority: str | None, reason: str = "asked") -> None:
        self.record(serving.give_priority(self.day, self.day.numbered(number), priority, reason))

    def undo(self, counter: str = "1") -> None:
        self.record(serving.undo(self.day, counter, self.now))

    def open(self, counter: str, offers: dict[str, int] | None = None, staff: str | None = None) -> None:
        self.record(floor.open_counter(self.day, counter, staff, offers))

    def ticket(self, number: str) -> Ticket:
        return self.day.numbered(number)

    def stop(self, number: str) -> Stop:
        return self.day.numbered(number).stop

    def state(self, number: str) -> str:
        return self.stop(number).state.value

    def at_counter(self, counter: str) -> str | None:
        ticket = self.day.desk(counter).ticket
        return self.day.tickets[ticket].number if ticket else None

    def line(self, service: str = "moving") -> list[str]:
        return [self.day.tickets[place[2]].number for place in self.day.lines.get(service, [])]
