"""Promises in a replayed day: whoever takes a number is told what the board would have told them, and the estimator
learns from what happens to them, as in the running service.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.domain.day import OfficeDay
from app.domain.events import DayOpened, Recorded
from app.domain.intake import Request
from app.forecasting.estimates import Told
from app.forecasting.estimator import LearnedModel, WaitEstimator
from app.forecasting.retraining import FEWEST, retrained
from app.forecasting.wait import outlook, told
from app.usecases.wait_models import follow

GROWTH = 1.1
"""A model is trained when a day begins and the waits known have grown by this factor."""


@dataclass(slots=True)
class Promises:
    """The estimator of one office while its days are replayed."""

    estimator: WaitEstimator = field(default_factory=WaitEstimator)
    trained: int = 0
    _over: list[Told] = field(default_factory=list)

    def promised(self, day: OfficeDay, request: Request, at: int) -> Request:
        """The request with the range that the board shows at an instant (ms)."""
        service = request.service or day.office.procedure(request.procedures[0]).services[0]
        found = told(day, outlook(day, at, self.estimator), self.estimator, service, request.priority, at)
        return replace(request, promise=found[0], estimate=found[1].plain()) if found else request

    def follow(self, recorded: Iterable[Recorded]) -> None:
        """Learn from what happened; a new day may begin with a new model."""
        for each in recorded:
            if isinstance(each.event, DayOpened):
                self._train()
            if told := follow(self.estimator, each):
                self._over.append(told)

    def _train(self) -> None:
        if len(self._over) < max(FEWEST, GROWTH * self.trained):
            return
        self.trained = len(self._over)
        found = retrained(self._over)
        if found and found.better:
            self.estimator.model = LearnedModel(self.trained, found.forest)
