"""Which of several estimators to believe: for each quantile the one that was best so far, older errors fading.

Prediction with expert advice, following the leader with discounted losses (Cesa-Bianchi & Lugosi 2006, ch. 2). A
learned model that does worse than the plain estimate is thus never used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.forecasting.cases import QUANTILES, Quantiles
from app.forecasting.scores import pinball

MEMORY = 3000
"""So many outcomes count."""


@dataclass(slots=True)
class Experts:
    """Discounted losses by expert and quantile. Before anything happened the last expert is believed."""

    losses: list[list[float]] = field(default_factory=list)
    _best: tuple[int, ...] = ()

    def chosen(self, said: Sequence[Quantiles]) -> Quantiles:
        """What the best expert of each quantile says, in order."""
        if len(self.losses) != len(said):
            self.losses = [[0.0] * len(QUANTILES) for _ in said]
            self._best = ()
        best = self._best or self._choose()
        low, middle, high = sorted(said[expert][q] for q, expert in enumerate(best))
        return low, middle, high

    def learn(self, said: Sequence[Quantiles], wait: float) -> None:
        """Take in how long somebody waited of whom the experts had said that."""
        if len(self.losses) != len(said):
            return
        for expert, quantiles in enumerate(said):
            for q, share in enumerate(QUANTILES):
                loss = pinball(wait, quantiles[q], share)
                self.losses[expert][q] += loss - self.losses[expert][q] / MEMORY
        self._choose()

    def _choose(self) -> tuple[int, ...]:
        """The best of each quantile; of equals the last."""
        ranked = [
            sorted((losses[q], -expert) for expert, losses in enumerate(self.losses)) for q in range(len(QUANTILES))
        ]
        self._best = tuple(-best[0][1] for best in ranked)
        return self._best
