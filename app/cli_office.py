"""`madoguchi office …`: one YAML file per office, checked, applied, exported."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.domain.errors import DomainError
from app.domain.office import Office
from app.settings import Settings
from app.storage.office_files import BadOfficeFile, dump_office, load_office
from app.storage.yaml_tree import Fault

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.web.words import Translator

language_option = click.option(
    "--language",
    type=click.Choice(["ja", "en"]),
    default=lambda: "ja" if os.environ.get("LANG", "").startswith("ja") else "en",
    help="Language of messages; that of the terminal unless named.",
)
database_option = click.option("--database", help="Address of the database (MADOGUCHI_DATABASE).")
files_argument = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))


@click.group()
def office() -> None:
    """The configuration of offices: one YAML file each."""


@office.command()
@files_argument
@click.option("--against-bookings", is_flag=True, help="Say too which bookings would lose their place.")
@database_option
@language_option
def check(files: tuple[Path, ...], against_bookings: bool, database: str | None, language: str) -> None:
    """Say what is wrong with office files: file, line, place and reason."""
    for path in files:
        found = read_office(path, language)
        click.echo(f"{path}: {found.id}, {len(found.services)} services, {len(found.counters)} counters: ok")
        if against_bookings:
            lines = _touched_lines(_touched_by(found, settings_with(database)))
            click.echo("\n".join(lines) or f"{found.id}: no booking loses its place")


@office.command()
@files_argument
@click.option(
    "--bookings",
    type=click.Choice(["displace", "cancel"]),
    help="What becomes of bookings that lose their place: staff find another time with them, or they are cancelled. "
    "While nothing is said, they are listed and nothing changes.",
)
@database_option
@language_option
def apply(files: tuple[Path, ...], bookings: str | None, database: str | None, language: str) -> None:
    """Create or change offices as their files say. All files are checked before the first one is applied."""
    from app.clock import real_clock  # noqa: PLC0415 - checking a file needs no database
    from app.domain.touched import Fate  # noqa: PLC0415
    from app.integrations.holidays import is_public_holiday  # noqa: PLC0415
    from app.main import open_database  # noqa: PLC0415
    from app.storage.writer import Writer  # noqa: PLC0415
    from app.usecases.offices import apply_office  # noqa: PLC0415

    offices = [read_office(path, language) for path in files]
    engine = open_database(settings_with(database))
    writer = Writer(engine, real_clock, is_public_holiday)
    fate, others = Fate(bookings) if bookings else None, tuple(office_ids(engine))
    for each in offices:
        try:
            command = partial(apply_office, office=each, actor="cli", bookings=fate)
            answer = writer.run(each.id, command, also=others)
        except DomainError as refusal:
            words = words_of(language).gettext(f"errors.{refusal.slug}", **refusal.details)
            listed = _touched_lines(refusal.details.get("touched", []))
            raise click.ClickException("\n".join([f"{each.id}: {words}", *listed])) from refusal
        click.echo(f"{each.id}: revision {answer['revision']}" + ("" if answer["changed"] else ", unchanged"))
    writer.close()
    engine.dispose()


@office.command()
@click.argument("office_id")
@database_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else it is printed.")
def export(office_id: str, database: str | None, out: Path | None) -> None:
    """Write an office as YAML, as it is configured now."""
    from app.main import open_database  # noqa: PLC0415
    from app.storage.days import load_day  # noqa: PLC0415

    engine = open_database(settings_with(database))
    try:
        with engine.connect() as connection:
            text = dump_office(load_day(connection, office_id).office)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    finally:
        engine.dispose()
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


@office.command()
@database_option
def verify(database: str | None) -> None:
    """Compare the tables with the events that they follow from."""
    from app.main import open_database  # noqa: PLC0415
    from app.storage.rebuild import differences  # noqa: PLC0415

    engine = open_database(settings_with(database))
    with engine.connect() as connection:
        found = {each: differences(connection, each) for each in office_ids(engine)}
    engine.dispose()
    for office_id, rows in found.items():
        click.echo("\n".join(rows) if rows else f"{office_id}: tables equal their events")
    if any(found.values()):
        raise click.exceptions.Exit(1)


@office.command()
@click.argument("office_id")
@database_option
def rebuild(office_id: str, database: str | None) -> None:
    """Write an office's tables anew from its events. The service must be stopped."""
    from app.main import open_database  # noqa: PLC0415
    from app.storage.rebuild import rebuild as write_anew  # noqa: PLC0415

    engine = open_database(settings_with(database))
    write_anew(engine, office_id)
    engine.dispose()
    click.echo(f"{office_id}: rebuilt")


def read_office(path: Path, language: str) -> Office:
    """The office of a file; ends the command with every mistake named when it is not sound."""
    try:
        return load_office(path.read_bytes())
    except BadOfficeFile as error:
        words = words_of(language)
        lines = "\n".join(_sentence(path, fault, words) for fault in error.faults)
        raise click.ClickException(f"{words.ngettext('config.faults', len(error.faults))}\n{lines}") from error


def office_ids(engine: Engine) -> list[str]:
    """All offices of a database, in order."""
    from sqlalchemy import select  # noqa: PLC0415

    from app.storage.tables import offices  # noqa: PLC0415

    with engine.connect() as connection:
        return list(connection.execute(select(offices.c.id).order_by(offices.c.id)).scalars())


def _touched_by(wanted: Office, settings: Settings) -> list[dict[str, Any]]:
    """The bookings that would lose their place; none when the office is a new one."""
    from app.domain.opening import touched_bookings  # noqa: PLC0415
    from app.domain.touched import impact  # noqa: PLC0415
    from app.integrations.holidays import is_public_holiday  # noqa: PLC0415
    from app.main import open_database  # noqa: PLC0415
    from app.storage.days import load_day  # noqa: PLC0415

    engine = open_database(settings)
    try:
        if wanted.id not in office_ids(engine):
            return []
        with engine.connect() as connection:
            day = load_day(connection, wanted.id)
        return touched_bookings(wanted, impact(day, wanted, is_public_holiday))
    finally:
        engine.dispose()


def _touched_lines(touched: Any) -> list[str]:
    return [f"  {each['starts_at']}  {each['code']}  {', '.join(each['procedures'])}" for each in touched]


def words_of(language: str) -> Translator:
    """The words of a language, loaded when there is something to say."""
    from app.web.words import translator  # noqa: PLC0415

    return translator(language)


def settings_with(database: str | None) -> Settings:
    """The settings of the environment, with another database when one is named."""
    return Settings(database=database) if database else Settings()


def _sentence(path: Path, fault: Fault, words: Translator) -> str:
    place = ".".join(str(part) for part in fault.path)
    where = f"{path}:{fault.line}" if fault.line else str(path)
    return f"{where}: {place + ': ' if place else ''}{words.gettext(fault.key, **fault.details)}"
