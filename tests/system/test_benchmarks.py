"""The benchmarks run to their end, with small numbers; what they measure is not judged here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import (
    call_next,
    commands,
    fan_out,
    history,
    rush,
    slow_readers,
    tickets,
    tickets_during_boards,
    wait_estimates,
)
from benchmarks.figures import Figure, as_json, percentile, table


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, numbers in {
        commands: {"ROUNDS": 1},
        tickets: {"WARM_UP": 5, "TICKETS": 40},
        call_next: {"WAITING": 20, "VISITS": 40},
        fan_out: {"AUDIENCES": (20,), "CALLS": 2, "QUIET_SECONDS": 0.0},
        slow_readers: {"BOARDS": 50, "SCREENS": 10, "ASLEEP": 2},
        rush: {"CLIENTS": 8, "ATTEMPTS": 60, "SLOTS": 4, "PLACES_EACH": 5},
        tickets_during_boards: {"SCREENS": 20, "SECONDS": 1, "ROUNDS": 1},
        history: {"STOPS": 200, "YEARS": 1, "PERIODS": ("4weeks",), "TIMES": ("", "month")},
        wait_estimates: {"WAITING": 10, "BOARDS": 3, "WAITS": 400},
    }.items():
        for name, value in numbers.items():
            monkeypatch.setattr(module, name, value)


@pytest.mark.parametrize(
    "measure",
    [
        each.measure
        for each in (
            tickets,
            call_next,
            fan_out,
            slow_readers,
            tickets_during_boards,
            history,
            wait_estimates,
            rush,
        )
    ],
)
def test_a_benchmark_runs_to_its_end(measure: Callable[[], list[Figure]]) -> None:
    figures = measure()
    assert all(figure.value > 0 for figure in figures if figure.unit in ("ms", "a second", "×"))


def test_a_table_says_which_aims_are_met() -> None:
    figures = [Figure("fast", 1.0, "ms", at_most=2), Figure("slow", 0.5, "×", at_least=0.6), Figure("seen", 3, "s")]
    assert [figure["met"] for figure in as_json(figures)] == [True, False, None]
    assert "MISSED" in table(figures).splitlines()[1]


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile(range(100), share) for share in (0, 0.5, 0.99, 1)] == [0, 50, 99, 99]
