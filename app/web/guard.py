"""In front of the whole application, as plain ASGI: bodies of a sensible size, strict headers on every answer,
and the client's address from proxies that we trust.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.web.errors import SLUG_OF, Problem, answer

BODY_AT_MOST = 64 * 1024

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
NEVER_NEEDED = ("accelerometer", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "usb")
STRICT = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
NO_CAMERA, OWN_CAMERA = (
    (b"permissions-policy", ", ".join([*(f"{feature}=()" for feature in NEVER_NEEDED), f"camera={whose}"]).encode())
    for whose in ("()", "(self)")
)
"""Only the kiosk reads codes with a camera, and only when somebody asks it to."""

NO_REFERRER = (b"referrer-policy", b"no-referrer")
"""The address of a ticket's page is the ticket holder's key: nobody else may learn it."""

OWN_REFERRER = (b"referrer-policy", b"same-origin")
"""On staff pages: under `no-referrer` browsers send `Origin: null` with forms, and CSRF checks need the origin."""

NO_STORE = (b"cache-control", b"no-store")
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")

STAFF_PAGES = ("/counter", "/floor", "/admin", "/sign-in", "/sign-out")
KIOSK = "/kiosk/"
NEVER_STORED = ("/api/", "/t/", "/r/", "/book", "/support/", *STAFF_PAGES)


class BodyTooLarge(HTTPException):
    """The body is larger than anything this service asks for."""

    def __init__(self) -> None:
        super().__init__(413)


class GuardedApp(FastAPI):
    """An application whose every answer has passed the guard, also those to errors that nobody foresaw.

    `trusted_proxies`: addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
    """

    trusted_proxies: Sequence[str] = ()

    def build_middleware_stack(self) -> ASGIApp:
        guard: Any = Guard(super().build_middleware_stack())
        return ProxyHeadersMiddleware(guard, list(self.trusted_proxies)) if self.trusted_proxies else guard  # type: ignore[return-value]


class Guard:
    """Checks what comes in and dresses what goes out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        dressed = _Dressed(scope, send)
        try:
            length = _announced_length(scope)
            if length is not None and length > BODY_AT_MOST:
                raise BodyTooLarge
            await self._app(scope, receive if length is not None else _Measured(receive), dressed)
        except BodyTooLarge:  # not seen by the application, or by a part of it without error handlers
            if dressed.started:
                raise
            await answer(Request(scope), Problem(SLUG_OF[413], 413))(scope, receive, dressed)


def _announced_length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else BODY_AT_MOST + 1
    return None


class _Measured:
    """Counts a body that comes in pieces, and stops when there are too many."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._length = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._length += len(message.get("body", b""))
        if self._length > BODY_AT_MOST:
            raise BodyTooLarge
        return message


class _Dressed:
    """Puts the strict headers on an answer, unless the endpoint has set its own."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.started = False
        self._scope = scope
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = list(message.get("headers", ()))
            present = {name for name, _ in headers}
            headers.extend(header for header in _strict_for(self._scope) if header[0] not in present)
            message["headers"] = headers
        await self._send(message)


def _strict_for(scope: Scope) -> Sequence[tuple[bytes, bytes]]:
    path: str = scope["path"]
    kinds = (path.startswith(KIOSK), path.startswith(STAFF_PAGES), path.startswith(NEVER_STORED))
    return _SETS[(*kinds, scope.get("scheme") == "https")]


_SETS = {
    (is_kiosk, is_staff, is_private, is_https): (
        *STRICT,
        OWN_CAMERA if is_kiosk else NO_CAMERA,
        OWN_REFERRER if is_staff else NO_REFERRER,
        *((NO_STORE,) if is_private else ()),
        *((STRICT_TRANSPORT,) if is_https else ()),
    )
    for is_kiosk, is_staff, is_private, is_https in product((False, True), repeat=4)
}
