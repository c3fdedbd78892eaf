"""Ranges that hold as often as they say: the model's range is stretched or shrunk until it did, by group.

Adaptive conformal inference (Gibbs & Candès 2021, "Adaptive conformal inference under distribution shift") on the
model's own spread: after each outcome the stretch of its groups grows a little when the wait was outside and shrinks
a little less often when it was inside, so that in the long run the stated share is inside whatever happens. Groups
(the office, the load) follow Mondrian conformal prediction (Vovk et al. 2005).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import exp

from app.forecasting.cases import Quantiles

MOST_STRETCH = 2.5
"""Logarithm; about twelve times wider or narrower."""

NARROW_STEPS, BROAD_STEPS = (0.1, 0.012), (0.04, 0.003)
"""The first step and the least one."""


@dataclass(slots=True)
class Stretch:
    """Logarithm of how much one side of the range of a group is stretched, and after how many outcomes."""

    value: float = 0.0
    seen: int = 0

    def learn(self, error: float, step: float, least: float) -> None:
        """Move by the error, in steps that get smaller down to the least."""
        self.seen += 1
        rate = max(step / self.seen**0.5, least)
        self.value = min(max(self.value + rate * error, -MOST_STRETCH), MOST_STRETCH)


@dataclass(slots=True)
class Calibration:
    """Stretches by group for both sides; `share` is that of waits outside on each side.

    Groups are named from the broadest to the narrowest: the last one follows quickly, those before it slowly, because
    one bad morning of a long line is no news about all long lines.
    """

    share: float = 0.1
    upper: dict[Hashable, Stretch] = field(default_factory=dict)
    lower: dict[Hashable, Stretch] = field(default_factory=dict)

    def applied(self, groups: Sequence[Hashable], raw: Quantiles) -> Quantiles:
        """The range that is promised."""
        low, middle, high = raw
        up = exp(sum(self.upper[g].value for g in groups if g in self.upper))
        down = exp(sum(self.lower[g].value for g in groups if g in self.lower))
        return max(0.0, middle - down * (middle - low)), middle, middle + up * (high - middle)

    def learn(self, groups: Sequence[Hashable], promised: Quantiles, wait: float) -> None:
        """Take in what happened to somebody to whom a range had been promised."""
        above, below = float(wait > promised[2]) - self.share, float(wait < promised[0]) - self.share
        for group in groups:
            steps = NARROW_STEPS if group == groups[-1] else BROAD_STEPS
            self.upper.setdefault(group, Stretch()).learn(above, *steps)
            self.lower.setdefault(group, Stretch()).learn(below, *steps)


def load_class(waiting: int) -> str:
    """How long the line is, in three classes that people tell apart."""
    return "short" if waiting < 3 else "medium" if waiting < 10 else "long"
