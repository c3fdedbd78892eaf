"""Shifts proposed for support staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial

from app.domain.supporters import Availability, Supporter, Weekday
from app.domain.times import HOUR, MINUTE, local
from app.staffing.support_plan import Need
from app.staffing.support_shifts import Proposed, SupportShift
from app.staffing.support_shifts import propose as propose_within
from tests.offices import TOKYO, at, words

MONDAY = date(2026, 11, 30)
HALF = 30 * MINUTE
TANAKA = Supporter("tanaka", words("田中"), ("moving",))
ITO = Supporter("ito", words("伊藤"), ("moving", "payment"))

propose = partial(propose_within, seconds_a_week=120.0)
"""As long as the best answer takes, however busy the machine is."""


def wanted(extra: dict[str, dict[str, int]], day: date = MONDAY) -> dict[date, Sequence[Need]]:
    """A day from 08:30 to 17:30 on which services need people at some times."""
    begins = at(f"{day} 08:30")
    numbers = {at(f"{day} {clock}"): services for clock, services in extra.items()}
    return {
        day: [
            Need(t, t + HALF, service, 1, 1, 1, numbers.get(t, {}).get(service, 0), 1, 1)
            for t in range(begins, begins + 9 * HOUR, HALF)
            for service in ("moving", "payment")
        ]
    }


def all_day(number: int = 1, service: str = "moving", day: date = MONDAY) -> dict[date, Sequence[Need]]:
    clocks = [f"{8 + (n + 1) // 2:02}:{(n + 1) % 2 * 30:02}" for n in range(18)]
    return wanted({clock: {service: number} for clock in clocks}, day)


def times(shift: SupportShift) -> tuple[int, int]:
    return shift.begins_at, shift.ends_at


def test_a_short_need_is_covered_by_the_shortest_shift() -> None:
    found = propose(wanted({"10:00": {"moving": 1}}), [TANAKA], TOKYO)
    assert [shift.worked for shift in found.shifts] == [2 * HOUR]
    assert found.shifts[0].duties[0].begins_at == at("2026-11-30 10:00")
    assert found.uncovered == {}


def test_nobody_comes_when_nobody_is_needed() -> None:
    assert propose(wanted({}), [TANAKA, ITO], TOKYO) == Proposed((), {})


def test_people_help_only_what_they_are_able_to_and_the_rest_is_said_to_be_missing() -> None:
    found = propose(wanted({"10:00": {"payment": 2}}), [TANAKA, ITO], TOKYO)
    assert [shift.supporter for shift in found.shifts] == ["ito"]
    assert found.uncovered == {(at("2026-11-30 10:00"), "payment"): 1}


def test_people_come_only_when_they_can() -> None:
    mornings = Supporter("abe", words("阿部"), ("moving",), available=(
        Availability((Weekday.MONDAY,), time(9), time(12)),))  # fmt: skip
    found = propose(all_day(), [mornings], TOKYO)
    assert [times(shift) for shift in found.shifts] == [(at("2026-11-30 09:00"), at("2026-11-30 12:00"))]
    away = Supporter("abe", words("阿部"), ("moving",), away=(MONDAY,))
    assert propose(all_day(), [away], TOKYO).shifts == ()


def test_a_time_too_short_for_a_shift_stays_uncovered() -> None:
    hour = Supporter("abe", words("阿部"), ("moving",), available=(Availability((Weekday.MONDAY,), time(9), time(10)),))
    found = propose(wanted({"09:00": {"moving": 1}}), [hour], TOKYO)
    assert (found.shifts, len(found.uncovered)) == ((), 1)


def test_a_long_day_has_an_hours_break_in_which_nobody_is_helped() -> None:
    (shift,) = propose(all_day(), [TANAKA], TOKYO).shifts
    assert shift.worked == 7.5 * HOUR
    assert shift.rest is not None
    begins, ends = shift.rest
    assert ends - begins == HOUR
    assert begins - shift.begins_at <= 5 * HOUR
    assert shift.ends_at - ends <= 5 * HOUR
    assert all(duty.ends_at <= begins or duty.begins_at >= ends for duty in shift.duties)


def test_nobody_works_six_days_of_full_length_in_a_week() -> None:
    week: dict[date, Sequence[Need]] = {}
    for n in range(6):
        week |= all_day(day=MONDAY + timedelta(days=n))
    found = propose(week, [TANAKA], TOKYO)
    assert sum(shift.worked for shift in found.shifts) <= 38.75 * HOUR
    assert len({local(shift.begins_at, TOKYO).date() for shift in found.shifts}) == len(found.shifts)
    assert sum(shift.worked for shift in found.shifts) >= 38 * HOUR


def test_two_people_share_two_services_without_changing_places() -> None:
    clocks = ("10:00", "10:30", "11:00", "11:30")
    both = wanted({clock: {"moving": 1, "payment": 1} for clock in clocks})
    found = propose(both, [ITO, Supporter("abe", words("阿部"), ("moving", "payment"))], TOKYO)
    assert found.uncovered == {}
    assert [len(shift.duties) for shift in found.shifts] == [1, 1]


def test_somebody_who_could_help_two_lines_stays_with_one() -> None:
    clocks = ("10:00", "10:30", "11:00", "11:30", "12:00", "12:30")
    both = wanted({clock: {"moving": 1, "payment": 1} for clock in clocks})
    (shift,) = propose(both, [ITO], TOKYO).shifts
    assert len(shift.duties) == 1


def test_somebody_who_is_there_anyway_does_not_help_what_they_are_not_able_to() -> None:
    found = propose(wanted({"10:00": {"moving": 1}, "10:30": {"payment": 1}}), [TANAKA], TOKYO)
    assert [duty.service for shift in found.shifts for duty in shift.duties] == ["moving"]
    assert found.uncovered == {(at("2026-11-30 10:30"), "payment"): 1}
