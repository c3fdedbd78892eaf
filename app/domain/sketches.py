"""Distributions of durations as counts in buckets that grow by a constant factor: they add up without loss.

The sketch is DDSketch with a fixed range (Ch. Masson, J. E. Rim, H. K. Lee: DDSketch, a fast and fully-mergeable
quantile sketch with relative-error guarantees, PVLDB 12(12), 2019). Bucket `i` holds the durations of
(γ^(i−1), γ^i] seconds, γ = (1 + α) / (1 − α); its value 2·γ^i / (γ + 1) is off by at most the share α.
Durations up to a second are one bucket, 0.

A sketch is stored as ASCII text, four characters for a bucket and its count, so that a database merges sketches by
putting their texts one behind the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil, floor, log

from app.domain.times import SECOND

RELATIVE_ERROR = 0.02
"""α: a quantile of the sketch is within 2 % of the duration at that rank."""

GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
LOG_GAMMA = log(GAMMA)
BUCKETS = 400
"""More than 100 days; longer durations count as that."""

ENTRY = 4
DIGIT = 64
FIRST_DIGIT = 48
COUNT_AT_MOST = DIGIT * DIGIT - 1

_TEXT_OF = [chr(FIRST_DIGIT + high) + chr(FIRST_DIGIT + low) for high in range(DIGIT) for low in range(DIGIT)]
_NUMBER_OF = {text: number for number, text in enumerate(_TEXT_OF)}


def bucket_of(duration_ms: int) -> int:
    """The bucket of a duration (ms)."""
    if duration_ms <= SECOND:
        return 0
    return min(ceil(log(duration_ms / SECOND) / LOG_GAMMA), BUCKETS - 1)


def seconds_of(bucket: int) -> float:
    """The duration (s) that a bucket stands for."""
    return 0.0 if bucket == 0 else 2 * GAMMA**bucket / (GAMMA + 1)


def encode(counts: Mapping[int, int]) -> str:
    """A sketch as text; the same counts give the same text."""
    return "".join(_entries(bucket, counts[bucket]) for bucket in sorted(counts))


def decode(text: str) -> Counter[int]:
    """Counts by bucket of one sketch, or of several one behind the other."""
    counts: Counter[int] = Counter()
    for place in range(0, len(text), ENTRY):
        counts[_NUMBER_OF[text[place : place + 2]]] += _NUMBER_OF[text[place + 2 : place + ENTRY]]
    return counts


def merged(texts: Iterable[str]) -> str:
    """One sketch of everything that several hold."""
    return encode(decode("".join(texts)))


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """The duration (s) at rank ⌊1 + share · (n − 1)⌋ of n, within the relative error; None of nothing."""
    n = sum(counts.values())
    rank = floor(1 + share * (n - 1))
    for bucket in sorted(counts):
        rank -= counts[bucket]
        if rank <= 0:
            return seconds_of(bucket)
    return None


def _entries(bucket: int, count: int) -> str:
    if count <= COUNT_AT_MOST:
        return _TEXT_OF[bucket] + _TEXT_OF[count]
    whole, rest = divmod(count, COUNT_AT_MOST)
    return (_TEXT_OF[bucket] + _TEXT_OF[COUNT_AT_MOST]) * whole + (_TEXT_OF[bucket] + _TEXT_OF[rest])
