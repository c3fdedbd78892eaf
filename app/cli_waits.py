"""`madoguchi waits …`: models of waiting times, trained and listed."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import click

from app.cli_office import database_option, settings_with
from app.clock import real_clock

if TYPE_CHECKING:
    from app.storage.wait_models import StoredModel


@click.group()
def waits() -> None:
    """What was learned about waiting times. The service does this by itself once a day."""


@waits.command()
@click.argument("office_ids", nargs=-1, metavar="[OFFICE]…")
@database_option
def train(office_ids: tuple[str, ...], database: str | None) -> None:
    """Learn from what people were told and how long they waited; all offices when none is named.

    The last fifth of the waits decides whether the new model is better than what was promised; if not, it is not used.
    """
    from sqlalchemy import select  # noqa: PLC0415 - the other commands start faster without it

    from app.main import open_database  # noqa: PLC0415
    from app.storage.tables import offices  # noqa: PLC0415
    from app.usecases.wait_models import train as learn  # noqa: PLC0415

    engine = open_database(settings_with(database))
    with engine.connect() as connection:
        known = list(connection.execute(select(offices.c.id).order_by(offices.c.id)).scalars())
    if unknown := [office_id for office_id in office_ids if office_id not in known]:
        raise click.ClickException(f"There is no office {unknown[0]}.")
    for office_id in office_ids or known:
        model = learn(engine, Lock(), office_id, real_clock())
        click.echo(_line(model) if model else f"{office_id}: too few waits to learn from yet")
    engine.dispose()


@waits.command()
@database_option
def models(database: str | None) -> None:
    """List all versions, newest first, with their errors on later days before and after."""
    from app.main import open_database  # noqa: PLC0415 - as above
    from app.storage.wait_models import versions  # noqa: PLC0415

    engine = open_database(settings_with(database))
    with engine.connect() as connection:
        for model in versions(connection):
            click.echo(_line(model))
    engine.dispose()


def _line(model: StoredModel) -> str:
    before, after = model.report["before"], model.report["after"]
    errors = "; ".join(
        f"{name} {before[key]:.2f} → {after[key]:.2f}"
        for name, key in (("MAE", "mae"), ("pinball 0.9", "pinball90"), ("P90 holds", "coverage90"))
    )
    used = "used" if model.used else "not used"
    return f"{model.office_id}, version {model.version}, {used}: {model.cases} waits to {model.last_day}; {errors}"
