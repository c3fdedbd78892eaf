"""Whether a mean has changed by more than chance: an interval for the difference between two runs of days.

People who come on the same day wait in the same line, so their times are not independent; days are. The mean time of
all people is therefore a ratio estimator over days as clusters (Cochran 1977, Sampling Techniques, 6.3 and 9A.1:
the spread of Σ minutes ÷ Σ people follows from each day's minutes less what its people would have taken at the mean),
and two such means are compared with the t distribution and the degrees of freedom of Welch 1947.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

CONFIDENCE = 0.95
FEWEST_DAYS = 5
"""With fewer days before or after nothing is said: the spread of days would be a guess."""

Day = tuple[float, int]
"""Minutes of all people of a day, and how many people these were."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean after less the mean before (minutes), and the interval that holds it with 95 % confidence."""

    minutes: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval is all on one side of nothing."""
        return self.low > 0 or self.high < 0


def difference(before: Sequence[Day], after: Sequence[Day]) -> Difference | None:
    """The difference between days before and after; None with fewer than FEWEST_DAYS days with people on a side."""
    from scipy.special import (  # noqa: PLC0415 - the service starts faster without it
        stdtrit,
    )

    spans = [[day for day in days if day[1]] for days in (before, after)]
    if min(map(len, spans)) < FEWEST_DAYS:
        return None
    (mean_before, variance_before), (mean_after, variance_after) = map(_mean_and_variance, spans)
    variance = variance_before + variance_after
    parts = sum(v**2 / (len(days) - 1) for v, days in zip((variance_before, variance_after), spans, strict=True))
    freedom = variance**2 / parts if parts else float("inf")
    half = float(stdtrit(min(freedom, 1e6), 0.5 + CONFIDENCE / 2)) * sqrt(variance)
    minutes = mean_after - mean_before
    return Difference(minutes, minutes - half, minutes + half)


def _mean_and_variance(days: Sequence[Day]) -> tuple[float, float]:
    """The mean time of all people, and the variance of that mean."""
    people = sum(count for _, count in days)
    mean = sum(minutes for minutes, _ in days) / people
    residuals = sum((minutes - mean * count) ** 2 for minutes, count in days)
    return mean, len(days) / (len(days) - 1) * residuals / people**2
