"""Offices that take reservations, and a book to try the rules on without any database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.domain import booking, check_in, waitlist
from app.domain.bookable import Booking, Ending, Option, Question, Resource, ResourceKind
from app.domain.booking import Details, Identity, Wish
from app.domain.events import Event
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.domain.office import Office, Procedure
from app.domain.reservations import Reservation
from app.domain.slots import Asking, Slot, slots
from tests.domain.hall import Hall
from tests.offices import at, small_office, words

TOMORROW = "2026-11-25"


def no_holiday(_day: object) -> bool:
    return False


def booking_office(**changes: Any) -> Office:
    """The small office with reservations: one place a slot for moving and for certificates, half an hour for moving."""
    rules = {"allowed": True, "kept_for_staff": 0.0, **changes.pop("booking", {})}
    values: dict[str, Any] = {
        "booking": Booking(**rules),
        "resources": (Resource("booth", words("相談ブース"), ResourceKind.BOOTH),),
        "procedures": (
            Procedure(
                "moving-in",
                words("転入届"),
                ("moving", "payment"),
                minutes=30,
                questions=(
                    Question(
                        "card",
                        words("カードはありますか"),
                        (Option("yes", words("はい"), minutes=15), Option("no", words("いいえ"))),
                    ),
                    Question(
                        "online",
                        words("オンラインで済みましたか"),
                        (
                            Option("done", words("はい"), ends=Ending.NO_VISIT, reason=words("来庁は不要です")),
                            Option("open", words("いいえ")),
                        ),
                        only_if={"card": ("yes",)},
                    ),
                ),
                further_person_minutes=5,
            ),
            Procedure("residence-certificate", words("住民票の写し"), ("certificates", "payment"), minutes=10),
            Procedure("advice", words("相談"), ("moving",), minutes=45, resources=("booth",)),
        ),
    }
    return small_office(**{**values, **changes})


class BookHall(Hall):
    """A hall in which people book, too."""

    def __init__(self, now: str = "09:00", office: Office | None = None) -> None:
        super().__init__(now, office or booking_office())
        self.booked = 0

    def wish(self, when: str, procedures: Iterable[str] = ("residence-certificate",), **more: Any) -> Wish:
        return Wish(at(when), tuple(procedures), **more)

    def who(self, channel: str = "phone", holder: str = "") -> Identity:
        self.booked += 1
        return Identity(f"r{self.booked}", f"{self.booked:08d}", channel, holder)

    def hold_slot(self, when: str, holder: str = "browser", **wish: Any) -> str:
        who = self.who(holder=holder)
        self.record(*booking.hold(self.day, self.wish(when, **wish), who, self.now, no_holiday))
        return who.id

    def book(self, when: str, channel: str = "phone", **wish: Any) -> str:
        who = self.who(channel)
        self.record(booking.book(self.day, self.wish(when, **wish), who, Details(), self.now, no_holiday))
        return who.id

    def confirm(self, reservation: str) -> None:
        self.record(booking.confirm(self.reservation(reservation), Details(), self.now))

    def move(self, reservation: str, when: str, *, public: bool = True) -> None:
        before = self.reservation(reservation)
        wish = booking.wish_of(before, at(when))
        self.record(booking.move(self.day, before, wish, Details(), self.now, no_holiday, public=public))

    def cancel(self, reservation: str, *, public: bool = True) -> None:
        event = booking.cancel(self.day, self.reservation(reservation), "resident", None, self.now, public=public)
        self.record(event)

    def pass_time(self, text: str) -> list[Event]:
        """Turn the clock; what time ends is ended, and earlier times are offered."""
        self.time(text)
        ended: list[Event] = list(waitlist.overdue(self.day, self.now))
        self.record(*ended)
        return ended + self.offers()

    def offers(self) -> list[Event]:
        made: list[Event] = []
        while (offer := waitlist.next_offer(self.day, self.now, no_holiday)) is not None:
            self.record(offer)
            made.append(offer)
        return made

    def want_earlier(self, reservation: str, when: str | None) -> None:
        from_at = at(when) if when else None
        self.record(waitlist.want_earlier(self.day, self.reservation(reservation), from_at, self.now))

    def accept(self, reservation: str) -> None:
        self.record(waitlist.accept(self.day, self.reservation(reservation), self.now))

    def check_in(self, reservation: str) -> str:
        """Check in; returns early, on_time or late."""
        request = Request(f"id-{self.day.seq + 1}", Channel.KIOSK)
        arrived = check_in.check_in(self.day, self.reservation(reservation), request, self.now)
        self.record(arrived.ticket, arrived.checked_in)
        return arrived.arrival.value

    def number_of(self, reservation: str) -> str:
        return self.day.tickets[self.reservation(reservation).ticket or ""].number

    def reservation(self, reservation: str) -> Reservation:
        return self.day.book.reservation(reservation)

    def free(self, day: str = TOMORROW, *, public: bool = True, **wish: Any) -> list[Slot]:
        from datetime import date

        visit = booking.bookable_visit(self.day.office, self.wish("09:00", **wish))
        one = date.fromisoformat(day)
        return slots(self.day.office, self.day.book, visit, one, one, self.now, no_holiday, Asking(public))

    def times(self, day: str = TOMORROW, **wish: Any) -> list[str]:
        from app.domain.times import local

        return [local(s.starts_at, self.day.office.zone).strftime("%H:%M") for s in self.free(day, **wish)]
