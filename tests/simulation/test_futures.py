"""The futures follow the domain's own rule, whatever the office looks like, and are the same for a seed."""

from __future__ import annotations

import heapq

import ciw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.line import Line, due_at, heads, next_service
from app.domain.times import HOUR, MINUTE
from app.simulation.crowds import NEVER, Crowd, draw
from app.simulation.futures import Futures
from app.simulation.scenes import Demand, Piece, Present, Promised, Scene, Server, Stint, Waiting
from app.simulation.spreads import constant, exponential, lognormal, observed
from app.simulation.timetables import Plan, timetables
from tests.simulation.scenes import played, scene, server, steady, waits

SERVICES = ("a", "b", "c")
offers = st.dictionaries(st.sampled_from(SERVICES), st.integers(-10, 30), min_size=1)
instants = st.integers(-60 * MINUTE, 0)
further = st.lists(st.sampled_from(SERVICES), max_size=2).map(tuple)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """An office in the middle of its day: people with head starts, itineraries and promises, counters that change."""

    def stints() -> tuple[Stint, ...]:
        later = st.builds(
            Stint, st.integers(1, 90 * MINUTE), st.none() | offers | st.just({}), st.sampled_from([0, 180_000])
        )
        changes = sorted(draw(st.lists(later, max_size=2)), key=lambda stint: stint.from_at)
        end = Stint(100 * MINUTE, draw(offers))
        return (Stint(0, draw(offers)), *changes, end)

    present = st.none() | st.builds(Present, st.sampled_from(SERVICES), st.integers(0, HOUR), instants, further=further)
    people = draw(st.lists(st.tuples(st.sampled_from(SERVICES), instants, st.integers(0, 20), further), max_size=8))
    return Scene(
        0,
        SERVICES,
        {service: lognormal(8 * MINUTE, 1.0) for service in SERVICES},
        tuple(Server(str(n), stints(), draw(present)) for n in range(draw(st.integers(1, 4)))),
        tuple(
            Waiting(service, since - start * MINUTE, seq, since, since, start * MINUTE, after)
            for seq, (service, since, start, after) in enumerate(people)
        ),
        (Promised("a", 0, 20 * MINUTE, 30 * MINUTE, ("b",), 0.2),),
        {
            service: Demand(
                (Piece(0, HOUR, draw(st.floats(0, 8))),),
                further=((0.3, ("c",)),),
                head_starts=((0.2, 20 * MINUTE),),
                patience=exponential(30 * MINUTE),
                vain=MINUTE,
            )
            for service in ("a", "b")
        },
        {"a": True, "b": True, "c": False},
    )


class Reference:
    """One future played one event after the other with the domain's `Line` and `next_service`."""

    def __init__(self, of: Scene, crowd: Crowd, future: int, vain: list[int]) -> None:
        self.scene, self.crowd, self.future, self.vain = of, crowd, future, vain
        self.lines = {service: Line() for service in of.services}
        self.called: dict[tuple[int, int], int] = {}
        self.left: set[int] = set()
        self.step: dict[int, int] = {}
        self.offers = {each.id: each.stints[0].offers or {} for each in of.servers}
        self.duty = {each.id: bool(each.stints[0].offers) for each in of.servers}
        self.busy: dict[str, int | None] = {}
        self.setup = dict.fromkeys(self.offers, 0)
        self.events: list[tuple[int, int, int, object]] = []
        self.number = 0

    def play(self) -> dict[tuple[int, int], int]:
        crowd, presents = self.crowd, [each.id for each in self.scene.servers if each.present]
        for place, each in enumerate(presents):
            self.busy[each] = place
            self.at(int(crowd.times[self.future, place, 0]), 1, each)
        for person in range(crowd.at_counters, crowd.arrived.shape[1]):
            if crowd.arrived[self.future, person] < NEVER:
                self.at(max(int(crowd.arrived[self.future, person]), 0), 2, person)
        changes = [(stint.from_at, each.id, stint) for each in self.scene.servers for stint in each.stints[1:]]
        for at, name, stint in sorted(changes, key=lambda change: change[:2]):
            self.at(at, 0, (name, stint))
        self.call(0)
        while self.events:
            now, kind, _, what = heapq.heappop(self.events)
            (self.change, self.end, self.arrive)[kind](now, what)
            if not self.events or self.events[0][0] > now:
                self.call(now)
        return self.called

    def at(self, when: int, kind: int, what: object) -> None:
        self.number += 1
        heapq.heappush(self.events, (when, kind, self.number, what))

    def change(self, now: int, what: tuple[str, Stint]) -> None:
        name, stint = what
        self.duty[name] = stint.offers is None or bool(stint.offers)
        self.offers[name] = stint.offers or self.offers[name]
        if not stint.setup:
            return
        if name not in self.busy:
            self.busy[name] = None
            self.at(now + stint.setup, 1, name)
        elif self.busy[name] is not None:
            self.setup[name] += stint.setup
        else:  # walking already: that takes longer
            event = next(each for each in self.events if each[1] == 1 and each[3] == name)
            self.events.remove(event)
            heapq.heapify(self.events)
            self.at(event[0] + stint.setup, 1, name)

    def end(self, now: int, name: str) -> None:
        person = self.busy.pop(name)
        if self.setup[name]:
            self.busy[name] = None
            self.at(now + self.setup[name], 1, name)
            self.setup[name] = 0
        if person is not None and person not in self.left:
            self.step[person] = self.step.get(person, 0) + 1
            steps = self.crowd.steps[self.future, person]
            if self.step[person] < len(steps) and steps[self.step[person]] >= 0:
                self.join(person, now)

    def arrive(self, now: int, person: int) -> None:
        self.join(person, now)

    def join(self, person: int, now: int) -> None:
        crowd, step = self.crowd, self.step.get(person, 0)
        service = self.scene.services[crowd.steps[self.future, person, step]]
        since = int(crowd.visit_since[self.future, person]) if self.scene.keeps_place[service] else now
        head_start = int(crowd.head_start[self.future, person]) // MINUTE
        due = due_at(since, head_start) if step else int(crowd.due[self.future, person])
        self.lines[service].join((due, person, str(person)))

    def call(self, now: int) -> None:
        while True:
            idle = []
            for position, each in enumerate(self.scene.servers):
                if each.id not in self.busy and self.duty[each.id]:
                    own = self.offers[each.id]
                    service = next_service(heads(self.lines, own), own)
                    if service is not None:
                        idle.append((own[service], position, each.id, service))
            if not idle:
                return
            _, _, name, service = min(idle)
            person = self.lines[service].pop(0)[1]
            step = self.step.get(person, 0)
            self.called[person, step] = now
            crowd, future = self.crowd, self.future
            takes = int(crowd.times[future, person, step])
            if step == 0 and now - crowd.arrived[future, person] > crowd.patience[future, person]:
                self.left.add(person)
                takes = self.vain[self.scene.services.index(service)]
            self.busy[name] = person
            self.at(now + takes, 1, name)


@settings(max_examples=60, deadline=None)
@given(scenes(), st.integers(0, 5))
def test_everybody_is_called_when_the_domains_own_rule_calls_them(of: Scene, seed: int):
    crowd, vain = draw(of, 3, seed), [MINUTE, MINUTE, 0]
    play = Futures(crowd, timetables(of, [Plan(of.servers)]), [(future, 0) for future in range(3)], vain)
    play.play()
    for future in range(3):
        reference = Reference(of, crowd, future, vain)
        expected = reference.play()
        found = {
            (int(person), int(step)): int(play.called[future, person, step])
            for person, step in np.argwhere(play.called[future] < NEVER)
        }
        assert found == expected
        assert set(np.flatnonzero(play.left[future]).tolist()) == reference.left


def busy_hour(**values: object) -> Scene:
    times = {"a": lognormal(6 * MINUTE, 1.1), "b": lognormal(9 * MINUTE, 1.1)}
    servers = [server("1", {"a": 0}), server("2", {"b": 0, "a": 10})]
    return scene(times, servers, {"a": steady(14, 2), "b": steady(5, 2)}, **values)


def test_the_same_seed_plays_the_same_futures_and_another_seed_others():
    assert np.array_equal(played(busy_hour(), 20, 3).called, played(busy_hour(), 20, 3).called)
    assert not np.array_equal(draw(busy_hour(), 20, 3).arrived[:, :5], draw(busy_hour(), 20, 4).arrived[:, :5])


def test_plans_meet_the_same_people_so_that_a_small_difference_is_seen():
    """The spread of paired differences is far below that of differences between separate futures."""
    of, futures = busy_hour(), 100
    more = (of.servers[0], server("2", {"b": 0, "a": 5}))
    crowd = draw(of, futures)
    rows = [(future, plan) for plan in (0, 1) for future in range(futures)]
    play = Futures(crowd, timetables(of, [Plan(of.servers), Plan(more)]), rows, [0, 0])
    play.play()
    means = np.nanmean(waits(play), axis=1).reshape(2, futures)
    assert (means[1] - means[0]).std() < 0.5 * (means[1] - np.roll(means[0], 1)).std()


def test_a_future_that_is_played_in_parts_is_the_same():
    of = busy_hour()
    crowd, table = draw(of, 10), timetables(of, [Plan(of.servers)])
    parts = Futures(crowd, table, [(future, 0) for future in range(10)], [0, 0])
    for minute in range(0, 200, 7):
        parts.play(minute * MINUTE)
    parts.play()
    assert np.array_equal(parts.called, played(of, 10).called)


def test_nobody_is_let_in_after_the_last_ticket():
    of = busy_hour()
    plan = Plan(of.servers, {"a": 30 * MINUTE})
    play = Futures(draw(of, 10), timetables(of, [plan]), [(future, 0) for future in range(10)], [0, 0])
    play.play()
    first = play.crowd.steps[:, :, 0]
    joined = play.joined[:, :, 0]
    assert joined[(first == 0) & (joined < NEVER)].max() < 30 * MINUTE
    assert joined[(first == 1) & (joined < NEVER)].max() > HOUR


def test_whoever_is_being_served_for_long_is_expected_to_need_longer_still():
    spread = lognormal(10 * MINUTE, 1.1)
    uniform = (np.arange(2000) + 0.5) / 2000
    assert spread.draw(uniform).mean() == pytest.approx(10 * MINUTE, rel=0.01)
    assert spread.draw_rest(uniform, 0).mean() == pytest.approx(10 * MINUTE, rel=0.01)
    assert spread.draw_rest(uniform, 30 * MINUTE).mean() > 12 * MINUTE
    assert constant(5 * MINUTE).draw_rest(uniform, 9 * MINUTE).max() == 0
    assert exponential(5 * MINUTE).draw_rest(uniform, 9 * MINUTE).mean() == pytest.approx(5 * MINUTE, rel=0.02)


def test_observed_times_are_drawn_as_they_were_seen():
    seen = [60_000.0, 120_000.0, 600_000.0]
    drawn = observed(seen).draw(np.linspace(0, 1, 101))
    assert drawn.min() == 60_000
    assert drawn.max() == 600_000
    assert np.median(drawn) == 120_000
    assert observed([5.0]).mean == 5
    with pytest.raises(ValueError, match="no times"):
        observed([])


@pytest.mark.parametrize("seed", range(3))
def test_random_networks_wait_as_ciw_says(seed: int):
    """Two or three stations with several counters, people who go on from one to the next, first come first served."""
    rng = np.random.default_rng(seed)
    counters = rng.integers(1, 4, 3)
    minutes = rng.uniform(4, 9, 3)
    goes_on = rng.uniform(0.2, 0.6)
    loads = rng.uniform(0.4, 0.65, 3)
    rates = loads * counters / minutes
    rates[2] -= min(rates[2] * 0.9, rates[0] * goes_on)
    times = {name: exponential(mean * MINUTE) for name, mean in zip("abc", minutes, strict=True)}
    servers = [
        server(f"{name}{n}", {name: 0}) for name, count in zip("abc", counters, strict=True) for n in range(count)
    ]
    demand = {name: steady(rate * 60, 20) for name, rate in zip("abc", rates, strict=True)}
    demand["a"] = steady(rates[0] * 60, 20, further=((goes_on, ("c",)),))
    play = played(scene(times, servers, demand, keeps_place={"c": False}), 100)
    service = np.where(play.called < NEVER, play.crowd.steps, -1)
    all_waits = np.stack([waits(play, step) for step in (0, 1)], axis=2)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate) for rate in rates],
        service_distributions=[ciw.dists.Exponential(1 / mean) for mean in minutes],
        routing=[[0.0, 0.0, goes_on], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        number_of_servers=counters.tolist(),
    )
    theirs: list[list[float]] = [[], [], []]
    for run in range(12):
        ciw.seed(seed * 100 + run)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(1200)
        records = simulation.get_all_records()
        for node in range(3):
            theirs[node].append(float(np.mean([r.waiting_time for r in records if r.node == node + 1])))
    for node in range(3):
        ours = np.nanmean(np.where(service == node, all_waits, np.nan), axis=(1, 2))
        error = np.hypot(ours.std() / np.sqrt(ours.size), np.std(theirs[node], ddof=1) / np.sqrt(12))
        assert abs(ours.mean() - np.mean(theirs[node])) < 4 * error
