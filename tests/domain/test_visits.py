"""What a visit will be, over random questionnaires and itineraries: every way ends, and the order is the quickest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.bookable import Ending, Option, Question
from app.domain.booking_errors import QuestionsOpen, TooManyPeople, UnknownAnswer
from app.domain.itinerary import merged, quickest_order
from app.domain.office import Office, Procedure, Service, ServiceKind
from app.domain.visits import Answers, Visit, next_question, plan_visit
from tests.offices import small_office, words

SERVICES = ("moving", "certificates", "tax", "search", "payment")


@st.composite
def procedures(draw: st.DrawFn, name: str) -> Procedure:
    """A procedure whose questions may depend on earlier ones."""
    questions: list[Question] = []
    for n in range(draw(st.integers(0, 4))):
        options = tuple(
            Option(
                f"o{i}",
                words("答え"),
                minutes=draw(st.sampled_from([0, 0, 10, -5])),
                services=draw(st.sampled_from([(), (), ("certificates",), ("tax",)])),
                ends=draw(st.sampled_from([None, None, None, None, Ending.NO_VISIT, Ending.CALL])),
                reason=words("理由"),
            )
            for i in range(draw(st.integers(1, 3)))
        )
        only_if = {
            earlier.id: tuple(option.id for option in earlier.options[:2])
            for earlier in questions
            if draw(st.integers(0, 2)) == 0
        }
        questions.append(Question(f"q{n}", words("問い"), options, only_if=only_if))
    services = draw(st.lists(st.sampled_from(SERVICES), min_size=1, max_size=4, unique=True))
    minutes = draw(st.sampled_from([None, 15, 30]))
    return Procedure(name, words(name), tuple(services), minutes=minutes, questions=tuple(questions))


def office_with(*wanted: Procedure, keeps: Sequence[bool] = (True,) * 5) -> Office:
    kinds = {"search": ServiceKind.BACK_OFFICE, "payment": ServiceKind.PAYMENT}
    services = tuple(
        Service(name, letter, words(name), kind=kinds.get(name, ServiceKind.FRONT), next_step_keeps_place=keep)
        for name, letter, keep in zip(SERVICES, "ABCDF", keeps, strict=True)
    )
    return small_office(services=services, procedures=wanted)


def ways(office: Office, wanted: Sequence[str], answers: Answers, at_most: int = 200) -> list[tuple[Answers, Visit]]:
    """Every way through the questions, with the visit that it leads to."""
    question = next_question(office, wanted, answers)
    if question is None:
        return [(answers, plan_visit(office, wanted, answers))]
    with pytest.raises(QuestionsOpen, match=question.key):
        plan_visit(office, wanted, answers)
    found: list[tuple[Answers, Visit]] = []
    for option in question.question.options:
        if len(found) < at_most:
            found += ways(office, wanted, {**answers, question.key: option.id}, at_most)
    return found


@settings(max_examples=60, deadline=None)
@given(one=procedures("one"), two=procedures("two"))
def test_every_way_through_the_questions_ends_in_a_visit_or_says_why_there_is_none(
    one: Procedure, two: Procedure
) -> None:
    office = office_with(one, two)
    for answers, visit in ways(office, ("one", "two"), {}):
        chosen = {
            key: next(o for o in question.options if o.id == answers[key])
            for procedure in (one, two)
            for question in procedure.questions
            if (key := f"{procedure.id}:{question.id}") in answers
        }
        asked = [key.partition(":") for key in answers]
        for procedure_id, _, question_id in asked:
            procedure = office.procedure(procedure_id)
            only_if = next(q.only_if for q in procedure.questions if q.id == question_id)
            assert all(answers.get(f"{procedure_id}:{other}") in options for other, options in only_if.items())
        assert len(asked) == len(set(asked))
        assert (visit.ending is not None) == any(option.ends for option in chosen.values())
        if visit.ending is None:
            assert set(visit.services) >= {*one.services, *two.services}
            assert visit.total_minutes == round(sum(visit.minutes.values()))
        else:
            assert (visit.reason, visit.services) == (words("理由"), ())


@settings(max_examples=60, deadline=None)
@given(one=procedures("one"), people=st.integers(1, 10))
def test_a_procedure_that_is_named_twice_is_one_visit(one: Procedure, people: int) -> None:
    office = office_with(one)
    answers, _ = ways(office, ("one",), {})[0]
    assert plan_visit(office, ("one", "one"), answers, people) == plan_visit(office, ("one",), answers, people)


def test_what_is_no_answer_is_refused() -> None:
    question = Question("q", words("問い"), (Option("yes", words("はい")),))
    office = office_with(Procedure("one", words("one"), ("moving",), questions=(question,)))
    with pytest.raises(UnknownAnswer):
        plan_visit(office, ("one",), {"one:q": "perhaps"})
    with pytest.raises(TooManyPeople):
        plan_visit(office, ("one",), {"one:q": "yes"}, people=11)


minutes = st.dictionaries(st.sampled_from(SERVICES), st.integers(0, 60).map(float))


@settings(max_examples=200, deadline=None)
@given(
    itineraries=st.lists(
        st.lists(st.sampled_from(SERVICES), min_size=1, max_size=3, unique=True), min_size=1, max_size=3
    ),
    waits=minutes,
    takes=minutes,
    keeps=st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_the_order_of_a_visit_is_the_quickest_of_all_that_are_allowed(
    itineraries: list[list[str]], waits: Mapping[str, float], takes: Mapping[str, float], keeps: list[bool]
) -> None:
    office = office_with(keeps=keeps)
    services = merged(office, itineraries)
    found = quickest_order(office, itineraries, services, waits, takes)
    allowed = [order for order in permutations(services) if _allowed(order, itineraries)]
    if not allowed:  # two itineraries want each other's services first
        assert found == services
        return
    assert found in allowed
    assert _over_at(keeps, found, waits, takes) == min(_over_at(keeps, each, waits, takes) for each in allowed)


def _allowed(order: Sequence[str], itineraries: Sequence[Sequence[str]]) -> bool:
    """Each itinerary in its own order, payment after everything else."""
    for itinerary in itineraries:
        own = [service for service in itinerary if service != "payment"]
        if [service for service in order if service in own] != own:
            return False
    return "payment" not in order or order[-1] == "payment"


def _over_at(keeps: list[bool], order: Sequence[str], waits: Mapping[str, float], takes: Mapping[str, float]) -> float:
    """Minute by minute: the person waits for the next service until it is due, then is served."""
    now, waited_here = 0, 0
    for n, service in enumerate(order):
        waited_here = 0
        while (now if n == 0 or keeps[SERVICES.index(service)] else waited_here) < waits.get(service, 0):
            now += 1
            waited_here += 1
        now += int(takes.get(service, 0))
    return now
