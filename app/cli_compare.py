"""`madoguchi compare`: recorded days under other rules, another calendar or another staffing, side by side."""

from __future__ import annotations

import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from app.cli_office import language_option, settings_with
from app.cli_replay import FIGURES_TITLE, ZONE, days_of, explained, figures_line, named_office
from app.domain.errors import DomainError
from app.domain.office import Office
from app.domain.recorded import Shift
from app.storage.recorded_days import BadRecordedDay, read_shifts

if TYPE_CHECKING:
    from app.usecases.comparisons import Trial


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--office", "office_name", help="Office file, or an office of the demo ward; else made from the record.")
@click.option("--with-office", "other_office", help="Office file with other rules or another calendar.")
@click.option("--with-staffing", "other_staffing", type=click.Path(path_type=Path, exists=True), help="Other shifts.")
@click.option("--date", "dates", multiple=True, type=click.DateTime(["%Y-%m-%d"]), help="Only these days.")
@click.option("--report", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the report.")
@language_option
def compare(
    path: Path,
    office_name: str | None,
    other_office: str | None,
    other_staffing: Path | None,
    dates: tuple[datetime, ...],
    form: str,
    language: str,
) -> None:
    """Play recorded days twice, as they were and under something else, and report on both.

    The same people come at the same times and take as long. What is other is the office's file (its rules, counters and
    opening hours), the shifts (a staffing.csv), or both.
    """
    if not (other_office or other_staffing):
        raise click.UsageError("Name what is other: --with-office, --with-staffing or both.")
    from app.simulation.derived_office import office_of  # noqa: PLC0415 - loaded by whoever plays
    from app.usecases.comparisons import Trial, compared, staffed  # noqa: PLC0415

    office = named_office(office_name, language) if office_name else None
    days = days_of(path, office, {when.date() for when in dates}, language)
    office = office or office_of(days, ZONE)
    other = named_office(other_office, language) if other_office else office
    other_days = staffed(days, _shifts(other_staffing, office, language)) if other_staffing else days
    try:
        before = _played("before", Trial(office, days))
        after = _played("after", Trial(other, other_days))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    _print(compared(before, after), form)


def _shifts(path: Path, office: Office, language: str) -> dict[date, list[Shift]]:
    """The shifts of a staffing file by date; of several offices those of this one."""
    try:
        found = read_shifts(path, office.zone)
    except BadRecordedDay as error:
        raise explained(error, language) from error
    several = len({name for name, _ in found}) > 1
    return {day: shifts for (name, day), shifts in found.items() if not several or name == office.id}


def _played(name: str, trial: Trial) -> dict[str, Any]:
    from app.integrations.holidays import is_public_holiday  # noqa: PLC0415
    from app.main import open_database  # noqa: PLC0415
    from app.usecases.comparisons import played  # noqa: PLC0415

    people = sum(len(day.visitors) for day in trial.days)
    with tempfile.TemporaryDirectory() as scratch:
        engine = open_database(settings_with(f"sqlite:///{scratch}/{name}.db"))
        with click.progressbar(length=people, label=name, file=sys.stderr) as bar:
            figures = played(engine, trial, is_public_holiday, bar.update)
        engine.dispose()
    return figures


def _print(both: dict[str, Any], form: str) -> None:
    if form == "json":
        click.echo(orjson.dumps(both, option=orjson.OPT_INDENT_2).decode())
        return
    before, after = both["before"], both["after"]
    days = before["days"] or after["days"]
    click.echo(f"\n{before['office']}, " + (f"{days[0]} to {days[-1]}" if len(days) > 1 else days[0]) + "\n")
    click.echo(FIGURES_TITLE)
    _print_both("all visits", before, after)
    for title, name, key in (("service", "services", "service"), ("arrived", "half_hours", "from")):
        click.echo(f"\n{title}")
        was, now = ({group[key]: group for group in figures[name]} for figures in (before, after))
        for group in dict.fromkeys([*was, *now]):
            _print_both(group, was.get(group), now.get(group))
    for measure in ("turned_away", "staff_hours"):
        click.echo(f"\n{measure.replace('_', ' ')}: {before[measure]:g} before, {after[measure]:g} after")


def _print_both(name: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    click.echo(name)
    for which, group in (("  before", before), ("  after", after)):
        click.echo(figures_line(which, group) if group else f"{which:<18}{'–':>9}")
