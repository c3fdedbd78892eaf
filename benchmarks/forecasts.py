"""How long a forecast takes: `python -m benchmarks.forecasts [WEEKS]`, made-up weeks of the demo ward's main office.

Printed in seconds of processor time, on one core: the history that both start from, the quick forecast against it, and
the learned one against the quick one. Then what a request costs the event loop, with 3,000 reservations in the book:
counting them, and putting them on top of the forecast where they have changed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

os.environ["OMP_NUM_THREADS"] = "1"  # read when scikit-learn is loaded

from app.demo.ward import demo_offices
from app.domain.reservations import Reservation, ReservationState
from app.forecasting.booked import booked, with_booked
from app.forecasting.coming import HALF_HOUR_MS, coming
from app.forecasting.rough_days import rough_day
from app.integrations.holidays import is_public_holiday
from app.simulation.generator import DayKind, generate_day

T = TypeVar("T")

TODAY = date(2026, 11, 26)
WEEKS = 60
RESERVATIONS = 3000


def main() -> None:
    """Make a history, forecasts from it, and put reservations on top."""
    weeks = int(sys.argv[1]) if len(sys.argv) > 1 else WEEKS
    office = next(office for office in demo_offices() if office.kind == "main")
    days = [TODAY - timedelta(days=n) for n in range(7 * weeks, 0, -1)]
    records = (generate_day(office, d, DayKind.ORDINARY, 1, public_holiday=is_public_holiday(d)) for d in days)
    history, made_up = _timed(lambda: [cell for record in records for cell in rough_day(office, record)])
    coming(office, history[-200:], TODAY, is_public_holiday, learning=False)  # loads what it needs
    known, quick = _timed(lambda: coming(office, history, TODAY, is_public_holiday, learning=False))
    _, learned = _timed(lambda: coming(office, history, TODAY, is_public_holiday))
    print(f"{weeks} weeks, {len(history)} half hours: made up in {made_up:.1f} s")
    print(f"quick {quick:.2f} s; learned {learned:.1f} s, {learned / quick:.0f} times as long")
    halves = [half.begins_at for day in known.days for half in day.half_hours]
    book = [_reservation(n, halves[n * 7 % len(halves)]) for n in range(RESERVATIONS)]
    people, counting = _timed(lambda: booked(book))
    _, putting = _timed(lambda: with_booked(known, office, people))
    print(f"{RESERVATIONS} reservations: counted in {1000 * counting:.1f} ms, put on top in {1000 * putting:.1f} ms")


def _reservation(n: int, starts_at: int) -> Reservation:
    state, ends_at = ReservationState.BOOKED, starts_at + HALF_HOUR_MS
    return Reservation(str(n), str(n), state, starts_at, ends_at, (), ("moving-in",), ("moving",), 30, "web", starts_at)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    done = work()
    return done, time.process_time() - begun


if __name__ == "__main__":
    main()
