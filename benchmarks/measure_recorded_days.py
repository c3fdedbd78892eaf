"""Measures the recorded days that the generator is set to: `python benchmarks/measure_recorded_days.py [FOLDER]`.

Prints, for the telephone counter of a bank: service times by kind, how long people were ready to wait, and how days
differ; for the offices of Warsaw: arrivals by half hour and by weekday, queues and waits; for the office of Moers: how
the wait depends on hour, weekday and month. The folder is ../shared/data unless named.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from statistics import fmean, median, pstdev

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def main(folder: Path) -> None:
    figures = {"bank": bank(folder / "bank"), "warsaw": warsaw(folder / "warsaw"), "moers": moers(folder / "moers")}
    print(json.dumps(figures, indent=1, ensure_ascii=False))


def bank(folder: Path) -> dict[str, object]:
    with gzip.open(folder / "visitors.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seconds = defaultdict(list)
    for row in rows:
        if row["service_seconds"] and float(row["service_seconds"]) >= 10:
            seconds[row["service"]].append(float(row["service_seconds"]))
    waits = [
        (float(row["left_after_seconds"] or row["recorded_wait_seconds"] or 0), bool(row["left_after_seconds"]))
        for row in rows
    ]
    days = Counter(row["date"] for row in rows)
    everything = [value for values in seconds.values() for value in values]
    return {
        "visitors": len(rows),
        "gave_up_share": round(fmean(left for _, left in waits), 3),
        "service": {kind: spread(values) for kind, values in sorted(seconds.items())},
        "service_all": spread(everything),
        "priority_share": {k: round(v / len(rows), 3) for k, v in sorted(Counter(r["priority"] for r in rows).items())},
        "patience": patience([(wait, left) for wait, left in waits if wait > 0]),
        "visitors_by_weekday": by_weekday((date.fromisoformat(day), count) for day, count in days.items()),
        "day_to_day_cv_of_full_days": day_to_day([count for count in days.values() if count > 1000]),
    }


def spread(values: list[float]) -> dict[str, float]:
    logs = [log(value) for value in values]
    cv = pstdev(values) / fmean(values)
    return {
        "n": len(values),
        "mean": round(fmean(values), 1),
        "median": round(median(values), 1),
        "cv": round(cv, 2),
        "sd_of_logs": round(pstdev(logs), 2),
        "sd_of_logs_by_cv": round(sqrt(log(1 + cv**2)), 2),
    }


def patience(waits: list[tuple[float, bool]]) -> dict[str, object]:
    """How long people are ready to wait: Kaplan-Meier, those who were served count as ready for longer."""
    waits = sorted(waits)
    surviving, at_risk = 1.0, len(waits)
    quantiles: dict[str, float] = {}
    for wait, left in waits:
        if left:
            surviving *= 1 - 1 / at_risk
        at_risk -= 1
        for share in (0.9, 0.75, 0.5, 0.25):
            if surviving <= share and str(share) not in quantiles:
                quantiles[str(share)] = wait
    leaving = sum(left for _, left in waits)
    return {
        "leaves_per_second_waited": round(leaving / sum(wait for wait, _ in waits), 6),
        "seconds_at_which_a_share_still_waits": quantiles,
        "left_within_ten_seconds_of_all_who_left": round(sum(left and wait <= 10 for wait, left in waits) / leaving, 3),
    }


def by_weekday(counts: object) -> dict[str, float]:
    days = defaultdict(list)
    for day, count in counts:  # type: ignore[attr-defined]
        days[WEEKDAYS[day.weekday()]].append(count)
    return {name: round(fmean(days[name]), 1) for name in WEEKDAYS if name in days}


def day_to_day(counts: list[int]) -> float:
    """Spread of whole days beyond chance (a Poisson day would have 1/sqrt(n))."""
    mean = fmean(counts)
    return round(sqrt(max(0.0, pstdev(counts) ** 2 - mean)) / mean, 3)


def warsaw(folder: Path) -> dict[str, object]:
    series = defaultdict(list)
    with gzip.open(folder / "snapshots.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = (row["office"], row["queue"], row["date"])
            number = int(row["current_number"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0) if usable(row) else None
            series[key].append((int(row["minute"]), int(row["waiting"]), int(row["open_counters"]), number))
    arrivals: dict[str, Counter[int]] = defaultdict(Counter)
    calls, counter_minutes, waiting_most = 0, 0.0, []
    for (office, _, day), points in series.items():
        for (minute, waiting, _, number), (later, waiting_later, opened, number_later) in pairwise(points):
            called = max(0, number_later - number) if number is not None and number_later is not None else 0
            if called > 15 or later - minute > 15:
                continue
            calls += called
            counter_minutes += opened * (later - minute)
            arrivals[f"{office} {day}"][later // 30] += max(0, called + waiting_later - waiting)
        waiting_most.append(max(point[1] for point in points))
    shape: Counter[int] = Counter()
    for halves in arrivals.values():
        if (total := sum(halves.values())) > 100:
            for half, count in halves.items():
                shape[half] += count / total
    total = sum(shape.values())
    return {
        "arrivals_share_by_half_hour": {
            f"{half // 2:02d}:{half % 2 * 30:02d}": round(shape[half] / total, 4)
            for half in sorted(shape)
            if shape[half] / total > 0.002
        },
        "arrivals_by_weekday": by_weekday(
            (date.fromisoformat(key.split()[1]), sum(halves.values())) for key, halves in arrivals.items()
        ),
        "minutes_of_a_counter_for_each_call": round(counter_minutes / calls, 1),
        "longest_queue_of_a_day": {
            "median": median(waiting_most),
            "p90": sorted(waiting_most)[len(waiting_most) * 9 // 10],
        },
        **warsaw_waits(folder),
    }


def usable(row: dict[str, str]) -> bool:
    return row["current_number"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").isdecimal()


def warsaw_waits(folder: Path) -> dict[str, object]:
    with gzip.open(folder / "waits.csv.gz", "rt", encoding="utf-8") as file:
        waits = sorted(w for row in csv.DictReader(file) if (w := float(row["wait_minutes"])) <= 240)
    return {
        "wait_minutes": {"mean": round(fmean(waits), 1), "median": median(waits), "p90": waits[len(waits) * 9 // 10]}
    }


def moers(folder: Path) -> dict[str, object]:
    with (folder / "hourly.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    mean = fmean(float(row["wait"]) for row in rows)

    def ratios(key: object) -> dict[str, float]:
        groups = defaultdict(list)
        for row in rows:
            groups[key(row)].append(float(row["wait"]))  # type: ignore[operator]
        return {
            str(name): round(fmean(values) / mean, 2) for name, values in sorted(groups.items()) if len(values) > 20
        }

    def month(row: dict[str, str]) -> int:
        return datetime.fromisocalendar(int(row["year"]), int(row["week"]), 3).month

    return {
        "mean_wait_minutes": round(mean, 1),
        "wait_by_weekday": ratios(lambda row: WEEKDAYS[int(row["weekday"])]),
        "wait_by_hour": ratios(lambda row: f"{int(row['hour']):02d}"),
        "wait_by_month": ratios(lambda row: f"{month(row):02d}"),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data")
