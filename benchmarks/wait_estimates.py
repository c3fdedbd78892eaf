"""(g) Waits of a whole board with 300 people waiting, and a model trained on a year of one office."""

from __future__ import annotations

import random
from datetime import datetime
from time import perf_counter
from zoneinfo import ZoneInfo

from app.domain import floor, intake, opening
from app.domain.applying import apply
from app.domain.day import OfficeDay
from app.domain.events import Event, Recorded
from app.domain.numbers import Channel
from app.domain.times import MINUTE, instant
from app.forecasting.estimates import Estimate, Told
from app.forecasting.estimator import LearnedModel, WaitEstimator
from app.forecasting.office_features import OFFICE_FEATURES
from app.forecasting.retraining import Retrained, retrained
from app.forecasting.wait import outlook
from app.storage.office_files import load_office
from benchmarks.figures import Figure, median, percentile

BEGINS = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
WAITING = 300
BOARDS = 200
WAITS = 100_000
"""About 400 visits on each of 250 days."""


def measure() -> list[Figure]:
    """Train, then estimate boards with and without what was learned."""
    begun = perf_counter()
    model = train(WAITS)
    trained = perf_counter() - begun
    learned = WaitEstimator(LearnedModel(1, model.forest))
    with_model, without = boards(learned), boards(WaitEstimator())
    return [
        Figure("board with 300 waiting, P50", median(with_model), "ms", at_most=20),
        Figure("board with 300 waiting, P99", percentile(with_model, 0.99), "ms"),
        Figure("÷ the same without a model", median(with_model) / median(without), "×"),
        Figure(f"training on {WAITS:,} waits", trained, "s", at_most=60),
        Figure("memory of the model", model.forest.nbytes / 2**20, "MiB", at_most=50),
    ]


def boards(estimator: WaitEstimator) -> list[float]:
    """Milliseconds of each estimate."""
    day, now, found = crowded_day(), instant(BEGINS) + 30 * MINUTE, []
    for number in range(BOARDS):
        begun = perf_counter()
        outlook(day, now + 1000 * number, estimator)
        found.append(1000 * (perf_counter() - begun))
    return found


def crowded_day() -> OfficeDay:
    """Three hundred people wait for the main office's services."""
    from app.demo import OFFICES  # noqa: PLC0415

    day, now = OfficeDay(load_office((OFFICES / "kumin.yaml").read_bytes())), instant(BEGINS)

    def record(*events: Event) -> None:
        for event in events:
            apply(day, Recorded(day.version + 1, day.day or "", now, "benchmark", event))

    record(*opening.turn_day(day, now, lambda _: False))
    for counter in day.office.counters:
        record(floor.open_counter(day, counter.id, None, None))
    services = [service.id for service in day.office.services if service.kind == "front"]
    for number in range(WAITING):
        request = intake.Request(f"t{number}", Channel.REPLAY, services[number % len(services)])
        record(intake.take_ticket(day, request, now))
    return day


def train(waits: int) -> Retrained:
    """A model of made-up waits of a year. Raises ValueError when there are too few."""
    chance = random.Random(1)
    found = retrained([_told(number, chance) for number in range(waits)])
    if found is None:
        raise ValueError(f"{waits} waits are too few")
    return found


def _told(number: int, chance: random.Random) -> Told:
    base = chance.expovariate(1 / 15)
    features = tuple(chance.uniform(0, 30) for _ in OFFICE_FEATURES)
    given = (0.5 * base, base, 2 * base)
    wait = base * chance.uniform(0.5, 2) + features[0] / 5
    return Told(str(number), "a", number, Estimate(3, base, given, (given,), features), number + round(wait * MINUTE))
