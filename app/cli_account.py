"""`madoguchi account …`: people who may sign in. The password is asked for, or read from standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from threading import Lock

import click
from sqlalchemy import Connection

from app.cli_office import database_option, settings_with
from app.clock import real_clock
from app.domain.access import Role
from app.domain.errors import DomainError

Changing = Callable[[], AbstractContextManager[Connection]]


@click.group()
def account() -> None:
    """Accounts of staff."""


@account.command()
@click.argument("login")
@click.option("--name", default="", help="Name to show; the login when left out.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="May be repeated.",
)
@click.option("--office", "offices", multiple=True, help="Id of an office, may be repeated; all when left out.")
@database_option
def add(login: str, name: str, roles: tuple[str, ...], offices: tuple[str, ...], database: str | None) -> None:
    """Add an account. The password is asked for, or read from standard input."""
    from app.usecases.accounts import add_account  # noqa: PLC0415 - checking an office file needs no Argon2

    given = _password()
    _do(database, lambda changing: add_account(changing, login, name, roles, given, real_clock(), offices=offices))
    click.echo(f"{login} may sign in.")


@account.command()
@click.argument("login")
@database_option
def password(login: str, database: str | None) -> None:
    """Set another password. All sessions of the account end, and its browsers are strangers again."""
    from app.usecases.accounts import set_password  # noqa: PLC0415 - as above

    given = _password()
    _do(database, lambda changing: set_password(changing, login, given, real_clock()))
    click.echo(f"{login} has a new password.")


@account.command()
@click.argument("login")
@database_option
def close(login: str, database: str | None) -> None:
    """Close an account: nobody signs in to it any more, and its sessions end."""
    from app.usecases.accounts import close_account  # noqa: PLC0415 - as above

    _do(database, lambda changing: close_account(changing, login, real_clock()))
    click.echo(f"{login} is closed.")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _do(database: str | None, task: Callable[[Changing], None]) -> None:
    from app.main import open_database  # noqa: PLC0415 - as above
    from app.storage.access import changing  # noqa: PLC0415

    engine = open_database(settings_with(database))
    try:
        task(partial(changing, engine, Lock()))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    finally:
        engine.dispose()
