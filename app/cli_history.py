"""`madoguchi history …`: the figures of the past, proved, made anew."""

from __future__ import annotations

from threading import Lock

import click

from app.cli_office import database_option, settings_with


@click.group()
def history() -> None:
    """The history of waiting times, as it is added up from the stops."""


@history.command()
@database_option
def verify(database: str | None) -> None:
    """Count everything again and compare. The service may be running, best while nobody is served."""
    from sqlalchemy import select  # noqa: PLC0415 - the other commands start faster without it

    from app.main import open_database  # noqa: PLC0415
    from app.storage.rollups import catch_up_all, differences  # noqa: PLC0415
    from app.storage.tables import offices  # noqa: PLC0415

    engine = open_database(settings_with(database))
    catch_up_all(engine, Lock())
    with engine.connect() as connection:
        found = {each: differences(connection, each) for each in connection.execute(select(offices.c.id)).scalars()}
    engine.dispose()
    for office_id, rows in found.items():
        click.echo("\n".join(rows) if rows else f"{office_id}: history equals its stops")
    if any(found.values()):
        raise click.exceptions.Exit(1)


@history.command()
@click.argument("office_id")
@database_option
def rebuild(office_id: str, database: str | None) -> None:
    """Add an office's history up anew."""
    from app.main import open_database  # noqa: PLC0415 - as above
    from app.storage.rollups import rebuild as make_anew  # noqa: PLC0415

    engine = open_database(settings_with(database))
    make_anew(engine, Lock(), office_id)
    engine.dispose()
    click.echo(f"{office_id}: rebuilt")
