"""Sessions of staff, pairing of devices."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.domain.access import PAIRING_MS, Caller, DeviceKind, PairingState
from app.domain.access_errors import NotSignedIn
from app.domain.times import SECOND, rfc3339
from app.usecases import pairing
from app.usecases.tokens import csrf_of
from app.web.access import Access, access_of, bearer_token, device, staff
from app.web.bodies import Id
from app.web.cookies import end_session_cookie, session_cookie, set_cookies
from app.web.limits import limited
from app.web.signing_in import sign_in, sign_out

router = APIRouter(prefix="/api/v1")

Staff = Annotated[Caller, Depends(staff())]
Admin = Annotated[Caller, Depends(staff("admin"))]
Device = Annotated[Caller, Depends(device())]
UTC_ZONE = ZoneInfo("UTC")


class SignIn(BaseModel):
    """An account and its password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"account": "mori", "password": "correct horse battery staple"}]},
    )

    account: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]
    cookie: bool = Field(False, description="For pages: put the session into a cookie and leave `token` out.")


class SessionAnswer(BaseModel):
    """Who has signed in. `csrf` goes into the header X-CSRF-Token when a cookie carries the session."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "token": "ms_2Qk9vW0ZrXH3mB8yT5pLd1cNfJ7uE6sA4gKiRoYtVbM",
                "csrf": "Zx3v9Q2mLk8TtR5yW1nB7cD4fG6hJ0pS",
                "account": "mori",
                "name": "森 真由美",
                "roles": ["counter", "floor"],
                "offices": [],
                "expires_at": "2026-11-20T23:24:00+00:00",
            }
        }
    )

    token: str | None = Field(description="For the header `Authorization: Bearer`; shown once.")
    csrf: str | None
    account: str
    name: str
    roles: list[Literal["counter", "floor", "admin", "system"]]
    offices: list[str] = Field(description="Where the account may act; empty means everywhere.")
    expires_at: str | None


class AskPairing(BaseModel):
    """A device that wants to belong to an office."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"kind": "kiosk", "office": "kumin"}]})

    kind: DeviceKind
    office: Id


class PairingAnswer(BaseModel):
    """The code to show on the screen, and the secret to ask with. Both are over after `expires_in_seconds`."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "6f1c0a9be2d34c57",
                "code": "482913",
                "secret": "mp_h7Vd2kQx9ZrXH3mB8yT5pLd1cNfJ7uE6sA4gKiRoYtV",
                "expires_at": "2026-11-20T01:34:00+00:00",
                "expires_in_seconds": 600,
            }
        }
    )

    id: str
    code: str
    secret: str
    expires_at: str
    expires_in_seconds: int = Field(description="Counts for devices whose clock is wrong.")


class PairingStateAnswer(BaseModel):
    """Where a pairing stands; with the device's token once it is approved."""

    state: PairingState
    token: str | None = None


class Approve(BaseModel):
    """The code that the device shows, and a name for the device."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"code": "482913", "name": "1階 入口の発券機"}]}
    )

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    name: Annotated[str, Field(max_length=80)] = ""


class DeviceAnswer(BaseModel):
    """A paired device. `last_seen_at` is when it last said that it lives."""

    id: str
    office: str
    kind: DeviceKind
    name: str
    paired_at: str
    last_seen_at: str | None


class DevicesAnswer(BaseModel):
    """The devices of the offices that the caller may act in."""

    devices: list[DeviceAnswer]


@router.post("/sessions", status_code=201, response_model=SessionAnswer, tags=["access"], summary="Sign in")
async def begin_session(request: Request, response: Response, body: SignIn) -> dict[str, Any]:
    """401 for a wrong password and for an unknown account alike; 429 after several failures, with the time to wait."""
    signed_in = await sign_in(request, body.account, body.password)
    if body.cookie:
        set_cookies(response, request, signed_in.token, signed_in.browser_token)
    token = None if body.cookie else signed_in.token
    return {**_who(signed_in.caller, signed_in.token), "token": token, "expires_at": _said(signed_in.expires_at)}


@router.get("/sessions/current", response_model=SessionAnswer, tags=["access"], summary="Who has signed in")
async def current_session(request: Request, caller: Staff) -> dict[str, Any]:
    """The caller's own session, with the CSRF token that pages need."""
    token = _token(request)
    known = await access_of(request).known(token)
    return {**_who(caller, token), "token": None, "expires_at": _said(known.ends_at if known else None)}


@router.delete("/sessions/current", status_code=204, tags=["access"], summary="Sign out")
async def end_session(request: Request, caller: Staff) -> Response:
    """The session is over at once."""
    await sign_out(request, _token(request), caller)
    response = Response(status_code=204)
    end_session_cookie(response, request)
    return response


@router.post(
    "/pairings",
    status_code=201,
    response_model=PairingAnswer,
    dependencies=[Depends(limited("pairings"))],
    tags=["access"],
    summary="Ask to be paired",
)
async def ask_pairing(request: Request, body: AskPairing) -> dict[str, Any]:
    """A kiosk or a signage screen shows the code; an administrator types it; the device asks until it has its token."""
    access = access_of(request)
    ask = pairing.pair_at_once if access.pairs_itself else pairing.request_pairing
    asked = await access.change(partial(ask, office_id=body.office, kind=body.kind, now=access.clock()))
    return {
        "id": asked.id,
        "code": asked.code,
        "secret": asked.secret,
        "expires_at": _said(asked.expires_at),
        "expires_in_seconds": PAIRING_MS // SECOND,
    }


@router.get(
    "/pairings/{pairing_id}",
    response_model=PairingStateAnswer,
    openapi_extra={"security": [{"pairing": []}]},
    tags=["access"],
    summary="Ask for the token",
)
async def claim_pairing(request: Request, pairing_id: str) -> dict[str, Any]:
    """With `Authorization: Bearer <secret>`. An answer that got lost can be asked for again."""
    secret = bearer_token(request)
    if secret is None:
        raise NotSignedIn
    access = access_of(request)
    claim = partial(pairing.claim_pairing, pairing_id=pairing_id, secret=secret, now=access.clock())
    state, token = await access.read(claim)
    return {"state": state, "token": token}


@router.post(
    "/pairings/approve",
    response_model=DeviceAnswer,
    responses={410: {"description": "The code is too old; the device shows a new one."}},
    tags=["access"],
    summary="Approve a device",
)
async def approve_pairing(request: Request, caller: Admin, body: Approve) -> dict[str, Any]:
    """404 when no device shows this code, 410 when it is too old, 429 after several wrong codes."""
    access = access_of(request)
    approve = partial(pairing.approve_pairing, access.changing, caller, body.code, body.name, access.clock())
    return _device(await access.work(approve))


@router.get("/devices", response_model=DevicesAnswer, tags=["access"], summary="The paired devices")
async def list_devices(request: Request, caller: Admin) -> dict[str, Any]:
    """With the time at which each was last seen."""
    listed = await access_of(request).read(partial(pairing.list_devices, caller=caller))
    return {"devices": [_device(each) for each in listed]}


@router.delete("/devices/{device_id}", status_code=204, tags=["access"], summary="Take a device's rights away")
async def revoke_device(request: Request, caller: Admin, device_id: str) -> Response:
    """Its token is void at once."""
    access = access_of(request)
    revoke = partial(pairing.revoke_device, caller=caller, device_id=device_id, now=access.clock())
    access.forget(await access.change(revoke))
    return Response(status_code=204)


@router.post("/devices/me/seen", status_code=204, tags=["access"], summary="A device says that it lives")
async def device_seen(request: Request, caller: Device) -> Response:
    """Once a minute is enough."""
    access: Access = access_of(request)
    await access.change(partial(pairing.device_seen, caller=caller, now=access.clock()))
    return Response(status_code=204)


def _who(caller: Caller, token: str) -> dict[str, Any]:
    return {
        "csrf": csrf_of(token),
        "account": caller.id,
        "name": caller.name,
        "roles": sorted(caller.roles),
        "offices": sorted(caller.offices),
    }


def _token(request: Request) -> str:
    token = bearer_token(request) or session_cookie(request)
    if token is None:
        raise NotSignedIn
    return token


def _device(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "paired_at": _said(found["paired_at"]), "last_seen_at": _said(found["last_seen_at"])}


def _said(at: int | None) -> str | None:
    return None if at is None else rfc3339(at, UTC_ZONE)
