"""`madoguchi accuracy`: how good the wait estimates are on recorded days, beside what other systems show."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click
import orjson

from app.cli_office import settings_with
from app.domain.recorded import RecordedDay
from app.domain.snapshots import DisplayedDay
from app.storage.recorded_days import BadRecordedDay, read_recorded_days
from app.storage.recorded_displays import read_displayed_days

if TYPE_CHECKING:
    from app.forecasting.accuracy import DataSet

Day = TypeVar("Day", RecordedDay, DisplayedDay)
OfficeDate = tuple[str, date]

RECORDED = Path("../shared/data")
ZONE = ZoneInfo("UTC")
"""Recorded times are taken as they are: only differences and the hour of the day matter."""

NAMES = {
    "naive": "queue × service ÷ counters",
    "display": "the office's own display",
    "les": "last wait",
    "hol": "head of the line",
    "gap": "queue × gap between calls",
    "table": "table of line and length",
    "ours": "ours",
}

TITLES = ("n", "MAE", "RMSE", "pin 0.5", "pin 0.9", "P90 holds", "width")


@click.command()
@click.option("--train", type=click.Path(path_type=Path, file_okay=False), default=RECORDED, help="Days to learn from.")
@click.option("--test", type=click.Path(path_type=Path, file_okay=False), default=RECORDED, help="Days to be checked.")
@click.option("--json", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write all rows to this file.")
@click.option("--service", is_flag=True, help="Also play single visitors through the service; print both side by side.")
def accuracy(train: Path, test: Path, out: Path | None, *, service: bool) -> None:
    """Check the wait estimates on recorded days, in order of time: each knows only what was over when it was made.

    Both folders may have `warsaw/` (polled displays) and `bank/` (single visitors). Days of --test that are not in
    --train are checked; when there are none, the last third of the days. With --service the days of single visitors
    that are checked are also played through the use cases, both ways learning from these days alone.
    """
    folders = (train, test)
    if not any((folder / part).is_dir() for folder in folders for part in ("warsaw", "bank")):
        if os.environ.get("CI") == "true":
            raise click.ClickException(f"There are no recorded days in {train} or {test}.")
        click.echo(f"There are no recorded days in {train} or {test}: nothing to check.")
    rows = _displayed(folders) + _visited(folders)
    for dataset in dict.fromkeys(row["dataset"] for row in rows):
        _print([row for row in rows if row["dataset"] == dataset])
    if service:
        _print_ways(_both_ways(folders))
    if out:
        out.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))


def _displayed(folders: tuple[Path, Path]) -> list[dict[str, Any]]:
    from app.forecasting.accuracy import DataSet, accuracy_rows  # noqa: PLC0415 - needs numpy, which is slow to load
    from app.forecasting.displayed_days import cases_of  # noqa: PLC0415

    days, tested = _merged([_read(folder / "warsaw", read_displayed_days) for folder in folders])
    return _checked(lambda: DataSet("warsaw", "minutes", 2.0, 30.0, list(cases_of(days))), tested, accuracy_rows)


def _visited(folders: tuple[Path, Path]) -> list[dict[str, Any]]:
    from app.forecasting.accuracy import DataSet, accuracy_rows  # noqa: PLC0415
    from app.forecasting.visitor_days import cases_of_visitors  # noqa: PLC0415

    days, tested = _visitor_days(folders)
    return _checked(
        lambda: DataSet("bank", "seconds", 60.0, 1800.0, list(cases_of_visitors(days, ZONE))), tested, accuracy_rows
    )


def _visitor_days(folders: tuple[Path, Path]) -> tuple[list[RecordedDay], set[OfficeDate]]:
    return _merged([_read(folder / "bank", lambda path: read_recorded_days(path, ZONE)) for folder in folders])


def _both_ways(folders: tuple[Path, Path]) -> list[dict[str, Any]]:
    """Each office's rows, played in a database that is thrown away."""
    from app.main import open_database  # noqa: PLC0415 - loaded by whoever plays
    from app.storage.writer import Writer  # noqa: PLC0415
    from app.usecases.through_service import both_ways  # noqa: PLC0415

    days, tested = _visitor_days(folders)
    played = [day for day in days if (day.office or "", day.date) in tested and day.visitors and day.shifts]
    rows: list[dict[str, Any]] = []
    for office in sorted({day.office or "" for day in played}):
        with tempfile.TemporaryDirectory() as scratch:
            engine = open_database(settings_with(f"sqlite:///{scratch}/service.db"))
            writer = Writer(engine, lambda: 0)
            of_office = sorted((day for day in played if (day.office or "") == office), key=lambda day: day.date)
            rows += [{"office": office, **row} for row in both_ways(writer, of_office, ZONE)]
            writer.close()
            engine.dispose()
    return rows


def _read(folder: Path, read: Callable[[Path], list[Day]]) -> list[Day]:
    if not folder.is_dir():
        return []
    try:
        return read(folder)
    except BadRecordedDay as error:
        raise click.ClickException(str(error)) from error
    except FileNotFoundError as error:
        click.echo(f"There is no file {error.args[0]}: this part is left out.", err=True)
        return []


def _merged(folders: Sequence[Sequence[Day]]) -> tuple[list[Day], set[OfficeDate]]:
    """All days, each once, and which of them are checked."""
    trained, tested = ({(day.office or "", day.date): day for day in days} for days in folders)
    new = {key for key in tested if key not in trained}
    if not new and tested:
        dates = sorted({when for _, when in tested})
        new = {key for key in tested if key[1] >= dates[-max(len(dates) // 3, 1)]}
    return list({**tested, **trained}.values()), new


def _checked(
    data: Callable[[], DataSet],
    tested: set[OfficeDate],
    rows: Callable[[DataSet, set[OfficeDate]], list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    return rows(data(), tested) if tested else []


def _print(rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    ours = [row for row in rows if row["estimator"] == "ours"]
    click.echo(f"\n{rows[0]['dataset']}, {rows[0]['unit']}")
    for subset in dict.fromkeys(row["subset"] for row in rows):
        click.echo(f"\n{subset:<28}" + "".join(f"{title:>10}" for title in TITLES))
        for row in rows:
            if row["office"] == "all" and row["subset"] == subset:
                click.echo(f"  {NAMES[row['estimator']]:<26}{_figures(row)}")
    if any(row["office"] != "all" for row in ours):
        click.echo(f"\n{'ours, by office':<28}" + "".join(f"{title:>10}" for title in TITLES))
    for row in ours:
        if row["office"] != "all" and row["subset"] == "all":
            click.echo(f"  {row['office']:<26}{_figures(row)}")


def _print_ways(rows: Iterable[dict[str, Any]]) -> None:
    group = None
    for row in rows:
        if group != (group := (row["office"], row["group"], row["subset"])):
            click.echo(f"\n{' '.join(filter(None, group)):<28}" + "".join(f"{title:>10}" for title in TITLES))
        click.echo(f"  {row['way']:<26}{_figures(row)}")


def _figures(row: dict[str, Any]) -> str:
    share = "–" if row["coverage90"] is None else f"{100 * row['coverage90']:.1f} %"
    width = "–" if row["width"] is None else f"{row['width']:.1f}"
    numbers = (row["mae"], row["rmse"], row["pinball50"], row["pinball90"])
    return f"{row['n']:>10}" + "".join(f"{number:>10.2f}" for number in numbers) + f"{share:>10}{width:>10}"
