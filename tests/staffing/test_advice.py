"""Advice helps where it can, says nothing where it cannot, and asks nobody for what they are not able to do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.domain.times import HOUR, MINUTE
from app.simulation.outcomes import Estimate
from app.simulation.scenes import Scene, Stint, Waiting
from app.simulation.spreads import lognormal
from app.staffing.advice import Effort, Proposal, Worth, advise, without_unstaffed
from app.staffing.goals import Goal
from app.staffing.moves import Helper, Kind, Move, Rules, is_allowed, moves, owners, with_moves
from app.staffing.proposals import counsel, different
from app.staffing.race import Race, Round, Runner
from app.staffing.whatif import Extra, LastTicket, Leave, Longer, Serve, what_if
from tests.simulation.scenes import scene, server, steady

GOAL = Goal({"a": 30, "b": 30, "c": 30}, 3 * HOUR)
QUICK = Effort((Round(16, 6), Round(48, 3)), together=2)


def office(waiting_a: int = 20, **stints: object) -> Scene:
    """Two counters for `a`, two for `b` and one for `c`; people wait for `a`, hardly anybody comes for `b`."""
    times = {name: lognormal(8 * MINUTE, 1.0) for name in "abc"}
    servers = [server(name, {name[0]: 0}) for name in ("a1", "a2", "b1", "b2", "c1")]
    demand = {"a": steady(14, 3), "b": steady(3, 3), "c": steady(3, 3)}
    since = [-(waiting_a - place) * MINUTE for place in range(waiting_a)]
    return scene(times, servers, demand, waiting=tuple(Waiting("a", at, seq, at, at) for seq, at in enumerate(since)))


ABLE = {"a1": frozenset("a"), "a2": frozenset("a"), "b1": frozenset("ab"), "b2": frozenset("abc"), "c1": frozenset("c")}
RULES = Rules(ABLE)


def test_somebody_who_is_able_and_idle_is_sent_where_people_wait():
    best = advise(office(), RULES, GOAL, effort=QUICK)[0]
    assert {move.server for move in best.moves} <= {"b1", "b2"}
    assert all(move.service == "a" for move in best.moves)
    assert best.gain.is_sure
    assert best.gain.value > 100


def test_two_moves_together_are_found_where_they_save_more_than_one():
    found = advise(office(40), RULES, GOAL, effort=QUICK)
    assert len(found[0].moves) == 2
    single = max(proposal.gain.value for proposal in found if len(proposal.moves) == 1)
    assert found[0].gain.value > single


def test_nothing_helps_where_nobody_waits_or_nobody_is_able():
    assert advise(office(0), Rules({name: frozenset(name[0]) for name in ABLE}), GOAL, effort=QUICK) == []
    calm = replace(office(0), demand={})
    assert advise(calm, RULES, GOAL, effort=QUICK) == []


def test_a_gain_that_is_not_worth_the_trouble_is_kept_to_oneself():
    assert advise(office(), RULES, GOAL, effort=QUICK, worth=Worth(least_minutes=1e6)) == []


def test_moves_respect_skills_breaks_and_those_who_are_to_be_left_alone():
    resting = replace(office().servers[2], stints=(Stint(0, {}), Stint(HOUR, {"b": 0})))
    of = replace(office(), servers=(*office().servers[:2], resting, *office().servers[3:]))
    possible = moves(of, replace(RULES, fixed=frozenset({"c1"})))
    assert possible
    assert all(move.server == "b2" for move in possible)
    assert {move.service for move in possible} == {"a", "c"}


def test_the_last_one_of_a_service_stays():
    of = office()
    away = [Move(Kind.MOVE, name, "a", {"a": 0}, left="b") for name in ("b1", "b2")]
    assert is_allowed(of, RULES, away[:1])
    assert not is_allowed(of, RULES, away)
    assert is_allowed(of, replace(RULES, least={"b": 0}), away)
    assert owners(of, away) == {"a": 4, "b": 0, "c": 1}


def test_whoever_moves_before_a_break_comes_back_to_the_new_work():
    of = office()
    busy = replace(of.servers[2], stints=(Stint(0, {"b": 0}), Stint(HOUR, {}), Stint(2 * HOUR, {"b": 0})))
    of = replace(of, servers=(*of.servers[:2], busy, *of.servers[3:]))
    move = Move(Kind.MOVE, "b1", "a", {"a": 0}, 3 * MINUTE, left="b")
    stints = with_moves(of, [move]).servers[2].stints
    assert [(stint.from_at, stint.offers) for stint in stints] == [
        (0, {"b": 0}),
        (0, {"a": 0}),
        (HOUR, {}),
        (2 * HOUR, None),
    ]


def test_proposals_tell_every_queue_in_futures_that_the_search_has_not_seen():
    found = advise(office(40), RULES, GOAL, effort=QUICK)
    told = counsel(office(40), RULES, GOAL, effort=QUICK)
    assert len(told) <= 3
    assert set(told[0].effects.services) == {"a", "b", "c"}
    assert told[0].effects.services["a"]["p90"].difference.value < 0
    assert told[0].proposal.gain == told[0].effects.saved_minutes
    assert told[0].proposal.gain not in [proposal.gain for proposal in found]


def help_(server: str, service: str, left: str, delay: int = 0, kind: Kind = Kind.HELP) -> Move:
    return Move(kind, server, service, {left: 0, service: delay}, left=left, delay=delay)


def proposals(*combinations: tuple[Move, ...]) -> list[Proposal]:
    return [Proposal(moves, Estimate(1000.0 - number, 1.0)) for number, moves in enumerate(combinations)]


def test_another_idea_helps_another_service_or_takes_another_ones_people():
    best, twin = (help_("b1", "a", "b"),), (help_("b2", "a", "b", 10),)
    walks = (help_("b2", "a", "b", kind=Kind.MOVE),)
    elsewhere, both = (help_("c1", "a", "c"),), (help_("b1", "a", "b"), help_("c1", "a", "c"))
    kept = different(proposals(best, twin, walks, elsewhere))
    assert [proposal.moves for proposal in kept] == [best, elsewhere]
    kept = different(proposals(both, (*both, help_("c2", "b", "c")), best))
    assert [proposal.moves for proposal in kept] == [both, best], "fewer people for most of it is worth showing"


CLOSED = Rules(ABLE, closed={"a3": frozenset("a"), "x": frozenset("abc")})


def with_closed_counters(waiting: int = 40) -> Scene:
    of = office(waiting)
    return replace(of, servers=(*of.servers, server("a3", {}), server("x", {})))


def test_closed_counters_open_for_those_who_are_able_and_have_time():
    helpers = (Helper("tanaka", frozenset("a"), 10 * MINUTE, 2 * HOUR), Helper("ito", frozenset("cd")))
    possible = moves(with_closed_counters(), replace(CLOSED, helpers=helpers))
    opening = [move for move in possible if move.person]
    assert [(move.kind, move.server, move.service, move.person) for move in opening] == [
        (Kind.CALL, "a3", "a", "tanaka"),
        (Kind.OPEN, "x", "c", "ito"),
    ]
    stints = with_moves(with_closed_counters(), opening[:1]).servers[5].stints
    assert stints == (Stint(0, {}), Stint(10 * MINUTE, {"a": 0}), Stint(2 * HOUR, {}))


def test_nobody_opens_two_counters_and_no_counter_opens_twice():
    helpers = (Helper("tanaka", frozenset("ab")), Helper("ito", frozenset("a")))
    able = {name: frozenset(name[0]) for name in ABLE}
    found = advise(with_closed_counters(80), replace(CLOSED, skills=able, helpers=helpers), GOAL, effort=QUICK)
    assert found
    for proposal in found:
        people, places = [move.person for move in proposal.moves], [move.server for move in proposal.moves]
        assert len(people) == len(set(people))
        assert len(places) == len(set(places))


def test_calling_somebody_up_has_to_save_more_than_a_word_to_a_neighbour():
    helper = (Helper("tanaka", frozenset("a"), 10 * MINUTE),)
    rules = replace(CLOSED, skills={name: frozenset(name[0]) for name in ABLE}, helpers=helper)
    (best, *_) = advise(with_closed_counters(), rules, GOAL, effort=QUICK)
    assert [move.kind for move in best.moves] == [Kind.CALL]
    assert Worth().net(best) == best.gain.value - 120


def test_changes_are_tried_against_what_is_planned_anyway():
    of, closed = office(), [Leave("a2", 10 * MINUTE)]
    helped = what_if(of, GOAL, [Extra({"a": 0}, 10 * MINUTE)], closed, futures=60)
    alone = what_if(of, GOAL, closed, futures=60)
    assert helped.overall["mean"].before.value == alone.overall["mean"].after.value
    assert helped.overall["mean"].difference.value < 0 < alone.overall["mean"].difference.value


def test_every_change_shows_where_it_acts():
    of = office()
    served = what_if(of, GOAL, [Serve("b1", {"a": 0, "b": 5}, 0, 3 * MINUTE)], futures=60)
    assert served.services["a"]["p90"].difference.is_sure
    assert served.services["a"]["left_at_closing"].difference.value <= 0
    rested = what_if(of, GOAL, [Leave("b1", 0, HOUR), Leave("b2", 0, HOUR)], futures=60)
    assert rested.services["b"]["within_target"].difference.value < 0
    cut = what_if(of, GOAL, [LastTicket(HOUR, "a")], futures=60)
    assert cut.overall["overtime"].difference.value < 0
    assert cut.services["c"]["mean"].difference.value == 0


def test_a_service_that_nobody_serves_and_nobody_waits_for_moves_nobody():
    of = office(0)
    closed = replace(of, servers=of.servers[:4])
    assert set(without_unstaffed(closed).demand) == {"a", "b"}
    waits = replace(closed, waiting=(Waiting("c", 0, 1, 0, 0),))
    assert set(without_unstaffed(waits).demand) == {"a", "b", "c"}


def test_whoever_is_surely_behind_runs_no_further_and_a_decided_race_is_over():
    of, rounds = office(40), (Round(16, 9), Round(40, 9))
    good, useless = Runner((help_("b2", "a", "b"),)), Runner((help_("c1", "b", "c"),))
    race = Race(of, GOAL, rounds, 0)
    assert race.run([useless, good]) == [good]
    assert [runner.saved.size for runner in (good, useless)] == [16, 16]
    assert race.waiting > 0


def test_whoever_was_out_early_is_measured_by_the_futures_that_others_met_and_never_above_the_winner():
    race = Race(office(40), GOAL, (), 0)
    winner = Runner((), [np.array([10.0, 30.0]), np.array([0.0, 4.0])])
    worse, luckier = Runner((), [np.array([9.0, 28.0])]), Runner((), [np.array([12.0, 31.0])])
    race.met = [winner, worse, luckier]
    worse.beaten_by = luckier.beaten_by = winner
    assert [gain.value for gain in race.gains()] == [11, 9.5, 11]
    assert race.gains()[2].error > race.gains()[0].error


def test_moves_alike_meet_the_same_futures():
    of = office(40)
    twins = [Runner((help_("b2", "a", "b"),)) for _ in range(2)]
    race = Race(of, GOAL, (Round(16, 9),), 0)
    race.run(twins[:1])
    race.run(twins[1:])
    assert twins[0].saved.tolist() == twins[1].saved.tolist()


def test_the_same_seed_gives_the_same_advice():
    assert advise(office(), RULES, GOAL, effort=QUICK, seed=5) == advise(office(), RULES, GOAL, effort=QUICK, seed=5)


def test_who_comes_while_the_office_stays_open_longer_is_served_and_is_no_overtime():
    of = replace(office(0), demand={"a": steady(20, 3)})
    usual = what_if(of, GOAL, [], futures=100).overall
    longer = what_if(of, GOAL, [Longer(HOUR)], futures=100).overall
    assert longer["overtime"].before == usual["overtime"].before
    assert longer["left_at_closing"].before == usual["left_at_closing"].before
    assert abs(longer["overtime"].difference.value) < 30, "the longer hour itself is none"
    assert longer["mean"].difference.value > 0, "a queue that grows goes on growing"
    stopped = what_if(of, GOAL, [Longer(HOUR), LastTicket(3 * HOUR, "a")], futures=100).overall
    assert stopped["mean"].difference.value == 0, "nobody gets a ticket in the hour more"


def test_whoever_reaches_a_second_queue_after_all_that_counts_has_no_wait_there():
    people = tuple(Waiting("a", -seq, seq, -seq, -seq, further=("c",)) for seq in range(200))
    found = what_if(replace(office(0), waiting=people, demand={}), GOAL, [], futures=20)
    assert found.services["c"]["mean"].before.value >= 0
