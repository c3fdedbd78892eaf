"""The lines of many offices at once, by row and service, each in the order in which it is called.

Nearly everybody joins at the end, so whoever is called is taken from the front without a look at the others; a line is
put in order again only when somebody joins before its end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.simulation.crowds import NEVER, Ints

WIDTH = 32

Indices = NDArray[np.intp]


class Lines:
    """Places are integers, the smallest is called first. `heads` are the first ones by row and service, else NEVER."""

    def __init__(self, rows: int, services: int) -> None:
        self.heads = np.full((rows, services), NEVER, dtype=np.int64)
        self._services, self._width = services, WIDTH
        self._places = np.full(rows * services * WIDTH, NEVER, dtype=np.int64)
        self._first = np.zeros(rows * services, dtype=np.intp)
        self._end = np.zeros(rows * services, dtype=np.intp)

    @property
    def length(self) -> Indices:
        """How many wait, by row and service."""
        return np.asarray((self._end - self._first).reshape(-1, self._services))

    def of(self, row: int, service: int) -> Ints:
        """The places of a line in order."""
        line = row * self._services + service
        return self._places.reshape(-1, self._width)[line, self._first[line] : self._end[line]]

    def join(self, rows: Indices, services: Indices, places: Ints) -> None:
        """Put places where they belong; each row at most once."""
        lines = rows * self._services + services
        end = self._end[lines]
        if end.max(initial=0) + 1 >= self._width:  # one stays free behind the last
            self._widen()
        at = lines * self._width + end
        before = np.where(end > self._first[lines], self._places[at - 1], -NEVER)
        self._places[at] = places
        self._end[lines] = end + 1
        self.heads[rows, services] = np.minimum(self.heads[rows, services], places)
        early = before > places
        if early.any():
            self._order(lines[early])

    def take(self, rows: Indices, services: Indices) -> Ints:
        """Take the first ones out of their lines; each row at most once."""
        lines = rows * self._services + services
        first = self._first[lines]
        at = lines * self._width + first
        self._first[lines] = first + 1
        self.heads[rows, services] = self._places[at + 1]
        places: Ints = self._places[at]
        return places

    def _order(self, lines: Indices) -> None:
        """Those who were called stay in front, where nobody looks."""
        places = self._places.reshape(-1, self._width)
        each = places[lines]
        each[np.arange(self._width) < self._first[lines][:, None]] = -NEVER
        places[lines] = np.sort(each, axis=1)

    def _widen(self) -> None:
        places = self._places.reshape(-1, self._width)
        self._places = np.concatenate([places, np.full_like(places, NEVER)], axis=1).ravel()
        self._width *= 2
