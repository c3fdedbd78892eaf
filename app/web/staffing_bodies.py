"""What clients send about staffing: changes to try, and what becomes of advice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from app.domain.times import MINUTE
from app.web.bodies import Id, Offer, Sentence, _Body

if TYPE_CHECKING:
    from app.staffing.whatif import Change

FROM_NOW = Field(0, ge=0, le=720, description="In how many minutes from now.")
LASTS = Field(None, ge=1, le=720, description="For how many minutes; null until the end of the day.")
Services = Annotated[list[Offer], Field(min_length=1, max_length=50)]


class Serve(_Body):
    """A counter serves these services; opens it when it is closed. A positive delay makes it a helper."""

    change: Literal["serve"]
    counter: Id
    services: Services
    in_minutes: int = FROM_NOW
    walk_minutes: int = Field(0, ge=0, le=60, description="How long whoever comes needs to get there.")


class Leave(_Body):
    """A counter closes, or goes on a break of some minutes."""

    change: Literal["leave"]
    counter: Id
    in_minutes: int = FROM_NOW
    minutes: int | None = LASTS


class Extra(_Body):
    """One more person of the support staff, at a place of their own."""

    change: Literal["extra"]
    services: Services
    in_minutes: int = FROM_NOW
    minutes: int | None = LASTS


class LastTicket(_Body):
    """The last ticket of a service (null: of all) is given in some minutes from now."""

    change: Literal["last_ticket"]
    service: Id | None = None
    in_minutes: int = FROM_NOW


class Longer(_Body):
    """The office gives out tickets and closes this much later."""

    change: Literal["longer"]
    minutes: Annotated[int, Field(ge=5, le=240)]


AnyChange = Annotated[Serve | Leave | Extra | LastTicket | Longer, Field(discriminator="change")]


class WhatIf(_Body):
    """Changes to try, against what is planned anyway; without any, the day as it stands. The same seed meets the same
    people."""

    changes: Annotated[list[AnyChange], Field(max_length=20)]
    planned: Annotated[list[AnyChange], Field(max_length=60)] = Field(default_factory=list)
    futures: Annotated[int, Field(ge=20, le=1000)] = 500
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0


class AcceptAdvice(_Body):
    """Which proposal to make real."""

    proposal: Annotated[int, Field(ge=0, le=20)] = 0


class RefuseAdvice(_Body):
    """Why not, for the report."""

    reason: Sentence | None = None


def changes_of(bodies: list[AnyChange], now: int) -> list[Change]:
    """Changes at instants (ms)."""
    return [_change(body, now) for body in bodies]


def _change(body: AnyChange, now: int) -> Change:
    from app.staffing import whatif  # noqa: PLC0415 - numpy is loaded by whoever asks first

    at = now if isinstance(body, Longer) else now + body.in_minutes * MINUTE
    match body:
        case Serve():
            return whatif.Serve(body.counter, _offers(body.services), at, body.walk_minutes * MINUTE)
        case Leave():
            return whatif.Leave(body.counter, at, _until(at, body.minutes))
        case Extra():
            return whatif.Extra(_offers(body.services), at, _until(at, body.minutes))
        case LastTicket():
            return whatif.LastTicket(at, body.service)
        case Longer():
            return whatif.Longer(body.minutes * MINUTE)


def _offers(services: list[Offer]) -> dict[str, int]:
    return {each.service: each.delay_minutes for each in services}


def _until(at: int, minutes: int | None) -> int | None:
    return None if minutes is None else at + minutes * MINUTE
