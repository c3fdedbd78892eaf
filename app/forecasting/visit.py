"""When to be back, and when a visit of several stops will be over: with a stated risk, not as one number.

Means and variances of the parts come from three quantiles by the extended Swanson–Megill weights (Keefer & Bodily 1983,
"Three-point approximations for continuous random variables"); their sum is read as a gamma distribution, whose
quantiles follow Wilson & Hilferty 1931.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from app.forecasting.cases import QUANTILES, Quantiles

RISK = 0.1
"""How often somebody who comes back at the time named has been called before."""

WEIGHTS = (0.3, 0.4, 0.3)
NORMAL = (-1.2816, 0.0, 1.2816)
"""Points of the normal distribution at QUANTILES."""

SPREAD_OF_SERVICE = 1.2
"""Standard deviation over mean of a visit's time, as measured at a telephone counter (217 s over 177 s)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a visit in minutes: a mean and a variance."""

    mean: float
    variance: float


def waiting(given: Quantiles) -> Part:
    """A wait from its quantiles."""
    mean = sum(weight * minutes for weight, minutes in zip(WEIGHTS, given, strict=True))
    variance = sum(weight * (minutes - mean) ** 2 for weight, minutes in zip(WEIGHTS, given, strict=True))
    return Part(mean, variance)


def being_served(usual_minutes: float) -> Part:
    """A visit to a counter that usually takes that long."""
    return Part(usual_minutes, (SPREAD_OF_SERVICE * usual_minutes) ** 2)


def altogether(parts: Sequence[Part]) -> Quantiles:
    """Quantiles (minutes) of all parts one after the other, as if none had to do with another."""
    mean, variance = sum(part.mean for part in parts), sum(part.variance for part in parts)
    if mean <= 0:
        return 0.0, 0.0, 0.0
    ninth = max(variance, 1e-9) / mean**2 / 9
    low, middle, high = (mean * max(0.0, 1 - ninth + point * sqrt(ninth)) ** 3 for point in NORMAL)
    return low, middle, high


def call_not_before(given: Quantiles, risk: float = RISK) -> float:
    """Minutes until which a call comes with that risk at most; `risk` between the first two QUANTILES, or below.

    Below the first quantile the time shrinks with the risk, down to none for no risk.
    """
    first, middle = QUANTILES[0], QUANTILES[1]
    if risk <= first:
        return given[0] * risk / first
    return given[0] + (given[1] - given[0]) * (min(risk, middle) - first) / (middle - first)
