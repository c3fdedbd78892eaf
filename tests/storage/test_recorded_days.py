"""Recorded days as CSV: written and read the same; every mistake names its line and column."""

# ruff: noqa: E501

import gzip
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.recorded import RecordedDay, Shift, Visitor
from app.storage.recorded_days import BadRecordedDay, read_recorded_days, write_recorded_days
from app.web.words import catalogue

TOKYO = ZoneInfo("Asia/Tokyo")
NINE = 1_774_828_800_000  # 2026-03-30 09:00 in Tokyo
VISITORS = "date,arrived_at,service,priority,service_seconds,left_after_seconds\n"
STAFFING = "date,counter,from,to\n"


def folder(tmp_path: Path, visitors: str, staffing: str = "") -> Path:
    (tmp_path / "visitors.csv").write_text(VISITORS + visitors, encoding="utf-8")
    (tmp_path / "staffing.csv").write_text(STAFFING + staffing, encoding="utf-8")
    return tmp_path


def test_times_without_an_offset_are_local_and_blank_means_unknown(tmp_path: Path):
    path = folder(
        tmp_path,
        "2026-03-30,2026-03-30T09:00:30,B,2,,45.5\n2026-03-30,2026-03-30T00:00:00Z,A,0,60,\n",
        "2026-03-30,1,2026-03-30T09:00:00,2026-03-30T12:00:00+09:00\n",
    )
    assert read_recorded_days(path, TOKYO) == [
        RecordedDay(
            date(2026, 3, 30),
            (Visitor(NINE, "A", None, 60), Visitor(NINE + 30_000, "B", "2", None, 45.5)),
            (Shift("1", NINE, NINE + 3 * 3_600_000),),
        )
    ]


def test_what_is_written_is_read_the_same(tmp_path: Path):
    people = (
        Visitor(NINE, "moving", "pregnant", 840, None, "moving-in", (600, 90.5), language="en"),
        Visitor(NINE + 1000, "certificates", None, None, 1200, no_show=True, booked_at=NINE + 900_000),
    )
    days = [
        RecordedDay(date(2026, 3, 30), people, (Shift("1", NINE, NINE + 1000, "佐藤"),), "kita"),
        RecordedDay(date(2026, 3, 30), people[:1], (), "kumin"),
    ]
    write_recorded_days(tmp_path, days, TOKYO)
    assert read_recorded_days(tmp_path, TOKYO) == days


@pytest.mark.parametrize(
    ("visitors", "staffing", "line", "column", "key"),
    [
        ("2026-03-30,nine,A,0,60,\n", "", 2, "arrived_at", "csv_not_a_time"),
        ("2026-03-30,2026-03-30T09:00:00,A,0,60,\n2026-03-30,2026-03-30T09:00:00,,0,60,\n", "", 3, "service", "csv_empty"),
        ("2026-03-30,2026-03-30T09:00:00,A,0,-5,\n", "", 2, "service_seconds", "csv_not_a_number"),
        ("2026-03-30,2026-03-30T09:00:00,A,0,nan,\n", "", 2, "service_seconds", "csv_not_a_number"),
        ("30.3.2026,2026-03-30T09:00:00,A,0,5,\n", "", 2, "date", "csv_not_a_date"),
        ("2026-03-30,2026-03-30T09:00:00,A\n", "", 2, "left_after_seconds", "csv_wrong_width"),
        ("", "2026-03-30,1,2026-03-30T09:00:00,2026-03-30T08:00:00\n", 2, "to", "csv_ends_before_it_begins"),
    ],
)  # fmt: skip
def test_a_mistake_names_line_and_column(
    tmp_path: Path, visitors: str, staffing: str, line: int, column: str, key: str
):
    with pytest.raises(BadRecordedDay) as refusal:
        read_recorded_days(folder(tmp_path, visitors, staffing), TOKYO)
    error = refusal.value
    assert (error.details["line"], error.details["column"], error.key) == (line, column, f"config.{key}")
    for language in ("ja", "en"):
        assert str(catalogue(language, "config")[error.key]).format(**error.details)


def test_a_missing_column_is_named(tmp_path: Path):
    folder(tmp_path, "")
    (tmp_path / "visitors.csv").write_text("date,arrived_at,priority\n")
    with pytest.raises(BadRecordedDay, match="line 1, column service"):
        read_recorded_days(tmp_path, TOKYO)


def test_a_file_that_is_no_gzip_is_refused(tmp_path: Path):
    folder(tmp_path, "")
    (tmp_path / "visitors.csv").rename(tmp_path / "visitors.csv.gz")
    with pytest.raises(BadRecordedDay) as refusal:
        read_recorded_days(tmp_path, TOKYO)
    assert refusal.value.key == "config.csv_unreadable"


def test_a_cut_gzip_is_refused(tmp_path: Path):
    folder(tmp_path, "")
    packed = gzip.compress((VISITORS + "2026-03-30,2026-03-30T09:00:00,A,0,5,\n" * 1000).encode())
    (tmp_path / "visitors.csv").unlink()
    (tmp_path / "visitors.csv.gz").write_bytes(packed[:-20])
    with pytest.raises(BadRecordedDay):
        read_recorded_days(tmp_path, TOKYO)
