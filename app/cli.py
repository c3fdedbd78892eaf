"""The command `madoguchi`."""

from __future__ import annotations

import sys

import click

from app.settings import Settings


@click.group()
@click.version_option(package_name="madoguchi")
def main() -> None:
    """Queues and appointments for public counters."""


@main.command()
@click.option("--host", help="Address to listen on (MADOGUCHI_HOST).")
@click.option("--port", type=int, help="Port to listen on (MADOGUCHI_PORT).")
@click.option("--database", help="Address of the database (MADOGUCHI_DATABASE).")
def serve(host: str | None, port: int | None, database: str | None) -> None:
    """Start the service as it is configured: an empty one, until offices are applied."""
    settings = _settings(host=host, port=port, database=database)
    from app.main import create_app, open_database  # noqa: PLC0415 - the other commands start faster without it
    from app.serving import serve as run  # noqa: PLC0415

    app = create_app(open_database(settings), trusted_proxies=settings.trusted_proxies)
    run(app, settings, lambda port: click.echo(f"Madoguchi listens on http://{settings.host}:{port}/"))


def _settings(**given: object) -> Settings:
    """The settings of the environment, with what was given on the command line instead."""
    return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


@main.group()
def office() -> None:
    """The configuration of offices: one YAML file each."""


if __name__ == "__main__":
    sys.exit(main())
