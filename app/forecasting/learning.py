"""Learning as the days go by: each case is estimated with what was known when it began, and learned from when it is
over."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.forecasting.calibration import Calibration, load_class
from app.forecasting.cases import Case, Quantiles
from app.forecasting.experts import Experts
from app.forecasting.quantile_model import QuantileModel, fit

FIRST_CASES = 150
"""Fewer say nothing."""

GROWTH = 1.1
"""A model is fitted again when the known cases have grown by this factor."""

UNLEARNED: Quantiles = (0.3, 1.0, 2.2)
"""A range around the base estimate while nothing was learned; calibration soon corrects it."""

BLOCK = 30.0
"""Cases that begin within this time are estimated with one model."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What was said about a case: by each expert, and in the end."""

    case: Case
    said: tuple[Quantiles, ...]
    given: Quantiles


@dataclass(slots=True)
class Learner:
    """An estimator of waits that learns in order of time. `offset` as of the model, in the waits' unit."""

    offset: float
    block: float = BLOCK
    calibration: Calibration = field(default_factory=Calibration)
    experts: Experts = field(default_factory=Experts)
    _model: QuantileModel | None = None
    _known: list[Case] = field(default_factory=list)
    _asked: int = 0
    _open: list[tuple[float, int, Case, Promise | None]] = field(default_factory=list)

    def walk(self, cases: Sequence[Case]) -> Iterator[Promise]:
        """Estimate each case asked about, in order of time; a wait is learned from only once it is over."""
        count = 0
        for block in _blocks(sorted(cases, key=lambda case: case.at), self.block):
            self._learn(block[0].at)
            self._refit()
            for case, said in zip(block, self._said(block), strict=True):
                self._learn(case.at)
                promise = None
                if not case.teaches:
                    given = self.calibration.applied(groups_of(case), self.experts.chosen(said))
                    promise = Promise(case, said, given)
                    yield promise
                if case.wait is not None and case.sound:
                    count += 1
                    heapq.heappush(self._open, (case.known_at, count, case, promise))

    def _learn(self, now: float) -> None:
        while self._open and self._open[0][0] <= now:
            _, _, case, promise = heapq.heappop(self._open)
            self._known.append(case)
            if promise:
                self._asked += 1
                self.experts.learn(promise.said, case.wait or 0.0)
                self.calibration.learn(groups_of(case), promise.given, case.wait or 0.0)

    def _refit(self) -> None:
        due = FIRST_CASES if self._model is None else GROWTH * self._model.cases
        if self._asked >= due:
            features = np.array([case.features for case in self._known])
            waits = np.array([case.wait for case in self._known], dtype=float)
            asked = np.array([not case.teaches for case in self._known])
            self._model = fit(features, _bases(self._known), waits, self.offset, asked)

    def _said(self, cases: Sequence[Case]) -> list[tuple[Quantiles, ...]]:
        """What each expert says of each case: the base estimate with a plain range, then those of the model."""
        low, middle, high = UNLEARNED
        plain = [(low * case.base, middle * case.base, high * case.base + self.offset) for case in cases]
        if self._model is None:
            return [(quantiles,) for quantiles in plain]
        said = self._model.quantiles(np.array([case.features for case in cases]), _bases(cases)).tolist()
        return [(one, (low, middle, high)) for one, (low, middle, high) in zip(plain, said, strict=True)]


def groups_of(case: Case) -> tuple[Hashable, ...]:
    """Whose ranges should hold: those of a load, and those of an office (or a service, where there is one office)."""
    return ("load", load_class(case.waiting)), ("line", case.office or case.queue)


def _bases(cases: Sequence[Case]) -> np.ndarray:
    return np.array([case.base for case in cases])


def _blocks(cases: Sequence[Case], length: float) -> Iterator[list[Case]]:
    block: list[Case] = []
    for case in cases:
        if block and case.at - block[0].at >= length:
            yield block
            block = []
        block.append(case)
    if block:
        yield block
