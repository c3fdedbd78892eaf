"""Refusals at the door: signing in, devices, too much at once. The docstring of each class is its message."""

from __future__ import annotations

from app.domain.errors import DomainError, Invalid, NobodyMay, NotFound, Refused


class NotSignedIn(DomainError):
    """Please sign in first."""


class SignInFailed(NotSignedIn):
    """The account or the password is wrong."""


class TokenUnknown(NotSignedIn):
    """This token is not valid, or not any more. Sign in again, or pair the device again."""


class TooMuch(DomainError):
    """Too much at once; please try again in {seconds} seconds."""


class TooManyAttempts(TooMuch):
    """Too many attempts; please try again in {seconds} seconds."""


class TooManyRequests(TooMuch):
    """Too many requests came from your connection; please try again in {seconds} seconds."""


class TooManyPairings(TooMuch):
    """Too many devices wait for their pairing; please try again in {seconds} seconds."""


class WrongOffice(NobodyMay):
    """This caller may not do that at {office}."""


class CrossSite(NobodyMay):
    """The request did not come from one of our own pages; load the page again."""


class PairingExpired(Refused):
    """The code is not valid any more; the device shows a new one."""


class AccountExists(Refused):
    """There is an account {login} already."""


class NoSuchPairing(NotFound):
    """No device waits with this code."""


class NoSuchDevice(NotFound):
    """There is no device {device}."""


class NoSuchAccount(NotFound):
    """There is no account {login}."""


class BadAccountName(Invalid):
    """An account has 1 to 64 signs: small letters, digits and . - _ @, the first one a letter or a digit."""


class NobodyHasRole(Invalid):
    """There is no role {role}."""


class WeakPassword(Invalid):
    """A password has at least {characters} characters, is not the account's name and not one sign repeated."""


class BadCommandKey(Invalid):
    """The Idempotency-Key has 1 to 128 visible ASCII characters without blanks."""
