"""What waits are measured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What waits are measured by: targets (minutes) by service, closing (ms), how long calls in vain take (ms)."""

    targets: Mapping[str, int]
    closes_at: int
    vain: tuple[int, ...] = ()
