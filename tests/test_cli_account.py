"""Accounts from the command line."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from click.testing import CliRunner

from app.cli import main
from app.storage.access import changing
from app.storage.engines import open_engine
from app.usecases.access import Credentials, sign_in


@pytest.fixture
def run(sqlite_url):
    def command(*arguments: str, password: str = ""):
        return CliRunner().invoke(main, ["account", *arguments, "--database", sqlite_url], input=f"{password}\n")

    return command


def signed_in(url, account, password):
    engine = open_engine(url)
    try:
        return sign_in(partial(changing, engine, threading.Lock()), Credentials(account, password, "here"), 1).caller
    finally:
        engine.dispose()


def test_an_account_is_added_and_signs_in(run, sqlite_url):
    added = run("add", "mori", "--name", "森", "--role", "counter", "--role", "floor", password="a good long one")
    assert (added.exit_code, added.output) == (0, "mori may sign in.\n")
    caller = signed_in(sqlite_url, "mori", "a good long one")
    assert (caller.name, caller.roles, caller.offices) == ("森", {"counter", "floor"}, frozenset())


def test_a_new_password_replaces_the_old_one(run, sqlite_url):
    run("add", "mori", "--role", "counter", "--office", "kumin", password="a good long one")
    assert run("password", "mori", password="another long one").exit_code == 0
    assert signed_in(sqlite_url, "mori", "another long one").offices == {"kumin"}


@pytest.mark.parametrize(
    ("arguments", "password", "says"),
    [
        (("add", "mori", "--role", "counter"), "short", "at least 12 characters"),
        (("add", "森", "--role", "counter"), "a good long one", "small letters"),
        (("add", "mori", "--role", "king"), "a good long one", "'king' is not one of"),
        (("password", "nobody"), "a good long one", "There is no account nobody."),
        (("close", "nobody"), "", "There is no account nobody."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(run, arguments, password, says):
    answer = run(*arguments, password=password)
    assert answer.exit_code != 0
    assert says in answer.output and "Traceback" not in answer.output
