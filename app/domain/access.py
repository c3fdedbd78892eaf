"""Who may do what: callers and their rights, sessions, pairing codes, and how guessing is slowed down.

`now` is real time here, also where the counters run on a faster clock: a session or a code belongs to a person.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.domain.access_errors import BadAccountName, CrossSite, NobodyHasRole, NotSignedIn, WeakPassword, WrongOffice
from app.domain.errors import NobodyMay
from app.domain.times import HOUR, MINUTE, SECOND

SESSION_ENDS_AFTER_MS = 12 * HOUR
SESSION_IDLE_MS = 4 * HOUR
SESSION_SEEN_EVERY_MS = 5 * MINUTE
PAIRING_MS = 10 * MINUTE
PAIRING_CLAIM_MS = HOUR
OPEN_PAIRINGS_AT_MOST = 100
PASSWORD_FROM = 12
PASSWORD_UP_TO = 1000


class CallerKind(StrEnum):
    RESIDENT = "resident"
    DEVICE = "device"
    STAFF = "staff"


class Role(StrEnum):
    COUNTER = "counter"
    FLOOR = "floor"
    ADMIN = "admin"
    SYSTEM = "system"


class DeviceKind(StrEnum):
    KIOSK = "kiosk"
    SIGNAGE = "signage"


class PairingState(StrEnum):
    WAITING = "waiting"
    PAIRED = "paired"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. Staff with no `offices` may act in all of them; a device has exactly one.

    `proven` is false when a cookie alone speaks for them: another site may have sent the request.
    """

    kind: CallerKind
    id: str = ""
    name: str = ""
    roles: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    device: DeviceKind | None = None
    proven: bool = True

    @property
    def actor(self) -> str:
        """How events and logs name the caller: `resident`, `staff:mori`, `kiosk:8f3a…`."""
        if self.kind is CallerKind.RESIDENT:
            return self.kind.value
        return f"{self.device.value if self.device else self.kind.value}:{self.id}"

    @property
    def is_trusted(self) -> bool:
        """A paired device or somebody who has signed in: the public's rate limits are not for them."""
        return self.kind is not CallerKind.RESIDENT


RESIDENT = Caller(CallerKind.RESIDENT)


def check_staff(caller: Caller, roles: Iterable[str], office: str | None) -> None:
    """Whether staff with one of `roles` (any role when empty) may act in `office`. Raises what stands against it."""
    if caller.kind is CallerKind.RESIDENT:
        raise NotSignedIn
    if not caller.proven:
        raise CrossSite
    wanted = frozenset(roles)
    if caller.kind is not CallerKind.STAFF or (wanted and not wanted & caller.roles):
        raise NobodyMay
    check_office(caller, office)


def check_device(caller: Caller, kinds: Iterable[DeviceKind], office: str | None) -> None:
    """Whether a device of one of `kinds` acts in its own office. Raises what stands against it."""
    if caller.kind is CallerKind.RESIDENT:
        raise NotSignedIn
    if caller.device not in frozenset(kinds):
        raise NobodyMay
    check_office(caller, office)


def check_visitor(caller: Caller, office: str | None) -> None:
    """Who may take a ticket or ask for help: residents, a kiosk in its own office, staff in theirs."""
    if caller.kind is CallerKind.RESIDENT:
        return
    if caller.device is DeviceKind.SIGNAGE:
        raise NobodyMay
    check_office(caller, office)


def check_booker(caller: Caller, office: str | None) -> None:
    """Who may book at an office: residents, its kiosk, and staff of any office: whoever telephones goes where there is
    a time."""
    if caller.kind is not CallerKind.STAFF:
        check_visitor(caller, office)


def check_insider(caller: Caller, office: str | None) -> None:
    """Who may know what is for the house alone: its paired devices and its staff. Raises what stands against it."""
    if caller.kind is CallerKind.RESIDENT:
        raise NotSignedIn
    check_office(caller, office)


def check_holder(caller: Caller) -> None:
    """Who may act on a ticket by its unguessable id: people, never a device."""
    if caller.kind is CallerKind.DEVICE:
        raise NobodyMay


def check_office(caller: Caller, office: str | None) -> None:
    """Whether the caller may act in `office`; None is for what belongs to no office in particular."""
    if office is not None and caller.offices and office not in caller.offices:
        raise WrongOffice(office=office)


def session_is_over(created_at: int, last_seen_at: int, expires_at: int, now: int) -> bool:
    """A session ends at its time, or when nobody has used it for long. A clock that was set back ends none."""
    return now >= expires_at or now - max(created_at, last_seen_at) >= SESSION_IDLE_MS


def pairing_state(expires_at: int, approved_at: int | None, revoked_at: int | None, now: int) -> PairingState:
    """Where a pairing stands; an approved one can be claimed for a while, so that a lost answer costs no new code."""
    if approved_at is not None:
        over = revoked_at is not None or now >= approved_at + PAIRING_CLAIM_MS
        return PairingState.EXPIRED if over else PairingState.PAIRED
    return PairingState.WAITING if now < expires_at else PairingState.EXPIRED


@dataclass(frozen=True, slots=True)
class Throttle:
    """How failures slow down what follows: the first `free` cost nothing, then the pause doubles up to the longest."""

    free: int
    first_pause_ms: int
    longest_pause_ms: int
    forgotten_after_ms: int


@dataclass(frozen=True, slots=True)
class Failures:
    """What is counted under one key: attempts that failed or are not decided yet, and when the last one began."""

    count: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to sign in: the account as typed, the client's network, the browser known from an earlier day."""

    account: str
    network: str
    browser: str | None = None


THROTTLE_BROWSER = Throttle(5, 2 * SECOND, 15 * MINUTE, 24 * HOUR)
THROTTLE_PAIR = Throttle(3, 2 * SECOND, 15 * MINUTE, 24 * HOUR)
THROTTLE_NETWORK = Throttle(50, 10 * SECOND, 15 * MINUTE, HOUR)
THROTTLE_CODES = Throttle(5, 10 * SECOND, 15 * MINUTE, HOUR)
THROTTLE_LONGEST_MEMORY_MS = 24 * HOUR


def throttles_of(attempt: Attempt) -> dict[str, Throttle]:
    """What counts for an attempt, by key. A browser that signed in to this account before has a counter of its own."""
    if attempt.browser is not None:
        return {f"browser {attempt.browser}": THROTTLE_BROWSER}
    return {
        f"network {attempt.network}": THROTTLE_NETWORK,
        f"pair {attempt.network} {attempt.account}": THROTTLE_PAIR,
    }


def pause_ms(throttle: Throttle, failures: Failures | None, now: int) -> int:
    """How long the next attempt has to wait, in ms; never longer than the pause itself, whatever the clock did."""
    if failures is None or is_forgotten(throttle, failures, now) or failures.count < throttle.free:
        return 0
    doublings = min(failures.count - throttle.free, 30)
    pause = min(throttle.first_pause_ms << doublings, throttle.longest_pause_ms)
    return max(0, min(pause, failures.last_at + pause - now))


def counted(throttle: Throttle, failures: Failures | None, now: int) -> Failures:
    """One attempt more."""
    if failures is None or is_forgotten(throttle, failures, now):
        return Failures(1, now)
    return Failures(failures.count + 1, now)


def is_forgotten(throttle: Throttle, failures: Failures, now: int) -> bool:
    """Whether the last failure is so long ago that it does not count any more."""
    return now - failures.last_at >= throttle.forgotten_after_ms


@lru_cache(maxsize=10_000)
def network_of(address: str, v4_bits: int = 24, v6_bits: int = 48) -> str:
    """The network of a client's address, as one customer of a provider usually has it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = v4_bits if parsed.version == 4 else v6_bits
    return str(ipaddress.ip_network((parsed, bits), strict=False))


def account_key(typed: str) -> str:
    """The account that somebody means: full-width letters, capitals and blanks around it do not matter."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def password_key(typed: str) -> str:
    """A password in one form, whatever the keyboard's input method makes of it."""
    return unicodedata.normalize("NFKC", typed)


def check_new_account(login: str, roles: Iterable[str]) -> None:
    """Raises when a login has other signs than letters, digits and `.-_@`, or a role is unknown."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{0,63}", login):
        raise BadAccountName
    for role in roles:
        if role not in frozenset(Role):
            raise NobodyHasRole(role=role)


def check_new_password(login: str, password: str) -> None:
    """Length is what counts; names of the account and one sign repeated do not. Raises WeakPassword."""
    plain = password_key(password)
    long_enough = PASSWORD_FROM <= len(plain) <= PASSWORD_UP_TO
    if not long_enough or len(set(plain)) < 5 or plain.casefold().replace(login, "") == "":
        raise WeakPassword(characters=PASSWORD_FROM)
