"""What is wrong with the parts of an office that reservations use: questions, resources, rules, places on the map."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.office import Office, Procedure, ServiceKind
from app.domain.problems import ID, ConfigurationProblem, Path

A_DAY_MINUTES = 24 * 60
A_WEEK_MINUTES = 7 * A_DAY_MINUTES


def booking_problems(office: Office) -> Iterator[ConfigurationProblem]:
    """Everything the types cannot say about reservations, in no particular order."""
    for index, procedure in enumerate(office.procedures):
        yield from _questions(office, procedure, ("procedures", index))
        yield from _resources(office, procedure, ("procedures", index))
    yield from _rules(office)
    yield from _staffed(office)
    yield from _places(office)


def support_problems(office: Office) -> Iterator[ConfigurationProblem]:
    """The same about support staff."""
    services = {service.id for service in office.services}
    for n, supporter in enumerate(office.support):
        here = ("support", n)
        for s, skill in enumerate(supporter.skills):
            if skill not in services:
                yield ConfigurationProblem((*here, "skills", s), "config.unknown_service", {"value": skill})
        for a, available in enumerate(supporter.available):
            if available.begins.tzinfo or available.ends.tzinfo:
                value = str(available.begins)
                yield ConfigurationProblem((*here, "available", a, "begins"), "config.not_a_time", {"value": value})
            elif available.ends <= available.begins:
                yield ConfigurationProblem((*here, "available", a, "ends"), "config.closes_before_it_opens")
        if not 0 <= supporter.notice_minutes <= A_DAY_MINUTES:
            value = str(supporter.notice_minutes)
            yield ConfigurationProblem((*here, "notice_minutes"), "config.out_of_range", {"value": value})


def _questions(office: Office, procedure: Procedure, path: Path) -> Iterator[ConfigurationProblem]:
    asked: dict[str, set[str]] = {}
    for q, question in enumerate(procedure.questions):
        here = (*path, "questions", q)
        if not ID.fullmatch(question.id):
            yield ConfigurationProblem((*here, "id"), "config.bad_id", {"value": question.id})
        if question.id in asked:
            yield ConfigurationProblem((*here, "id"), "config.duplicate", {"value": question.id})
        if not question.text.get("ja", "").strip():
            yield ConfigurationProblem((*here, "text"), "config.no_japanese")
        if len(question.options) < 2:
            yield ConfigurationProblem((*here, "options"), "config.too_few_options", {"value": question.id})
        for other, options in question.only_if.items():
            unknown = sorted(set(options) - asked.get(other, set()))
            if unknown or other not in asked:
                value = f"{other}: {unknown[0]}" if unknown else other
                yield ConfigurationProblem((*here, "only_if"), "config.asked_later", {"value": value})
        yield from _options(office, procedure, q, path)
        asked[question.id] = {option.id for option in question.options}


def _options(office: Office, procedure: Procedure, q: int, path: Path) -> Iterator[ConfigurationProblem]:
    services = {service.id for service in office.services}
    priorities = {priority.id for priority in office.priorities}
    options = procedure.questions[q].options
    names = [option.id for option in options]
    for o, option in enumerate(options):
        here = (*path, "questions", q, "options", o)
        if not ID.fullmatch(option.id):
            yield ConfigurationProblem((*here, "id"), "config.bad_id", {"value": option.id})
        if option.id in names[:o]:
            yield ConfigurationProblem((*here, "id"), "config.duplicate", {"value": option.id})
        if not option.text.get("ja", "").strip():
            yield ConfigurationProblem((*here, "text"), "config.no_japanese")
        if option.ends is not None and not option.reason.get("ja", "").strip():
            yield ConfigurationProblem((*here, "reason"), "config.ends_without_reason", {"value": option.id})
        for s, service in enumerate(option.services):
            if service not in services:
                yield ConfigurationProblem((*here, "services", s), "config.unknown_service", {"value": service})
        if option.priority is not None and option.priority not in priorities:
            yield ConfigurationProblem((*here, "priority"), "config.unknown_priority", {"value": option.priority})


def _resources(office: Office, procedure: Procedure, path: Path) -> Iterator[ConfigurationProblem]:
    known = {resource.id for resource in office.resources}
    for r, resource in enumerate(procedure.resources):
        if resource not in known:
            yield ConfigurationProblem((*path, "resources", r), "config.unknown_resource", {"value": resource})
    if procedure.specialist is not None and procedure.specialist.office == office.id:
        value = procedure.specialist.office
        yield ConfigurationProblem((*path, "specialist", "office"), "config.specialist_here", {"value": value})
    if not 0 <= procedure.further_person_minutes <= A_DAY_MINUTES:
        value = str(procedure.further_person_minutes)
        yield ConfigurationProblem((*path, "further_person_minutes"), "config.out_of_range", {"value": value})


def _rules(office: Office) -> Iterator[ConfigurationProblem]:
    booking = office.booking
    ranges: dict[str, tuple[float, float]] = {
        "slot_minutes": (5, 240),
        "share": (0.01, 1),
        "kept_for_staff": (0, 1),
        "horizon_days": (1, 400),
        "lead_minutes": (0, A_WEEK_MINUTES),
        "cut_off_minutes": (0, A_WEEK_MINUTES),
        "buffer_minutes": (0, 240),
        "hold_minutes": (1, 60),
        "offer_minutes": (1, A_DAY_MINUTES),
        "early_minutes": (0, A_DAY_MINUTES),
        "grace_minutes": (0, 240),
        "head_start_minutes": (0, 240),
        "overbooking": (0, 10),
    }
    for name, (least, most) in ranges.items():
        if not least <= (value := getattr(booking, name)) <= most:
            yield ConfigurationProblem(("booking", name), "config.out_of_range", {"value": str(value)})
    if booking.allowed and not any(s.kind is ServiceKind.FRONT and s.bookable for s in office.services):
        yield ConfigurationProblem(("booking", "allowed"), "config.nothing_bookable")


def _staffed(office: Office) -> Iterator[ConfigurationProblem]:
    services = {service.id for service in office.services}
    for n, staffed in enumerate(office.booking.staffed):
        here = ("booking", "staffed", n)
        if staffed.begins.tzinfo or staffed.ends.tzinfo:
            yield ConfigurationProblem((*here, "begins"), "config.not_a_time", {"value": str(staffed.begins)})
        elif staffed.ends <= staffed.begins:
            yield ConfigurationProblem((*here, "ends"), "config.closes_before_it_opens")
        if not 0 <= staffed.share <= 1:
            yield ConfigurationProblem((*here, "share"), "config.out_of_range", {"value": str(staffed.share)})
        for s, service in enumerate(staffed.services):
            if service not in services:
                yield ConfigurationProblem((*here, "services", s), "config.unknown_service", {"value": service})


def _places(office: Office) -> Iterator[ConfigurationProblem]:
    for n, service in enumerate(office.services):
        if service.places is not None and not 0 <= service.places <= 1000:
            value = str(service.places)
            yield ConfigurationProblem(("services", n, "places"), "config.out_of_range", {"value": value})
    for n, resource in enumerate(office.resources):
        for name, least in (("capacity", 1), ("buffer_minutes", 0)):
            if not least <= (number := getattr(resource, name)) <= 1000:
                yield ConfigurationProblem(("resources", n, name), "config.out_of_range", {"value": str(number)})
        if resource.link and not resource.link.startswith("https://"):
            yield ConfigurationProblem(("resources", n, "link"), "config.link_not_https", {"value": resource.link})
    if (place := office.place) is not None and not (abs(place.latitude) <= 90 and abs(place.longitude) <= 180):
        value = f"{place.latitude}, {place.longitude}"
        yield ConfigurationProblem(("place",), "config.out_of_range", {"value": value})
