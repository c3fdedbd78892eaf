"""Is the outlook right? Days of the demo ward's main office, looked ahead from every twenty minutes of each.

What was seen ahead is held against what then happened: whether somebody waited longer than the target within 15, 30 and
60 minutes, and what those who came in the next two hours waited. Nobody follows any advice.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.demo.live import DAWN, MAIN, catch_up, players_of, reserve
from app.demo.past import generated_past
from app.demo.ward import demo_offices, prepare, start_of
from app.domain.day import OfficeDay
from app.domain.tickets import Stop, Ticket
from app.domain.times import HOUR, MINUTE
from app.integrations.holidays import is_public_holiday
from app.simulation.crowds import NEVER
from app.staffing.outlook import AHEAD, LIKELY, SOON, Ahead, QueueAhead, look_ahead
from app.staffing.present import goal_of, scene_of
from app.storage.days import load_day
from app.storage.engines import open_engine, upgrade
from app.usecases.expectations import Learned, expected_of
from app.usecases.forecasts import make_forecast
from benchmarks.figures import Figure, median

FIRST, DAYS = date(2026, 11, 24), 3
EVERY = 20 * MINUTE
OPENS, CLOSES = 9.0, 16.5
ROUNDED = 0.5
"""Minutes."""


@dataclass
class Seen:
    """Chances and what happened, within each time; waits and whether they were inside the band; processor seconds."""

    breaches: dict[int, list[tuple[float, bool]]] = field(default_factory=lambda: {minutes: [] for minutes in SOON})
    inside: list[bool] = field(default_factory=list)
    below: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def measure() -> list[Figure]:
    """Three working days, one after the other."""
    seen = Seen()
    for number in range(DAYS):
        looks, ended = _played(FIRST + timedelta(days=number), seen)
        for ahead in looks:
            _compare(ahead, ended, seen)
    figures = [figure for minutes in SOON for figure in _breach_figures(minutes, seen.breaches[minutes])]
    return [
        *figures,
        Figure("newcomers within the band of eight in ten", 100 * _share(seen.inside), "%", at_least=60),
        Figure("newcomers who waited less than the middle", 100 * _share(seen.below), "%"),
        Figure("processor time of an outlook", median(seen.seconds), "s", at_most=0.3),
    ]


def _breach_figures(minutes: int, told: list[tuple[float, bool]]) -> Iterator[Figure]:
    warned = [happened for chance, happened in told if chance >= LIKELY]
    quiet = [happened for chance, happened in told if chance < LIKELY]
    yield Figure(f"breaches within {minutes} min told as likely: came true", 100 * _share(warned), "%")
    yield Figure(f"those not told as likely: came all the same, of {len(quiet)}", 100 * _share(quiet), "%")


def _played(day: date, seen: Seen) -> tuple[list[Ahead], OfficeDay]:
    """A day of the main office, with what was seen ahead on the way."""
    engine = open_engine("sqlite://")
    upgrade(engine)
    office = next(each for each in demo_offices() if each.id == MAIN)
    prepare(engine, lambda: start_of(day, DAWN, office.zone))
    players = [player for player in players_of(day, reserve(engine, day)) if player.office_id == MAIN]
    with engine.connect() as connection:
        coming = make_forecast(connection, office, day, is_public_holiday, past=generated_past, learning=False)
    looks = []
    for now in range(start_of(day, OPENS, office.zone), start_of(day, CLOSES, office.zone), EVERY):
        catch_up(engine, players, now)
        with engine.connect() as connection:
            as_it_is = load_day(connection, MAIN)
        expected = expected_of(as_it_is, Learned(), coming.day(day))
        began = time.process_time()
        looks.append(look_ahead(scene_of(as_it_is, now, expected), goal_of(as_it_is, now)))
        seen.seconds.append(time.process_time() - began)
    catch_up(engine, players, start_of(day, CLOSES, office.zone) + 3 * HOUR)
    with engine.connect() as connection:
        return looks, load_day(connection, MAIN)


def _compare(ahead: Ahead, ended: OfficeDay, seen: Seen) -> None:
    """Hold what was seen ahead against the day as it ended."""
    for service, queue in ahead.queues.items():
        if queue is None:
            continue
        stops = [
            (ticket, stop) for ticket in ended.tickets.values() for stop in ticket.stops if stop.service == service
        ]
        target = ended.office.service(service).target_minutes * MINUTE
        late = [(begins + target, called) for begins, called in (_waited(stop) for _, stop in stops)]
        late = [(beyond, called) for beyond, called in late if called > beyond]
        if not any(beyond <= ahead.now < called for beyond, called in late):
            for minutes, chance in queue.chances.items():
                happened = any(ahead.now < beyond <= ahead.now + minutes * MINUTE for beyond, _ in late)
                seen.breaches[minutes].append((chance, happened))
        newcomers = [stop for ticket, stop in stops if stop is ticket.stops[0] and _is_usual(ticket, stop)]
        for stop in newcomers:
            if ahead.now < stop.waiting_since <= ahead.now + AHEAD and stop.called_at:
                _compare_wait(queue, stop.waiting_since, (stop.called_at - stop.waiting_since) / MINUTE, seen)


def _waited(stop: Stop) -> tuple[int, int]:
    """From when a wait counts until the call (ms)."""
    return max(stop.waiting_since, stop.due_at), stop.called_at or NEVER


def _is_usual(ticket: Ticket, stop: Stop) -> bool:
    """Neither a reservation nor a priority."""
    return ticket.priority is None and stop.due_at == stop.waiting_since


def _compare_wait(queue: QueueAhead, came_at: int, minutes: float, seen: Seen) -> None:
    band = min(queue.points, key=lambda point: abs(point.at - came_at)).wait
    if band:
        seen.inside.append(band.p10 - ROUNDED <= minutes <= band.p90 + ROUNDED)
        seen.below.append(minutes < band.p50)


def _share(values: list[bool]) -> float:
    return sum(values) / len(values) if values else float("nan")
