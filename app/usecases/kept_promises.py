"""What people were told when they took a number, beside what happened: the errors of each estimator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from math import exp
from typing import Any

from sqlalchemy import Connection

from app.domain.times import MINUTE
from app.forecasting.cases import Guess
from app.forecasting.estimates import Told
from app.forecasting.scores import score
from app.storage.wait_models import told_rows
from app.usecases.wait_models import told_of

SUBSETS: Mapping[str, int] = {"all": 0, "3+ waiting": 3, "10+ waiting": 10}


def kept_promises(connection: Connection, office_id: str, first_day: str = "") -> list[dict[str, Any]]:
    """A row per service or `all`, subset by how many wait (the person too) and estimator, with errors in minutes.

    People with a head start are a group of their own, in the place of a service.
    """
    rows = told_rows(connection, office_id, first_day)
    over = [told for row in rows if (told := told_of(row)) and told.called_at is not None]
    services = dict.fromkeys(_names(told)[-1] for told in sorted(over, key=lambda told: (told.group, told.service)))
    return [
        {"service": service, "subset": subset, "estimator": name, **asdict(found)}
        for service in ("all", *services)
        for subset, least in SUBSETS.items()
        for name, guess in ESTIMATORS.items()
        if (found := score(_said(over, service, least, guess)))
    ]


def _said(
    over: Sequence[Told], service: str, least: int, guess: Callable[[Told], Guess | None]
) -> list[tuple[Guess, float]]:
    those = [told for told in over if service in _names(told) and told.estimate.ahead + 1 >= least]
    said = [(guess(told), ((told.called_at or told.at) - told.at) / MINUTE) for told in those]
    return [(one, wait) for one, wait in said if one is not None]


def _names(told: Told) -> tuple[str, ...]:
    return (told.group,) if told.group else ("all", told.service)


def _naive(told: Told) -> Guess | None:
    """People ahead × usual time ÷ open counters, as other systems say it."""
    return told.estimate.ahead * exp(told.estimate.features[0]) if told.estimate.features else None


ESTIMATORS: Mapping[str, Callable[[Told], Guess | None]] = {
    "naive": _naive,
    "line played forward": lambda told: told.estimate.said[0],
    "learned": lambda told: told.estimate.said[1] if len(told.estimate.said) > 1 else None,
    "promised": lambda told: told.estimate.given,
}
"""What is compared: the last is what was promised, before it was rounded for the screens."""
