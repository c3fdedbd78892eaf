"""A piece of advice to the floor manager: what was proposed, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class AdviceState(StrEnum):
    GIVEN = "given"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Advice:
    """Proposals are plain values: `moves`, each with `counter`, `offers` and the `before` that it counts on, the
    minutes of waiting saved, and the expected waits by service. `before` is how the counters were when it was accepted.
    """

    id: str
    given_at: int
    ahead_minutes: int
    proposals: Sequence[Mapping[str, Any]]
    state: AdviceState = AdviceState.GIVEN
    proposal: int | None = None
    by: str | None = None
    decided_at: int | None = None
    reason: str | None = None
    before: Sequence[Mapping[str, Any]] = ()
    as_of: int | None = None
    """When it was thought of (ms), if that was before it was given."""
