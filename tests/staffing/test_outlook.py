"""The next two hours of a queue: what newcomers will wait, when the target is passed, who is left at closing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.domain.times import HOUR, MINUTE
from app.simulation.crowds import NEVER
from app.simulation.scenes import Demand, Piece, Scene, Server, Stint, Waiting
from app.simulation.spreads import constant, exponential
from app.simulation.timetables import Plan
from app.staffing.goals import Goal
from app.staffing.outlook import Ahead, look_ahead
from app.staffing.race import play

NOW = 1_000 * HOUR
GOAL = Goal({"a": 25, "b": 25}, NOW + 8 * HOUR)


def four_in_line(*, people_an_hour: float = 0.0) -> Scene:
    """Four people have just come for service a, whose one counter needs ten minutes for each."""
    waiting = tuple(Waiting("a", NOW, seq, NOW, NOW) for seq in range(1, 5))
    demand = {"a": Demand((Piece(NOW, NOW + 3 * HOUR, 3 * people_an_hour),) if people_an_hour else ())}
    times = {"a": constant(10 * MINUTE), "b": constant(10 * MINUTE)}
    return Scene(NOW, ("a", "b"), times, (Server("1", (Stint(NOW, {"a": 0}),)),), waiting, demand=demand)


def queue(ahead: Ahead, service: str = "a"):
    found = ahead.queues[service]
    assert found is not None
    return found


def test_people_leave_the_line_as_they_are_called():
    points = queue(look_ahead(four_in_line(), GOAL, futures=4)).points
    assert [point.at for point in points[:2]] == [NOW, NOW + 10 * MINUTE]
    assert [point.waiting.p50 for point in points[:5]] == [3, 2, 1, 0, 0]
    assert len(points) == 13


def test_who_comes_waits_for_those_who_are_there_and_nobody_waits_when_nobody_comes():
    busy = queue(look_ahead(four_in_line(people_an_hour=5), GOAL, futures=200)).points
    assert busy[0].wait.p50 == pytest.approx(40, abs=1), "three are waiting still, the counter has just called"
    assert busy[0].wait.p10 <= busy[0].wait.p50 <= busy[0].wait.p90
    assert {point.wait for point in queue(look_ahead(four_in_line(), GOAL, futures=4)).points} == {None}


def test_the_wait_at_an_instant_is_that_of_somebody_who_comes_just_then():
    servers = tuple(Server(name, (Stint(0, {"a": 0, "probe": 0}),)) for name in "12")
    demand = {"a": Demand((Piece(0, 3 * HOUR, 3 * 22),))}
    scene = Scene(0, ("a", "probe"), dict.fromkeys(("a", "probe"), exponential(5 * MINUTE)), servers, demand=demand)
    goal = Goal({"a": 25, "probe": 25}, 8 * HOUR)
    point = queue(look_ahead(scene, goal, futures=600)).points[9]
    probe = Demand((Piece(90 * MINUTE, 90 * MINUTE + 1, 1.0),))
    played = play(replace(scene, demand={**demand, "probe": probe}), goal, [Plan(servers)], 600, 0).play
    probes = np.where(played.crowd.steps[:, :, 0] == 1, played.called[:, :, 0], NEVER).min(axis=1)
    waits = (probes[probes < NEVER] - 90 * MINUTE) / MINUTE
    assert point.wait.p50 == pytest.approx(np.quantile(waits, 0.5), abs=1)
    assert point.wait.p90 == pytest.approx(np.quantile(waits, 0.9), rel=0.1)


def test_the_target_is_passed_when_the_first_person_has_waited_that_long():
    found = queue(look_ahead(four_in_line(), GOAL, futures=4))
    assert found.chances == {15: 0, 30: 1, 60: 1}, "the fourth is called after thirty minutes"
    assert found.passes_at == NOW + 25 * MINUTE
    patient = queue(look_ahead(four_in_line(), replace(GOAL, targets={"a": 30, "b": 30}), futures=4))
    assert (patient.chances[60], patient.passes_at) == (0, None)


def test_whoever_waits_too_long_already_has_passed_the_target():
    scene = four_in_line()
    first = replace(scene.waiting[0], waiting_since=NOW - HOUR, due_at=NOW - HOUR)
    late = replace(scene, waiting=(first, replace(first, seq=9), *scene.waiting[1:]))
    assert queue(look_ahead(late, GOAL, futures=4)).passes_at == NOW


def test_a_reservation_that_came_early_does_not_wait_before_its_time():
    scene = four_in_line()
    early = replace(scene, waiting=(replace(scene.waiting[0], waiting_since=NOW - HOUR, due_at=NOW + 10 * MINUTE),))
    assert queue(look_ahead(early, GOAL, futures=4)).chances[60] == 0


def test_people_who_keep_their_place_from_an_earlier_step_say_nothing_about_newcomers():
    """Every visit goes on from b to a, where it is called before all who have come since it began."""
    going_on = Demand((Piece(NOW - HOUR, NOW + 3 * HOUR, 4 * 3),), further=((1.0, ("a",)),))
    servers = (Server("1", (Stint(NOW, {"a": 0}),)), Server("2", (Stint(NOW, {"b": 0}),)))
    alone = four_in_line(people_an_hour=5)
    both = replace(alone, servers=servers, demand={**alone.demand, "b": going_on}, keeps_place={"a": True})
    waits = [point.wait.p50 for point in queue(look_ahead(both, GOAL, futures=60)).points]
    assert min(waits) > 30


def test_near_closing_it_says_who_is_left_and_how_long_it_takes():
    ahead = look_ahead(four_in_line(), replace(GOAL, closes_at=NOW + 15 * MINUTE), futures=4)
    assert queue(ahead).left.p50 == 2, "called at once, after ten, twenty and thirty minutes"
    assert ahead.overtime.p90 == 25


def test_in_the_morning_nobody_can_say_who_is_left_at_closing():
    ahead = look_ahead(four_in_line(), GOAL, futures=4)
    assert (queue(ahead).left, ahead.overtime) == (None, None)


def test_where_no_counter_serves_nobody_can_say():
    assert look_ahead(four_in_line(), GOAL, futures=4).queues["b"] is None


def test_a_service_that_is_stopped_gets_no_newcomers():
    points = queue(look_ahead(four_in_line(people_an_hour=5), GOAL, ["a"], futures=20)).points
    assert {point.wait for point in points} == {None}
    assert points[4].waiting.p90 == 0


def test_an_empty_closed_office_is_quiet():
    empty = replace(four_in_line(), waiting=(), demand={})
    found = queue(look_ahead(empty, replace(GOAL, closes_at=NOW), futures=4))
    assert (found.points[0].waiting.p90, found.passes_at, found.left.p90) == (0, None, 0)
