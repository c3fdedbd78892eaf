"""The estimator of an office: what the line played forward says, corrected by what was learned, held to its word.

Experts are the plain queueing estimate and the learned model, if there is one. For each quantile the better one so far
is believed, and the range is stretched by service and load until it holds as often as it says. A model that is missing,
damaged or worse than the plain estimate changes nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.domain.times import MINUTE
from app.forecasting.calibration import Calibration, load_class
from app.forecasting.cases import QUANTILES, Quantiles
from app.forecasting.estimates import Estimate, Told
from app.forecasting.experts import Experts
from app.forecasting.forest import BadForest, Forest
from app.forecasting.office_features import OFFSET, LineNow, place_features
from app.forecasting.quantile_model import waits_of

FIRST_PLACES = 4
GROWTH = 1.5
"""Behind the first places only some are looked up, each half as far back again; the others lie between them."""


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """A forest and the version it is stored under."""

    version: int
    forest: Forest


@dataclass(frozen=True, slots=True)
class Waits:
    """Base estimates (minutes) of a line's places, the last of somebody who would come now, with the plain ranges."""

    service: str
    line: LineNow
    plain: Sequence[Quantiles]

    def ahead(self, place: int) -> int:
        """How many are called before a place; before somebody who comes now not those who came early."""
        if place < len(self.plain) - 1:
            return place
        *line, newcomer = self.plain
        return sum(each[1] <= newcomer[1] for each in line)


@dataclass(slots=True)
class WaitEstimator:
    """Learns from each promise that was kept or broken. One for each office; never shared between threads."""

    model: LearnedModel | None = None
    experts: Experts = field(default_factory=Experts)
    calibration: Calibration = field(default_factory=Calibration)
    told: dict[str, Told] = field(default_factory=dict)

    def estimates(self, lines: Sequence[Waits]) -> list[list[Estimate]]:
        """An estimate for each place of each line. Never shorter for a place further back."""
        learned = self._learned(lines)
        return [self._line(waits, learned[place] if learned else None) for place, waits in enumerate(lines)]

    def apart(self, group: str, at_place: Estimate) -> Estimate:
        """The estimate of somebody of a group from that of the place they get; ranges of groups are held to their word
        by themselves, and teach nothing about those who come in turn."""
        given = self.calibration.applied(_apart(group), at_place.given)
        return replace(at_place, given=given, features=())

    def tell(self, told: Told) -> None:
        """Somebody was told an estimate and is waiting now."""
        self.told[told.ticket] = told

    def called(self, ticket: str, at: int) -> Told | None:
        """Somebody was called at an instant (ms): learn from it, and say from whom, if they were told an estimate."""
        told = self.told.pop(ticket, None)
        if told is None:
            return None
        wait = (at - told.at) / MINUTE
        if told.group:
            self.calibration.learn(_apart(told.group), told.estimate.given, wait)
            return replace(told, called_at=at)
        if len(told.estimate.said) > 1:  # else there was nothing to choose from
            self.experts.learn(told.estimate.said, wait)
        self.calibration.learn(_groups(told.service, told.estimate.ahead), told.estimate.given, wait)
        return replace(told, called_at=at)

    def _line(self, waits: Waits, learned: Sequence[Quantiles] | None) -> list[Estimate]:
        estimates: list[Estimate] = []
        for place, plain in enumerate(waits.plain):
            said = (plain, learned[place]) if learned else (plain,)
            newcomer = place == len(waits.plain) - 1
            ahead = waits.ahead(place)
            chosen = self.experts.chosen(said) if learned else plain
            given = self.calibration.applied(_groups(waits.service, ahead), chosen)
            given = _not_before(given, estimates[ahead - 1].given) if ahead else given
            features = place_features(waits.line, plain[1], ahead) if newcomer else ()
            model = self.model.version if learned and self.model else None
            estimates.append(Estimate(ahead, plain[1], given, said, features, model))
        return estimates

    def _learned(self, lines: Sequence[Waits]) -> list[list[Quantiles]] | None:
        """What the model says of each place of each line; None without a model, or with one that fails."""
        if self.model is None or not lines:
            return None
        picked = [_picked(len(waits.plain)) for waits in lines]
        rows = [
            place_features(waits.line, waits.plain[place][1], waits.ahead(place))
            for waits, places in zip(lines, picked, strict=True)
            for place in places
        ]
        try:
            logs = self.model.forest.quantiles(np.array(rows), QUANTILES)
        except (BadForest, IndexError, ValueError):
            self.model = None
            return None
        ends = np.cumsum([len(places) for places in picked])[:-1]
        return [
            _between(waits, places, part)
            for waits, places, part in zip(lines, picked, np.split(logs, ends), strict=True)
        ]


def _groups(service: str, ahead: int) -> tuple[Hashable, ...]:
    return ("load", load_class(ahead + 1)), ("service", service)


def _apart(group: str) -> tuple[Hashable, ...]:
    return (("group", group),)


def _not_before(given: Quantiles, ahead: Quantiles) -> Quantiles:
    """Nobody is promised less than the person before them."""
    return max(given[0], ahead[0]), max(given[1], ahead[1]), max(given[2], ahead[2])


def _picked(places: int) -> list[int]:
    picked, place = [], 0.0
    while place < places - 1:
        picked.append(int(place))
        place = place + 1 if place < FIRST_PLACES else place * GROWTH
    return [*picked, places - 1]


def _between(waits: Waits, picked: Sequence[int], logs: np.ndarray) -> list[Quantiles]:
    places = np.arange(len(waits.plain))
    every = np.stack([np.interp(places, picked, logs[:, quantile]) for quantile in range(len(QUANTILES))], axis=1)
    bases = np.array([plain[1] for plain in waits.plain])
    return [(low, middle, high) for low, middle, high in waits_of(every, bases, OFFSET).tolist()]
