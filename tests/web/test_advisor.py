"""Advice is thought of ahead while somebody watches, once at a time, and given while it holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.domain import floor
from app.web import advisor as module
from app.web.advisor import Advisor, Thought
from app.web.planner import Planner
from tests.domain.hall import Hall


class Thinker(Planner):
    """Answers when the test says so, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.questions = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def ask(self, question: Callable[..., Any], /, *values: Any, **named: Any) -> Any:
        self.questions += 1
        await self.may_answer.wait()
        return [{"moves": []}], 120


class House:
    """A day in memory, and a clock."""

    def __init__(self) -> None:
        self.hall = Hall("10:00")
        self.hall.open("1")
        self.hall.take("moving")

    def now(self) -> int:
        return self.hall.now

    def day(self, _office: str) -> Any:
        return self.hall.day


class Nothing:
    """Nothing has been learned."""

    async def of(self, _office: str) -> None:
        return None


class Watch:
    """An advisor with a clock of real time that the test turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.house, self.thinker, self.seconds = House(), Thinker(), 0.0
        self.advisor = Advisor(self.house, Nothing(), self.thinker)  # type: ignore[arg-type]
        monkeypatch.setattr(module.time, "monotonic", lambda: self.seconds)

    async def looks(self, seconds: float) -> int:
        """Somebody looks after so many seconds; returns how often advice was thought of by then."""
        self.seconds += seconds
        self.advisor.looked_at("kumin")
        for _ in range(5):
            await asyncio.sleep(0)
        return self.thinker.questions

    async def asks(self, told: int | None = None) -> Thought:
        return await self.advisor.ask("kumin", told)


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Watch], Any]], None]:
    async def played(scene: Callable[[Watch], Any]) -> None:
        await scene(Watch(monkeypatch))

    return lambda scene: asyncio.run(played(scene))


Play = Callable[[Callable[[Watch], Any]], None]


def test_whoever_watches_for_a_while_finds_advice_ready(play: Play):
    async def scene(watch: Watch) -> None:
        assert await watch.looks(0) == 0, "a glance"
        assert await watch.looks(11) == 1
        thought = await watch.asks()
        assert watch.thinker.questions == 1, "at once"
        assert thought.as_of == watch.house.now()

    play(scene)


def test_looks_far_apart_are_not_watching(play: Play):
    async def scene(watch: Watch) -> None:
        assert await watch.looks(0) == 0
        assert await watch.looks(61) == 0

    play(scene)


def test_it_is_thought_again_when_enough_has_happened_and_not_before(play: Play):
    async def scene(watch: Watch) -> None:
        await watch.looks(0)
        assert await watch.looks(11) == 1
        watch.house.hall.time("10:01")
        assert await watch.looks(20) == 1, "nothing has happened"
        for _ in range(module.ENOUGH_EVENTS):
            watch.house.hall.take("moving")
        assert await watch.looks(1) == 2
        watch.house.hall.record(floor.assign(watch.house.hall.day, "1", {"certificates": 0}))
        assert await watch.looks(1) == 2, "a moment ago"
        assert await watch.looks(20) == 3, "the counters do something else"

    play(scene)


def test_an_empty_hall_and_a_busy_planner_are_left_alone(play: Play):
    async def scene(watch: Watch) -> None:
        watch.thinker._asked = 1
        await watch.looks(0)
        assert await watch.looks(11) == 0
        watch.thinker._asked = 0
        watch.house.hall.call("1")
        assert await watch.looks(11) == 0

    play(scene)


def test_all_who_ask_at_once_share_one_thought(play: Play):
    async def scene(watch: Watch) -> None:
        watch.thinker.may_answer.clear()
        asked = [asyncio.ensure_future(watch.asks()) for _ in range(3)]
        await watch.looks(0)
        watch.thinker.may_answer.set()
        thoughts = await asyncio.gather(*asked)
        assert watch.thinker.questions == 1
        assert thoughts[0] is thoughts[1] is thoughts[2]

    play(scene)


def test_what_was_told_before_is_old_or_counts_on_other_counters_is_thought_of_anew(play: Play):
    async def scene(watch: Watch) -> None:
        first = await watch.asks()
        assert await watch.asks() is first
        assert await watch.asks(told=first.as_of) is not first
        watch.house.hall.time("10:04")
        assert (await watch.asks()).as_of == watch.house.now()
        watch.house.hall.record(floor.assign(watch.house.hall.day, "1", {"certificates": 0}))
        await watch.asks()
        assert watch.thinker.questions == 4

    play(scene)


def test_a_move_made_while_it_was_thought_of_is_thought_of_too(play: Play):
    async def scene(watch: Watch) -> None:
        watch.thinker.may_answer.clear()
        asked = asyncio.ensure_future(watch.asks())
        await watch.looks(0)
        watch.house.hall.record(floor.assign(watch.house.hall.day, "1", {"certificates": 0}))
        watch.thinker.may_answer.set()
        thought = await asked
        assert watch.thinker.questions == 2
        assert thought.version == watch.house.hall.day.version

    play(scene)
