"""Scenes for tests of the futures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.domain.line import Offers
from app.domain.times import HOUR, MINUTE
from app.simulation.crowds import NEVER, draw
from app.simulation.futures import Futures
from app.simulation.scenes import Demand, Piece, Scene, Server, Stint
from app.simulation.spreads import Spread
from app.simulation.timetables import Plan, timetables


def server(name: str, offers: Offers, **values: object) -> Server:
    return Server(name, (Stint(0, offers),), **values)  # type: ignore[arg-type]


def steady(per_hour: float, hours: float, **values: object) -> Demand:
    return Demand((Piece(0, round(hours * HOUR), per_hour * hours),), **values)  # type: ignore[arg-type]


def scene(times: Mapping[str, Spread], servers: list[Server], demand: Mapping[str, Demand], **values: object) -> Scene:
    return Scene(0, tuple(times), times, tuple(servers), demand=demand, **values)  # type: ignore[arg-type]


def played(of: Scene, futures: int, seed: int = 0, vain: list[int] | None = None) -> Futures:
    crowd = draw(of, futures, seed)
    rows = [(future, 0) for future in range(futures)]
    play = Futures(crowd, timetables(of, [Plan(of.servers)]), rows, vain or [0] * len(of.services))
    play.play()
    return play


def waits(play: Futures, step: int = 0) -> NDArray[np.float64]:
    """Waits in minutes by row and person, NaN for whoever did not come or left."""
    called, joined = play.called[:, :, step], play.joined[:, :, step]
    there = (called < NEVER) & ~play.left
    return np.where(there, (called - joined) / MINUTE, np.nan)
