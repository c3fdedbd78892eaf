"""What advice has to respect, as the day in memory says: who is able to do what, and who could come."""

from __future__ import annotations

from datetime import time

from app.domain import support
from app.domain.support import Wanted
from app.domain.supporters import Availability, Supporter, Weekday
from app.domain.times import MINUTE
from app.staffing.moves import Helper
from app.usecases.staffing import rules_now
from tests.domain.hall import Hall
from tests.offices import at, small_office, words

ROSTER = (
    Supporter("tanaka", words("田中"), ("moving", "payment"), 10),
    Supporter("suzuki", words("鈴木"), ("moving",), 15, (Availability((Weekday.TUESDAY,), time(9), time(16)),)),
)


def hall(now: str = "10:00") -> Hall:
    return Hall(now, small_office(support=ROSTER))


def test_whoever_of_the_roster_is_at_a_counter_is_able_to_do_what_the_roster_says():
    here = hall()
    here.open("2", staff="tanaka")
    here.open("4", staff="yamada")
    skills = rules_now(here.day, here.now).skills
    assert skills["2"] == {"certificates", "moving", "payment"}
    assert skills["4"] == {"certificates", "moving"}, "somebody else: as the counter is set up"


def test_those_who_can_come_could_open_closed_counters_after_their_notice():
    here = hall()
    here.open("1")
    rules = rules_now(here.day, here.now)
    assert rules.closed == {
        "2": frozenset({"certificates"}),
        "3": frozenset({"payment"}),
        "4": frozenset({"certificates", "moving"}),
    }
    assert rules.helpers == (
        Helper("tanaka", frozenset({"moving", "payment"}), 10 * MINUTE),
        Helper("suzuki", frozenset({"moving"}), 15 * MINUTE, at("16:00")),
    )


def test_nobody_is_called_who_is_called_already_at_a_counter_or_about_to_go():
    late = hall("15:45")
    late.open("1", staff="tanaka")
    assert rules_now(late.day, late.now).helpers == ()


def test_support_on_the_way_keeps_its_counter_and_support_without_one_could_open_another():
    here = hall()
    here.record(support.call_support(here.day, Wanted("c1", "tanaka", (), "4"), "sato", here.now))
    rules = rules_now(here.day, here.now)
    assert "4" not in rules.closed
    assert [helper.id for helper in rules.helpers] == ["suzuki"]
    here.record(support.call_support(here.day, Wanted("c2", "suzuki", (), None), "sato", here.now))
    here.record(*support.arrive(here.day, "c2", here.now))
    assert rules_now(here.day, here.now).helpers == (Helper("suzuki", frozenset({"moving"})),)
