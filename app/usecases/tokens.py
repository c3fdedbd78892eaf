"""Secrets that callers carry. Only their digests are stored; the first signs tell what kind of secret it is."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

SESSION = "ms_"
DEVICE = "md_"
PAIRING = "mp_"
BROWSER = "mb_"
_LENGTH = 3 + 43


def new_token(kind: str) -> str:
    """A secret of 256 bits that nobody can guess."""
    return kind + secrets.token_urlsafe(32)


def is_token(text: str, kind: str) -> bool:
    """Whether this looks like a secret of that kind, so that junk costs no look-up."""
    return len(text) == _LENGTH and text.startswith(kind) and text.isascii()


def digest(token: str) -> str:
    """What is stored instead of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(session_token: str) -> str:
    """The CSRF token that goes with a session. Nobody computes it without the session's own token."""
    return _derived("csrf", session_token)


def device_token_of(pairing_secret: str) -> str:
    """The token of the device that asked with this secret: it can be handed out again when an answer got lost."""
    return DEVICE + _derived("device", pairing_secret)


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that says nothing about where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _derived(purpose: str, secret: str) -> str:
    keyed = hmac.digest(secret.encode(), purpose.encode(), "sha256")
    return urlsafe_b64encode(keyed).rstrip(b"=").decode()
