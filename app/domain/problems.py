"""How a problem of an office's configuration is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


@dataclass(frozen=True)
class ConfigurationProblem:
    """One thing wrong with an office: where (keys and indexes from the top) and a catalogue key with its details."""

    path: Path
    key: str
    details: Mapping[str, str] = field(default_factory=dict)
