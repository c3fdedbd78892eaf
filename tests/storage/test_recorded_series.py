"""Recorded figures by part of the day, read from CSV."""

import gzip
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.recorded import RecordedDay, Visitor
from app.domain.times import HOUR, MINUTE
from app.storage.recorded_days import BadRecordedDay
from app.storage.recorded_series import arrivals, read_hourly_waits, read_waiting


def test_hourly_waits_are_placed_by_iso_week(tmp_path: Path) -> None:
    file = tmp_path / "hourly.csv"
    file.write_text("wait,hour,year,week,weekday\n84,13,2014,33,0\n2,8,2016,53,5\n")
    with pytest.raises(BadRecordedDay, match="line 3"):
        read_hourly_waits(file)
    file.write_text("wait,hour,year,week,weekday\n84,13,2014,33,0\n")
    assert read_hourly_waits(file) == [(date(2014, 8, 11), 13 * 60, 84.0)]


def test_queues_of_one_look_are_added_up_and_looks_of_a_half_hour_averaged(tmp_path: Path) -> None:
    file = tmp_path / "snapshots.csv.gz"
    rows = ["o,a,2020-01-02,480,4,1", "o,b,2020-01-02,480,2,0", "o,a,2020-01-02,490,10,1", "o,a,2020-01-02,600,7,0"]
    file.write_bytes(gzip.compress("\n".join(["office,queue,date,minute,waiting,open_counters", *rows]).encode()))
    assert read_waiting(file) == {"o": [(date(2020, 1, 2), 480, 8.0)]}


def test_a_file_without_a_column_is_named(tmp_path: Path) -> None:
    file = tmp_path / "snapshots.csv"
    file.write_text("office,date,minute\n")
    with pytest.raises(BadRecordedDay, match="waiting"):
        read_waiting(file)


def test_half_hours_without_arrivals_count_between_the_first_and_the_last() -> None:
    day, zone = date(1970, 1, 1), ZoneInfo("UTC")
    people = tuple(Visitor(at, "a") for at in (9 * HOUR, 9 * HOUR + 5 * MINUTE, 10 * HOUR + 40 * MINUTE, 25 * HOUR))
    assert arrivals([RecordedDay(day, people, ())], zone) == [
        (day, 540, 2.0),
        (day, 570, 0.0),
        (day, 600, 0.0),
        (day, 630, 1.0),
    ]
