"""Made-up days in which some people have reserved a time: within the slots, and the others are the same."""

from __future__ import annotations

from datetime import date

from app.demo.ward import demo_offices
from app.domain.recorded import RecordedDay
from app.domain.times import MINUTE
from app.integrations.holidays import is_public_holiday
from app.simulation.bookings import EARLIEST_MINUTES, BookedDay, with_bookings
from app.simulation.generator import DayKind, generate_day
from app.simulation.plans import Plan

OFFICE = next(office for office in demo_offices() if office.id == "kumin")
DAY = date(2026, 11, 27)
WALK_INS = generate_day(OFFICE, DAY, DayKind.BUSY, 3)


def booked_day(shares: dict[str, float] | None = None, seed: int = 3) -> BookedDay:
    shares = {"moving": 0.3, "my-number": 0.3} if shares is None else shares
    return with_bookings(OFFICE, WALK_INS, shares, seed, is_public_holiday)


def reserved(record: RecordedDay) -> list[int]:
    return [visitor.booked_at for visitor in record.visitors if visitor.booked_at is not None]


def test_the_same_seed_gives_the_same_reservations_and_another_seed_others() -> None:
    assert booked_day() == booked_day()
    assert booked_day() != booked_day(seed=4)


def test_a_share_of_the_visits_of_some_services_has_a_time_and_some_of_these_people_do_not_come() -> None:
    day = booked_day()
    wanting = sum(visitor.service in ("moving", "my-number") for visitor in WALK_INS.visitors)
    assert 0.1 * wanting < len(day.bookings) <= 0.35 * wanting
    missing = len(day.bookings) - len(reserved(day.record))
    assert 0 < missing < 0.25 * len(day.bookings)
    assert len(WALK_INS.visitors) - len(day.record.visitors) == missing


def test_people_come_to_their_time_in_order_of_arrival() -> None:
    record = booked_day().record
    arrivals = [visitor.arrived_at for visitor in record.visitors]
    assert arrivals == sorted(arrivals)
    for visitor in record.visitors:
        if visitor.booked_at is not None:
            assert -EARLIEST_MINUTES <= (visitor.arrived_at - visitor.booked_at) / MINUTE <= 25


def test_the_plan_of_the_day_knows_every_reservation_of_those_who_come() -> None:
    day = booked_day()
    plan = Plan(day.record, OFFICE)
    by_id = {booking.id: booking for booking in day.bookings}
    for index in plan.booked:
        assert by_id[plan.reservation(index)].wish.starts_at == day.record.visitors[index].booked_at
    assert len(by_id) == len(day.bookings)


def test_where_everybody_wants_a_time_the_slots_are_full_and_the_others_take_tickets() -> None:
    day = booked_day({"my-number": 1.0})
    assert len(reserved(day.record)) < sum(visitor.service == "my-number" for visitor in WALK_INS.visitors)


def test_nobody_reserves_where_nothing_is_taken() -> None:
    assert booked_day({}).record == WALK_INS
