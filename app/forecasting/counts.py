"""How many people come by chance around the number to be expected: whole numbers, more spread than Poisson's.

Counts of a busy place are Poisson with a rate that itself varies from day to day; with a gamma rate they are negative
binomial (Jongbloed & Koole 2001, "Managing uncertainty in call centres using Poisson mixtures"). Its variance is
mean + excess × mean², the excess being the square of the rate's spread ÷ its mean.
"""

from __future__ import annotations

import numpy as np

from app.forecasting.series import Floats

UPPER_TENTH = 1.2816
"""Standard deviations from the middle of a normal distribution to its upper tenth."""

LEAST_EXCESS = 1e-4


def excess_of(middle: Floats, high: Floats) -> Floats:
    """The excess of a count whose upper tenth begins at `high`."""
    spread = (high - middle) / UPPER_TENTH
    return np.asarray(np.maximum(spread**2 - middle, 0.0) / np.maximum(middle, 1.0) ** 2)


def tenths(middle: Floats, excess: Floats) -> tuple[Floats, Floats]:
    """The largest whole numbers below and the smallest above which at most a tenth of such counts lies."""
    from scipy.special import nbdtrik  # noqa: PLC0415 - loaded by whoever forecasts

    size = 1 / np.maximum(excess, LEAST_EXCESS)
    chance = size / (size + np.maximum(middle, 1e-9))
    low, high = (np.ceil(nbdtrik(share, size, chance)) for share in (0.1, 0.9))
    return np.maximum(low, 0.0), np.maximum(high, 0.0)
