"""Free slots once more, minute by minute and without any code of the service: what `app/domain/slots.py` is judged by.

It walks through every minute of the days asked for, looks at the wall clock, and keeps for each minute how many people
of each pool there are. Slow, and simple enough to be believed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache
from math import floor
from zoneinfo import ZoneInfo

from app.domain.office import Office, Session
from app.domain.visits import Visit

MS = 60_000


@dataclass
class ByTheMinute:
    """An office whose bookings are written down minute by minute. Minutes are counted from the epoch."""

    office: Office
    holidays: frozenset[date]
    there: Counter[tuple[str, int]] = field(default_factory=Counter)
    by_public: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How many people of a pool a minute has, all of them and those who were not booked by staff."""

    rooms: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def free(self, visit: Visit, first: date, last: date, now: int, *, public: bool) -> dict[int, int]:
        """Places left by start (ms) of every slot that is free."""
        found = {}
        for units in self.sessions(first, last, set(visit.services)):
            for index, unit in enumerate(units):
                start = unit[0] * MS
                left = self.left(visit, units, index, public=public)
                if left > 0 and self.in_window(start, now, public=public):
                    found[start] = left
        return found

    def sessions(self, first: date, last: date, services: set[str]) -> list[list[list[int]]]:
        """The minutes of each session that offers all these services, in units; a rest too short for one is left."""
        size = self.office.booking.slot_minutes
        found: dict[tuple[date, int], list[int]] = {}
        for minute, wall in walk(self.office.timezone, first, last):
            for number, session in enumerate(self.sessions_on(wall.date())):
                offered = not session.services or services <= set(session.services)
                if offered and session.opens <= wall.time() < session.closes:
                    found.setdefault((wall.date(), number), []).append(minute)
        without_gaps = [
            range(minutes[0], minutes[-1] + 1) for minutes in found.values()
        ]  # a clock set back closes no door
        return [
            [list(minutes[n : n + size]) for n in range(0, len(minutes) - size + 1, size)] for minutes in without_gaps
        ]

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        special = {each.date: each.sessions for each in self.office.hours.special}
        if day in special:
            return special[day]
        if day in self.holidays and not self.office.hours.open_on_public_holidays:
            return ()
        weekday = day.strftime("%A").lower()
        week: tuple[Session, ...] = getattr(self.office.hours, weekday)
        return week

    def left(self, visit: Visit, units: list[list[int]], index: int, *, public: bool) -> int:
        """How many more such visits may begin with this unit of a session."""
        left = []
        for pool, minutes in self.takes(visit, units[index][0]).items():
            touched = [unit for unit in units if set(unit) & minutes]
            if not minutes <= {minute for unit in units for minute in unit}:
                return 0  # the session would be over before the visit is
            left += [self.room(pool, unit) - max(self.there[pool, minute] for minute in unit) for unit in touched]
            if public and pool.startswith("service:"):
                left.append(self.public_units(pool, units) // len(touched))
        return min(left)

    def takes(self, visit: Visit, start: int) -> dict[str, set[int]]:
        """The minutes of each pool that are taken by a visit, in whole units from its start."""
        size = self.office.booking.slot_minutes
        taken = {}
        at = Fraction(0)
        for service in visit.services:
            until = at + Fraction(visit.minutes.get(service, 0)).limit_denominator(1000)
            kind = next(each for each in self.office.services if each.id == service)
            if kind.kind == "front" and kind.bookable:
                begins = floor(at / size)
                ends = begins + 1
                while ends * size < until + self.office.booking.buffer_minutes:
                    ends += 1
                taken[f"service:{service}"] = set(range(start + begins * size, start + ends * size))
            at = until
        for name in visit.resources:
            buffer = next(each.buffer_minutes for each in self.office.resources if each.id == name)
            ends = 1
            while ends * size < visit.total_minutes + buffer:
                ends += 1
            taken[f"resource:{name}"] = set(range(start, start + ends * size))
        return taken

    def room(self, pool: str, unit: list[int]) -> int:
        """How many people of a pool a unit may have."""
        key = (pool, unit[0], unit[-1])
        if key not in self.rooms:
            self.rooms[key] = self.find_room(pool, unit)
        return self.rooms[key]

    def find_room(self, pool: str, unit: list[int]) -> int:
        kind, _, name = pool.partition(":")
        if kind == "resource":
            return next(each.capacity for each in self.office.resources if each.id == name)
        share = min(self.staffed(name, minute) for minute in (unit if self.office.booking.staffed else unit[:1]))
        if share == 0:
            return 0
        places = next(each.places for each in self.office.services if each.id == name)
        if places is not None:
            return 0 if places == 0 else max(1, floor(places * share))
        counters = Fraction(0)
        for counter in self.office.counters:
            prompt = [offer.service for offer in counter.services if offer.delay_minutes <= 0]
            if name in prompt:
                counters += Fraction(1, len(prompt))
        return 0 if counters == 0 else max(1, floor(counters * share * _exact(self.office.booking.share)))

    def staffed(self, service: str, minute: int) -> Fraction:
        wall = datetime.fromtimestamp(minute * 60, ZoneInfo(self.office.timezone)).time()
        shares = [
            _exact(staffed.share)
            for staffed in self.office.booking.staffed
            if staffed.begins <= wall < staffed.ends and service in (staffed.services or [service])
        ]
        return min(shares, default=Fraction(1))

    def public_units(self, pool: str, units: list[list[int]]) -> int:
        """Units of a session that the public may still take."""
        whole = sum(self.room(pool, unit) for unit in units) * (1 - _exact(self.office.booking.kept_for_staff))
        taken = sum(self.by_public[pool, unit[0]] for unit in units)
        return -floor(-whole) - taken

    def in_window(self, start: int, now: int, *, public: bool) -> bool:
        rules = self.office.booking
        if not public:
            return start >= now - rules.slot_minutes * MS
        zone = ZoneInfo(self.office.timezone)
        today = datetime.fromtimestamp(now / 1000, zone).date()
        day = datetime.fromtimestamp(start / 1000, zone).date()
        return start >= now + rules.lead_minutes * MS and (day - today).days <= rules.horizon_days

    def book(self, visit: Visit, start: int, *, public: bool) -> None:
        """Write a visit down."""
        for pool, minutes in self.takes(visit, start // MS).items():
            for minute in minutes:
                self.there[pool, minute] += 1
                self.by_public[pool, minute] += public

    def crowded(self) -> list[str]:
        """Minutes with more people than there is room for; none when all is well."""
        return [f"{pool} at {minute}" for (pool, minute), n in self.there.items() if n > self.room(pool, [minute])]


@lru_cache
def walk(timezone: str, first: date, last: date) -> list[tuple[int, datetime]]:
    """Every minute of these dates with what the clock on the wall shows."""
    begins = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp()) // 60 - 1440
    minutes = range(begins, begins + ((last - first).days + 3) * 1440)
    walls = [(minute, datetime.fromtimestamp(minute * 60, ZoneInfo(timezone))) for minute in minutes]
    return [(minute, wall) for minute, wall in walls if first <= wall.date() <= last]


def _exact(share: float) -> Fraction:
    return Fraction(share).limit_denominator(10_000)
