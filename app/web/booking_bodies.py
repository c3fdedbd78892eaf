"""What clients send about reservations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.domain.booking import Details, Wish
from app.domain.times import instant
from app.domain.visits import PEOPLE_AT_MOST
from app.usecases.reservations import Contact
from app.web.bodies import Id, Needs, Sentence

Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?$")]
AnswerKey = Annotated[str, Field(min_length=3, max_length=161, examples=["moving-in:household"])]
People = Annotated[int, Field(ge=1, le=PEOPLE_AT_MOST)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ContactBody(_Body):
    """Who books, only if they like to tell: for notices, and so that the office can call when something changes."""

    name: Annotated[str, Field(max_length=80)] | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    phone: Annotated[str, Field(max_length=30, pattern=r"^[0-9+() -]{6,30}$")] | None = None
    consents_to_notices: bool = False

    def told(self) -> Contact | None:
        """The contact, or None when nothing was told."""
        values = self.model_dump()
        return values if any(values[key] for key in ("name", "email", "phone")) else None


class VisitBody(_Body):
    """What the visit is for: procedures, the answers to their questions, how many people of a family come."""

    procedures: Annotated[list[Id], Field(min_length=1, max_length=10)]
    answers: Annotated[
        dict[AnswerKey, Id],
        Field(max_length=40, description="Chosen options by question; keys are `procedure:question`."),
    ] = {}
    people: People = 1


class PlanVisit(VisitBody):
    """Ask what a visit will be with these answers, and which question comes next."""


class MakeReservation(VisitBody):
    """Book a time, or (`hold`) keep it for some minutes while the rest is filled in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"procedures": ["moving-in"], "starts_at": "2026-12-01T10:30:00+09:00", "hold": True},
                {
                    "procedures": ["moving-in"],
                    "answers": {"moving-in:household": "family"},
                    "people": 3,
                    "starts_at": "2026-12-01T10:30:00+09:00",
                    "language": "en",
                    "reference": "moving-2026-000123",
                },
            ]
        },
    )

    starts_at: AwareDatetime
    hold: bool = False
    language: Language = "ja"
    needs: Needs = Needs()
    on_behalf: bool = Field(False, description="Booked by somebody else for the person who comes.")
    contact: ContactBody | None = None
    reference: Annotated[str, Field(max_length=80)] | None = Field(
        None, description="The caller's own reference, for other systems that book."
    )

    def wish(self) -> Wish:
        """The visit at its time."""
        return Wish(instant(self.starts_at), tuple(self.procedures), dict(self.answers), self.people)

    def details(self) -> Details:
        """What was told besides."""
        return Details(self.language, self.needs.names(), self.on_behalf)


class ChangeReservation(_Body):
    """Confirm a held time, move a reservation, or change its details: what is named changes, the rest stays."""

    confirm: bool = False
    starts_at: AwareDatetime | None = None
    procedures: Annotated[list[Id], Field(min_length=1, max_length=10)] | None = None
    answers: Annotated[dict[AnswerKey, Id], Field(max_length=40)] | None = None
    people: People | None = None
    language: Language | None = None
    needs: Needs | None = None
    on_behalf: bool | None = None
    contact: ContactBody | None = None

    def moves(self) -> bool:
        """Whether another time or another visit is asked for."""
        return any(each is not None for each in (self.starts_at, self.procedures, self.answers, self.people))

    def wish(self, before: Wish) -> Wish:
        """The visit with what is named changed."""
        return Wish(
            before.starts_at if self.starts_at is None else instant(self.starts_at),
            before.procedures if self.procedures is None else tuple(self.procedures),
            before.answers if self.answers is None else dict(self.answers),
            before.people if self.people is None else self.people,
        )

    def details(self) -> Details:
        """The details that are named."""
        return Details(self.language, None if self.needs is None else self.needs.names(), self.on_behalf)


class CancelReservation(_Body):
    """Give a time back."""

    reason: Sentence | None = None


class WantEarlier(_Body):
    """Ask to be offered an earlier time from then on, when one becomes free."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"from": "2026-12-01T08:30:00+09:00"}]}, populate_by_name=True
    )

    from_at: AwareDatetime | None = Field(None, alias="from", description="From now on when it is not named.")


class CheckIn(_Body):
    """Say that the person is there: by the code of the reservation or its last digits, or by its id from a QR code."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"code": "48213907"}, {"code": "3907"}, {"id": "019a…"}]}
    )

    code: Annotated[str, Field(pattern=r"^[0-9]{4,8}$")] | None = None
    id: Id | None = None
    language: Language | None = None


class CheckInOnPhone(_Body):
    """Check in on the phone, at the office: `door` is the code of the day from a screen in the hall."""

    door: Annotated[str, Field(max_length=100)] | None = None


def at(when: datetime | None) -> int | None:
    """An instant (ms), if one is named."""
    return None if when is None else instant(when)
