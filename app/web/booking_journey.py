"""The way to a reservation, one question a page: what somebody has chosen so far, and which page comes next. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from app.domain.booking import Wish
from app.domain.office import Office
from app.domain.reservations import Reservation
from app.domain.visits import PEOPLE_AT_MOST, Asked, Visit, bookable_procedures, next_question, plan_visit, questions

PROCEDURES_AT_MOST = 10


class Step(StrEnum):
    """A page of the journey, and its name in the address."""

    WHAT = "what"
    QUESTION = "question"
    PEOPLE = "people"
    ENDING = "ending"
    TIME = "time"


class Chosen(BaseModel):
    """What somebody has chosen so far; it travels in the address. `step` and `ask` go back to a page, `day` is the date
    looked at, `at` (RFC 3339) the time."""

    procedure: list[Annotated[str, Field(max_length=80)]] = Field(default=[], max_length=PROCEDURES_AT_MOST)
    answer: list[Annotated[str, Field(pattern=r"^[^:]{1,80}:[^:]{1,80}:[^:]{1,80}$")]] = Field([], max_length=40)
    people: int = Field(0, ge=0, le=PEOPLE_AT_MOST)
    step: str = Field("", max_length=10)
    ask: str = Field("", max_length=170)
    day: str = Field("", max_length=10)
    at: str = Field("", max_length=40)

    @property
    def answers(self) -> dict[str, str]:
        """The option chosen by question."""
        return dict(answer.rsplit(":", 1) for answer in self.answer)

    def wish(self, starts_at: int = 0) -> Wish:
        """The visit at a time (ms)."""
        return Wish(starts_at, tuple(self.procedure), self.answers, max(self.people, 1))

    def visit_fields(self) -> list[tuple[str, str]]:
        """The visit as names and values, for hidden fields of a form."""
        values = [("procedure", each) for each in self.procedure] + [("answer", each) for each in self.answer]
        return values + ([("people", str(self.people))] if self.people else [])


@dataclass(frozen=True)
class Journey:
    """A journey at an office, or (`here` false) at any: then `office` is one that could do it, whose questions are
    asked. `changes` is the reservation that is being changed."""

    base: str
    office: Office
    chosen: Chosen
    here: bool = True
    changes: Reservation | None = None

    @property
    def asked(self) -> list[Asked]:
        """The questions that apply."""
        return questions(self.office, self.chosen.procedure, self.chosen.answers)

    def page(self) -> tuple[Step, Asked | None]:
        """The page to show, with its question if it is one."""
        chosen = self.chosen
        if not chosen.procedure or chosen.step == Step.WHAT:
            return Step.WHAT, None
        again = next((asked for asked in self.asked if asked.key == chosen.ask), None)
        if question := again or next_question(self.office, chosen.procedure, chosen.answers):
            return Step.QUESTION, question
        if self.visit().ending is not None:
            return Step.ENDING, None
        if not chosen.people or chosen.step == Step.PEOPLE:
            return Step.PEOPLE, None
        return Step.TIME, None

    def visit(self) -> Visit:
        """The visit once all questions are answered. Raises QuestionsOpen."""
        return plan_visit(self.office, self.chosen.procedure, self.chosen.answers, max(self.chosen.people, 1))

    def link(self, **changed: Any) -> str:
        """The address of this journey with some of it changed; `step`, `ask` and `day` are only of one page."""
        kept = {"procedure": self.chosen.procedure, "answer": self.chosen.answer, "people": self.chosen.people}
        kept["at"] = self.chosen.at
        query = {name: value for name, value in {**kept, **changed}.items() if value}
        return f"{self.base}?{urlencode(query, doseq=True)}" if query else self.base

    def answered(self, asked: Asked, option: str) -> str:
        """The address after an answer."""
        others = [answer for answer in self.chosen.answer if answer.rpartition(":")[0] != asked.key]
        return self.link(answer=[*others, f"{asked.key}:{option}"])

    def before(self, step: Step, asked: Asked | None = None) -> str:
        """The address of the page before one; of a change that begins there, the reservation's."""
        if self.changes is not None and step is not Step.QUESTION:
            return f"/r/{self.changes.id}"
        keys = [each.key for each in self.asked] if step is not Step.WHAT else []
        if step is Step.TIME:
            return self.link(step=Step.PEOPLE.value)
        if asked is not None and asked.key in keys:
            keys = keys[: keys.index(asked.key)]
        return self.link(ask=keys[-1]) if keys else self.link(step=Step.WHAT.value)


def settled(office: Office, chosen: Chosen) -> Chosen:
    """Without what does not fit this office: answers to other questions, options that are gone, procedures twice."""
    procedures = list(dict.fromkeys(procedure for procedure in chosen.procedure if procedure))
    answers = chosen.answers
    fitting = [
        f"{asked.key}:{answers[asked.key]}"
        for asked in questions(office, procedures, answers)
        if any(option.id == answers.get(asked.key) for option in asked.question.options)
    ]
    return chosen.model_copy(update={"procedure": procedures, "answer": fitting})


def chosen_of(reservation: Reservation) -> Chosen:
    """The choices that a reservation was made with."""
    return Chosen(
        procedure=list(reservation.procedures),
        answer=[f"{question}:{option}" for question, option in reservation.answers.items()],
        people=reservation.people,
    )


def offers_all(office: Office, procedures: Sequence[str]) -> bool:
    """Whether all of these can be reserved at an office."""
    return set(procedures) <= {procedure.id for procedure in bookable_procedures(office)}
