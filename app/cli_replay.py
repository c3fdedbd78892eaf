"""`madoguchi replay` and `madoguchi generate-day`: recorded days, played and made up."""

from __future__ import annotations

import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import orjson

from app.cli_office import language_option, read_office, settings_with, words_of
from app.demo import OFFICES
from app.domain.errors import DomainError
from app.domain.office import Office
from app.domain.recorded import RecordedDay
from app.storage.recorded_days import BadRecordedDay, read_recorded_days, write_recorded_days

ZONE = "Asia/Tokyo"
FIGURES_TITLE = f"{'':<18}{'arrivals':>9}{'served':>8}{'left':>7}{'missed':>8}{'mean':>9}{'median':>9}{'P90':>9}"


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--office", "office_name", help="Office file, or an office of the demo ward; else made from the record.")
@click.option("--date", "dates", multiple=True, type=click.DateTime(["%Y-%m-%d"]), help="Only these days.")
@click.option("--database", help="Where to play; an empty database that is thrown away unless named.")
@click.option("--report", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the report.")
@click.option("--promises", is_flag=True, help="Tell everybody the wait on the board, learn from it, and compare.")
@click.option("--speed", type=click.FloatRange(0.1, 600), help="Play live at this speed, with all screens.")
@click.option("--port", type=int, help="Port to listen on with --speed.")
@language_option
def replay(
    path: Path,
    office_name: str | None,
    dates: tuple[datetime, ...],
    database: str | None,
    form: str,
    promises: bool,
    speed: float | None,
    port: int | None,
    language: str,
) -> None:
    """Play recorded days (a folder, or visitors.csv beside staffing.csv) through the service, and report on them.

    As fast as it goes; with --speed against the live screens, N times as fast as real time.
    """
    from app.simulation.derived_office import office_of  # noqa: PLC0415 - loaded by whoever plays

    office = named_office(office_name, language) if office_name else None
    days = days_of(path, office, {when.date() for when in dates}, language)
    office = office or office_of(days, ZONE)
    with tempfile.TemporaryDirectory() as scratch:
        where = database or f"sqlite:///{scratch}/replay.db"
        try:
            if speed:
                _play_live(where, office, days, speed, port)
            else:
                _print(_play(where, office, days, promises), form)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal


@click.command("generate-day")
@click.option("--office", "office_name", required=True, help="Office of the demo ward, or an office file.")
@click.option("--date", "when", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--kind", type=click.Choice(["ordinary", "busy", "year-end"]), default="ordinary", help="How busy it is.")
@click.option("--seed", type=int, default=1, help="The same seed makes the same day.")
@click.option("--booked", type=click.FloatRange(0, 1), default=0.0, help="Share of visits with a reserved time.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
@language_option
def generate_day(
    office_name: str, when: datetime, kind: str, seed: int, booked: float, out: Path, language: str
) -> None:
    """Make up a day of an office: visitors.csv.gz and staffing.csv, like the days that were measured."""
    from app.integrations.holidays import is_public_holiday  # noqa: PLC0415
    from app.simulation.bookings import with_bookings  # noqa: PLC0415
    from app.simulation.generator import DayKind  # noqa: PLC0415
    from app.simulation.generator import generate_day as generate  # noqa: PLC0415

    office = named_office(office_name, language)
    day = generate(office, when.date(), DayKind(kind), seed, public_holiday=is_public_holiday(when.date()))
    if not day.shifts:
        raise click.ClickException(f"{office.id} is closed on {when.date().isoformat()}.")
    shares = dict.fromkeys((service.id for service in office.services), booked)
    day = with_bookings(office, day, shares, seed, is_public_holiday).record
    write_recorded_days(out, [day], office.zone)
    click.echo(f"{out}: {len(day.visitors)} visitors, {len(day.shifts)} shifts")


def named_office(name: str, language: str) -> Office:
    """An office of the demo ward, or that of a file. Ends the command when there is none."""
    of_the_ward = OFFICES / f"{name}.yaml"
    path = of_the_ward if of_the_ward.exists() else Path(name)
    if not path.is_file():
        raise click.ClickException(f"There is no office file {name}, and the demo ward has no such office.")
    return read_office(path, language)


def days_of(path: Path, office: Office | None, dates: set[date], language: str) -> list[RecordedDay]:
    """The days to play: of one office only, and only the dates named. Ends the command when there are none."""
    try:
        days = read_recorded_days(path, office.zone if office else ZoneInfo(ZONE))
    except BadRecordedDay as error:
        raise explained(error, language) from error
    except FileNotFoundError as error:
        raise click.ClickException(f"There is no file {error.args[0]}.") from error
    names = {day.office for day in days}
    if office and len(names) > 1:
        days = [day for day in days if day.office == office.id]
    elif len(names) > 1:
        raise click.ClickException("The record has several offices; choose one with --office.")
    days = [day for day in days if day.visitors and (not dates or day.date in dates)]
    if not days:
        raise click.ClickException("The record has no such day.")
    return days


def explained(error: BadRecordedDay, language: str) -> click.ClickException:
    """What is wrong with a file, for the terminal."""
    words = words_of(language).gettext(error.key, **error.details)
    d = error.details
    return click.ClickException(f"{d['file']}:{d['line']}: {d['column']}: {words}")


def _play(database: str, office: Office, days: list[RecordedDay], promises: bool) -> dict[str, Any]:
    from uuid_utils import uuid7  # noqa: PLC0415

    from app.integrations.holidays import is_public_holiday  # noqa: PLC0415
    from app.main import open_database  # noqa: PLC0415
    from app.storage.writer import Writer  # noqa: PLC0415
    from app.usecases.kept_promises import kept_promises  # noqa: PLC0415
    from app.usecases.promises import Promises  # noqa: PLC0415
    from app.usecases.replay import replay as play  # noqa: PLC0415
    from app.usecases.reports import report  # noqa: PLC0415

    engine = open_database(settings_with(database))
    writer = Writer(engine, lambda: 0, is_public_holiday)
    people = sum(len(day.visitors) for day in days)
    with click.progressbar(length=people, label=f"{office.id}, days: {len(days)}", file=sys.stderr) as bar:
        made = Promises() if promises else None
        play(writer, office, days, lambda: uuid7().hex, progress=bar.update, promises=made)
    writer.close()
    with engine.connect() as connection:
        figures = report(connection, office)
        if promises:
            figures["promises"] = kept_promises(connection, office.id)
    engine.dispose()
    return figures


def _play_live(database: str, office: Office, days: list[RecordedDay], speed: float, port: int | None) -> None:
    """Serve all screens while the days are played, until the process is told to stop."""
    from uuid_utils import uuid7  # noqa: PLC0415

    from app.clock import VirtualClock  # noqa: PLC0415
    from app.demo.live import one_after_the_other  # noqa: PLC0415
    from app.demo.ward import prepare  # noqa: PLC0415
    from app.main import create_app, open_database  # noqa: PLC0415
    from app.serving import serve  # noqa: PLC0415
    from app.simulation.plans import Plan  # noqa: PLC0415
    from app.simulation.visitors import Hall  # noqa: PLC0415
    from app.usecases.replay import Player, check_fits  # noqa: PLC0415

    check_fits(office, days)
    players = [Player(Hall(Plan(day, office), lambda: uuid7().hex), strict=False) for day in days]
    begins_at = players[0].hall.plan.begins_at
    settings = settings_with(database)
    settings = settings.model_copy(update={"port": port or settings.port})
    engine = open_database(settings)
    prepare(engine, lambda: begins_at, [office])
    clock = VirtualClock(begins_at, speed)
    companion = one_after_the_other(players, clock)
    app = create_app(engine, clock=clock, speed=speed, demo=True, companion=companion)
    serve(app, settings, lambda bound: click.echo(f"http://{settings.host}:{bound}/signage/?office={office.id}"))


def _print(figures: dict[str, Any], form: str) -> None:
    if form == "json":
        click.echo(orjson.dumps(figures, option=orjson.OPT_INDENT_2).decode())
        return
    days = figures["days"]
    click.echo(f"\n{figures['office']}, {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") + "\n")
    click.echo(FIGURES_TITLE)
    click.echo(figures_line("all visits", figures))
    for title, groups, key in (("service", figures["services"], "service"), ("arrived", figures["half_hours"], "from")):
        click.echo(f"\n{title}")
        for group in groups:
            click.echo(figures_line(f"  {group[key]}", group))
    _print_promises(figures.get("promises", []))


def _print_promises(rows: list[dict[str, Any]]) -> None:
    """What people were told when they came, in minutes, beside what happened."""
    titles = ("n", "MAE", "pin 0.5", "pin 0.9", "P90 holds", "width")
    for service, subset in dict.fromkeys((row["service"], row["subset"]) for row in rows):
        click.echo(f"\n{f'{service}, {subset}':<26}" + "".join(f"{title:>10}" for title in titles))
        for row in rows:
            if (row["service"], row["subset"]) == (service, subset):
                numbers = (row["mae"], row["pinball50"], row["pinball90"])
                held = "–" if row["coverage90"] is None else f"{100 * row['coverage90']:.1f} %"
                width = "–" if row["width"] is None else f"{row['width']:.1f}"
                figures = "".join(f"{number:>10.2f}" for number in numbers)
                click.echo(f"  {row['estimator']:<24}{row['n']:>10}{figures}{held:>10}{width:>10}")


def figures_line(name: str, group: dict[str, Any]) -> str:
    """Counts and waits (m:ss) of one group of a report, under FIGURES_TITLE."""
    counts = f"{group['arrivals']:>9}{group['served']:>8}{group['left']:>7}{group['missed']:>8}"
    waits = group["wait_seconds"] or {}
    return f"{name:<18}{counts}" + "".join(f"{_minutes(waits.get(which)):>9}" for which in ("mean", "median", "p90"))


def _minutes(seconds: float | None) -> str:
    return "–" if seconds is None else f"{int(seconds + 0.5) // 60}:{int(seconds + 0.5) % 60:02d}"
