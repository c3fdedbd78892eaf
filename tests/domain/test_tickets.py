"""Taking tickets: numbers, bands, hours and limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import errors
from app.domain.numbers import Channel, format_number, next_count
from app.domain.office import FromHome, NumberBands
from tests.domain.hall import Hall
from tests.offices import small_office


def test_numbers_are_the_prefix_and_a_count_of_the_day() -> None:
    hall = Hall()
    assert [hall.take("moving"), hall.take("moving"), hall.take("certificates")] == ["A001", "A002", "B001"]


def test_the_band_of_a_number_tells_where_it_was_taken() -> None:
    hall = Hall()
    assert hall.take(channel=Channel.KIOSK) == "A001"
    assert hall.take(channel=Channel.PHONE) == "A600"
    assert hall.take(channel=Channel.STAFF) == "A800"


def test_a_band_that_is_used_up_goes_on_with_four_digits_and_repeats_no_number() -> None:
    office = small_office(number_bands=NumberBands(office=(1, 3), phone=(4, 5), staff=(6, 7)), from_home=FromHome())
    hall = Hall(office=office)
    numbers = [hall.take(channel=channel) for channel in (Channel.KIOSK, Channel.PHONE, Channel.STAFF) * 5]
    assert len(set(numbers)) == 15
    assert next(number for number in numbers if len(number) == 5) == "A1001"


def test_the_overflow_band_is_shared() -> None:
    bands = NumberBands(office=(1, 1), phone=(2, 2))
    assert next_count(bands, Channel.KIOSK, {"office": 1}) == ("overflow", 1001)
    assert next_count(bands, Channel.PHONE, {"phone": 2, "overflow": 1001}) == ("overflow", 1002)
    assert format_number("A", 1002) == "A1002"


@pytest.mark.parametrize("hour", ["08:14", "17:00", "23:00"])
def test_no_tickets_outside_the_hours(hour: str) -> None:
    with pytest.raises(errors.OfficeClosed):
        Hall(hour).take()


def test_tickets_are_given_shortly_before_the_opening_so_that_nobody_runs() -> None:
    assert Hall("08:15").take() == "A001"


def test_the_last_tickets_are_given_some_time_before_closing() -> None:
    office = small_office()
    hall = Hall("16:44", replace(office, hours=replace(office.hours, last_ticket_minutes_before_closing=15)))
    hall.take()
    hall.time("16:45")
    with pytest.raises(errors.LastTicketsOver):
        hall.take()
    assert hall.take(channel=Channel.STAFF) == "A800", "staff may still help somebody"


def test_a_service_whose_intake_is_stopped_gives_no_tickets() -> None:
    from app.domain import floor

    hall = Hall()
    hall.record(floor.change_intake(hall.day, "moving", open_=False))
    with pytest.raises(errors.ServiceClosed):
        hall.take("moving")
    hall.take("certificates")


def test_nobody_queues_for_a_later_step() -> None:
    with pytest.raises(errors.ServiceNotForTickets):
        Hall().take("payment")


def test_tickets_from_home_pause_while_many_wait_but_not_at_the_door() -> None:
    hall = Hall()
    for _ in range(3):
        hall.take(channel=Channel.PHONE)
    with pytest.raises(errors.TooManyWaiting):
        hall.take(channel=Channel.PHONE)
    hall.take(channel=Channel.PHONE, at_the_door=True)
    hall.take(channel=Channel.KIOSK)


def test_tickets_from_home_can_be_switched_off() -> None:
    hall = Hall(office=small_office(from_home=FromHome(allowed=False)))
    with pytest.raises(errors.NotFromHome):
        hall.take(channel=Channel.PHONE)


def test_some_priorities_are_given_by_staff_only() -> None:
    hall = Hall()
    with pytest.raises(errors.PriorityNeedsStaff):
        hall.take(priority="promise")
    hall.take(priority="promise", channel=Channel.STAFF)


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"service": "ghost"}, errors.NoSuchService),
        ({"service": None, "procedures": ("ghost",)}, errors.NoSuchProcedure),
        ({"service": None}, errors.NothingAsked),
        ({"priority": "ghost"}, errors.NoSuchPriority),
    ],
)
def test_what_the_office_does_not_have_is_refused_and_changes_nothing(
    wish: dict[str, object], error: type[errors.DomainError]
) -> None:
    hall = Hall()
    version = hall.day.version
    with pytest.raises(error):
        hall.take(**wish)  # type: ignore[arg-type]
    assert hall.day.version == version


def test_several_procedures_make_one_ticket_that_passes_each_service_once() -> None:
    hall = Hall()
    number = hall.take(None, procedures=("moving-in", "residence-certificate"))
    ticket = hall.ticket(number)
    assert (ticket.stop.service, ticket.planned) == ("moving", ("certificates", "payment"))
