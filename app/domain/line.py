"""The one time line: who is next.

Each waiting stop has a `due_at`. A counter takes the smallest `due_at` among the services it serves, each service
shifted by the counter's delay for it; the ticket's sequence breaks ties. Live system, simulator and estimator use
these same functions.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence

from app.domain.times import MINUTE

Place = tuple[int, int, str]
"""A waiting stop on a service's line: due_at (ms), the ticket's sequence, the ticket's id."""

Offers = Mapping[str, int]
"""The services of a counter, each with its delay in minutes (negative: a head start)."""


def due_at(waiting_since: int, head_start_minutes: int = 0) -> int:
    """When a walk-in is due (ms): the time its waiting began, earlier by the head start of its priority class."""
    return waiting_since - head_start_minutes * MINUTE


def next_service(heads: Mapping[str, Place | None], offers: Offers) -> str | None:
    """The service whose head of line is next for a counter, or None when nobody waits for it.

    `heads` maps a service to the first place of its line.
    """
    best: tuple[int, int] | None = None
    chosen = None
    for service, delay_minutes in offers.items():
        head = heads.get(service)
        if head is None:
            continue
        key = (head[0] + delay_minutes * MINUTE, head[1])
        if best is None or key < best:
            best, chosen = key, service
    return chosen


def order_for(lines: Mapping[str, Sequence[Place]], offers: Offers) -> list[tuple[str, Place]]:
    """Everybody a counter could call, in the order in which it would: pairs of service and place."""
    shifted = [
        (place[0] + delay_minutes * MINUTE, place[1], service, place)
        for service, delay_minutes in offers.items()
        for place in lines.get(service, ())
    ]
    return [(service, place) for _, _, service, place in sorted(shifted)]


class Line(list[Place]):
    """The waiting stops of one service, kept in order."""

    def join(self, place: Place) -> None:
        """Put a place where it belongs."""
        if not self or place > self[-1]:
            self.append(place)
        else:
            insort(self, place)

    def leave(self, place: Place) -> None:
        """Take a place out. Raises ValueError when it is not there."""
        index = bisect_left(self, place)
        if index == len(self) or self[index] != place:
            raise ValueError(place)
        del self[index]

    def ahead_of(self, place: Place) -> int:
        """How many people of this line come before a place, whether or not it is in the line yet."""
        return bisect_left(self, place)


def heads(lines: Mapping[str, Line], services: Iterable[str]) -> dict[str, Place | None]:
    """The first place of each line named."""
    return {service: lines[service][0] if lines.get(service) else None for service in services}
