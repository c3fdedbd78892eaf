"""A measure of an office by day and part of the day: what a forecast learns from, and what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

A_DAY_MINUTES = 24 * 60
HALF_HOUR = 30


@dataclass(frozen=True)
class Series:
    """One measure (people, minutes), a row per day from `first` on and a column per `minutes` of the day.

    Not a number where nothing was recorded: the office was closed, or nobody knows.
    """

    first: date
    values: Floats

    @property
    def last(self) -> date:
        """The last day of the series."""
        return self.first + timedelta(days=len(self.values) - 1)

    @property
    def minutes(self) -> int:
        """How long each part of the day is."""
        return A_DAY_MINUTES // int(self.values.shape[1])

    def until(self, day: date) -> Series:
        """What was known at the end of a day."""
        return Series(self.first, self.values[: (day - self.first).days + 1])

    def row(self, day: date) -> Floats | None:
        """The values of a day; None outside the series."""
        place = (day - self.first).days
        return self.values[place] if 0 <= place < len(self.values) else None


def series_of(
    cells: Iterable[tuple[date, int, float]], minutes: int = HALF_HOUR, through: date | None = None
) -> Series | None:
    """A series from values, each with its day and the minute of the day at which its part begins; None from nothing.

    It ends with the last value, or with the day `through`, up to which everything is known.
    """
    known = list(cells)
    if not known:
        return None
    first, last = min(cell[0] for cell in known), through or max(cell[0] for cell in known)
    values = np.full(((last - first).days + 1, A_DAY_MINUTES // minutes), np.nan)
    for day, minute, value in known:
        values[(day - first).days, minute // minutes] = value
    return Series(first, values)
