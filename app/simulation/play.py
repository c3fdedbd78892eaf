"""The line played forward: who would start when, if everybody took the usual time.

It uses the domain's own rule for who is next, so it knows head starts, helpers' delays and early reservations.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.line import Offers, Place, next_service
from app.domain.times import MINUTE


@dataclass(frozen=True, slots=True)
class Server:
    """A counter that serves: when it is free next (ms) and for which services, with delays in minutes."""

    free_at: float
    offers: Offers


@dataclass(slots=True)
class Starts:
    """Expected starts (ms) by service: of everybody waiting, in the order of the line, and of somebody who comes now.

    Those whom no counter will call are missing.
    """

    waiting: dict[str, list[float]] = field(default_factory=dict)
    newcomer: dict[str, float] = field(default_factory=dict)


def expected_starts(
    lines: Mapping[str, Sequence[Place]], servers: Sequence[Server], usual_ms: Mapping[str, float], now: int
) -> Starts:
    """Play the lines forward. `usual_ms` is the time (ms) that a counter is taken by one person of a service."""
    starts = Starts()
    served = dict.fromkeys(lines, 0)
    free = [(server.free_at, index) for index, server in enumerate(servers)]
    heapq.heapify(free)
    while free:
        at, index = heapq.heappop(free)
        offers = servers[index].offers
        heads = {service: _head(lines, served, service) for service in offers}
        chosen = next_service(heads, offers)
        _place_newcomers(starts, heads, offers, chosen, at, now)
        if chosen is None:
            continue
        served[chosen] += 1
        starts.waiting.setdefault(chosen, []).append(at)
        heapq.heappush(free, (at + usual_ms[chosen], index))
    return starts


def _head(lines: Mapping[str, Sequence[Place]], served: Mapping[str, int], service: str) -> Place | None:
    line, done = lines.get(service, ()), served.get(service, 0)
    return line[done] if done < len(line) else None


def _place_newcomers(
    starts: Starts, heads: Mapping[str, Place | None], offers: Offers, chosen: str | None, at: float, now: int
) -> None:
    """Somebody who comes now for a service starts with the first counter that has nobody more urgent."""
    head = heads[chosen] if chosen else None
    urgent = head[0] + offers[chosen] * MINUTE if head and chosen else None
    for service, delay_minutes in offers.items():
        if service not in starts.newcomer and (urgent is None or now + delay_minutes * MINUTE < urgent):
            starts.newcomer[service] = at
