"""`madoguchi accuracy` on small folders of the recorded format."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main

SNAPSHOTS = "office,queue,queue_name,date,minute,waiting,open_counters,current_number,displayed_minutes\n"
WAITS = "office,queue,date,minute,position,open_counters,displayed_minutes,wait_minutes\n"


def run(*arguments: object, ci: str = "") -> Result:
    return CliRunner().invoke(main, ["accuracy", *map(str, arguments)], env={"CI": ci})


def record(folder: Path, *dates: str) -> Path:
    """Two offices, a line each, twelve minutes a person."""
    (folder / "warsaw").mkdir(parents=True)
    snapshots, waits = [SNAPSHOTS], [WAITS]
    for day in dates:
        for office in ("kita", "minami"):
            for place in range(60):
                waiting, minute = 1 + place % 12, 480 + 5 * place
                snapshots.append(f"{office},1,A,{day},{minute},{waiting},1,{place},9\n")
                waits.append(f"{office},1,{day},{minute},{waiting},1,9,{5.0 * waiting}\n")
    (folder / "warsaw" / "snapshots.csv").write_text("".join(snapshots))
    (folder / "warsaw" / "waits.csv").write_text("".join(waits))
    return folder


def test_days_that_were_not_learned_from_are_checked_by_office_subset_and_estimator(tmp_path: Path):
    train = record(tmp_path / "train", "2020-01-07", "2020-01-08")
    test = record(tmp_path / "test", "2020-01-08", "2020-01-09")
    out = tmp_path / "rows.json"
    result = run("--train", train, "--test", test, "--json", out)
    assert result.exit_code == 0, result.output
    rows = json.loads(out.read_text())
    assert {row["office"] for row in rows} == {"all", "kita", "minami"}
    assert {row["subset"] for row in rows} == {"all", "3+ waiting", "10+ waiting"}
    assert {row["estimator"] for row in rows} == {"naive", "display", "les", "hol", "gap", "table", "ours"}
    ours = next(row for row in rows if (row["office"], row["subset"], row["estimator"]) == ("all", "all", "ours"))
    assert set(ours) == {
        "dataset", "office", "subset", "estimator", "unit", "n", "mae", "rmse", "pinball50", "pinball90", "coverage90",
        "width",
    }  # fmt: skip
    assert ours["n"] == 120  # the ninth only: the eighth is known
    assert ours["mae"] < 2
    assert "queue × service ÷ counters" in result.output


def test_of_days_that_are_all_known_the_last_third_is_checked(tmp_path: Path):
    folder = record(tmp_path, "2020-01-07", "2020-01-08", "2020-01-09")
    out = tmp_path / "rows.json"
    assert run("--train", folder, "--test", folder, "--json", out).exit_code == 0
    assert {row["n"] for row in json.loads(out.read_text()) if row["subset"] == "all" and row["office"] == "all"} == {
        120
    }


def test_a_mistake_in_a_file_is_named(tmp_path: Path):
    folder = record(tmp_path, "2020-01-07")
    path = folder / "warsaw" / "waits.csv"
    path.write_text(path.read_text() + "kita,1,2020-01-07,480,many,1,9,5\n")
    result = run("--train", folder, "--test", folder)
    assert result.exit_code == 1
    assert "waits.csv, line 122" in result.output


@pytest.mark.parametrize("value", ["", "nan", "inf", "-3", "0"])
@pytest.mark.parametrize(
    ("file", "column"), [*(("waits", place) for place in (3, 4, 7)), *(("snapshots", place) for place in range(4, 9))]
)
def test_gaps_of_a_display_are_passed_over(tmp_path: Path, file: str, column: int, value: str):
    folder, out = record(tmp_path, "2020-01-07"), tmp_path / "rows.json"
    path = folder / "warsaw" / f"{file}.csv"
    lines = [line.split(",") for line in path.read_text().splitlines()]
    for line in lines[4:90:3]:
        line[column] = value
    path.write_text("\n".join(map(",".join, lines)))
    result = run("--train", tmp_path / "none", "--test", folder, "--json", out)
    assert result.exit_code == 0, result.output
    figures = [number for row in json.loads(out.read_text()) for number in row.values() if isinstance(number, float)]
    assert figures
    assert all(map(math.isfinite, figures))


@pytest.mark.parametrize("file", ["snapshots", "waits"])
def test_a_part_with_a_file_missing_is_left_out_and_said(tmp_path: Path, file: str):
    folder, out = record(tmp_path, "2020-01-07"), tmp_path / "rows.json"
    (folder / "warsaw" / f"{file}.csv").unlink()
    result = run("--train", folder, "--test", folder, "--json", out)
    assert (result.exit_code, out.read_text()) == (0, "[]")
    assert f"{file}.csv" in result.output


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_missing_days_are_a_fault_only_where_they_must_be_there(tmp_path: Path, ci: str, code: int):
    out = tmp_path / "rows.json"
    assert run("--train", tmp_path, "--test", tmp_path, "--json", out, ci=ci).exit_code == code
    assert out.exists() == (code == 0)


def test_single_visitors_are_played_through_the_service_beside_the_record(tmp_path: Path):
    folder = tmp_path / "bank"
    folder.mkdir()
    day = "1999-02-03"
    visitors = ["date,arrived_at,service,priority,service_seconds,left_after_seconds,recorded_wait_seconds,counter"]
    visitors += [
        f"{day},{day}T09:{place:02}:00,X,{int(place % 4 == 0)},110,,{10 * (place % 5)},one" for place in range(1, 60)
    ]
    (folder / "visitors.csv").write_text("\n".join(visitors))
    (folder / "staffing.csv").write_text(f"date,counter,from,to\n{day},one,{day}T09:00:00,{day}T12:00:00\n")
    result = run("--train", tmp_path / "none", "--test", tmp_path, "--service")
    assert result.exit_code == 0, result.output
    ways = [line.split()[:4] for line in result.output.splitlines() if "through the service" in line]
    assert [way[3] for way in ways[::2]] == ["45", "14"]  # in turn, and with a head start
    assert "beside the record" in result.output
