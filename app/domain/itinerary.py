"""The services of one visit for several procedures: merged into one itinerary, in the order that is over soonest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from app.domain.office import Office, ServiceKind

TRIED_AT_MOST = 7
"""More stops than this are ordered one after the other instead of trying all orders (7! = 5,040)."""

Order = tuple[str, ...]


def merged(office: Office, itineraries: Sequence[Sequence[str]], further: Sequence[str] = ()) -> Order:
    """One itinerary of several: each service once, payment last, otherwise as they are written."""
    once = dict.fromkeys([service for itinerary in itineraries for service in itinerary] + list(further))
    paying = [service for service in once if office.service(service).kind is ServiceKind.PAYMENT]
    return (*(service for service in once if service not in paying), *paying)


def quickest_order(
    office: Office,
    itineraries: Sequence[Sequence[str]],
    services: Sequence[str],
    waits: Mapping[str, float],
    minutes: Mapping[str, float],
) -> Order:
    """The order of `services` in which the visit is over soonest; each itinerary keeps its own order.

    `waits` are the minutes that somebody who comes now waits for each service; a service that keeps the place counts
    them from the visit's beginning, so that serving elsewhere and waiting there overlap (release dates on a single
    machine: the earliest first is best when all keep the place, Pinedo, "Scheduling", section 3.2). Orders that are
    equally quick stay as they are written.
    """
    before = _before(office, itineraries, services)
    if len(services) > TRIED_AT_MOST:
        return _one_by_one(office, services, before, waits, minutes)
    return min(_orders(tuple(services), before), key=lambda order: round(_ends(office, order, waits, minutes), 3))


def _before(office: Office, itineraries: Sequence[Sequence[str]], services: Sequence[str]) -> dict[str, set[str]]:
    """The services that have to be over before each one: the chain of its itinerary, and all others before paying."""
    before: dict[str, set[str]] = {service: set() for service in services}
    paying = {service for service in services if office.service(service).kind is ServiceKind.PAYMENT}
    for itinerary in itineraries:
        for earlier, later in pairwise([service for service in itinerary if service in before.keys() - paying]):
            before[later].add(earlier)
    for service in paying:
        before[service] = set(services) - paying
    return before


def _orders(services: Order, before: Mapping[str, set[str]]) -> Iterator[Order]:
    """All orders allowed, the written one first. Services that wait for each other in a ring stay as written."""
    found = False
    for order in _extended((), services, before):
        found = True
        yield order
    if not found:
        yield services


def _extended(done: Order, left: Order, before: Mapping[str, set[str]]) -> Iterator[Order]:
    if not left:
        yield done
    for service in left:
        if before[service] <= set(done):
            yield from _extended((*done, service), tuple(each for each in left if each != service), before)


def _one_by_one(
    office: Office,
    services: Sequence[str],
    before: Mapping[str, set[str]],
    waits: Mapping[str, float],
    minutes: Mapping[str, float],
) -> Order:
    order: Order = ()
    left = list(services)
    while left:
        free = [service for service in left if before[service] <= set(order)] or left[:1]
        soonest = min(free, key=lambda service: _ends(office, (*order, service), waits, minutes))
        order = (*order, soonest)
        left.remove(soonest)
    return order


def _ends(office: Office, order: Order, waits: Mapping[str, float], minutes: Mapping[str, float]) -> float:
    """When the visit is over (minutes from now)."""
    at = 0.0
    for n, service in enumerate(order):
        keeps_place = n == 0 or office.service(service).next_step_keeps_place
        wait = waits.get(service, 0.0)
        at = max(at, wait) if keeps_place else at + wait
        at += minutes.get(service, 0.0)
    return at
