"""What a change of the calendar does to bookings: exactly those whose places are gone are touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.bookable import Resource, ResourceKind
from app.domain.booking_errors import BookingsTouched
from app.domain.events import OfficeConfigured
from app.domain.office import Hours, Office, Session, SpecialDay
from app.domain.opening import configure
from app.domain.reservation_events import HoldReleased, OfferLapsed, ReservationChanged
from app.domain.touched import Fate, impact
from tests.domain.reservations import TOMORROW, BookHall, booking_office, no_holiday
from tests.offices import words

TEN = f"{TOMORROW} 10:00"
WEDNESDAY = date(2026, 11, 25)
WHOLE_DAY = (Session(time(8, 30), time(17)),)


def changed(office: Office, special: tuple[SpecialDay, ...] = (), **changes: Any) -> Office:
    hours = replace(office.hours, special=special, **changes.pop("hours", {}))
    return replace(office, hours=hours, **changes)


def closed_on(day: date, office: Office | None = None) -> Office:
    return changed(office or booking_office(), (SpecialDay(day),))


def touched(hall: BookHall, office: Office) -> list[str]:
    return [each.id for each in impact(hall.day, office, no_holiday).touched]


def apply(hall: BookHall, office: Office, bookings: Fate | None = None) -> list[Any]:
    events = configure(hall.day, office, {}, no_holiday, bookings)
    hall.day.office = office  # the event carries a document, which the domain does not read
    after = [event for event in events if event.kind not in (OfficeConfigured.kind, "hours_changed")]
    hall.record(*after)
    return after


def test_a_closure_touches_the_bookings_of_its_day_alone() -> None:
    hall = BookHall()
    wednesday, _thursday = hall.book(TEN), hall.book("2026-11-26 10:00")
    assert touched(hall, closed_on(WEDNESDAY)) == [wednesday]


def test_a_change_that_takes_nothing_away_touches_nobody() -> None:
    hall = BookHall()
    hall.book(TEN)
    opened = changed(hall.day.office, (SpecialDay(date(2026, 11, 28), WHOLE_DAY),))
    assert touched(hall, opened) == []
    assert touched(hall, replace(opened, name=words("別の名前"))) == []


@pytest.mark.parametrize(
    ("sessions", "lost"),
    [
        ((Session(time(8, 30), time(10, 15)),), False),
        ((Session(time(8, 30), time(10)),), True),
        ((Session(time(10), time(17)),), False),
        ((Session(time(10, 15), time(17)),), True),
        ((Session(time(8, 30), time(17), ("certificates", "payment")),), False),
        ((Session(time(8, 30), time(17), ("moving",)),), True),
        ((Session(time(8, 40), time(17)),), True),  # another grid: the quarter of ten o'clock is none of its units
    ],
)
def test_a_booking_is_touched_when_no_session_has_its_units_and_services(
    sessions: tuple[Session, ...], lost: bool
) -> None:
    hall = BookHall()
    hall.book(TEN)
    office = changed(hall.day.office, (SpecialDay(WEDNESDAY, sessions),))
    assert bool(touched(hall, office)) is lost


def test_with_fewer_places_whoever_booked_first_stays() -> None:
    office = booking_office(resources=(booth(2),))
    roomy = tuple(replace(each, places=2) for each in office.services)
    hall = BookHall(office=replace(office, services=roomy))
    first = hall.book(TEN, procedures=("advice",))
    hall.pass_time("09:01")
    second = hall.book(f"{TOMORROW} 10:15", procedures=("advice",))
    smaller = replace(hall.day.office, resources=(booth(1),))
    assert touched(hall, smaller) == [second]
    hall.cancel(first)
    assert touched(hall, smaller) == []


def booth(capacity: int) -> Resource:
    return Resource("booth", words("相談ブース"), ResourceKind.BOOTH, capacity=capacity)


def test_a_procedure_or_resource_that_is_gone_touches_its_bookings() -> None:
    hall = BookHall()
    advice, certificate = hall.book(TEN, procedures=("advice",)), hall.book(f"{TOMORROW} 14:00")
    without = tuple(each for each in hall.day.office.procedures if each.id != "residence-certificate")
    assert touched(hall, replace(hall.day.office, procedures=without)) == [certificate]
    assert touched(hall, replace(hall.day.office, resources=())) == [advice]


def test_a_change_that_touches_bookings_is_refused_until_it_is_said_what_becomes_of_them() -> None:
    hall = BookHall()
    hall.book(TEN)
    with pytest.raises(BookingsTouched) as refused:
        configure(hall.day, closed_on(WEDNESDAY), {}, no_holiday)
    [told] = refused.value.details["touched"]
    assert (told["starts_at"], told["procedures"]) == ("2026-11-25T10:00:00+09:00", ["residence-certificate"])


def test_displaced_bookings_stay_on_the_call_list_and_are_touched_once() -> None:
    hall = BookHall()
    mine = hall.book(TEN)
    apply(hall, closed_on(WEDNESDAY), Fate.DISPLACE)
    assert (hall.reservation(mine).displaced, hall.reservation(mine).live) == (True, True)
    later = closed_on(date(2026, 11, 26), closed_on(WEDNESDAY))
    assert touched(hall, changed(later, (SpecialDay(WEDNESDAY), SpecialDay(date(2026, 11, 26))))) == []
    hall.move(mine, f"{TOMORROW[:-2]}26 10:00")
    assert not hall.reservation(mine).displaced


def test_a_closure_taken_back_gives_displaced_bookings_their_time_again() -> None:
    hall = BookHall()
    mine = hall.book(TEN)
    apply(hall, closed_on(WEDNESDAY), Fate.DISPLACE)
    [back] = apply(hall, booking_office())
    assert isinstance(back, ReservationChanged)
    assert not hall.reservation(mine).displaced


def test_cancelled_bookings_say_that_it_was_the_office() -> None:
    hall = BookHall()
    mine = hall.book(TEN)
    apply(hall, closed_on(WEDNESDAY), Fate.CANCEL)
    over = hall.reservation(mine)
    assert (over.state, over.ended_by, over.reason) == ("cancelled", "office", "office_closed")


def test_held_times_and_offers_of_a_closed_day_end_without_a_question() -> None:
    hall = BookHall()
    held = hall.hold_slot(f"{TOMORROW} 11:00")
    blocker = hall.book("2026-11-25 15:00")
    waiting = hall.book("2026-11-26 10:00")
    hall.want_earlier(waiting, "2026-11-25 15:00")
    hall.cancel(blocker)
    hall.offers()
    assert hall.reservation(waiting).offer is not None
    events = apply(hall, closed_on(WEDNESDAY))
    assert [type(event) for event in events] == [HoldReleased, OfferLapsed]
    assert hall.reservation(held).reason == "office_closed"
    assert hall.reservation(waiting).offer is None


@settings(max_examples=40, deadline=None)
@given(
    times=st.lists(st.tuples(st.integers(25, 27), st.integers(0, 30)), max_size=12, unique=True),
    shut=st.sets(st.integers(25, 27)),
    closes=st.integers(9, 17),
)
def test_touched_are_exactly_those_that_could_not_be_booked_again(
    times: list[tuple[int, int]], shut: set[int], closes: int
) -> None:
    """Against a reference that books everybody anew, in the same order, in the office as it would be."""
    hall = BookHall()
    booked = {}
    for minute, (day, quarter) in enumerate(times):
        hall.pass_time(f"09:{minute:02d}")
        when = f"2026-11-{day} {8 + (30 + quarter * 15) // 60:02d}:{(30 + quarter * 15) % 60:02d}"
        booked[hall.book(when, "staff")] = when
    shorter = (Session(time(8, 30), time(closes, 45)),)
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), shorter)
    special = tuple(SpecialDay(date(2026, 11, day)) for day in shut)
    office = replace(hall.day.office, hours=Hours(**week, special=special))
    anew, lost = BookHall(office=office), []
    for old, when in booked.items():
        try:
            anew.book(when, "staff")
        except Exception:  # whatever the reason is, the time could not be booked
            lost.append(old)
    assert sorted(touched(hall, office)) == sorted(lost)
