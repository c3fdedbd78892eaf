"""Rows of accounts, sessions and devices. Plain functions on a connection; whoever calls owns the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, Row, Table, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.access import Caller, CallerKind, DeviceKind, Failures
from app.storage.access_tables import (
    access_log,
    accounts,
    devices,
    known_browsers,
    pairings,
    sessions,
    sign_in_failures,
)
from app.storage.tables import offices

AnyRow = Row[*tuple[Any, ...]]

ACCOUNT_COLUMNS = (accounts.c.id, accounts.c.name, accounts.c.roles, accounts.c.offices, accounts.c.active)


@contextmanager
def changing(engine: Engine, turn: Lock) -> Iterator[Connection]:
    """A transaction that writes. `turn` is the writer's: SQLite has one connection at a time that writes."""
    with turn, engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection, connection.begin():
        yield connection


def find_account(connection: Connection, login: str) -> AnyRow | None:
    """An account with its password's hash."""
    return connection.execute(select(accounts).where(accounts.c.id == login)).one_or_none()


def insert_account(connection: Connection, row: dict[str, Any]) -> None:
    """A new account. `roles` and `offices` are lists of ids."""
    stored = row | {name: orjson.dumps(sorted(row[name])).decode() for name in ("roles", "offices")}
    connection.execute(insert(accounts).values(stored))


def close_account(connection: Connection, login: str) -> None:
    """Nobody signs in to this account any more."""
    connection.execute(update(accounts).where(accounts.c.id == login).values(active=False))


def update_password(connection: Connection, login: str, password_hash: str) -> None:
    """Another hash for an account."""
    connection.execute(update(accounts).where(accounts.c.id == login).values(password_hash=password_hash))


def insert_session(connection: Connection, row: dict[str, Any]) -> None:
    """A new session."""
    connection.execute(insert(sessions).values(row))


def find_session(connection: Connection, token_hash: str) -> tuple[Caller, AnyRow] | None:
    """The person behind a session's token and the session's times; None when unknown or the account is closed."""
    row = connection.execute(
        select(*ACCOUNT_COLUMNS, sessions.c.created_at, sessions.c.expires_at, sessions.c.last_seen_at)
        .join_from(sessions, accounts, sessions.c.account == accounts.c.id)
        .where(sessions.c.token_hash == token_hash, accounts.c.active)
    ).one_or_none()
    return None if row is None else (_staff(row), row)


def touch_session(connection: Connection, token_hash: str, now: int) -> None:
    """Somebody used the session."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(last_seen_at=now))


def delete_session(connection: Connection, token_hash: str) -> None:
    """The session is over."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def delete_sessions_of(connection: Connection, login: str) -> list[str]:
    """All sessions of an account are over; returns the hashes of their tokens."""
    gone = delete(sessions).where(sessions.c.account == login).returning(sessions.c.token_hash)
    return list(connection.execute(gone).scalars())


def find_known_browser(connection: Connection, token_hash: str, login: str, since: int) -> bool:
    """Whether a browser signed in to this account before, at `since` or later."""
    found = select(known_browsers.c.account).where(
        known_browsers.c.token_hash == token_hash,
        known_browsers.c.account == login,
        known_browsers.c.last_used_at >= since,
    )
    return connection.execute(found).first() is not None


def keep_known_browser(connection: Connection, token_hash: str, login: str, now: int) -> None:
    """Remember the browser of a sign-in that succeeded."""
    row = {"token_hash": token_hash, "account": login, "last_used_at": now}
    _upsert(connection, known_browsers, row, "token_hash", "account")


def forget_browsers_of(connection: Connection, login: str) -> None:
    """No browser is known for this account any more."""
    connection.execute(delete(known_browsers).where(known_browsers.c.account == login))


def lock_failures(connection: Connection, keys: Iterable[str]) -> dict[str, Failures]:
    """The counters of these keys, locked in the order of the keys until the transaction ends."""
    found = {}
    for key in sorted(keys):
        _insert_unless_there(connection, sign_in_failures, {"key": key, "attempts": 0, "last_at": 0}, "key")
        row = connection.execute(
            select(sign_in_failures.c.attempts, sign_in_failures.c.last_at)
            .where(sign_in_failures.c.key == key)
            .with_for_update()
        ).one()
        found[key] = Failures(row.attempts, row.last_at)
    return found


def save_failures(connection: Connection, key: str, failures: Failures) -> None:
    """Write a counter that is locked."""
    changed = {"attempts": failures.count, "last_at": failures.last_at}
    connection.execute(update(sign_in_failures).where(sign_in_failures.c.key == key).values(changed))


def delete_failures(connection: Connection, key: str) -> None:
    """Forget what was counted under a key."""
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.key == key))


def delete_outdated(connection: Connection, now: int, failures_before: int, browsers_before: int) -> None:
    """Forget what nobody will ask for again: old counters, old browsers, sessions and pairings that ended."""
    for table, outdated in (
        (sign_in_failures, sign_in_failures.c.last_at < failures_before),
        (known_browsers, known_browsers.c.last_used_at < browsers_before),
        (sessions, sessions.c.expires_at < now),
        (pairings, pairings.c.expires_at < failures_before),
    ):
        key = tuple_(*table.primary_key)
        free = (
            select(*table.primary_key).where(outdated).with_for_update(skip_locked=True)
        )  # else two may wait in a ring
        connection.execute(delete(table).where(key.in_(free)))


def office_exists(connection: Connection, office_id: str) -> bool:
    """Whether there is such an office."""
    return connection.execute(select(offices.c.id).where(offices.c.id == office_id)).first() is not None


def insert_device(connection: Connection, row: dict[str, Any]) -> None:
    """A new device."""
    connection.execute(insert(devices).values(row))


def find_device(connection: Connection, device_id: str) -> AnyRow | None:
    """A device by its id."""
    return connection.execute(select(devices).where(devices.c.id == device_id)).one_or_none()


def find_device_caller(connection: Connection, token_hash: str) -> Caller | None:
    """The device behind a token; None when unknown or revoked."""
    row = connection.execute(
        select(devices).where(devices.c.token_hash == token_hash, devices.c.revoked_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return Caller(CallerKind.DEVICE, row.id, row.name, offices=frozenset({row.office_id}), device=DeviceKind(row.kind))


def list_devices(connection: Connection, office_ids: Iterable[str]) -> list[AnyRow]:
    """The devices that are not revoked, of these offices or of all when none is named."""
    wanted = select(devices).where(devices.c.revoked_at.is_(None)).order_by(devices.c.office_id, devices.c.paired_at)
    if listed := sorted(office_ids):
        wanted = wanted.where(devices.c.office_id.in_(listed))
    return list(connection.execute(wanted))


def revoke_device(connection: Connection, device_id: str, now: int) -> None:
    """The device's token is void from now on."""
    connection.execute(update(devices).where(devices.c.id == device_id).values(revoked_at=now))


def touch_device(connection: Connection, device_id: str, now: int) -> None:
    """The device said that it lives."""
    connection.execute(update(devices).where(devices.c.id == device_id).values(last_seen_at=now))


def insert_pairing(connection: Connection, row: dict[str, Any]) -> bool:
    """A device waits to be paired; False when another one waits with the same code."""
    connection.execute(
        delete(pairings).where(
            pairings.c.code == row["code"], pairings.c.approved_at.is_(None), pairings.c.expires_at <= row["now"]
        )
    )
    taken = select(pairings.c.id).where(pairings.c.code == row["code"], pairings.c.approved_at.is_(None))
    if connection.execute(taken).first() is not None:
        return False
    connection.execute(insert(pairings).values({name: value for name, value in row.items() if name != "now"}))
    return True


def count_waiting_pairings(connection: Connection, office_id: str, now: int) -> int:
    """How many devices wait for their pairing at an office."""
    waiting = select(func.count()).where(
        pairings.c.office_id == office_id, pairings.c.approved_at.is_(None), pairings.c.expires_at > now
    )
    return int(connection.execute(waiting).scalar_one())


def find_pairing(connection: Connection, pairing_id: str) -> AnyRow | None:
    """A pairing by its id, with the time at which its device was revoked, if it was."""
    found = (
        select(pairings, devices.c.revoked_at)
        .join_from(pairings, devices, pairings.c.device_id == devices.c.id, isouter=True)
        .where(pairings.c.id == pairing_id)
    )
    return connection.execute(found).one_or_none()


def lock_pairing_by_code(connection: Connection, code: str) -> AnyRow | None:
    """The pairing that waits with this code, locked until the transaction ends."""
    found = select(pairings).where(pairings.c.code == code, pairings.c.approved_at.is_(None)).with_for_update()
    return connection.execute(found).one_or_none()


def approve_pairing(connection: Connection, pairing_id: str, device_id: str, now: int) -> None:
    """The pairing is approved as a device."""
    connection.execute(update(pairings).where(pairings.c.id == pairing_id).values(approved_at=now, device_id=device_id))


def log_access(connection: Connection, at: int, actor: str, what: str, target: str) -> None:
    """A line for the audit. Nothing secret, nothing typed by a stranger."""
    connection.execute(insert(access_log).values(at=at, actor=actor, what=what, target=target))


def _staff(row: AnyRow) -> Caller:
    return Caller(
        CallerKind.STAFF, row.id, row.name, frozenset(orjson.loads(row.roles)), frozenset(orjson.loads(row.offices))
    )


def _insert_for(connection: Connection) -> Any:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def _insert_unless_there(connection: Connection, table: Table, row: dict[str, Any], *key: str) -> None:
    connection.execute(_insert_for(connection)(table).values(row).on_conflict_do_nothing(index_elements=key))


def _upsert(connection: Connection, table: Table, row: dict[str, Any], *key: str) -> None:
    statement = _insert_for(connection)(table).values(row)
    changed = {name: value for name, value in row.items() if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))
