"""A new model from what people were told and what happened, checked on later days before it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from app.domain.times import MINUTE
from app.forecasting.cases import QUANTILES, Guess
from app.forecasting.estimates import Told
from app.forecasting.forest import Forest, grown
from app.forecasting.office_features import OFFICE_FEATURES, OFFSET
from app.forecasting.quantile_model import logs_of, waits_of
from app.forecasting.scores import Score, score

FEWEST = 300
"""Fewer waits teach nothing that lasts."""

MOST = 40_000
"""The newest waits that are learned from: what is older says less, and a year of a large office stays quick."""

CHECKED = 0.2
"""The last share of the waits, on which a model learned from those before is compared with what was promised."""


@dataclass(frozen=True, slots=True)
class Retrained:
    """A model of all waits, and how one of the earlier waits did on the later ones, beside what was promised then."""

    forest: Forest
    cases: int
    before: Score
    after: Score

    @property
    def better(self) -> bool:
        """Whether the model's errors at the middle and at the upper end are together no larger than the promises'."""
        return self.after.pinball50 + self.after.pinball90 <= self.before.pinball50 + self.before.pinball90

    def report(self) -> dict[str, Any]:
        """Both scores as plain values (minutes)."""
        return {"before": asdict(self.before), "after": asdict(self.after)}


def retrained(told: Sequence[Told], seed: int = 0) -> Retrained | None:
    """Learn from the waits in turn that are over, in order of time. None while there are too few of them."""
    over = [each for each in told if each.called_at is not None and not each.group]
    over = [each for each in over if len(each.estimate.features) == len(OFFICE_FEATURES)][-MOST:]
    if len(over) < FEWEST:
        return None
    earlier, later = over[: -int(CHECKED * len(over))], over[-int(CHECKED * len(over)) :]
    waits = _waits(later).tolist()
    said: list[Guess] = [(low, middle, high) for low, middle, high in _said(_learned(earlier, seed), later).tolist()]
    before = score(zip([each.estimate.given for each in later], waits, strict=True))
    after = score(zip(said, waits, strict=True))
    if before is None or after is None:
        return None
    return Retrained(_learned(over, seed), len(over), before, after)


def _learned(told: Sequence[Told], seed: int) -> Forest:
    bases = _bases(told)
    return grown(_features(told), logs_of(_waits(told), bases, OFFSET), np.sqrt(bases + OFFSET), seed)


def _said(forest: Forest, told: Sequence[Told]) -> np.ndarray:
    return waits_of(forest.quantiles(_features(told), QUANTILES), _bases(told), OFFSET)


def _features(told: Sequence[Told]) -> np.ndarray:
    return np.array([each.estimate.features for each in told], dtype=float)


def _bases(told: Sequence[Told]) -> np.ndarray:
    return np.array([each.estimate.base for each in told], dtype=float)


def _waits(told: Sequence[Told]) -> np.ndarray:
    return np.array([((each.called_at or each.at) - each.at) / MINUTE for each in told])
