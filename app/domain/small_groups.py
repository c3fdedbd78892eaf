"""Small groups in public figures: what speaks about fewer than five people is left out.

A figure that could be found by subtracting the others of its group in time from their total is left out as well, by
leaving out the next smallest row (complementary suppression; A. Hundepool et al.: Statistical Disclosure Control,
Wiley 2012, ch. 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

PEOPLE_AT_LEAST = 5


@dataclass(slots=True)
class Group:
    """A row as the rule sees it: its group in time, how many people came, and what each of its measures speaks of."""

    time: str
    people: int
    bases: Mapping[str, int]


def left_out(groups: Sequence[Group], *, is_split: bool) -> list[set[str]]:
    """The measures to leave out of each row, all of them for a small row. Rows of a group in time stand together."""
    out = [_small(group) for group in groups]
    if is_split:
        indexed = enumerate(groups)
        for _, members in groupby(indexed, key=lambda each: each[1].time):
            _protect(list(members), out)
    return out


def _small(group: Group) -> set[str]:
    if 0 < group.people < PEOPLE_AT_LEAST:
        return set(group.bases)
    return {name for name, base in group.bases.items() if 0 < base < PEOPLE_AT_LEAST}


def _protect(members: list[tuple[int, Group]], out: list[set[str]]) -> None:
    whole = [place for place, group in members if 0 < group.people < PEOPLE_AT_LEAST]
    others = [(group.people, place) for place, group in members if group.people >= PEOPLE_AT_LEAST]
    if len(whole) == 1 and others:
        _, place = min(others)
        out[place] = set(members[0][1].bases)
