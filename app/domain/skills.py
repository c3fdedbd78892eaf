"""What the staff of a counter are able to serve."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.day import OfficeDay
from app.domain.office import Offer, Office


def able_now(day: OfficeDay) -> dict[str, frozenset[str]]:
    """The services that each counter could take today: those that whoever is there is able to serve, and those that it
    serves now."""
    usual = skills_of(day.office)
    roster = {supporter.id: frozenset(supporter.skills) for supporter in day.office.support}
    desks = [day.desk(counter.id) for counter in day.office.counters]
    return {desk.counter: roster.get(desk.staff or "", usual[desk.counter]) | frozenset(desk.offers) for desk in desks}


def skills_of(office: Office) -> dict[str, frozenset[str]]:
    """What each counter's staff are able to serve: what any counter with the same own services is set up for."""
    own = {counter.id: _own(counter.services) for counter in office.counters}
    able: dict[frozenset[str], frozenset[str]] = {}
    for counter in office.counters:
        offered = frozenset(offer.service for offer in counter.services)
        able[own[counter.id]] = able.get(own[counter.id], frozenset()) | offered
    return {counter: able[services] for counter, services in own.items()}


def _own(offers: Sequence[Offer]) -> frozenset[str]:
    return frozenset(offer.service for offer in offers if offer.delay_minutes <= 0)
