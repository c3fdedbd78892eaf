"""The command `madoguchi`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from app.cli_account import account
from app.cli_accuracy import accuracy
from app.cli_compare import compare
from app.cli_forecast import forecast
from app.cli_history import history
from app.cli_office import office
from app.cli_replay import generate_day, replay
from app.cli_staffing import staffing
from app.cli_waits import waits
from app.clock import VirtualClock
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


@main.command()
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("data"), help="Folder of the database.")
@click.option("--speed", type=click.FloatRange(0.1, 600), default=10.0, help="How many times faster than real time.")
def demo(port: int | None, data: Path, speed: float) -> None:
    """Start the demo ward with a day running live."""
    settings = _settings(port=port, database=f"sqlite:///{data / 'demo.db'}")
    from app.demo.live import DAWN, LATE_MORNING, catch_up, companion, players_of, reserve  # noqa: PLC0415 - as above
    from app.demo.past import generated_past, write_past  # noqa: PLC0415
    from app.demo.ward import demo_day, prepare, start_of  # noqa: PLC0415
    from app.main import create_app, open_database  # noqa: PLC0415
    from app.serving import serve as run  # noqa: PLC0415

    engine = open_database(settings)
    zone = ZoneInfo("Asia/Tokyo")
    day = demo_day(engine, datetime.now(zone).date())
    prepare(engine, lambda: start_of(day, DAWN, zone))
    clock = VirtualClock(start_of(day, LATE_MORNING, zone), speed)
    players = players_of(day, reserve(engine, day))
    catch_up(engine, players, clock())
    app = create_app(
        engine,
        clock=clock,
        speed=speed,
        demo=True,
        companion=companion(players, clock),
        past=generated_past,
        first_history=write_past,
    )
    run(app, settings, lambda port: _print_addresses(f"http://{settings.host}:{port}"))


def _print_addresses(base: str) -> None:
    """Where to find every screen of the demo."""
    pages = {
        "Residents (phone)": "/",
        "Kiosk": "/kiosk/?office=kumin",
        "Signage": "/signage/?office=kumin",
        "Counter": "/counter/kumin/1",
        "Floor": "/floor/kumin",
        "Analysis": "/analysis/",
        "Administration": "/admin/",
        "API": "/api/v1/openapi.json",
    }
    click.echo("\nMadoguchi, demo ward. Staff accounts: counter, floor, admin; password: madoguchi-demo\n")
    for name, path in pages.items():
        click.echo(f"  {name:<18} {base}{path}")
    click.echo("\nCtrl+C ends it.\n")


def _settings(**given: object) -> Settings:
    """The settings of the environment, with what was given on the command line instead."""
    return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


main.add_command(office)
main.add_command(account)
main.add_command(forecast)
main.add_command(history)
main.add_command(accuracy)
main.add_command(replay)
main.add_command(compare)
main.add_command(waits)
main.add_command(generate_day)
main.add_command(staffing)


if __name__ == "__main__":
    sys.exit(main())
