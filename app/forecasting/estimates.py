"""What was said to somebody who came, kept with the ticket: to be checked and learned from when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from app.forecasting.cases import Quantiles


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes. `said` is what each expert said, `given` what was promised, `model` the version of the learned one."""

    ahead: int
    base: float
    given: Quantiles
    said: tuple[Quantiles, ...]
    features: tuple[float, ...]
    model: int | None = None

    def plain(self) -> dict[str, Any]:
        """As plain JSON values, for the event."""
        return {
            "ahead": self.ahead,
            "base": round(self.base, 2),
            "given": _rounded(self.given),
            "said": [_rounded(quantiles) for quantiles in self.said],
            "features": [None if isnan(number) else round(number, 3) for number in self.features],
            "model": self.model,
        }


def estimate_from(values: dict[str, Any]) -> Estimate:
    """An estimate from its plain JSON values."""
    return Estimate(
        values["ahead"],
        values["base"],
        _three(values["given"]),
        tuple(_three(quantiles) for quantiles in values["said"]),
        tuple(nan if number is None else number for number in values["features"]),
        values["model"],
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody to whom an estimate was given at an instant (ms), and when they were called, if they were.

    `group` as of app.domain.intake.group_of.
    """

    ticket: str
    service: str
    at: int
    estimate: Estimate
    called_at: int | None = None
    group: str = ""


def _rounded(quantiles: Quantiles) -> list[float]:
    return [round(minutes, 2) for minutes in quantiles]


def _three(values: list[float]) -> Quantiles:
    low, middle, high = values
    return low, middle, high
