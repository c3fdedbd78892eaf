"""Passwords as Argon2 digests. Each call takes a quarter of a second and 64 MB: never on the event loop."""

from __future__ import annotations

from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.domain.access import PASSWORD_UP_TO, password_key

_HASHER = PasswordHash((Argon2Hasher(),))


def hash_of(password: str) -> str:
    """What is stored of a password."""
    return _HASHER.hash(password_key(password))


def fits(password_hash: str | None, password: str) -> tuple[bool, str | None]:
    """Whether a password is the right one, and its digest by today's parameters when the stored one is older.

    Without a digest (no such account) it takes as long and says no, so that the time tells nothing.
    """
    plain = password_key(password[:PASSWORD_UP_TO])
    if password_hash is None:
        _HASHER.verify(plain, _nobodys_hash())
        return False, None
    return _HASHER.verify_and_update(plain, password_hash)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")
