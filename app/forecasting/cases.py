"""A case for learning and for checking: somebody joined a line, what was known then, and how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

QUANTILES = (0.1, 0.5, 0.9)

Quantiles = tuple[float, float, float]
"""A wait's 10 %, 50 % and 90 % point."""

Guess = float | Quantiles
"""What another estimator says: one number for all, or a range."""


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody who joined a line. Times and waits are in one unit, minutes or seconds, on one axis for all days.

    `wait` is missing for those who were never called; the others' is known from `known_at` on. `waiting` counts the
    person too. `base` is a first estimate that learning corrects; `guesses` are those of other estimators. Cases that
    are not `sound` are neither learned from nor scored. Nobody is asked about cases that only `teaches`: a line seen
    again although nobody had joined it.
    """

    office: str
    queue: str
    day: date
    at: float
    waiting: int
    base: float
    features: tuple[float, ...]
    guesses: Mapping[str, Guess]
    wait: float | None = None
    sound: bool = True
    teaches: bool = False

    @property
    def known_at(self) -> float:
        """When the wait was over; infinite for those who were never called."""
        return float("inf") if self.wait is None else self.at + self.wait
