"""What a benchmark finds: named figures with an aim, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One number. `at_most` or `at_least` is the aim, None where the number is there to be read."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without an aim."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return None if self.at_least is None else self.value >= self.at_least


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Iterable[float]) -> float:
    """The middle value."""
    return percentile(values, 0.5)


def table(figures: Sequence[Figure]) -> str:
    """Figures as lines of text."""
    width = max(len(figure.name) for figure in figures)
    return "\n".join(_line(figure, width) for figure in figures)


def as_json(figures: Sequence[Figure]) -> list[dict[str, object]]:
    """Figures as JSON values."""
    return [{**asdict(figure), "met": figure.met} for figure in figures]


def _line(figure: Figure, width: int) -> str:
    aim = ""
    if figure.at_most is not None:
        aim = f"aim ≤ {figure.at_most:g}"
    elif figure.at_least is not None:
        aim = f"aim ≥ {figure.at_least:g}"
    verdict = {True: "met", False: "MISSED", None: ""}[figure.met]
    return f"  {figure.name:<{width}}  {figure.value:>10,.2f} {figure.unit:<10} {aim:<12} {verdict}".rstrip()
