"""How good estimates were, once it is known what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from app.forecasting.cases import Guess


@dataclass(frozen=True, slots=True)
class Score:
    """Errors of an estimator in the waits' unit. Coverage and width are missing where it gives one number, no range.

    `pinball` is the quantile loss (Koenker & Bassett 1978) at 0.5 and 0.9; `coverage90` the share of waits not longer
    than the 90 % point; `width` the mean distance from the 10 % to the 90 % point.
    """

    n: int
    mae: float
    rmse: float
    pinball50: float
    pinball90: float
    coverage90: float | None
    width: float | None


def score(pairs: Iterable[tuple[Guess, float]]) -> Score | None:
    """The score of what was said about waits; None when there were none."""
    said = [
        (guess if isinstance(guess, tuple) else (guess,) * 3, isinstance(guess, tuple), wait) for guess, wait in pairs
    ]
    if not said:
        return None
    errors = [wait - guess[1] for guess, _, wait in said]
    ranges = all(is_range for _, is_range, _ in said)
    return Score(
        len(said),
        fmean(map(abs, errors)),
        sqrt(fmean(error * error for error in errors)),
        fmean(pinball(wait, guess[1], 0.5) for guess, _, wait in said),
        fmean(pinball(wait, guess[2], 0.9) for guess, _, wait in said),
        fmean(wait <= guess[2] for guess, _, wait in said) if ranges else None,
        fmean(guess[2] - guess[0] for guess, _, _ in said) if ranges else None,
    )


def pinball(wait: float, estimate: float, share: float) -> float:
    """The quantile loss: estimates that are too low cost `share`, those too high the rest."""
    return share * (wait - estimate) if wait >= estimate else (1 - share) * (estimate - wait)
