"""How many people more than planned each service needs in a half hour, so that few of a day's people wait longer than
its target.

Each half hour is looked at as if it went on for long (the stationary independent period-by-period approach), with its
arrivals reaching the counters a visit later, because queues of a busy half hour are served in the next (lagged SIPP:
Green, Kolesar & Soares 2001, "Improving the SIPP approach for staffing service systems that have cyclic demands").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, floor, log, sqrt

from scipy.special import gammaincc, gammaln

from app.domain.calendar import Opening
from app.domain.office import Office
from app.domain.slots import planned_counters, staffed_share
from app.domain.times import MINUTE
from app.forecasting.coming import ComingDay, HalfHour

UPPER_TENTH = 1.2816
"""Standard deviations from the middle of a normal distribution to its upper tenth."""

SMALLEST_SHARE = 0.02
"""A service with less than one visitor in fifty needs nobody to be called for."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What becomes of a person who comes: stops at each service, and how long one takes there (minutes)."""

    stops: Mapping[str, float]
    minutes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Need:
    """One service in one half hour (instants in ms). `stops` are planned for, of which `load` counters are kept busy.

    `planned` counters are staffed anyway, in parts where a counter has several services. `in_time` is the probability
    that somebody is called within the target with them, `in_time_then` with the `extra` people.
    """

    begins_at: int
    ends_at: int
    service: str
    stops: float
    load: float
    planned: float
    extra: int
    in_time: float
    in_time_then: float


def configured_mix(office: Office) -> Mix:
    """What the office is set up for, as long as its history says nothing: all counters equally busy."""
    minutes = {service.id: service.expected_minutes for service in office.services}
    rates = {each: planned_counters(office, each) / minutes[each] for each in minutes}
    front = sum(rates[service.id] for service in office.services if service.kind == "front") or 1.0
    return Mix({each: rate / front for each, rate in rates.items()}, minutes)


def needs_of(
    office: Office, day: ComingDay, openings: Sequence[Opening], mix: Mix, probability: float
) -> tuple[Need, ...]:
    """The needs of a day, by half hour and service, so that this share of each service's people is called in time."""
    found: dict[str, list[Need]] = defaultdict(list)
    for place, half in enumerate(day.half_hours):
        before = day.half_hours[place - 1] if place and day.half_hours[place - 1].ends_at == half.begins_at else None
        offered = _offered(openings, half)
        for service in office.services:
            share = mix.stops.get(service.id, 0.0)
            if share >= SMALLEST_SHARE and (offered is None or service.id in offered):
                lag = min(mix.minutes[service.id] * MINUTE / (half.ends_at - half.begins_at), 1.0)
                people = (1 - lag) * busy(half) + lag * (busy(before) if before else 0.0)
                found[service.id].append(_planned(office, service.id, half, people * share, mix.minutes[service.id]))
    whole = (
        need
        for service, needs in found.items()
        for need in _enough(needs, office.service(service).target_minutes / mix.minutes[service], probability)
    )
    return tuple(sorted(whole, key=lambda need: need.begins_at))


def busy(half: HalfHour) -> float:
    """People who come in a half hour that is busier than nine of ten like it.

    The forecast's range is of numbers, which also vary by chance (Poisson) around what was to be expected. The formula
    counts chance itself, so only the rest of the spread is added.
    """
    spread = (half.arrivals.high - half.arrivals.expected) / UPPER_TENTH
    return half.arrivals.expected + UPPER_TENTH * sqrt(max(spread**2 - half.arrivals.expected, 0.0))


def waits_longer(counters: float, load: float, visits: float) -> float:
    """The probability that somebody waits longer than the time of so many visits, M/M/c, first come first served.

    P(W > t) = C(c, a) · exp(-(c - a) · t ÷ service time), with Erlang's C (Gans, Koole & Mandelbaum 2003, "Telephone
    call centers", section 4.1). `load` is arrivals × service time; `counters` may have a part (see `erlang_c`).
    """
    if load <= 0:
        return 0.0
    return erlang_c(counters, load) * exp(-(counters - load) * visits) if counters > load else 1.0


def erlang_c(counters: float, load: float) -> float:
    """The probability of having to wait at all. A part of a counter is what lies between, by the continuous form of
    Erlang's B (Jagers & van Doorn 1986, "On the continued Erlang loss function"): B = a^c · e^-a ÷ Γ(c + 1, a).
    """
    if counters <= load:
        return 1.0
    blocked = exp(counters * log(load) - load - gammaln(counters + 1)) / gammaincc(counters + 1, load)
    return float(counters * blocked / (counters - load * (1 - blocked)))


def _planned(office: Office, service: str, half: HalfHour, stops: float, minutes: float) -> Need:
    """A half hour with nobody but those who are planned anyway."""
    counters = planned_counters(office, service) * staffed_share(office, service, half.begins_at, half.ends_at)
    load = stops * minutes * MINUTE / (half.ends_at - half.begins_at)
    in_time = 1 - waits_longer(counters, load, office.service(service).target_minutes / minutes)
    return Need(half.begins_at, half.ends_at, service, stops, load, counters, 0, in_time, in_time)


def _enough(needs: Sequence[Need], visits: float, probability: float) -> list[Need]:
    """The half hours of one service with so many extra people that of all people of the day enough are in time.

    First as many as it takes for no half hour to get more work than it can do; then one after the other where one more
    brings most people in time.
    """
    found = [_with(need, max(floor(need.load - need.planned) + 1, 0), visits) for need in needs]
    everybody = sum(need.stops for need in found)
    while sum(need.stops * need.in_time_then for need in found) < probability * everybody:
        better = [_with(need, need.extra + 1, visits) for need in found]
        gains = [each.stops * (each.in_time_then - need.in_time_then) for each, need in zip(better, found, strict=True)]
        place = gains.index(max(gains))
        found[place] = better[place]
    return found


def _with(need: Need, extra: int, visits: float) -> Need:
    return replace(need, extra=extra, in_time_then=1 - waits_longer(need.planned + extra, need.load, visits))


def _offered(openings: Sequence[Opening], half: HalfHour) -> frozenset[str] | None:
    """The services offered in a half hour; None means all."""
    meeting = [each for each in openings if each.opens_at < half.ends_at and half.begins_at < each.closes_at]
    if not meeting or any(not each.services for each in meeting):
        return None
    return frozenset(service for each in meeting for service in each.services)
