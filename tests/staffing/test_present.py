"""The office as it is now becomes a scene: who waits, who serves, what is planned and expected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import floor, support
from app.domain.reservations import Reservation, ReservationState
from app.domain.support import Wanted
from app.domain.supporters import Supporter
from app.domain.times import HOUR, MINUTE
from app.simulation.crowds import draw
from app.simulation.futures import Futures
from app.simulation.scenes import Piece, Stint
from app.simulation.spreads import constant
from app.simulation.timetables import Plan, timetables
from app.staffing.expectations import Expected
from app.staffing.present import goal_of, scene_of
from tests.domain.hall import Hall
from tests.domain.reservations import BookHall
from tests.offices import at, small_office, words


def hall_at_ten() -> Hall:
    hall = Hall("09:30")
    for _ in range(3):
        hall.take("moving")
    hall.take("certificates", priority="pregnant")
    hall.open("1")
    hall.open("4")
    hall.call("1")
    hall.start("1")
    return hall.time("10:00")


def test_lines_counters_and_head_starts_are_those_of_the_day():
    scene = scene_of((hall := hall_at_ten()).day, hall.now)
    assert [(person.service, person.seq) for person in scene.waiting] == [
        ("moving", 2),
        ("moving", 3),
        ("certificates", 4),
    ]
    assert scene.waiting[2].due_at == at("09:10")
    assert scene.waiting[2].head_start == 20 * MINUTE
    first, second, _, fourth = scene.servers
    assert (first.present.service, first.present.elapsed) == ("moving", 30 * MINUTE)
    assert second.stints == (Stint(hall.now, {}),), "closed, and there to be opened"
    assert fourth.stints == (Stint(hall.now, {"certificates": 0, "moving": 15}),)


def test_who_is_called_first_in_a_future_is_whom_the_day_would_call():
    hall = hall_at_ten()
    scene = scene_of(hall.day, hall.now)
    play = Futures(draw(scene, 1), timetables(scene, [Plan(scene.servers)]), [(0, 0)], [0, 0, 0])
    play.play(0)
    called = [person for person in range(play.crowd.here) if play.called[0, person, 0] == 0]
    assert [scene.waiting[person - play.crowd.at_counters].seq for person in called] == [4]
    assert hall.call("4") == "B001"


def test_a_break_ends_when_it_was_said_to_end():
    hall = hall_at_ten()
    hall.record(floor.pause_counter(hall.day, "4", at("10:20")))
    hall.record(floor.pause_counter(hall.day, "1", None))
    scene = scene_of(hall.day, hall.now)
    assert [stint.from_at for stint in scene.servers[3].stints] == [hall.now, at("10:20")]
    assert scene.servers[0].stints == (Stint(hall.now, {}),), "nobody knows when"


def test_reservations_are_expected_at_their_time_until_they_are_too_late():
    hall = hall_at_ten()
    kept = Reservation(
        "r1", "C1", ReservationState.BOOKED, at("11:00"), at("11:15"), (), ("moving-in",), ("moving", "payment"), 15,
        "web", 0,
    )  # fmt: skip
    for changes in (
        {},
        {"id": "r2", "code": "C2", "starts_at": at("09:40")},
        {"id": "r5", "code": "C5", "displaced": True},
        {"id": "r3", "code": "C3", "state": ReservationState.CANCELLED},
        {"id": "r4", "code": "C4", "starts_at": at("2026-11-25 11:00")},
    ):
        hall.day.book.put(replace(kept, **changes))
    (promised,) = scene_of(hall.day, hall.now).promised
    assert (promised.service, promised.further) == ("moving", ("payment",))
    assert (promised.comes_from, promised.comes_by) == (at("10:45"), at("11:00"))


@pytest.mark.parametrize("priority", [None, "pregnant"])
def test_a_reservation_is_promised_the_place_that_its_check_in_gives(priority: str | None):
    hall = BookHall("08:45")
    mine = hall.book("2026-11-24 10:00")
    hall.day.book.put(replace(hall.reservation(mine), priority=priority))
    hall.time("09:50").take("certificates")
    (promised,) = scene_of(hall.day, hall.now).promised
    hall.check_in(mine)
    place = hall.day.lines["certificates"][0]
    assert (promised.due_at, hall.day.tickets[place[2]].reservation) == (place[0], mine)
    waiting = next(each for each in scene_of(hall.day, hall.now).waiting if each.due_at == promised.due_at)
    assert waiting.head_start == promised.head_start


def test_somebody_who_is_late_may_come_until_the_grace_time_is_over():
    hall = BookHall("08:45")
    hall.book("2026-11-24 10:00")
    (promised,) = scene_of(hall.day, hall.time("10:04").now).promised
    assert (promised.comes_from, promised.comes_by) == (at("10:04"), at("10:10"))
    assert promised.due_at == at("09:30")


def test_people_with_a_reservation_are_not_expected_twice():
    hall = BookHall("08:45")
    before = scene_of(hall.day, hall.now).demand["certificates"]
    hall.book("2026-11-24 10:00")
    scene = scene_of(hall.day, hall.now)
    (promised,) = scene.promised
    fewer = [
        was.people - now.people for was, now in zip(before.pieces, scene.demand["certificates"].pieces, strict=True)
    ]
    assert sum(fewer) == pytest.approx(1 - promised.no_show)
    (piece,) = [piece for piece, less in zip(before.pieces, fewer, strict=True) if less > 0]
    assert piece.from_at <= at("10:00") < piece.to_at


def test_support_staff_on_the_way_open_their_counter_when_they_come():
    hall = Hall("10:00", small_office(support=(Supporter("tanaka", words("田中"), ("moving",), 10),)))
    hall.record(support.call_support(hall.day, Wanted("c1", "tanaka", ("moving",), "2", at("12:00")), "sato", hall.now))
    assert scene_of(hall.day, hall.now).servers[1].stints == (Stint(hall.now, {}),), "nobody has said that they come"
    hall.record(support.answer_call(hall.day, "c1", hall.now, comes=True))
    comes = (Stint(hall.now, {}), Stint(at("10:10"), {"moving": 0}), Stint(at("12:00"), {}))
    assert scene_of(hall.day, hall.now).servers[1].stints == comes
    hall.record(*support.arrive(hall.day, "c1", hall.now))
    assert scene_of(hall.day, hall.now).servers[1].stints == (Stint(hall.now, {"moving": 0}), Stint(at("12:00"), {}))


def test_more_people_than_usual_today_mean_more_to_come_and_nobody_begins_at_the_payment_counter():
    quiet, busy = Hall("10:00"), Hall("10:00")
    for _ in range(40):
        busy.take("certificates")
    expected = [
        sum(piece.people for piece in scene_of(hall.day, hall.now).demand["certificates"].pieces)
        for hall in (quiet, busy)
    ]
    assert expected[1] > 1.3 * expected[0] > 0
    assert "payment" not in scene_of(quiet.day, quiet.now).demand


def test_what_others_have_learned_is_taken():
    hall = hall_at_ten()
    known = Expected({"moving": constant(7 * MINUTE)}, {"moving": (Piece(at("09:00"), at("11:00"), 12.0),)})
    scene = scene_of(hall.day, hall.now, known)
    assert scene.times["moving"].mean == 7 * MINUTE
    (piece,) = scene.demand["moving"].pieces
    assert (piece.from_at, piece.to_at) == (hall.now, at("11:00"))
    assert piece.people == pytest.approx(6 * (20 + 3) / (20 + 6))


def test_learned_times_and_no_shows_are_moved_a_little_by_today():
    hall = hall_at_ten()
    hall.finish("1")
    known = Expected({"moving": constant(10 * MINUTE)}, no_shows={"moving": 0.2})
    scene = scene_of(hall.day, hall.now, known)
    assert scene.times["moving"].mean == pytest.approx((60 * 10 + 30) / 61 * MINUTE)
    assert scene.no_show["moving"] == pytest.approx(40 * 0.2 / 41)
    assert scene.no_show["certificates"] == pytest.approx(1 / 40)


def test_the_goal_is_the_last_closing_of_today():
    hall = hall_at_ten()
    goal = goal_of(hall.day, hall.now)
    assert goal.closes_at == at("17:00")
    assert goal.targets["moving"] == 45
    assert goal.closes_at - hall.now == 7 * HOUR
