"""`madoguchi forecast`: how good forecasts of busy periods are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import orjson

from app.cli_office import language_option, words_of
from app.storage.recorded_days import BadRecordedDay, read_recorded_days

if TYPE_CHECKING:
    from app.forecasting.dates import IsFree
    from app.forecasting.series import Series
    from app.storage.recorded_series import Cell

HOUR, HALF_HOUR = 60, 30
HOLIDAYS = {"moers": ("DE", "NW"), "warsaw": ("PL", None), "bank": ("IL", None)}
"""Where each record comes from; other folders are taken to be from Japan."""

SHORTEST_DAYS = 14
Source = tuple[str, int, bool, "list[Cell]"]
"""Measure, minutes of a part of the day, whether the mean is aimed at, and values, of one office."""


@click.group()
def forecast() -> None:
    """Forecasts of arrivals, waits and congestion."""


@forecast.command()
@click.option("--data", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), help="Records.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write all rows here.")
@click.option("--first", type=click.DateTime(["%Y-%m-%d"]), help="Forecast from the end of this day on.")
@language_option
def backtest(data: Path, json_file: Path | None, first: datetime | None, language: str) -> None:
    """Forecast recorded days from what was known before them, beside simple forecasts.

    DATA is a folder with moers/hourly.csv, warsaw/snapshots.csv.gz and bank/visitors.csv.gz, or one like these.
    Standing at the end of one day after the other, each forecast says the next 60 days. Errors are weighted: the sum of
    absolute errors ÷ the sum of what happened.
    """
    try:
        rows = [row for folder in _folders(data) for row in _backtest(folder, first)]
    except BadRecordedDay as error:
        words = words_of(language).gettext(error.key, **error.details)
        raise click.ClickException(f"{error.details['file']}:{error.details['line']}: {words}") from error
    if not rows:
        raise click.ClickException(f"{data} has no record that a forecast could be tried on.")
    _print(rows)
    if json_file:
        json_file.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))


def _folders(data: Path) -> list[Path]:
    return [data, *sorted(path for path in data.iterdir() if path.is_dir())]


def _backtest(folder: Path, first: datetime | None) -> Iterator[dict[str, Any]]:
    from app.forecasting.backtest import Backtest  # noqa: PLC0415 - loaded by whoever forecasts
    from app.forecasting.backtest import backtest as run  # noqa: PLC0415
    from app.forecasting.series import series_of  # noqa: PLC0415

    kinds: dict[tuple[str, int, bool], list[Series]] = {}
    for measure, minutes, mean, cells in _sources(folder):
        series = series_of(cells, minutes)
        if series is not None and len(series.values) >= SHORTEST_DAYS:
            kinds.setdefault((measure, minutes, mean), []).append(series)
    for (measure, _, mean), many in kinds.items():
        tested = Backtest()
        length = sum(len(series.values) for series in many)
        with click.progressbar(length=length, label=f"{folder.name} {measure}", file=sys.stderr) as bar:
            run(many, _holidays(folder), tested, first=first.date() if first else None, mean=mean, progress=bar.update)
        yield from ({"data": folder.name, "measure": measure, **row} for row in tested.rows())


def _holidays(folder: Path) -> IsFree:
    from app.integrations.holidays import is_public_holiday_in  # noqa: PLC0415

    country, subdivision = HOLIDAYS.get(folder.name, ("JP", None))
    return partial(is_public_holiday_in, country=country, subdivision=subdivision)


def _sources(folder: Path) -> Iterator[Source]:
    from app.storage import recorded_series as records  # noqa: PLC0415

    readers: dict[str, Callable[[Path], Iterator[Source]]] = {
        "hourly.csv": lambda path: iter([("wait_minutes", HOUR, False, records.read_hourly_waits(path))]),
        "snapshots.csv": lambda path: (
            ("people_waiting", HALF_HOUR, False, cells) for _, cells in sorted(records.read_waiting(path).items())
        ),
        "visitors.csv": lambda path: iter([("arrivals", HALF_HOUR, True, _arrivals(path))]),
    }
    for name, read in readers.items():
        for path in (folder / name, folder / f"{name}.gz"):
            if path.exists():
                yield from read(path)
                break


def _arrivals(path: Path) -> list[Cell]:
    from app.storage.recorded_series import arrivals  # noqa: PLC0415

    zone = ZoneInfo("Asia/Tokyo")
    return arrivals(read_recorded_days(path, zone), zone)


def _print(rows: list[dict[str, Any]]) -> None:
    click.echo(
        f"{'data':<8} {'measure':<15} {'days ahead':<11} {'estimator':<16} {'n':>8} {'MAE':>8} {'error':>8}", nl=False
    )
    click.echo(f" {'below naive':>12} {'coverage 80 %':>14}")
    for row in (row for row in rows if row["part"] == "all"):
        below, coverage = (_percent(row[name]) for name in ("below_naive", "coverage80"))
        click.echo(
            f"{row['data']:<8} {row['measure']:<15} {row['days_ahead']:<11} {row['estimator']:<16} {row['n']:>8}"
            f" {row['mae']:>8.2f} {row['wape']:>8.1%} {below:>12} {coverage:>14}"
        )
    for row in (row for row in rows if row["part"] != "all" and row["coverage80"] is not None):
        click.echo(f"{row['data']:<8} {row['measure']:<15} {row['part']:<11} {row['n']:>8} {row['coverage80']:>8.1%}")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
