"""The congestion level: one word for the wait of somebody who comes now. Computed here, the same on every screen."""

from __future__ import annotations

from enum import StrEnum


class Congestion(StrEnum):
    EMPTY = "empty"
    MODERATE = "moderate"
    CROWDED = "crowded"
    VERY_CROWDED = "very_crowded"


def level(high_minutes: int, limits: tuple[int, int, int]) -> Congestion:
    """The level of a wait whose upper end is `high_minutes`; each limit is the most that still counts as its level."""
    for limit, congestion in zip(limits, Congestion, strict=False):
        if high_minutes <= limit:
            return congestion
    return Congestion.VERY_CROWDED
