"""An office at one instant as plain data: all that is needed to play its futures. Instants and durations are ms.

Nothing here is decided or drawn. `Scene` says how things stand and what is expected, `Stint`s say who serves what from
when on; `crowds.py` draws the people, `futures.py` plays them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.line import Offers
from app.simulation.spreads import Spread


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the line now. `visit_since` is when the visit's waiting began, `further` what comes after."""

    service: str
    due_at: int
    seq: int
    waiting_since: int
    visit_since: int
    head_start: int = 0
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at a counter now, called `elapsed` ms ago."""

    service: str
    elapsed: int
    visit_since: int
    head_start: int = 0
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promised:
    """A reservation that is still to be kept: people check in between two instants, or not at all with a probability.

    `due_at` is the place on the line that they get then, earlier than the reserved time by the head start of
    reservations; `head_start` is that of a priority class and shifts later steps.
    """

    service: str
    due_at: int
    comes_from: int
    comes_by: int
    further: tuple[str, ...] = ()
    no_show: float = 0.0
    head_start: int = 0


@dataclass(frozen=True, slots=True)
class Stint:
    """From an instant on a server serves these services (delays in minutes).

    Without any it is on a break or closed; None goes on with what it served before. `setup` is how long nobody is
    called because the person has to walk over. A visit that runs is served to its end first.
    """

    from_at: int
    offers: Offers | None
    setup: int = 0


@dataclass(frozen=True, slots=True)
class Server:
    """A person who serves, at a counter. Stints are in order of time, the first holds from the scene's instant on."""

    id: str
    stints: tuple[Stint, ...]
    present: Present | None = None
    free_at: int = 0
    """A walk or a break of a minute: nobody is called before."""


@dataclass(frozen=True, slots=True)
class Piece:
    """People who are expected for a service between two instants: a Poisson number around `people`."""

    from_at: int
    to_at: int
    people: float


@dataclass(frozen=True, slots=True)
class Demand:
    """What is known about people who come for a service.

    `further` are itineraries with their shares, `head_starts` priority classes (ms) with theirs; the rest has none.
    `patience` is how long people wait for their first call; `vain` is how long a counter waits for one who left.
    """

    pieces: tuple[Piece, ...] = ()
    further: tuple[tuple[float, tuple[str, ...]], ...] = ()
    head_starts: tuple[tuple[float, int], ...] = ()
    patience: Spread | None = None
    vain: int = 0


@dataclass(frozen=True)
class Scene:
    """The office now. Services are in the office's order, servers in the order in which idle ones are asked."""

    now: int
    services: tuple[str, ...]
    times: Mapping[str, Spread]
    servers: tuple[Server, ...]
    waiting: tuple[Waiting, ...] = ()
    promised: tuple[Promised, ...] = ()
    demand: Mapping[str, Demand] = field(default_factory=dict)
    keeps_place: Mapping[str, bool] = field(default_factory=dict)
    """Whether a later step at a service is due since the visit began."""

    no_show: Mapping[str, float] = field(default_factory=dict)
    """Probability that somebody called for a first step is not there any more."""

    day_to_day: float = 0.0
    """Spread of the whole day's arrivals beyond chance: standard deviation ÷ mean."""
