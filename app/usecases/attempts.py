"""Counting attempts, so that guessing gets slow: see docs/decisions/0005-lockout.md."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from app.domain.access import Throttle, counted, pause_ms
from app.domain.access_errors import TooManyAttempts
from app.storage import access as rows


def count_attempt(connection: Connection, throttles: Mapping[str, Throttle], now: int) -> None:
    """Count an attempt under each key before it is made. Raises TooManyAttempts, and then it is not counted."""
    by_key = {_stored(key): throttle for key, throttle in throttles.items()}
    failures = rows.lock_failures(connection, by_key)
    pause = max(pause_ms(throttle, failures[key], now) for key, throttle in by_key.items())
    if pause > 0:
        raise TooManyAttempts(seconds=-(-pause // 1000))
    for key, throttle in by_key.items():
        rows.save_failures(connection, key, counted(throttle, failures[key], now))


def take_back(connection: Connection, key: str) -> None:
    """The attempt was a good one: count one less under this key."""
    stored = _stored(key)
    failures = rows.lock_failures(connection, [stored])[stored]
    rows.save_failures(connection, stored, replace(failures, count=max(0, failures.count - 1)))


def forgive(connection: Connection, key: str) -> None:
    """The attempt was a good one: forget everything counted under this key."""
    rows.delete_failures(connection, _stored(key))


def _stored(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()  # people type passwords into the field for the account
