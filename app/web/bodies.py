"""What clients send: the bodies of commands."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.desks import DeskState
from app.domain.floor import Arrangement
from app.domain.times import MINUTE

Id = Annotated[str, Field(min_length=1, max_length=80)]
Number = Annotated[str, Field(min_length=1, max_length=10, description="The number on the ticket, e.g. `A012`.")]
Sentence = Annotated[str, Field(max_length=200)]
Need = Literal["writing", "hearing", "wheelchair"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Needs(_Body):
    """Aids that a person needs."""

    writing: bool = False
    hearing: bool = False
    wheelchair: bool = False

    def names(self) -> tuple[str, ...]:
        """The needs that are set, in order."""
        return tuple(sorted(name for name, needed in self if needed))


class TakeTicket(_Body):
    """What the resident wants: a service, or one or more procedures (then the itinerary decides the services)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"service": "moving"}, {"procedures": ["moving-in"], "language": "en"}]},
    )

    service: Id | None = None
    procedures: Annotated[list[Id], Field(max_length=10)] = []
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?$")] = "ja"
    priority: Id | None = Field(None, description="A priority class that may be claimed without staff.")
    needs: Needs = Needs()
    door: Annotated[str, Field(max_length=100)] | None = Field(
        None,
        description="The code of the day from a screen in the hall; with any other the ticket counts as from home.",
    )


class Verb(_Body):
    """A verb about the counter's current ticket."""

    number: Number | None = Field(None, description="The number that the screen believes current: 409 when it is not.")


class Finish(Verb):
    """End the service. The visit goes on with its next planned step, or with `next`, or ends here."""

    next: Id | None = Field(None, description="A service to send the person to next.")
    end: bool = Field(False, description="End the visit here, whatever was planned.")


class Hold(Verb):
    """Set the visit aside."""

    reason: Sentence | None = None


class Transfer(Verb):
    """Hand the person over to another service's queue."""

    service: Id
    keep_place: bool = Field(True, description="Keep the time at which the visit's waiting began.")


class Numbered(_Body):
    """A verb about any ticket of today."""

    number: Number


class Cancel(Numbered):
    """End a visit without service."""

    reason: Sentence | None = None


class GivePriority(Numbered):
    """Put a person into a priority class (null: none), with the reason that staff can tell others."""

    priority: Id | None = Field(None, alias="class")
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class NoteNeeds(Numbered, Needs):
    """Language and aids of a person."""

    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?$")] = "ja"

    def names(self) -> tuple[str, ...]:
        """The needs that are set, in order."""
        return tuple(name for name in ("hearing", "wheelchair", "writing") if getattr(self, name))


class Offer(_Body):
    """A service that a counter serves; a positive delay makes it a helper, a negative one is a head start."""

    service: Id
    delay_minutes: Annotated[int, Field(ge=-120, le=480)] = 0


class SeenWarning(_Body):
    """A warning, and how bad it is: `size` counts people or minutes."""

    id: Annotated[str, Field(min_length=1, max_length=120)]
    level: Annotated[int, Field(ge=1, le=3)]
    size: Annotated[float, Field(ge=0, le=100_000)] = 0


class SeeWarnings(_Body):
    """Warnings that the manager has seen."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"warnings": [{"id": "queue:moving", "level": 3, "size": 4}]}]},
    )

    warnings: Annotated[list[SeenWarning], Field(min_length=1, max_length=100)]


class OpenCounter(_Body):
    """Open a counter; without `services` for its usual ones."""

    services: Annotated[list[Offer], Field(min_length=1, max_length=50)] | None = None
    staff: Id | None = Field(None, description="The account that will staff it (floor managers only).")

    def offers(self) -> dict[str, int] | None:
        """Delays (minutes) by service."""
        return None if self.services is None else {each.service: each.delay_minutes for each in self.services}


class Assign(_Body):
    """Give a counter other services."""

    services: Annotated[list[Offer], Field(min_length=1, max_length=50)]
    staff: Id | None = None
    expected: Annotated[list[Offer], Field(max_length=50)] | None = Field(
        None, description="What the counter serves on the caller's screen: 409 when somebody else has changed it."
    )

    def offers(self) -> dict[str, int]:
        """Delays (minutes) by service."""
        return {each.service: each.delay_minutes for each in self.services}

    def believed(self) -> dict[str, int] | None:
        """Delays (minutes) by service that the caller believes the counter has."""
        return None if self.expected is None else {each.service: each.delay_minutes for each in self.expected}


class Arranged(Assign):
    """What one of several counters should do from now on; `services` and `staff` count while it is open."""

    counter: Id
    state: DeskState
    services: Annotated[list[Offer], Field(max_length=50)] = []
    minutes: Annotated[int, Field(ge=1, le=480)] | None = Field(None, description="Of a break, if known.")


class Arrange(_Body):
    """Several counters, changed all or none."""

    counters: Annotated[list[Arranged], Field(min_length=1, max_length=50)]

    def wanted(self, now: int) -> list[Arrangement]:
        """As the domain takes it, at an instant (ms)."""
        return [
            Arrangement(
                each.counter,
                each.state,
                each.believed() or {},
                each.offers(),
                each.staff,
                None if each.minutes is None else now + each.minutes * MINUTE,
            )
            for each in self.counters
        ]


class Undo(_Body):
    """Undo the last change of a counter."""

    counter: Id | None = Field(None, description="The counter that the caller's screen names: 409 for another one.")


class Pause(_Body):
    """A break."""

    minutes: Annotated[int, Field(ge=1, le=480)] | None = None


class Intake(_Body):
    """Whether a service gives out tickets."""

    open: bool


class AskHelp(_Body):
    """Somebody needs a human."""

    place: Literal["kiosk", "phone"] = "kiosk"
