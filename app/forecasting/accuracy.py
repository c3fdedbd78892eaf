"""How good estimates are on recorded days: every estimator on the same cases, each knowing only the past."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.forecasting.cases import Case, Guess
from app.forecasting.learning import Learner
from app.forecasting.scores import score

SUBSETS: Mapping[str, int] = {"all": 0, "3+ waiting": 3, "10+ waiting": 10}
"""By how many people wait, the one who joins included."""

ESTIMATORS = ("naive", "display", "les", "hol", "gap", "table", "ours")

OfficeDate = tuple[str, date]


@dataclass(frozen=True, slots=True)
class DataSet:
    """Recorded days of one source, with the unit of its waits.

    `offset` is what the model adds before taking logarithms and `block` how long one model is used, in that unit.
    """

    name: str
    unit: str
    offset: float
    block: float
    cases: Sequence[Case]


def accuracy_rows(data: DataSet, tested: Collection[OfficeDate]) -> list[dict[str, Any]]:
    """A row per office or `all`, subset and estimator with its score, for the office-days tested.

    All cases are walked in order of time, those of days not tested too: what was over is learned from.
    """
    learner = Learner(data.offset, data.block)
    kept = [
        (promise.case, {**promise.case.guesses, "ours": promise.given})
        for promise in learner.walk(data.cases)
        if promise.case.wait is not None and promise.case.sound and (promise.case.office, promise.case.day) in tested
    ]
    offices = sorted({case.office for case, _ in kept})
    return [row for office in ("all", *offices) if office for row in _office_rows(data, office, kept)]


def _office_rows(
    data: DataSet, office: str, kept: Sequence[tuple[Case, Mapping[str, Guess]]]
) -> Iterator[dict[str, Any]]:
    of_office = [pair for pair in kept if office in ("all", pair[0].office)]
    for subset, least in SUBSETS.items():
        those = [pair for pair in of_office if pair[0].waiting >= least]
        for estimator in ESTIMATORS:
            found = score(_said(those, estimator))
            if found:
                place = {"dataset": data.name, "office": office, "subset": subset, "estimator": estimator}
                yield {**place, "unit": data.unit, **asdict(found)}


def _said(pairs: Iterable[tuple[Case, Mapping[str, Guess]]], estimator: str) -> Iterator[tuple[Guess, float]]:
    for case, guesses in pairs:
        if estimator in guesses and case.wait is not None:
            yield guesses[estimator], case.wait
