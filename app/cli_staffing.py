"""`madoguchi staffing`: what moving people, and other structures, would have brought on recorded days."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import orjson

if TYPE_CHECKING:
    from app.staffing.structures import Structure
    from app.staffing.trials import Trial

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
YEAR_END = date(2026, 3, 30)
OTHER_DAYS = 6
"""As many other days tell what is usual."""


@click.group()
def staffing() -> None:
    """What other staffing would have brought."""


@staffing.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=DATA, help="Folder of recorded days.")
@click.option("--json", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures there, too.")
@click.option("--every", type=click.IntRange(1), default=1, help="Only every so many days of the record.")
@click.option("--seeds", type=click.IntRange(1), default=1, help="How often each day is tried, with other times.")
@click.option("--abilities", type=click.IntRange(1), default=3, help="How many services each person is able to serve.")
@click.option("--only", multiple=True, help="Only these sets: warsaw, bank, ward.")
def backtest(data: Path, target: Path | None, every: int, seeds: int, abilities: int, only: tuple[str, ...]) -> None:
    """Try recorded days again: staff as it was, the simple rule, the advice, and everyone serving everything.

    The same people come in all of them, and the same staff work the same hours.
    """
    from app.staffing.backtest import comparison, figures, try_out  # noqa: PLC0415 - the other commands start faster

    found: dict[str, Any] = {}
    for name, trials in _sets(data, every, seeds, abilities, only).items():
        with click.progressbar(trials, label=f"{name}, days: {len(trials)}", file=sys.stderr) as bar:
            days = [try_out(trial) for trial in bar]
        found[name] = {
            "days": len(days),
            "policies": [asdict(each) for each in figures(days, 30)],
            "advice_against_the_simple_rule": asdict(comparison(days)),
        }
        _print(name, found[name])
    if target:
        target.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))


@staffing.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=DATA, help="Folder of recorded days.")
@click.option("--office", default="kumin", help="An office of the record, or the demo ward's main office (kumin).")
@click.option("--days", type=click.IntRange(2), default=10, help="So many days of the demo ward.")
@click.option("--top", type=click.IntRange(1), default=12, help="So many lines.")
@click.option("--json", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write all of them there, too.")
def structure(data: Path, office: str, days: int, top: int, target: Path | None) -> None:
    """Rank what another structure would have brought: pooling, helpers, training, an hour more.

    Minutes of waiting that all people together would have been spared on a day, with the 95 % interval over days.
    """
    from app.staffing.structures import ranked  # noqa: PLC0415 - the other commands start faster

    trials = _ward_days(days) if office == "kumin" else _office_days(data / "warsaw", office)
    found = ranked(trials)
    click.echo(f"{office}, days: {len(trials)}")
    for place, worth in enumerate(found[:top], start=1):
        error = 1.96 * worth.saved_a_day.error
        interval = f"{worth.saved_a_day.value - error:,.0f} to {worth.saved_a_day.value + error:,.0f}"
        saved = f"{worth.saved_a_day.value:,.0f} min a day ({interval}), mean wait {worth.mean_after:.1f} min"
        click.echo(f"{place:>3}. {_said(worth.structure)}: {saved} (was {worth.mean_before:.1f}, {worth.days} days)")
    if target:
        target.write_bytes(orjson.dumps([asdict(worth) for worth in found], option=orjson.OPT_INDENT_2))


def _said(structure: Structure) -> str:
    """A structure in plain words."""
    sentences = {
        "pool": "Let the counters of {service} and {other} serve both queues as one",
        "help": "Let those at {service} who are able to help {other} after 10 minutes, every day",
        "train": "Train one more person at {service} to help {other} after 10 minutes",
        "hour": "Open an hour longer, with the same people spread over the longer day",
    }
    return sentences[structure.kind].format(service=structure.service, other=structure.other)


def _office_days(folder: Path, office: str) -> list[Trial]:
    if not _there(folder / "snapshots.csv.gz"):
        raise click.ClickException(f"There are no recorded days in {folder}.")
    trials = _warsaw(folder, 1, 3, office)
    if not trials:
        raise click.ClickException(f"The record has no office {office}.")
    return trials


def _ward_days(days: int) -> list[Trial]:
    """Working days of the demo ward's main office, ordinary ones and busy ones in turn, made up."""
    from app.demo.ward import demo_offices  # noqa: PLC0415
    from app.simulation.generator import DayKind, generate_day  # noqa: PLC0415
    from app.staffing.office_days import trial_of  # noqa: PLC0415

    office = next(each for each in demo_offices() if each.id == "kumin")
    kinds = (DayKind.ORDINARY, DayKind.BUSY)
    made = [generate_day(office, YEAR_END, kinds[seed % 2], seed) for seed in range(days)]
    return [trial_of(office, day, _others(made, day)) for day in made]


def _sets(data: Path, every: int, seeds: int, abilities: int, only: Sequence[str]) -> dict[str, list[Trial]]:
    """Trials by set. Recorded ones may be missing on a developer's machine, never in CI."""
    sets: dict[str, list[Trial]] = {}
    wanted = only or ("warsaw", "bank", "ward")
    if "warsaw" in wanted and _there(data / "warsaw" / "snapshots.csv.gz"):
        sets["warsaw"] = _warsaw(data / "warsaw", seeds, abilities)[::every]
    if "bank" in wanted and _there(data / "bank" / "visitors.csv.gz"):
        sets["bank"] = _recorded(data / "bank")[::every]
    if "ward" in wanted:
        sets["ward, year end"] = _year_end(max(seeds, 3))
    if not sets:
        raise click.ClickException(f"There are no recorded days in {data}.")
    return sets


def _there(file: Path) -> bool:
    if not file.exists() and os.environ.get("CI") == "true":
        raise click.ClickException(f"There is no file {file}.")
    return file.exists()


def _warsaw(folder: Path, seeds: int, abilities: int, office: str | None = None) -> list[Trial]:
    from app.staffing.trial_days import Setting, trials_of_displays  # noqa: PLC0415
    from app.storage.recorded_displays import read_displayed_days  # noqa: PLC0415

    days = [day for day in read_displayed_days(folder) if office in (None, day.office)]
    return trials_of_displays(days, Setting(abilities=abilities, seeds=seeds))


def _recorded(folder: Path) -> list[Trial]:
    """Days of an office without configuration: every counter serves everything, as it was."""
    from app.simulation.derived_office import office_of  # noqa: PLC0415
    from app.staffing.office_days import trial_of  # noqa: PLC0415
    from app.storage.recorded_days import read_recorded_days  # noqa: PLC0415

    days = [day for day in read_recorded_days(folder, ZoneInfo("Asia/Tokyo")) if day.visitors and day.shifts]
    office = office_of(days)
    return [trial_of(office, day, _others(days, day)) for day in days]


def _year_end(seeds: int) -> list[Trial]:
    """The last days of the fiscal year at the demo ward's main office, made up."""
    from app.demo.ward import demo_offices  # noqa: PLC0415
    from app.simulation.generator import DayKind, generate_day  # noqa: PLC0415
    from app.staffing.office_days import trial_of  # noqa: PLC0415

    office = next(each for each in demo_offices() if each.id == "kumin")
    days = [generate_day(office, YEAR_END, DayKind.YEAR_END, seed) for seed in range(seeds + OTHER_DAYS)]
    return [trial_of(office, day, days[seeds:]) for day in days[:seeds]]


def _others(days: Sequence[Any], day: Any) -> list[Any]:
    return [each for each in days if each is not day][:OTHER_DAYS]


def _print(name: str, found: dict[str, Any]) -> None:
    click.echo(f"\n{name}, days: {found['days']}")
    click.echo(f"{'':<22}{'mean':>8}{'95 %':>16}{'P90':>8}{'> 30 min':>10}{'moved/h':>9}{'helped/h':>9}")
    for each in found["policies"]:
        interval = f"{each['low']:.1f} to {each['high']:.1f}"
        click.echo(
            f"{each['policy']:<22}{each['mean']:>8.1f}{interval:>16}{each['p90']:>8.1f}"
            f"{each['beyond_target']:>10.1%}{each['moved_an_hour']:>9.2f}{each['helped_an_hour']:>9.2f}"
        )
    _print_comparison(found["advice_against_the_simple_rule"])


def _print_comparison(against: dict[str, float]) -> None:
    for key, words in (
        ("lower_by", "mean wait lower than the simple rule's"),
        ("gap_closed", "gap to the bound closed"),
    ):
        interval = f"{against[f'{key}_low']:.0%} to {against[f'{key}_high']:.0%}"
        click.echo(f"  {words}: {against[key]:.0%} ({interval})")
