"""Slots: the times at which a visit may begin, computed from calendar, planned counters and what is taken.

A session is cut into units of the office's slot length, from its opening on. A visit takes units in a row: of each of
its services the units in which it will probably be there, of each of its resources all of them. A place is one of the
visits that a unit has room for; how many there are follows from the planned counters and the share that may be booked.

Visits are intervals, so whenever no unit holds more of them than there are booths or counters, all of them can be
seated without anybody moving (an interval graph is perfect: Golumbic, "Algorithmic Graph Theory and Perfect Graphs",
chapter 8). That is why counting by unit is enough, and places of one visit may have different numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, comb, floor

from app.domain.booking_errors import NotASlot, NotBookable, SlotTaken, TooFarAhead, TooSoon
from app.domain.calendar import IsPublicHoliday, Opening, openings
from app.domain.office import Office, ServiceKind
from app.domain.reservations import Book, Reservation, Taken
from app.domain.times import MINUTE, local
from app.domain.visits import Visit

OVERBOOKING_RISK = 0.05
"""Overbooking goes so far that more people come than there is room for in at most this share of the slots."""

STAFF_CHANNEL = "staff"

CAPACITIES_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Need:
    """Units in a row that a visit takes of one pool, counted from its start."""

    pool: str
    first: int
    units: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a visit may begin (ms) and how many more such visits there is room for."""

    starts_at: int
    ends_at: int
    left: int


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: the public keeps lead time and horizon and leaves some places to staff. `ignoring`: a reservation whose
    own places count as free, because it is the one to be moved."""

    public: bool = True
    ignoring: Reservation | None = None


def needs_of(office: Office, visit: Visit) -> tuple[Need, ...]:
    """What a visit takes. Raises NotBookable when it begins with something that cannot be reserved."""
    slot = office.booking.slot_minutes
    found: list[Need] = []
    at = 0.0
    for service in visit.services:
        configured = office.service(service)
        until = at + visit.minutes.get(service, 0.0)
        if configured.kind is ServiceKind.FRONT and configured.bookable:
            first = floor(round(at / slot, 6))
            last = max(ceil(round((until + office.booking.buffer_minutes) / slot, 6)), first + 1)
            found.append(Need(f"service:{service}", first, last - first))
        at = until
    for name in visit.resources:
        buffer = office.resource(name).buffer_minutes
        found.append(Need(f"resource:{name}", 0, max(ceil((visit.total_minutes + buffer) / slot), 1)))
    if not found or not all(office.procedure(procedure).bookable for procedure in visit.procedures):
        raise NotBookable(procedure=", ".join(visit.procedures))
    return tuple(found)


def slots(
    office: Office,
    book: Book,
    visit: Visit,
    first_day: date,
    last_day: date,
    now: int,
    is_public_holiday: IsPublicHoliday,
    asking: Asking = Asking(),
) -> list[Slot]:
    """The slots that are free for a visit from one date to another (both included), in order of time."""
    needs = needs_of(office, visit)
    earliest, last_day = _window(office, now, last_day, asking)
    found = []
    for day in _days(max(first_day, local(now, office.zone).date()), last_day):
        for opening in openings(office, day, is_public_holiday):
            if _offers(opening, visit):
                session = _Session(office, book, opening, asking)
                found += [slot for slot in session.slots(needs, visit) if slot.starts_at >= earliest]
    return found


def places_at(
    office: Office,
    book: Book,
    visit: Visit,
    starts_at: int,
    now: int,
    is_public_holiday: IsPublicHoliday,
    asking: Asking = Asking(),
) -> tuple[Taken, ...]:
    """The places that a visit beginning at an instant (ms) takes.

    Raises TooSoon, TooFarAhead, NotASlot, SlotTaken, NotBookable; nothing has changed then.
    """
    needs = needs_of(office, visit)
    day = local(starts_at, office.zone).date()
    _check_window(office, starts_at, day, now, asking)
    for opening in openings(office, day, is_public_holiday):
        if opening.opens_at <= starts_at < opening.closes_at and _offers(opening, visit):
            return _Session(office, book, opening, asking).places(needs, starts_at)
    raise NotASlot


def ends_at(office: Office, starts_at: int, visit: Visit) -> int:
    """When a visit is probably over (ms)."""
    return starts_at + max(visit.total_minutes, office.booking.slot_minutes) * MINUTE


def capacity(office: Office, pool: str, at: int) -> int:
    """How many visits may take a pool in the unit that begins at an instant (ms) of a session."""
    known = office.capacities.get((pool, at))
    if known is None:
        if len(office.capacities) >= CAPACITIES_KEPT:
            office.capacities.clear()
        known = office.capacities[pool, at] = _capacity(office, pool, at)
    return known


def _capacity(office: Office, pool: str, at: int) -> int:
    kind, _, name = pool.partition(":")
    if kind == "resource":
        return office.resource(name).capacity
    return _places(office, name, staffed_share(office, name, at, at + office.booking.slot_minutes * MINUTE))


def usual_places(office: Office, service: str) -> int:
    """The places of a service in a unit in which all planned counters are staffed."""
    return _places(office, service, 1.0)


def _places(office: Office, service: str, staffed: float) -> int:
    if (places := office.service(service).places) is not None:
        return max(floor(round(places * staffed, 6)), min(places, 1)) if staffed else 0
    planned = planned_counters(office, service) * staffed
    return max(floor(round(planned * office.booking.share, 6)), 1) if planned else 0


def room(office: Office, book: Book, pool: str, at: int) -> int:
    """The capacity of a pool in a unit, and what may be booked beyond it where that is allowed."""
    places = capacity(office, pool, at)
    limit = office.booking.overbooking
    if not (limit and places and pool.startswith("service:")):
        return places
    hour = local(at, office.zone).hour
    return places + overbooked(places, book.no_show_rates.get((pool.removeprefix("service:"), hour), 0.0), limit)


def planned_counters(office: Office, service: str) -> float:
    """Counters that serve a service without delay; one that has several such services counts for each in part."""
    return office.planned_counters.get(service, 0.0)


def staffed_share(office: Office, service: str, at: int, until: int) -> float:
    """The share of counters that is staffed from one instant (ms) to another; the smallest when it changes between."""
    begins, ends = local(at, office.zone).time(), local(until - 1, office.zone).time()
    shares = [
        staffed.share
        for staffed in office.booking.staffed
        if staffed.begins <= ends and begins < staffed.ends and (not staffed.services or service in staffed.services)
    ]
    return min(shares, default=1.0)


def overbooked(places: int, rate: float, limit: int) -> int:
    """How many more visits than `places` may be booked when each does not come with probability `rate`.

    The largest number within `limit` for which the binomial probability that more people come than there are places
    stays within OVERBOOKING_RISK (Rothstein 1985, "OR and the airline overbooking problem").
    """
    extra = 0
    while extra < limit and crowding(places + extra + 1, places, rate) <= OVERBOOKING_RISK:
        extra += 1
    return extra


def crowding(booked: int, places: int, rate: float) -> float:
    """The probability that more than `places` of those booked come, each not coming with probability `rate`."""
    return sum(comb(booked, n) * (1 - rate) ** n * rate ** (booked - n) for n in range(places + 1, booked + 1))


class _Session:
    """One opening cut into units, with what is free in them."""

    def __init__(self, office: Office, book: Book, opening: Opening, asking: Asking) -> None:
        self._office = office
        self._book = book
        self._asking = asking
        self._unit = office.booking.slot_minutes * MINUTE
        count = max((opening.closes_at - opening.opens_at) // self._unit, 0)
        self._starts = [opening.opens_at + n * self._unit for n in range(count)]
        self._own = {place[:3] for place in asking.ignoring.places} if asking.ignoring else set()
        self._free: dict[tuple[str, int], int] = {}
        self._for_public: dict[str, int] = {}

    def slots(self, needs: tuple[Need, ...], visit: Visit) -> Iterator[Slot]:
        """The starts at which a visit still has room."""
        for index, start in enumerate(self._starts):
            if (left := self._left(needs, index)) > 0:
                yield Slot(start, ends_at(self._office, start, visit), left)

    def places(self, needs: tuple[Need, ...], starts_at: int) -> tuple[Taken, ...]:
        """The lowest free places. Raises NotASlot off the grid or past the session's end, SlotTaken when full."""
        index, rest = divmod(starts_at - self._starts[0], self._unit) if self._starts else (0, 1)
        if rest or any(index + need.first + need.units > len(self._starts) for need in needs):
            raise NotASlot
        if self._left(needs, index) <= 0:
            raise SlotTaken
        return tuple(
            self._lowest(need.pool, self._starts[unit])
            for need in needs
            for unit in range(index + need.first, index + need.first + need.units)
        )

    def _left(self, needs: tuple[Need, ...], index: int) -> int:
        left: list[int] = []
        for need in needs:
            units = range(index + need.first, index + need.first + need.units)
            if units.stop > len(self._starts):
                return 0
            left.append(min(self._free_in(need.pool, self._starts[unit]) for unit in units))
            if left[-1] <= 0:
                return 0
            if self._asking.public and need.pool.startswith("service:"):
                left.append(self._left_for_public(need.pool) // need.units)
        return min(left)

    def _free_in(self, pool: str, at: int) -> int:
        if (pool, at) not in self._free:
            self._free[pool, at] = self._room(pool, at) - len(self._others(pool, at))
        return self._free[pool, at]

    def _room(self, pool: str, at: int) -> int:
        return room(self._office, self._book, pool, at)

    def _left_for_public(self, pool: str) -> int:
        """Units that the public may still take of this session; the others are kept for bookings by staff."""
        if pool not in self._for_public:
            whole = sum(capacity(self._office, pool, at) for at in self._starts)
            taken = sum(
                self._book.reservations[holder].channel != STAFF_CHANNEL
                for at in self._starts
                for holder in self._others(pool, at).values()
            )
            self._for_public[pool] = ceil(round(whole * (1 - self._office.booking.kept_for_staff), 6)) - taken
        return self._for_public[pool]

    def _others(self, pool: str, at: int) -> Mapping[int, str]:
        taken = self._book.taken.get((pool, at), {})
        if not self._own:
            return taken
        return {place: holder for place, holder in taken.items() if (pool, at, place) not in self._own}

    def _lowest(self, pool: str, at: int) -> Taken:
        others, room = self._others(pool, at), self._room(pool, at)
        return (pool, at, next(place for place in range(room) if place not in others), room)


def _window(office: Office, now: int, last_day: date, asking: Asking) -> tuple[int, date]:
    """From which instant (ms) and until which date slots may be chosen."""
    if not asking.public:
        return now - office.booking.slot_minutes * MINUTE, last_day
    horizon = local(now, office.zone).date() + timedelta(days=office.booking.horizon_days)
    return now + office.booking.lead_minutes * MINUTE, min(last_day, horizon)


def _check_window(office: Office, starts_at: int, day: date, now: int, asking: Asking) -> None:
    earliest, last_day = _window(office, now, day, asking)
    if starts_at < earliest:
        raise TooSoon(minutes=office.booking.lead_minutes if asking.public else 0)
    if day > last_day:
        raise TooFarAhead(days=office.booking.horizon_days)


def _offers(opening: Opening, visit: Visit) -> bool:
    return not opening.services or set(visit.services) <= set(opening.services)


def _days(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)
