"""The commands around offices and recorded days, as a person types them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.demo import OFFICES
from app.domain import booking
from app.domain.booking import Details, Identity, Wish
from app.domain.office import SpecialDay
from app.integrations.holidays import is_public_holiday
from app.storage.engines import open_engine, upgrade
from app.storage.office_files import dump_office
from app.storage.transactions import Transaction
from app.storage.writer import Writer
from app.usecases.offices import apply_office
from tests.domain.reservations import booking_office
from tests.offices import at


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env={"LANG": "en_GB.UTF-8"})


def good(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'office.db'}"


def test_the_demo_ward_is_sound():
    assert good("office", "check", *sorted(OFFICES.glob("*.yaml"))).count(": ok") == 5


def test_a_mistake_is_told_with_file_line_place_and_a_sentence_in_ones_language(tmp_path: Path):
    path = tmp_path / "kita.yaml"
    path.write_text((OFFICES / "kita.yaml").read_text().replace("prefix: A", "prefx: A", 1))
    result = run("office", "check", path)
    assert result.exit_code == 1
    assert f"{path}:5: services.0.prefx: There is no key “prefx” here. Did you mean “prefix”?" in result.output
    assert "「prefix」のことですか" in run("office", "check", path, "--language", "ja").output


def test_an_office_is_applied_exported_and_applied_again_unchanged(tmp_path: Path, database: str):
    assert "kita: revision 1\n" in good("office", "apply", OFFICES / "kita.yaml", "--database", database)
    out = tmp_path / "exported.yaml"
    good("office", "export", "kita", "--database", database, "--out", out)
    assert out.read_text() == (OFFICES / "kita.yaml").read_text()
    assert "kita: revision 1, unchanged\n" in good("office", "apply", out, "--database", database)


def test_one_bad_file_keeps_all_from_being_applied(tmp_path: Path, database: str):
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\n")
    assert run("office", "apply", OFFICES / "kita.yaml", bad, "--database", database).exit_code == 1
    assert "no office kita" in run("office", "export", "kita", "--database", database).output


def test_bookings_that_a_new_calendar_touches_are_listed_and_nothing_is_applied_until_it_is_said(
    tmp_path: Path, database: str
):
    file, closed = booked_office(tmp_path, database)
    listed = good("office", "check", closed, "--against-bookings", "--database", database)
    assert "2027-01-13T10:00:00+09:00  12345678  residence-certificate" in listed
    assert "no booking loses its place" in good("office", "check", file, "--against-bookings", "--database", database)
    refused = run("office", "apply", closed, "--database", database)
    assert refused.exit_code == 1
    assert "1 reservations would lose their place" in refused.output
    assert "12345678" in refused.output
    assert "unchanged" in good("office", "apply", file, "--database", database)
    assert "revision 2" in good("office", "apply", closed, "--bookings", "displace", "--database", database)


def booked_office(tmp_path: Path, database: str) -> tuple[Path, Path]:
    """An office with a booking on 13 January 2027, its file, and a file that closes it on that day."""
    office = booking_office()
    engine = open_engine(database)
    upgrade(engine)
    writer = Writer(engine, lambda: at("2026-12-20 10:00"))
    writer.run("kumin", partial(apply_office, office=office, actor="test"))
    wish = Wish(at("2027-01-13 10:00"), ("residence-certificate",))

    def book(tx: Transaction, now: int) -> None:
        day, now = tx.today("kumin", now)
        identity = Identity("r1", "12345678", "phone")
        tx.record(day, now, "test", [booking.book(day, wish, identity, Details(), now, is_public_holiday)])

    writer.run("kumin", book)
    writer.close()
    engine.dispose()
    closed = replace(office, hours=replace(office.hours, special=(SpecialDay(date(2027, 1, 13)),)))
    paths = tmp_path / "open.yaml", tmp_path / "closed.yaml"
    for path, each in zip(paths, (office, closed), strict=True):
        path.write_text(dump_office(each), encoding="utf-8")
    return paths


def test_a_generated_day_is_replayed_and_every_arrival_is_counted(tmp_path: Path):
    said = good("generate-day", "--office", "kita", "--date", "2026-11-24", "--seed", 7, "--out", tmp_path)
    visitors = int(said.split(": ")[1].split()[0])
    report = json.loads(good("replay", tmp_path, "--office", "kita", "--report", "json"))
    assert report["arrivals"] == visitors
    assert report["arrivals"] == report["served"] + report["left"] + report["missed"]
    assert sum(service["arrivals"] for service in report["services"]) == visitors
    assert "moving" in good("replay", tmp_path, "--office", "kita")


def test_the_same_seed_writes_the_same_files(tmp_path: Path):
    for name in ("one", "two"):
        good("generate-day", "--office", "ekimae", "--date", "2026-11-24", "--seed", 3, "--out", tmp_path / name)
    assert (tmp_path / "one" / "staffing.csv").read_bytes() == (tmp_path / "two" / "staffing.csv").read_bytes()
    assert (tmp_path / "one" / "visitors.csv.gz").read_bytes() == (tmp_path / "two" / "visitors.csv.gz").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("generate-day", "--office", "kumin", "--date", "2026-11-23", "--out", "x"), "closed on 2026-11-23"),
        (("generate-day", "--office", "nowhere", "--date", "2026-11-24", "--out", "x"), "no office file nowhere"),
    ],
)
def test_what_cannot_be_generated_is_explained(arguments: tuple[str, ...], words: str):
    result = run(*arguments)
    assert result.exit_code == 1
    assert words in result.output


def test_a_broken_record_names_line_and_column(tmp_path: Path):
    (tmp_path / "visitors.csv").write_text(
        "arrived_at,service,priority,service_seconds,left_after_seconds\n2026-11-24T09:00:00,A,0,soon,\n"
    )
    (tmp_path / "staffing.csv").write_text("counter,from,to\n1,2026-11-24T09:00:00,2026-11-24T10:00:00\n")
    result = run("replay", tmp_path)
    assert "visitors.csv:2: service_seconds: Write seconds, zero or more, not “soon”." in result.output


def test_a_record_that_does_not_fit_the_office_is_explained(tmp_path: Path):
    good("generate-day", "--office", "kumin", "--date", "2026-11-24", "--out", tmp_path)
    result = run("replay", tmp_path / "visitors.csv.gz", "--office", OFFICES / "ekimae.yaml")
    assert result.exit_code == 1
    assert "ekimae" in result.output


def test_two_stagings_of_a_day_stand_side_by_side(tmp_path: Path):
    good("generate-day", "--office", "ekimae", "--date", "2026-11-24", "--seed", 3, "--out", tmp_path / "day")
    lines = (tmp_path / "day" / "staffing.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "one.csv").write_text(
        "\n".join([lines[0], *(line for line in lines if ",1," in line)]), encoding="utf-8"
    )
    asked = ("compare", tmp_path / "day", "--office", "ekimae", "--with-staffing", tmp_path / "one.csv")
    both = json.loads(good(*asked, "--report", "json").partition("{")[2].join(("{", "")))
    assert both["before"]["arrivals"] == both["after"]["arrivals"] > 0
    assert both["after"]["wait_seconds"]["mean"] > both["before"]["wait_seconds"]["mean"]
    assert both["change"]["staff_hours"] < 0
    said = good(*asked)
    assert said.count("  before") == said.count("  after") > 3
    assert "staff hours:" in said


def test_a_comparison_with_nothing_is_explained(tmp_path: Path):
    result = run("compare", tmp_path)
    assert result.exit_code == 2
    assert "--with-office" in result.output


def test_forecasts_are_tried_on_a_record_and_written_as_rows(tmp_path: Path):
    (tmp_path / "moers").mkdir()
    rows = [
        f"{10 + 5 * day + hour},{hour},2015,{week},{day}"
        for week in range(1, 11)
        for day in range(5)
        for hour in (8, 9)
    ]
    (tmp_path / "moers" / "hourly.csv").write_text("\n".join(["wait,hour,year,week,weekday", *rows]))
    said = good("forecast", "backtest", "--data", tmp_path, "--json", tmp_path / "rows.json")
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert "seasonal_naive" in said
    assert {(row["data"], row["measure"]) for row in rows} == {("moers", "wait_minutes")}
    assert {row["estimator"] for row in rows} == {"seasonal_naive", "mean_of_8_weeks", "madoguchi"}
    assert all(row["n"] > 0 for row in rows)


def test_a_folder_without_a_record_is_explained(tmp_path: Path):
    result = run("forecast", "backtest", "--data", tmp_path)
    assert result.exit_code == 1
    assert "no record" in result.output
