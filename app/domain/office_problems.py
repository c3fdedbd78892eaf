"""What is wrong with an office beyond its types: references, doubles, ranges, hours, missing Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.booking_problems import booking_problems, support_problems
from app.domain.office import Office, ServiceKind, Session
from app.domain.problems import ID, ConfigurationProblem, Path

PREFIX = re.compile(r"[A-Z]{1,3}")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def problems(office: Office) -> Iterator[ConfigurationProblem]:
    """Everything the types cannot say, in no particular order. Nothing yielded means the office is sound."""
    yield from _bad_ids(office)
    yield from _duplicates(office)
    yield from _dangling(office)
    yield from _itineraries(office)
    yield from _hours(office)
    yield from _bands(office)
    yield from _ranges(office)
    yield from _without_japanese(office, ())
    yield from _time_zone(office)
    yield from booking_problems(office)
    yield from support_problems(office)


def _bad_ids(office: Office) -> Iterator[ConfigurationProblem]:
    if not ID.fullmatch(office.id):
        yield ConfigurationProblem(("id",), "config.bad_id", {"value": office.id})
    for place in ("services", "counters", "procedures", "priorities", "notices", "resources", "support"):
        for index, item in enumerate(getattr(office, place)):
            if not ID.fullmatch(item.id):
                yield ConfigurationProblem((place, index, "id"), "config.bad_id", {"value": item.id})
    for index, service in enumerate(office.services):
        if not PREFIX.fullmatch(service.prefix):
            yield ConfigurationProblem(("services", index, "prefix"), "config.bad_prefix", {"value": service.prefix})


def _duplicates(office: Office) -> Iterator[ConfigurationProblem]:
    columns: list[tuple[str, str, list[str]]] = [
        ("services", "id", [s.id for s in office.services]),
        ("services", "prefix", [s.prefix for s in office.services]),
        ("counters", "id", [c.id for c in office.counters]),
        ("procedures", "id", [p.id for p in office.procedures]),
        ("priorities", "id", [p.id for p in office.priorities]),
        ("notices", "id", [n.id for n in office.notices]),
        ("resources", "id", [r.id for r in office.resources]),
        ("support", "id", [person.id for person in office.support]),
    ]
    for place, column, values in columns:
        for index, value in enumerate(values):
            if value in values[:index]:
                yield ConfigurationProblem((place, index, column), "config.duplicate", {"value": value})
    for i, counter in enumerate(office.counters):
        offered = [offer.service for offer in counter.services]
        for j, value in enumerate(offered):
            if value in offered[:j]:
                yield ConfigurationProblem(
                    ("counters", i, "services", j, "service"), "config.duplicate", {"value": value}
                )


def _dangling(office: Office) -> Iterator[ConfigurationProblem]:
    known = {service.id for service in office.services}
    named: list[tuple[Path, str]] = [
        (("counters", i, "services", j, "service"), offer.service)
        for i, counter in enumerate(office.counters)
        for j, offer in enumerate(counter.services)
    ]
    named += [
        (("procedures", i, "services", j), service)
        for i, procedure in enumerate(office.procedures)
        for j, service in enumerate(procedure.services)
    ]
    named += [
        ((*path, i, "services", j), service)
        for path, sessions in _all_sessions(office)
        for i, session in enumerate(sessions)
        for j, service in enumerate(session.services)
    ]
    for path, service_id in named:
        if service_id not in known:
            yield ConfigurationProblem(path, "config.unknown_service", {"value": service_id})


def _itineraries(office: Office) -> Iterator[ConfigurationProblem]:
    kinds = {service.id: service.kind for service in office.services}
    for i, procedure in enumerate(office.procedures):
        if not procedure.services:
            yield ConfigurationProblem(("procedures", i, "services"), "config.empty_itinerary", {"value": procedure.id})
        elif kinds.get(procedure.services[0]) is ServiceKind.BACK_OFFICE:
            value = procedure.services[0]
            yield ConfigurationProblem(("procedures", i, "services", 0), "config.begins_in_back", {"value": value})


def _hours(office: Office) -> Iterator[ConfigurationProblem]:
    for path, sessions in _all_sessions(office):
        for i, session in enumerate(sessions):
            if session.opens.tzinfo or session.closes.tzinfo:
                yield ConfigurationProblem((*path, i, "opens"), "config.not_a_time", {"value": str(session.opens)})
            elif session.closes <= session.opens:
                yield ConfigurationProblem((*path, i, "closes"), "config.closes_before_it_opens")
        if any(session.opens.tzinfo or session.closes.tzinfo for session in sessions):
            continue
        for i, (earlier, later) in enumerate(pairwise(sessions)):
            if later.opens < earlier.closes:
                yield ConfigurationProblem((*path, i + 1, "opens"), "config.sessions_overlap")
    days = [special.date for special in office.hours.special]
    for i, day in enumerate(days):
        if day in days[:i]:
            yield ConfigurationProblem(("hours", "special", i, "date"), "config.duplicate", {"value": day.isoformat()})
    if office.hours.day_starts.tzinfo:
        value = str(office.hours.day_starts)
        yield ConfigurationProblem(("hours", "day_starts"), "config.not_a_time", {"value": value})


def _all_sessions(office: Office) -> Iterator[tuple[Path, tuple[Session, ...]]]:
    for day, sessions in zip(WEEKDAYS, office.hours.week, strict=True):
        yield ("hours", day), sessions
    for i, special in enumerate(office.hours.special):
        yield ("hours", "special", i, "sessions"), special.sessions


def _bands(office: Office) -> Iterator[ConfigurationProblem]:
    used: set[int] = set()
    for name in ("office", "phone", "staff"):
        first, last = getattr(office.number_bands, name)
        inside = 1 <= first <= last <= 999
        numbers = set(range(first, last + 1)) if inside else set()
        if not inside or numbers & used:
            yield ConfigurationProblem(("number_bands", name), "config.bad_band", {"value": f"{first}-{last}"})
        used |= numbers


def _ranges(office: Office) -> Iterator[ConfigurationProblem]:
    """Counts and durations that would make no sense: below zero, or levels of congestion that do not rise."""
    rows: list[tuple[Path, float, float]] = [
        (("undo_seconds",), office.undo_seconds, 0),
        (("from_home", "waiting_at_most"), office.from_home.waiting_at_most, 0),
    ]
    limits = ("first_ticket_minutes_before_opening", "last_ticket_minutes_before_closing")
    rows += [(("hours", name), getattr(office.hours, name), 0) for name in limits]
    for i, service in enumerate(office.services):
        rows += [(("services", i, n), getattr(service, n), 0) for n in ("recalls_before_missed", "grace_minutes")]
        rows += [(("services", i, n), getattr(service, n), 0.1) for n in ("target_minutes", "expected_minutes")]
    for i, procedure in enumerate(office.procedures):
        rows.append((("procedures", i, "minutes"), procedure.minutes or 0, 0))
        for j, channel in enumerate(procedure.channels):
            place: Path = ("procedures", i, "channels", j)
            rows += [((*place, "fee_yen"), channel.fee_yen or 0, 0), ((*place, "minutes"), channel.minutes or 0, 0)]
    for path, value, least in rows:
        if not least <= value <= 100_000:
            yield ConfigurationProblem(path, "config.out_of_range", {"value": str(value)})
    for i, (lower, upper) in enumerate(pairwise((0, *office.congestion_minutes))):
        if upper <= lower:
            yield ConfigurationProblem(("congestion_minutes", i), "config.levels_must_rise", {"value": str(upper)})


def _without_japanese(value: object, path: Path) -> Iterator[ConfigurationProblem]:
    """Every text has Japanese words; the names that people choose by may not be empty."""
    if is_dataclass(value):
        for item in fields(value):
            yield from _without_japanese(getattr(value, item.name), (*path, item.name))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _without_japanese(part, (*path, index))
    elif isinstance(value, Mapping) and path[-1] != "only_if":
        needed = path == ("name",) or (path[-1] in ("name", "text") and path[0] in NAMED)
        if (value or needed) and not value.get("ja", "").strip():
            yield ConfigurationProblem(path, "config.no_japanese")


NAMED = ("services", "procedures", "priorities", "notices", "resources", "support")


def _time_zone(office: Office) -> Iterator[ConfigurationProblem]:
    try:
        ZoneInfo(office.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ConfigurationProblem(("timezone",), "config.unknown_time_zone", {"value": office.timezone})
    if "ja" not in office.languages:
        yield ConfigurationProblem(("languages",), "config.japanese_is_needed")
