"""What a forecast is learnt from: facts of a later day as they are known at the end of an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.forecasting.dates import DATE_FACTS, OF_THE_YEAR
from app.forecasting.recent import LEVEL_FACTS, LEVELS, RECENT_FACTS, Recent
from app.forecasting.series import Floats, Ints

HORIZON_DAYS = 60
FACTS = (*DATE_FACTS, "part_of_day", "days_ahead", *RECENT_FACTS, "log_base")
LEVEL_PLACES = [place for place, name in enumerate(FACTS) if name in LEVEL_FACTS]
WEEKS_SEEN = FACTS.index("weeks_seen")
LEARNED_FROM = [place for place in range(len(FACTS)) if place != WEEKS_SEEN]
"""How often a time of the week was seen tells how sure one is, but mistaken for a date it misleads."""

WITHOUT_SEASON = [place for place in LEARNED_FROM if FACTS[place] not in OF_THE_YEAR]


@dataclass(frozen=True)
class Examples:
    """A row for each part of each later day: facts by name in FACTS, relative to `base` where they are in its unit."""

    facts: Floats
    base: Floats
    day: Ints
    """The later day, as a row of the series."""

    part: Ints
    ahead: Ints
    """How many days later."""

    def take(self, chosen: NDArray[np.bool_]) -> Examples:
        """Some of the rows."""
        return Examples(self.facts[chosen], self.base[chosen], self.day[chosen], self.part[chosen], self.ahead[chosen])


def seen_from(state: Recent, dates: Floats, origin: int, last: int) -> Examples:
    """Every part of the days after `origin` up to `last`, rows of the series; `dates` has the facts of all its days."""
    days = np.arange(origin + 1, last + 1)
    weekday = dates[days, 0].astype(int)
    base = state.base[weekday]
    shape = base.shape
    of_dates = np.broadcast_to(dates[days][:, None, :], (*shape, dates.shape[1]))
    part, ahead = np.broadcast_to(np.arange(shape[1]), shape), np.broadcast_to((days - origin)[:, None], shape)
    known = state.facts[weekday].copy()
    known[..., :LEVELS] /= base[..., None]
    facts = np.concatenate([of_dates, part[..., None], ahead[..., None], known, np.log(base)[..., None]], axis=-1)
    rows = shape[0] * shape[1]
    return Examples(
        facts.reshape(rows, -1),
        base.reshape(rows),
        np.broadcast_to(days[:, None], shape).reshape(rows),
        part.reshape(rows),
        ahead.reshape(rows),
    )


def together(groups: Iterable[Examples]) -> Examples:
    """All rows, one group after the other."""
    columns = zip(*((g.facts, g.base, g.day, g.part, g.ahead) for g in groups), strict=True)
    return Examples(*(np.concatenate(column) for column in columns))
