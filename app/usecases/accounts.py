"""Accounts of staff. Hashing takes a quarter of a second and happens outside transactions; `now` is real time in ms."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from app.domain.access import account_key, check_new_account, check_new_password
from app.domain.access_errors import AccountExists, NoSuchAccount
from app.storage import access as rows
from app.usecases.access import Changing
from app.usecases.passwords import hash_of


def add_account(
    changing: Changing,
    login: str,
    name: str,
    roles: Iterable[str],
    password: str,
    now: int,
    *,
    offices: Iterable[str] = (),
    actor: str = "cli",
) -> None:
    """A new account; no office named means all of them.

    Raises AccountExists, BadAccountName, NobodyHasRole, WeakPassword.
    """
    login = account_key(login)
    roles = sorted(set(roles))
    check_new_account(login, roles)
    check_new_password(login, password)
    with changing() as connection:
        _check_free(connection, login)
    password_hash = hash_of(password)
    row = {"id": login, "name": name.strip() or login, "password_hash": password_hash, "roles": roles}
    with changing() as connection:
        _check_free(connection, login)
        rows.insert_account(connection, {**row, "offices": list(offices), "active": True, "created_at": now})
        rows.log_access(connection, now, actor, "account_added", login)


def set_password(changing: Changing, login: str, password: str, now: int, *, actor: str = "cli") -> None:
    """Another password; all sessions of the account end and its browsers are strangers again.

    Raises NoSuchAccount, WeakPassword.
    """
    login = account_key(login)
    check_new_password(login, password)
    password_hash = hash_of(password)
    with changing() as connection:
        _check_there(connection, login)
        rows.update_password(connection, login, password_hash)
        rows.delete_sessions_of(connection, login)
        rows.forget_browsers_of(connection, login)
        rows.log_access(connection, now, actor, "password_set", login)


def close_account(changing: Changing, login: str, now: int, *, actor: str = "cli") -> None:
    """Nobody signs in to this account any more, and its sessions end. Raises NoSuchAccount."""
    login = account_key(login)
    with changing() as connection:
        _check_there(connection, login)
        rows.close_account(connection, login)
        rows.delete_sessions_of(connection, login)
        rows.log_access(connection, now, actor, "account_closed", login)


def _check_free(connection: Connection, login: str) -> None:
    if rows.find_account(connection, login) is not None:
        raise AccountExists(login=login)


def _check_there(connection: Connection, login: str) -> None:
    if rows.find_account(connection, login) is None:
        raise NoSuchAccount(login=login)
