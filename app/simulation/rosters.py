"""Who works at which counter on a made-up day: everybody from opening to closing, with lunch breaks in turns."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.calendar import Opening
from app.domain.office import Counter, Office
from app.domain.recorded import Shift
from app.domain.times import HOUR, MINUTE

FAMILY_NAMES = (
    "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤",
    "吉田", "山田", "佐々木", "山口", "松本", "井上", "木村", "林", "斎藤", "清水",
)  # fmt: skip
LUNCH_FROM_MS = 3 * HOUR
"""The first lunch breaks begin this long after opening; there are three turns of an hour."""

LUNCH_TURNS = 3
LONG_DAY_MS = 6 * HOUR


def roster(office: Office, sessions: Sequence[Opening], *, covered_breaks: bool = False) -> list[Shift]:
    """Shifts of a day, in order of beginning. With `covered_breaks` somebody else sits in while people eat."""
    shifts: list[Shift] = []
    for place, counter in enumerate(office.counters):
        name = FAMILY_NAMES[(place + sum(map(ord, office.id))) % len(FAMILY_NAMES)]
        for opening in _joined(_staffed(counter, sessions)):
            covered = covered_breaks or _is_alone(office, counter)
            shifts += _with_lunch(counter.id, name, opening, 0 if covered else place + 1)
    return sorted(shifts, key=lambda shift: (shift.from_at, shift.counter))


def staffed_minutes(office: Office, shifts: Sequence[Shift]) -> dict[str, float]:
    """Minutes of counter time by service. A counter's time counts for the services that it does not only help with."""
    minutes: dict[str, float] = {}
    for shift in shifts:
        own = [offer.service for offer in office.counter(shift.counter).services if offer.delay_minutes <= 0]
        for service in own:
            minutes[service] = minutes.get(service, 0) + (shift.to_at - shift.from_at) / MINUTE / len(own)
    return minutes


def _staffed(counter: Counter, sessions: Sequence[Opening]) -> list[tuple[int, int]]:
    """The sessions at which a counter has a service to offer."""
    own = {offer.service for offer in counter.services}
    return [(s.opens_at, s.closes_at) for s in sessions if not s.services or own & set(s.services)]


def _is_alone(office: Office, counter: Counter) -> bool:
    """Whether a counter has a service that no other one offers: somebody else sits in during its break."""
    elsewhere = {offer.service for other in office.counters if other != counter for offer in other.services}
    return any(offer.service not in elsewhere for offer in counter.services)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begins, ends in spans:
        if joined and joined[-1][1] == begins:
            joined[-1] = (joined[-1][0], ends)
        else:
            joined.append((begins, ends))
    return joined


def _with_lunch(counter: str, name: str, span: tuple[int, int], turn: int) -> list[Shift]:
    begins, ends = span
    if not turn or ends - begins < LONG_DAY_MS:
        return [Shift(counter, begins, ends, name)]
    lunch = begins + LUNCH_FROM_MS + turn % LUNCH_TURNS * HOUR
    return [Shift(counter, begins, lunch, name), Shift(counter, lunch + HOUR, ends, name)]
