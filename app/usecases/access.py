"""Signing in and out, and who is behind a token. `now` is real time in ms.

Looking at a password takes a quarter of a second: whoever calls `sign_in` does so on a thread, and no transaction is
open meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.access import (
    SESSION_ENDS_AFTER_MS,
    SESSION_SEEN_EVERY_MS,
    THROTTLE_LONGEST_MEMORY_MS,
    Attempt,
    Caller,
    account_key,
    session_is_over,
    throttles_of,
)
from app.domain.access_errors import SignInFailed
from app.domain.times import HOUR
from app.storage import access as rows
from app.usecases.attempts import count_attempt, forgive, take_back
from app.usecases.passwords import fits
from app.usecases.tokens import BROWSER, DEVICE, SESSION, digest, is_token, new_token

Changing = Callable[[], AbstractContextManager[Connection]]
"""Opens a transaction that writes."""

BROWSER_KNOWN_FOR_MS = 400 * 24 * HOUR


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed, from which network, and the token of a browser that signed in before."""

    account: str
    password: str
    network: str
    browser_token: str | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its token, the browser's own token, who it is, and when it ends at the latest (ms)."""

    token: str
    browser_token: str
    caller: Caller
    expires_at: int


@dataclass(frozen=True, slots=True)
class Known:
    """The caller behind a token; `ends_at` of a session (ms), and whether it is time to note that it is used."""

    caller: Caller
    ends_at: int | None = None
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class _Trial:
    """An attempt that has been counted and may be made."""

    attempt: Attempt
    password_hash: str | None


def sign_in(changing: Changing, credentials: Credentials, now: int) -> SignedIn:
    """Begin a session. Raises TooManyAttempts, or SignInFailed for a wrong password as for an unknown account.

    The attempt is counted before the password is looked at, so that attempts made at the same time count as well.
    """
    with changing() as connection:
        trial = _begin(connection, credentials, now)
    good, better_hash = fits(trial.password_hash, credentials.password)
    with changing() as connection:
        if good:
            return _succeed(connection, trial, credentials.browser_token, better_hash, now)
        target = trial.attempt.account if trial.password_hash else "an unknown account"
        rows.log_access(connection, now, f"network:{trial.attempt.network}", "sign_in_failed", target)
    raise SignInFailed


def sign_out(connection: Connection, token: str, caller: Caller, now: int) -> None:
    """End a session."""
    rows.delete_session(connection, digest(token))
    rows.log_access(connection, now, caller.actor, "signed_out", caller.id)


def who_is(connection: Connection, token: str, now: int) -> Known | None:
    """The caller behind a session's or a device's token; None for what is forged, over or revoked."""
    if is_token(token, DEVICE):
        caller = rows.find_device_caller(connection, digest(token))
        return Known(caller) if caller else None
    found = rows.find_session(connection, digest(token)) if is_token(token, SESSION) else None
    if found is None:
        return None
    caller, times = found
    if session_is_over(times.created_at, times.last_seen_at, times.expires_at, now):
        return None
    return Known(caller, times.expires_at, unseen=now - times.last_seen_at >= SESSION_SEEN_EVERY_MS)


def session_used(connection: Connection, token: str, now: int) -> None:
    """Note that a session is used, so that it does not end for idleness."""
    rows.touch_session(connection, digest(token), now)


def _begin(connection: Connection, credentials: Credentials, now: int) -> _Trial:
    login = account_key(credentials.account)
    token = credentials.browser_token or ""
    since = now - BROWSER_KNOWN_FOR_MS
    known = is_token(token, BROWSER) and rows.find_known_browser(connection, digest(token), login, since)
    attempt = Attempt(login, credentials.network, f"{digest(token)} {login}" if known else None)
    count_attempt(connection, throttles_of(attempt), now)
    account = rows.find_account(connection, login)
    return _Trial(attempt, account.password_hash if account and account.active else None)


def _succeed(
    connection: Connection, trial: _Trial, browser_token: str | None, better_hash: str | None, now: int
) -> SignedIn:
    login = trial.attempt.account
    for key in throttles_of(trial.attempt):
        take_back(connection, key) if key.startswith("network") else forgive(connection, key)
    if better_hash:
        rows.update_password(connection, login, better_hash)
    if browser_token is None or not is_token(browser_token, BROWSER):
        browser_token = new_token(BROWSER)
    rows.keep_known_browser(connection, digest(browser_token), login, now)
    token, expires_at = new_token(SESSION), now + SESSION_ENDS_AFTER_MS
    session = {"token_hash": digest(token), "account": login, "created_at": now, "last_seen_at": now}
    rows.insert_session(connection, {**session, "expires_at": expires_at})
    rows.delete_outdated(connection, now, now - THROTTLE_LONGEST_MEMORY_MS, now - BROWSER_KNOWN_FOR_MS)
    found = rows.find_session(connection, digest(token))
    if found is None:
        raise SignInFailed  # the account was closed a moment ago
    rows.log_access(connection, now, found[0].actor, "signed_in", login)
    return SignedIn(token, browser_token, found[0], expires_at)
