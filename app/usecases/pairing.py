"""Pairing of kiosks and signage: the device shows a code, an administrator types it, the device gets its token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.access import (
    OPEN_PAIRINGS_AT_MOST,
    PAIRING_MS,
    THROTTLE_CODES,
    Caller,
    DeviceKind,
    PairingState,
    Role,
    check_office,
    check_staff,
    pairing_state,
)
from app.domain.access_errors import NoSuchDevice, NoSuchPairing, PairingExpired, TokenUnknown, TooManyPairings
from app.domain.errors import NoSuchOffice
from app.domain.times import MINUTE, SECOND
from app.storage import access as rows
from app.usecases.access import Changing
from app.usecases.attempts import count_attempt, forgive
from app.usecases.tokens import PAIRING, device_token_of, digest, is_token, new_token, same

_CODES_TRIED = 50


@dataclass(frozen=True, slots=True)
class Requested:
    """A device that waits: the code it shows, the secret it asks with, and until when (ms)."""

    id: str
    code: str
    secret: str
    expires_at: int


def request_pairing(connection: Connection, office_id: str, kind: DeviceKind, now: int) -> Requested:
    """A device asks to be paired. Raises NoSuchOffice, TooManyPairings."""
    if not rows.office_exists(connection, office_id):
        raise NoSuchOffice(office=office_id)
    if rows.count_waiting_pairings(connection, office_id, now) >= OPEN_PAIRINGS_AT_MOST:
        raise TooManyPairings(seconds=MINUTE // SECOND)
    secret = new_token(PAIRING)
    row = {"id": secrets.token_hex(8), "office_id": office_id, "kind": kind.value, "expires_at": now + PAIRING_MS}
    row |= {"secret_hash": digest(secret), "token_hash": digest(device_token_of(secret)), "now": now}
    for _ in range(_CODES_TRIED):
        code = f"{secrets.randbelow(1_000_000):06}"
        if rows.insert_pairing(connection, {**row, "code": code}):
            return Requested(str(row["id"]), code, secret, now + PAIRING_MS)
    raise TooManyPairings(seconds=MINUTE // SECOND)


def approve_pairing(changing: Changing, caller: Caller, code: str, name: str, now: int) -> dict[str, Any]:
    """An administrator typed the code that a device shows; returns the device. Wrong codes are counted and slowed down.

    Raises NoSuchPairing, PairingExpired, WrongOffice, TooManyAttempts.
    """
    tries = f"codes {caller.id}"
    with changing() as connection:
        count_attempt(connection, {tries: THROTTLE_CODES}, now)
    with changing() as connection:
        pairing = rows.lock_pairing_by_code(connection, code)
        if pairing is None:
            raise NoSuchPairing
        check_staff(caller, [Role.ADMIN], pairing.office_id)
        if now >= pairing.expires_at:
            raise PairingExpired
        forgive(connection, tries)
        return _approve(connection, pairing, caller.actor, name, now)


def pair_at_once(connection: Connection, office_id: str, kind: DeviceKind, now: int) -> Requested:
    """A pairing that approves itself: for the demo, where there is nobody to type a code."""
    requested = request_pairing(connection, office_id, kind, now)
    pairing = rows.lock_pairing_by_code(connection, requested.code)
    _approve(connection, pairing, "demo", "", now)
    return requested


def claim_pairing(connection: Connection, pairing_id: str, secret: str, now: int) -> tuple[PairingState, str | None]:
    """Where the pairing stands, and once approved the device's token. Raises NoSuchPairing, TokenUnknown."""
    pairing = rows.find_pairing(connection, pairing_id)
    if pairing is None:
        raise NoSuchPairing
    if not is_token(secret, PAIRING) or not same(digest(secret), pairing.secret_hash):
        raise TokenUnknown
    state = pairing_state(pairing.expires_at, pairing.approved_at, pairing.revoked_at, now)
    return state, device_token_of(secret) if state is PairingState.PAIRED else None


def list_devices(connection: Connection, caller: Caller) -> list[dict[str, Any]]:
    """The paired devices of the offices that the caller may act in."""
    return [_device(row) for row in rows.list_devices(connection, caller.offices)]


def devices_of(connection: Connection, office_id: str) -> list[dict[str, Any]]:
    """The paired devices of one office for its staff: kind, name, and when each last said that it lives (ms)."""
    told = ("id", "kind", "name", "last_seen_at")
    return [{name: getattr(row, name) for name in told} for row in rows.list_devices(connection, [office_id])]


def revoke_device(connection: Connection, caller: Caller, device_id: str, now: int) -> str:
    """The device's token is void from now on; returns its digest. Raises NoSuchDevice, WrongOffice."""
    device = rows.find_device(connection, device_id)
    if device is None or device.revoked_at is not None:
        raise NoSuchDevice(device=device_id)
    check_office(caller, device.office_id)
    rows.revoke_device(connection, device_id, now)
    rows.log_access(connection, now, caller.actor, "device_revoked", device_id)
    return str(device.token_hash)


def device_seen(connection: Connection, caller: Caller, now: int) -> None:
    """A device says that it lives."""
    rows.touch_device(connection, caller.id, now)


def _approve(connection: Connection, pairing: Any, actor: str, name: str, now: int) -> dict[str, Any]:
    device_id = secrets.token_hex(8)
    row = {"id": device_id, "office_id": pairing.office_id, "kind": pairing.kind, "token_hash": pairing.token_hash}
    row |= {"name": name.strip() or f"{pairing.kind} {pairing.code}", "paired_at": now}
    rows.insert_device(connection, row)
    rows.approve_pairing(connection, pairing.id, device_id, now)
    rows.log_access(connection, now, actor, "device_paired", device_id)
    return _device(rows.find_device(connection, device_id))


def _device(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "office": row.office_id,
        "kind": row.kind,
        "name": row.name,
        "paired_at": row.paired_at,
        "last_seen_at": row.last_seen_at,
    }
