"""Reservations of an office, and the book that keeps them: which places of which slots are taken by whom."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.booking_errors import NoSuchReservation
from app.domain.times import HOUR


class ReservationState(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    MISSED = "missed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


KEEPS_PLACES = frozenset({ReservationState.HELD, ReservationState.BOOKED, ReservationState.CHECKED_IN})
"""In these states the places of a reservation are taken."""

KEPT_MS = 24 * HOUR
"""The book keeps what began within this time, so that a kiosk has an answer for yesterday's code too."""

Taken = tuple[str, int, int, int]
"""One place of one slot: its pool (`service:moving`, `resource:booth`), the slot's start (ms), the place's number, and
how many places the slot had when it was taken. Two reservations never have the same pool, start and number."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An earlier time kept for somebody who asked for one, until an instant (ms)."""

    starts_at: int
    until: int
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Reservation:
    """A promise of capacity at a time, for one or more procedures. Instants are ms; `minutes` are the whole visit's.

    Nothing in it says who the person is: names and addresses stand apart, see docs/decisions/0013.
    """

    id: str
    code: str
    state: ReservationState
    starts_at: int
    ends_at: int
    taken: tuple[Taken, ...]
    procedures: tuple[str, ...]
    services: tuple[str, ...]
    minutes: int
    channel: str
    created_at: int
    language: str = "ja"
    people: int = 1
    on_behalf: bool = False
    priority: str | None = None
    needs: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    resources: tuple[str, ...] = ()
    holder: str = ""
    held_until: int | None = None
    reference: str | None = None
    has_contact: bool = False
    earlier_from: int | None = None
    earlier_since: int | None = None
    offer: Offer | None = None
    offered: tuple[int, ...] = ()
    displaced: bool = False
    partner: str | None = None
    room: str | None = None
    """The address of the video room, a secret of those who take part."""

    ticket: str | None = None
    checked_in_at: int | None = None
    ended_by: str | None = None
    reason: str | None = None
    sequence: int = 0

    @property
    def live(self) -> bool:
        """Whether its places are taken."""
        return self.state in KEEPS_PLACES

    @property
    def mirrors(self) -> bool:
        """Whether it is the specialist's side of a consultation, which follows the side that people act on."""
        return self.partner is not None and not self.procedures

    @property
    def wants_earlier(self) -> bool:
        """Whether it waits for an earlier time and has none on offer."""
        return self.earlier_since is not None and self.offer is None and self.state is ReservationState.BOOKED

    @property
    def next_at(self) -> int | None:
        """The instant (ms) from which time may have something to do with it; None when it has not."""
        if self.mirrors:
            return None
        if self.state is ReservationState.HELD:
            return self.held_until or 0
        if self.state is not ReservationState.BOOKED:
            return None
        return min(self.starts_at, self.offer.until) if self.offer else self.starts_at

    @property
    def places(self) -> tuple[Taken, ...]:
        """Everything it keeps from others now: its own places and those on offer to it."""
        return (self.taken if self.live else ()) + (self.offer.taken if self.offer else ())


class Book:
    """The reservations of an office that matter from today on, and the places they take."""

    def __init__(self, reservations: Iterable[Reservation] = ()) -> None:
        self.reservations: dict[str, Reservation] = {}
        self.taken: dict[tuple[str, int], dict[int, str]] = {}
        self.no_show_rates: Mapping[tuple[str, int], float] = {}
        """Share of bookings whose people did not come, by first service and hour; for careful overbooking."""
        self.may_offer = True
        """False once nobody who waits for an earlier time could be offered one, until something changes."""
        self._by_code: dict[str, str] = {}
        self._holds: dict[str, str] = {}
        self._next: list[tuple[int, str]] = []
        self._waiting: list[tuple[int, str]] = []
        self._partners: Counter[str] = Counter()
        for reservation in reservations:
            self.put(reservation)

    def reservation(self, reservation_id: str) -> Reservation:
        """The reservation of that id. Raises NoSuchReservation."""
        if found := self.reservations.get(reservation_id):
            return found
        raise NoSuchReservation(reservation=reservation_id)

    def coded(self, code: str) -> Reservation | None:
        """The reservation with that code, if it is in the book."""
        found = self._by_code.get(code)
        return self.reservations[found] if found else None

    def live(self) -> Iterator[Reservation]:
        """Reservations whose places are taken."""
        return (reservation for reservation in self.reservations.values() if reservation.live)

    def next_until(self, now: int) -> list[Reservation]:
        """Reservations with which time may have something to do by an instant (ms), the earliest first."""
        return [self.reservations[each] for _, each in self._next[: bisect_left(self._next, (now + 1, ""))]]

    def waiting_for_earlier(self) -> list[Reservation]:
        """Whoever wants an earlier time and has none on offer, in the order in which they asked."""
        return [self.reservations[each] for _, each in self._waiting]

    def partners(self) -> Iterable[str]:
        """The offices at the other side of reservations whose places are taken."""
        return self._partners.keys()

    def held_by(self, holder: str) -> Reservation | None:
        """The time that one browser or client holds without having confirmed it."""
        found = self._holds.get(holder) if holder else None
        return self.reservations[found] if found else None

    def put(self, after: Reservation) -> Reservation | None:
        """Take a reservation in as it is now; returns how it was before."""
        before = self.reservations.get(after.id)
        if before is not None:
            self._release(before)
        if after.wants_earlier or (before is not None and not set(before.places) <= set(after.places)):
            self.may_offer = True
        self.reservations[after.id] = after
        self._note(after)
        self._by_code[after.code] = after.id
        if after.state is ReservationState.HELD:
            self._holds[after.holder] = after.id
        for pool, at, place, _ in after.places:
            self.taken.setdefault((pool, at), {})[place] = after.id
        return before

    def forget_before(self, at: int) -> None:
        """Drop what began before an instant (ms) and needs nothing any more."""
        for reservation in [each for each in self.reservations.values() if each.starts_at < at and not each.offer]:
            if reservation.state not in (ReservationState.HELD, ReservationState.BOOKED):
                self._release(reservation)
                del self.reservations[reservation.id]
                if self._by_code.get(reservation.code) == reservation.id:
                    del self._by_code[reservation.code]

    def _note(self, reservation: Reservation) -> None:
        if reservation.next_at is not None:
            insort(self._next, (reservation.next_at, reservation.id))
        if reservation.wants_earlier and reservation.earlier_since is not None:
            insort(self._waiting, (reservation.earlier_since, reservation.id))
        if reservation.live and reservation.partner:
            self._partners[_office_of(reservation.partner)] += 1

    def _release(self, reservation: Reservation) -> None:
        if reservation.next_at is not None:
            _remove(self._next, (reservation.next_at, reservation.id))
        if reservation.wants_earlier and reservation.earlier_since is not None:
            _remove(self._waiting, (reservation.earlier_since, reservation.id))
        if reservation.live and reservation.partner:
            self._partners -= Counter([_office_of(reservation.partner)])
        if self._holds.get(reservation.holder) == reservation.id:
            del self._holds[reservation.holder]
        for pool, at, place, _ in reservation.places:
            places = self.taken.get((pool, at), {})
            if places.get(place) == reservation.id:
                del places[place]
                if not places:
                    del self.taken[pool, at]


def _remove(ordered: list[tuple[int, str]], item: tuple[int, str]) -> None:
    del ordered[bisect_left(ordered, item)]


def _office_of(partner: str) -> str:
    return partner.partition("/")[0]


def as_values(reservation: Reservation) -> dict[str, Any]:
    """A reservation as plain JSON values, the way its events carry it; what has its default is left out."""
    values = asdict(reservation)
    return {name: value for name, value in values.items() if value != _DEFAULTS.get(name, _NEEDED)}


def reservation_from(values: Mapping[str, Any]) -> Reservation:
    """A reservation from its plain JSON values."""
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    known["state"] = ReservationState(known["state"])
    known["taken"] = _places(known["taken"])
    if offer := known.get("offer"):
        known["offer"] = Offer(offer["starts_at"], offer["until"], _places(offer["taken"]))
    return Reservation(**known)


def _places(rows: Iterable[Iterable[Any]]) -> tuple[Taken, ...]:
    return tuple((str(pool), int(at), int(place), int(of)) for pool, at, place, of in rows)


_NEEDED = object()
_DEFAULTS: dict[str, Any] = {
    name: item.default_factory() if callable(item.default_factory) else item.default
    for name, item in Reservation.__dataclass_fields__.items()
}
