"""Slots against a reference that walks minute by minute, over random offices, calendars, clocks and bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from app.domain.bookable import Booking, Resource, StaffedTime
from app.domain.booking import Identity, Wish, new_reservation
from app.domain.booking_errors import NotASlot, SlotTaken, TooFarAhead, TooSoon
from app.domain.day import OfficeDay
from app.domain.office import Counter, Hours, Offer, Office, Service, ServiceKind, Session, SpecialDay
from app.domain.slots import Asking, places_at, slots
from app.domain.visits import Visit
from tests.domain.slots_by_the_minute import MS, ByTheMinute
from tests.offices import small_office, words

CLOCKS_CHANGE = {
    "Europe/Berlin": (date(2026, 10, 25), date(2026, 3, 29)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # half an hour
    "America/New_York": (date(2026, 11, 1), date(2026, 3, 8)),
    "America/Havana": (date(2026, 11, 1), date(2026, 3, 8)),  # at midnight
    "Asia/Tokyo": (date(2026, 11, 24),),
}
SERVICES = ("moving", "certificates", "tax")


@dataclass(frozen=True)
class Case:
    """An office, the public holidays, the days asked for and the time now (ms)."""

    office: Office
    holidays: frozenset[date]
    first: date
    last: date
    now: int

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays


walls = st.sampled_from([time(1, 30), *(time(h, m) for h in range(4, 24) for m in (0, 7, 30, 45))])
"""Before the hour that is skipped or comes twice, or after it: one office is open through it."""


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Session, ...]:
    usual = [{time(8, 30), time(17)}, {time(1, 30), time(12, 7), time(13), time(23)}]
    edges = sorted(draw(st.one_of(st.sampled_from(usual), st.sets(walls, min_size=2, max_size=4))))
    edges = edges[: len(edges) // 2 * 2]
    offered = st.sampled_from([(), (), (), ("moving", "certificates"), ("tax", "search", "payment")])
    return tuple(Session(a, b, draw(offered)) for a, b in zip(edges[::2], edges[1::2], strict=True))


@st.composite
def offices(draw: st.DrawFn, zone: str, days: Sequence[date]) -> Office:
    services = [
        Service(
            name,
            letter,
            words(name),
            bookable=draw(st.integers(0, 7)) > 0,
            places=draw(st.sampled_from([None, None, None, 1, 3, 0])),
        )
        for name, letter in zip(SERVICES, "ABC", strict=True)
    ]
    services.append(Service("search", "D", words("search"), kind=ServiceKind.BACK_OFFICE))
    services.append(Service("payment", "F", words("payment"), kind=ServiceKind.PAYMENT))
    offers = st.lists(
        st.tuples(st.sampled_from(SERVICES), st.sampled_from([0, 0, -5, 10])),
        min_size=1,
        max_size=3,
        unique_by=lambda o: o[0],
    )
    counters = [Counter(str(n), tuple(Offer(*offer) for offer in draw(offers))) for n in range(draw(st.integers(1, 5)))]
    staffed = st.builds(
        StaffedTime,
        st.sampled_from([time(10), time(11, 45), time(12)]),
        st.sampled_from([time(12, 40), time(13), time(15, 30)]),
        st.sampled_from([0.0, 0.3, 0.5, 1.0]),
        st.sampled_from([(), ("moving",), ("certificates", "tax")]),
    )
    booking = Booking(
        allowed=True,
        slot_minutes=draw(st.sampled_from([5, 10, 15, 20, 30, 45])),
        share=draw(st.sampled_from([0.1, 0.4, 0.5, 1.0])),
        kept_for_staff=draw(st.sampled_from([0.2, 0.0, 0.5, 1.0])),
        horizon_days=draw(st.sampled_from([30, 2, 1])),
        lead_minutes=draw(st.sampled_from([60, 0, 600])),
        buffer_minutes=draw(st.sampled_from([0, 0, 5])),
        staffed=tuple(draw(st.lists(staffed, max_size=2))),
    )
    week = {name: draw(sessions()) for name in {day.strftime("%A").lower() for day in days}}
    special = [
        SpecialDay(day, draw(st.one_of(sessions(), st.just(())))) for day in days if draw(st.integers(0, 3)) == 3
    ]
    return small_office(
        timezone=zone,
        services=tuple(services),
        counters=tuple(counters),
        procedures=(),
        resources=(Resource("booth", words("booth"), capacity=2, buffer_minutes=draw(st.sampled_from([0, 10]))),),
        hours=Hours(special=tuple(special), open_on_public_holidays=draw(st.booleans()), **week),
        booking=booking,
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone = draw(st.sampled_from(sorted(CLOCKS_CHANGE)))
    first = draw(st.sampled_from(CLOCKS_CHANGE[zone])) - timedelta(days=draw(st.integers(0, 1)))
    days = [first + timedelta(days=n) for n in range(draw(st.integers(1, 2)))]
    holidays = frozenset(day for day in days if draw(st.integers(0, 7)) == 7)
    begins = datetime.combine(first, time(4), ZoneInfo(zone)).timestamp() * 1000
    now = int(begins) + draw(st.integers(-1200, 300)) * MS
    return Case(draw(offices(zone, days)), holidays, days[0], days[-1], now)


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    services = tuple(draw(st.permutations([*SERVICES, "search", "payment"])))[
        : draw(st.sampled_from([1, 1, 2, 3, 0, 4]))
    ]
    minutes = {s: draw(st.integers(1, 60)) / 2 for s in services if s != "search"}
    resources = ("booth",) if draw(st.integers(0, 2)) == 0 else ()
    return Visit(
        (), services, minutes, resources, total_minutes=round(sum(minutes.values())) or draw(st.integers(5, 60))
    )


def takes_something(case: Case, visit: Visit) -> bool:
    return bool(ByTheMinute(case.office, case.holidays).takes(visit, 0))


class Booked:
    """The same bookings in the service's own book and in the reference."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.day = OfficeDay(case.office)
        self.plain = ByTheMinute(case.office, case.holidays)
        self.count = 0

    def offered(self, visit: Visit, *, public: bool) -> dict[int, int]:
        case = self.case
        found = slots(
            case.office, self.day.book, visit, case.first, case.last, case.now, case.is_holiday, Asking(public)
        )
        assert [slot.starts_at for slot in found] == sorted({slot.starts_at for slot in found})
        return {slot.starts_at: slot.left for slot in found}

    def compare(self, visit: Visit, *, public: bool) -> dict[int, int]:
        offered = self.offered(visit, public=public)
        first = max(self.case.first, datetime.fromtimestamp(self.case.now / 1000, self.case.office.zone).date())
        assert offered == self.plain.free(visit, first, self.case.last, self.case.now, public=public)
        return offered

    def book(self, visit: Visit, start: int, *, public: bool) -> None:
        self.count += 1
        who = Identity(f"r{self.count}", f"{self.count:08d}", "phone" if public else "staff")
        made = new_reservation(self.day, visit, Wish(start), who, self.case.now, self.case.is_holiday)
        self.day.book.put(made)
        self.plain.book(visit, start, public=public)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases(), some=st.lists(visits(), min_size=1, max_size=3), data=st.data())
def test_free_times_are_those_that_a_walk_through_the_minutes_finds(
    case: Case, some: list[Visit], data: st.DataObject
) -> None:
    some = [visit for visit in some if takes_something(case, visit)]
    both = Booked(case)
    for visit in some * 2:
        for public in (True, False):
            offered = both.compare(visit, public=public)
            event(f"offered: {min(len(offered), 3)}+")
            for start in data.draw(st.lists(st.sampled_from(sorted(offered)), max_size=3)) if offered else []:
                if start in both.offered(visit, public=public):
                    both.book(visit, start, public=public)
    assert not both.plain.crowded()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases(), some=st.lists(visits(), min_size=1, max_size=2), public=st.booleans())
def test_booking_everything_that_is_offered_never_crowds_a_minute(case: Case, some: list[Visit], public: bool) -> None:
    both = Booked(case)
    for visit in [each for each in some if takes_something(case, each)]:
        for start, left in both.offered(visit, public=public).items():
            if both.offered(visit, public=public).get(start):
                both.book(visit, start, public=public)
            assert left > 0
        while offered := both.offered(visit, public=public):
            both.book(visit, min(offered), public=public)
        assert both.compare(visit, public=public) == {}
    assert not both.plain.crowded()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases(), visit=visits(), data=st.data())
def test_what_can_be_booked_is_what_is_offered(case: Case, visit: Visit, data: st.DataObject) -> None:
    if not takes_something(case, visit):
        return
    both = Booked(case)
    offered = both.offered(visit, public=True)
    begins = int(datetime.combine(case.first, time(0), case.office.zone).timestamp()) * 1000
    near = [start + shift * MS for start in offered for shift in (-1, 0, 1, case.office.booking.slot_minutes)]
    anywhere = [begins + data.draw(st.integers(0, 2 * 1440)) * MS for _ in range(5)]
    for start in near[:40] + anywhere:
        day = datetime.fromtimestamp(start / 1000, case.office.zone).date()
        if not case.first <= day <= case.last:
            continue
        try:
            places_at(case.office, both.day.book, visit, start, case.now, case.is_holiday)
            assert start in offered
        except (NotASlot, SlotTaken, TooSoon, TooFarAhead):
            assert start not in offered


@pytest.mark.parametrize("zone", sorted(CLOCKS_CHANGE))
def test_the_reference_sees_the_hour_that_is_missing_or_comes_twice(zone: str) -> None:
    """The days of the test above do have such hours: else it would say nothing about them."""
    lengths = set()
    for day in CLOCKS_CHANGE[zone]:
        begins, ends = (datetime.combine(day + timedelta(days=n), time(0), ZoneInfo(zone)).timestamp() for n in (0, 1))
        lengths.add((ends - begins) / 3600 - 24)
    assert lengths == {"Australia/Lord_Howe": {0.5, -0.5}, "Asia/Tokyo": {0}}.get(zone, {1, -1})
