"""What a visit will be: the questions asked beforehand, and the length, services and things to bring they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from app.domain.bookable import Ending, Option, Question, Specialist, Words
from app.domain.booking_errors import QuestionsOpen, TooManyPeople, UnknownAnswer
from app.domain.itinerary import merged
from app.domain.office import Office, Procedure, ServiceKind

PEOPLE_AT_MOST = 10

Answers = Mapping[str, str]
"""The option chosen by question, each question as `procedure:question`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of one of the procedures, with the key of its answer."""

    key: str
    procedure: str
    question: Question


@dataclass(frozen=True)
class Visit:
    """What a visit takes: services in order with the minutes at each, resources, and what the person should know.

    With an `ending` there is nothing to book: no visit is needed, or the person should call; `reason` says why.
    """

    procedures: tuple[str, ...]
    services: tuple[str, ...] = ()
    minutes: Mapping[str, float] = field(default_factory=dict)
    resources: tuple[str, ...] = ()
    specialist: Specialist | None = None
    priority: str | None = None
    bring: tuple[Words, ...] = ()
    ending: Ending | None = None
    reason: Words = field(default_factory=dict)
    total_minutes: int = 0


def questions(office: Office, procedures: Sequence[str], answers: Answers) -> list[Asked]:
    """The questions that apply with these answers, in order, answered or not."""
    once = dict.fromkeys(procedures)
    return [asked for procedure in once for asked in _applying(office.procedure(procedure), answers)]


def next_question(office: Office, procedures: Sequence[str], answers: Answers) -> Asked | None:
    """The first question still open; None when all are answered or one of the answers ends the way."""
    for asked in questions(office, procedures, answers):
        if asked.key not in answers:
            return asked
        if _chosen(asked, answers).ends is not None:
            return None
    return None


def bookable_procedures(office: Office) -> list[Procedure]:
    """The procedures that the public can reserve a time for at an office."""
    if not office.booking.allowed:
        return []
    return [
        procedure
        for procedure in office.procedures
        if procedure.bookable and (procedure.resources or any(map(partial(_begins, office), procedure.services)))
    ]


def plan_visit(office: Office, procedures: Sequence[str], answers: Answers, people: int = 1) -> Visit:
    """The visit that these answers lead to; a procedure named twice counts once.

    Raises QuestionsOpen, UnknownAnswer, TooManyPeople, NoSuchProcedure.
    """
    procedures = tuple(dict.fromkeys(procedures))
    if not 1 <= people <= PEOPLE_AT_MOST:
        raise TooManyPeople(limit=PEOPLE_AT_MOST)
    chosen: list[tuple[str, Option]] = []
    for asked in questions(office, procedures, answers):
        if asked.key not in answers:
            raise QuestionsOpen(question=asked.key)
        option = _chosen(asked, answers)
        if option.ends is not None:
            return Visit(procedures, ending=option.ends, reason=option.reason)
        chosen.append((asked.procedure, option))
    return _visit(office, procedures, chosen, people)


def _begins(office: Office, service_id: str) -> bool:
    service = office.service(service_id)
    return service.kind is ServiceKind.FRONT and service.bookable


def _applying(procedure: Procedure, answers: Answers) -> Iterator[Asked]:
    for question in procedure.questions:
        if all(answers.get(f"{procedure.id}:{other}") in options for other, options in question.only_if.items()):
            yield Asked(f"{procedure.id}:{question.id}", procedure.id, question)


def _chosen(asked: Asked, answers: Answers) -> Option:
    answer = answers[asked.key]
    for option in asked.question.options:
        if option.id == answer:
            return option
    raise UnknownAnswer(answer=answer, question=asked.key)


def _visit(office: Office, procedures: Sequence[str], chosen: Sequence[tuple[str, Option]], people: int) -> Visit:
    wanted = [office.procedure(procedure) for procedure in procedures]
    further = [service for _, option in chosen for service in option.services]
    minutes: dict[str, float] = {}
    for procedure in wanted:
        extra = sum(option.minutes for owner, option in chosen if owner == procedure.id)
        extra += (people - 1) * procedure.further_person_minutes
        _share(office, procedure, extra, minutes)
    for service in further:
        minutes[service] = minutes.get(service, 0) + office.service(service).expected_minutes
    services = merged(office, [procedure.services for procedure in wanted], further)
    texts = [text for procedure in wanted for text in procedure.bring]
    texts += [text for _, option in chosen for text in option.bring]
    return Visit(
        procedures=tuple(procedures),
        services=services,
        minutes={service: minutes[service] for service in services if service in minutes},
        resources=tuple(dict.fromkeys(resource for procedure in wanted for resource in procedure.resources)),
        specialist=next((procedure.specialist for procedure in wanted if procedure.specialist), None),
        priority=_earliest(office, [option.priority for _, option in chosen]),
        bring=tuple(text for n, text in enumerate(texts) if text not in texts[:n]),
        total_minutes=round(sum(minutes.values())),
    )


def _share(office: Office, procedure: Procedure, extra: int, minutes: dict[str, float]) -> None:
    """Give a procedure's minutes to its services as they usually take; back-office work is done without the person."""
    usual = {
        service: office.service(service).expected_minutes
        for service in procedure.services
        if office.service(service).kind is not ServiceKind.BACK_OFFICE
    }
    whole = max((procedure.minutes or sum(usual.values())) + extra, 1)
    for service, expected in usual.items():
        minutes[service] = minutes.get(service, 0) + whole * expected / sum(usual.values())


def _earliest(office: Office, priorities: Sequence[str | None]) -> str | None:
    """The priority class with the longest head start."""
    named = [office.priority(priority) for priority in priorities if priority]
    return max(named, key=lambda priority: priority.head_start_minutes).id if named else None
