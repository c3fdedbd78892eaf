"""The futures agree with queueing theory where it has exact answers.

Each system starts empty, the first third is not looked at, and the mean over independent futures must lie within its
99.9 % confidence interval of the formula. Formulas: Gross, Shortle, Thompson & Harris, Fundamentals of Queueing Theory.
"""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import gammaincc

from app.domain.times import HOUR, MINUTE
from app.simulation.crowds import NEVER
from app.simulation.futures import Futures
from app.simulation.scenes import Demand
from app.simulation.spreads import Spread, constant, exponential, lognormal
from tests.simulation.scenes import played, scene, server, steady, waits

MEAN = 6.0
"""Minutes that a visit takes."""

Z = 3.29
FUTURES = 300


def station(spread: Spread, servers: int, load: float, hours: float = 60, **demand: object) -> Futures:
    """One service, arrivals that load the servers to a share of their time."""
    arrivals = steady(load * servers * 60 / MEAN, hours, **demand)
    return played(scene({"a": spread}, [server(str(n), {"a": 0}) for n in range(servers)], {"a": arrivals}), FUTURES)


def late(play: Futures, values: NDArray[np.float64], hours: float = 60) -> NDArray[np.float64]:
    """The mean of each future over everybody who came after its first third."""
    arrived = play.crowd.arrived[play.future]
    return np.nanmean(np.where((arrived > hours / 3 * HOUR) & (arrived < NEVER), values, np.nan), axis=1)


def assert_agrees(means: NDArray[np.float64], exact: float) -> None:
    error = means.std(ddof=1) / np.sqrt(means.size)
    assert abs(means.mean() - exact) <= Z * error, f"{means.mean():.3f} ± {error:.3f} instead of {exact:.3f}"
    assert error < 0.06 * exact, "too vague to tell anything"


def erlang_c(servers: int, offered: float) -> float:
    """The probability of having to wait in M/M/c (Erlang 1917)."""
    busy = offered**servers / factorial(servers) * servers / (servers - offered)
    return busy / (sum(offered**n / factorial(n) for n in range(servers)) + busy)


def pollaczek_khinchine(load: float, cv: float) -> float:
    """The mean wait in M/G/1 (minutes)."""
    return load * MEAN * (1 + cv**2) / 2 / (1 - load)


def test_one_counter_with_memoryless_times():
    assert_agrees(late(play := station(exponential(MEAN * MINUTE), 1, 0.7), waits(play)), 0.7 * MEAN / 0.3)


def test_the_share_that_waits_longer_than_a_time():
    play = station(exponential(MEAN * MINUTE), 1, 0.6)
    longer = np.where(np.isnan(waits(play)), np.nan, waits(play) > 10)
    assert_agrees(late(play, longer), 0.6 * exp(-10 / MEAN * 0.4))


@pytest.mark.parametrize("servers", [2, 5])
def test_several_counters_wait_as_erlang_says(servers: int):
    hours = 60 / servers
    play = station(exponential(MEAN * MINUTE), servers, 0.8, hours)
    exact = erlang_c(servers, 0.8 * servers)
    waited = np.where(np.isnan(waits(play)), np.nan, waits(play) > 0)
    assert_agrees(late(play, waited, hours), exact)
    assert_agrees(late(play, waits(play), hours), exact * MEAN / servers / 0.2)


def test_one_counter_with_equal_times():
    play = station(constant(MEAN * MINUTE), 1, 0.8)
    assert_agrees(late(play, waits(play)), pollaczek_khinchine(0.8, 0))


def test_one_counter_with_times_as_they_are_at_offices():
    play = station(lognormal(MEAN * MINUTE, 1.1), 1, 0.7)
    assert_agrees(late(play, waits(play)), pollaczek_khinchine(0.7, 1.1))


def test_a_head_start_of_days_is_priority_without_interruption():
    """Cobham 1954: the wait is W0 ÷ (1 − σ of the classes before)(1 − σ with one's own)."""
    share, load = 0.3, 0.8
    play = station(lognormal(MEAN * MINUTE, 1.1), 1, load, head_starts=((share, 1000 * HOUR),))
    first = play.crowd.head_start[play.future] > 0
    residual = load * MEAN * (1 + 1.1**2) / 2
    urgent = late(play, np.where(first, waits(play), np.nan))
    others = late(play, np.where(first, np.nan, waits(play)))
    assert_agrees(urgent, residual / (1 - share * load))
    assert_agrees(others, residual / (1 - share * load) / (1 - load))


def test_people_who_lose_patience_leave_as_erlang_a_says():
    """M/M/c+M (Palm 1957): patience as long as service makes it M/M/∞ seen by c counters; the share that leaves."""
    servers, offered, hours = 4, 4.4, 15
    play = station(exponential(MEAN * MINUTE), servers, 1.1, hours, patience=exponential(MEAN * MINUTE))
    left = np.where(play.called[:, :, 0] < NEVER, play.left, np.nan)
    # With equal rates the number present is Poisson(offered); people leave at the rate of those who wait.
    waiting = offered * (1 - gammaincc(servers, offered)) - servers * (1 - gammaincc(servers + 1, offered))
    assert_agrees(late(play, left.astype(float), hours), waiting / offered)


def test_two_steps_are_two_stations_of_their_own():
    """Burke 1956: what leaves M/M/1 is Poisson, so the second step is M/M/1 too."""
    load = 0.6
    times = {"a": exponential(MEAN * MINUTE), "b": exponential(MEAN * MINUTE)}
    demand: dict[str, Demand] = {"a": steady(load * 60 / MEAN, 60, further=((1.0, ("b",)),))}
    servers = [server("1", {"a": 0}), server("2", {"b": 0})]
    play = played(scene(times, servers, demand, keeps_place={"b": False}), FUTURES)
    for step in (0, 1):
        assert_agrees(late(play, waits(play, step)), load * MEAN / (1 - load))
