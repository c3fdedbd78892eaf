"""Who calls: found once per request, and asked for by endpoints as a dependency.

    caller: Annotated[Caller, Depends(anyone)]              # read; an unproven cookie counts for nothing
    caller: Annotated[Caller, Depends(visitor)]             # tickets and help: residents, the office's kiosk, staff
    caller: Annotated[Caller, Depends(booker)]              # books: the same, but staff at any office
    caller: Annotated[Caller, Depends(holder)]              # acts on a ticket by its id: people, no devices
    caller: Annotated[Caller, Depends(insider)]             # any device or staff, in their own office
    caller: Annotated[Caller, Depends(device("signage"))]   # a device, in its own office
    caller: Annotated[Caller, Depends(staff("counter"))]    # staff with one of the roles, in their offices

The office is the `office` of the path. Cookies prove themselves on unsafe methods: same origin and CSRF token.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock
from typing import TypeVar
from urllib.parse import urlsplit

import anyio
from anyio.to_thread import run_sync
from sqlalchemy import Connection, Engine
from starlette.requests import HTTPConnection, Request

from app.clock import Clock, real_clock
from app.domain.access import (
    RESIDENT,
    Caller,
    DeviceKind,
    Role,
    check_booker,
    check_device,
    check_holder,
    check_insider,
    check_staff,
    check_visitor,
)
from app.domain.access_errors import TokenUnknown
from app.storage import access as rows
from app.usecases.access import Known, session_used, who_is
from app.usecases.tokens import csrf_of, digest, same
from app.web.cookies import session_cookie

REMEMBERED_SECONDS = 5.0
REMEMBERED_AT_MOST = 20_000
HASHES_AT_ONCE = 2
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OFFICE_IN_PATH = ("office", "office_id")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
CALLER = "madoguchi.caller"

T = TypeVar("T")
Dependency = Callable[[HTTPConnection], Awaitable[Caller]]

ASKED_BY: dict[object, tuple[str, tuple[str, ...]]] = {}
"""What a dependency asks of its caller, for the OpenAPI document: `("staff", ("counter",))`."""


@dataclass
class Access:
    """What the edge needs to know callers; on `app.state.access`. `clock` is real time, `turn` the writer's."""

    engine: Engine
    turn: Lock
    clock: Clock = real_clock
    pairs_itself: bool = False
    hashing: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(HASHES_AT_ONCE))
    _remembered: dict[str, tuple[float, Known]] = field(default_factory=dict)
    _forgotten: int = 0

    def changing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes; on a worker thread, never on the event loop."""
        return rows.changing(self.engine, self.turn)

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query on a worker thread."""
        return await run_sync(self._read, query)

    async def change(self, command: Callable[[Connection], T]) -> T:
        """Run a command in a transaction of its own on a worker thread."""
        return await run_sync(self._change, command)

    async def work(self, task: Callable[[], T], limiter: anyio.CapacityLimiter | None = None) -> T:
        """Run a task that opens its own transactions on a worker thread."""
        return await run_sync(task, limiter=limiter)

    async def known(self, token: str) -> Known | None:
        """The caller behind a token, looked up at most every 5 s."""
        key, now = digest(token), time.monotonic()
        remembered = self._remembered.get(key)
        if remembered and remembered[0] > now and not self._has_ended(remembered[1]):
            return remembered[1]
        before = self._forgotten
        found = await run_sync(self._look_up, token)
        if found is None:
            self._remembered.pop(key, None)
        elif before == self._forgotten:  # else somebody signed out or was revoked while we looked
            self._remember(key, now, found)
        return found

    def forget(self, token_digest: str) -> None:
        """The token is void in this process from now on; other processes learn it within 5 s."""
        self._forgotten += 1
        self._remembered.pop(token_digest, None)

    def _remember(self, key: str, now: float, found: Known) -> None:
        if len(self._remembered) >= REMEMBERED_AT_MOST:
            self._remembered.clear()
        self._remembered[key] = (now + REMEMBERED_SECONDS, found)

    def _has_ended(self, known: Known) -> bool:
        return known.ends_at is not None and self.clock() >= known.ends_at

    def _look_up(self, token: str) -> Known | None:
        now = self.clock()
        found = self._read(partial(who_is, token=token, now=now))
        if found and found.unseen:
            self._change(partial(session_used, token=token, now=now))
        return found

    def _read(self, query: Callable[[Connection], T]) -> T:
        with self.engine.connect() as connection:
            return query(connection)

    def _change(self, command: Callable[[Connection], T]) -> T:
        with self.changing() as connection:
            return command(connection)


def access_of(connection: HTTPConnection) -> Access:
    """The application's `Access`."""
    found: Access = connection.app.state.access
    return found


async def anyone(connection: HTTPConnection) -> Caller:
    """Whoever it is; a resident when a cookie could not prove itself. Raises TokenUnknown for a bad bearer token."""
    caller = await caller_of(connection)
    return caller if caller.proven else RESIDENT


async def visitor(connection: HTTPConnection) -> Caller:
    """May take a ticket or ask for help at the office of the path."""
    caller = await anyone(connection)
    check_visitor(caller, _office_of(connection))
    return caller


ASKED_BY[visitor] = ("visitor", ())


async def booker(connection: HTTPConnection) -> Caller:
    """May book at the office of the path."""
    caller = await anyone(connection)
    check_booker(caller, _office_of(connection))
    return caller


ASKED_BY[booker] = ("visitor", ())


async def insider(connection: HTTPConnection) -> Caller:
    """A paired device or staff, each in their own office."""
    caller = await anyone(connection)
    check_insider(caller, _office_of(connection))
    return caller


ASKED_BY[insider] = ("insider", ())


async def holder(connection: HTTPConnection) -> Caller:
    """May act on a ticket whose id they know."""
    caller = await anyone(connection)
    check_holder(caller)
    return caller


def device(*kinds: str) -> Dependency:
    """A paired device of one of these kinds (any when none is named), in its own office."""
    wanted = frozenset(DeviceKind(kind) for kind in kinds or DeviceKind)

    async def paired_device(connection: HTTPConnection) -> Caller:
        caller = await caller_of(connection)
        check_device(caller, wanted, _office_of(connection))
        return caller

    ASKED_BY[paired_device] = ("device", tuple(sorted(kinds)))
    return paired_device


def staff(*roles: str) -> Dependency:
    """Somebody who has signed in with one of these roles (any when none is named), in an office of theirs."""
    wanted = frozenset(Role(role) for role in roles)

    async def staff_member(connection: HTTPConnection) -> Caller:
        caller = await caller_of(connection)
        check_staff(caller, wanted, _office_of(connection))
        return caller

    ASKED_BY[staff_member] = ("staff", tuple(sorted(roles)))
    return staff_member


async def caller_of(connection: HTTPConnection) -> Caller:
    """Who calls, found once per request. Raises TokenUnknown for a bearer token that is forged, over or revoked."""
    caller: Caller | None = connection.scope.get(CALLER)
    if caller is None:
        caller = connection.scope[CALLER] = await _find_caller(connection)
    return caller


def bearer_token(connection: HTTPConnection) -> str | None:
    """The token of the Authorization header."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def is_from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether the browser says that another site sent this. Clients that say nothing are judged by their token."""
    if site := connection.headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    if origin := connection.headers.get("origin"):
        return urlsplit(origin).netloc.lower() != connection.headers.get("host", "").lower()
    return False


async def _find_caller(connection: HTTPConnection) -> Caller:
    access = access_of(connection)
    if (token := bearer_token(connection)) is not None:
        known = await access.known(token)
        if known is None:
            raise TokenUnknown
        return known.caller
    cookie = session_cookie(connection)
    known = await access.known(cookie) if cookie else None
    if cookie is None or known is None:
        return RESIDENT  # a session that ended does not keep anybody from the public pages
    proven = connection.scope.get("method", "GET") in SAFE_METHODS or await _is_proven(connection, cookie)
    return known.caller if proven else replace(known.caller, proven=False)


async def _is_proven(connection: HTTPConnection, cookie: str) -> bool:
    if is_from_elsewhere(connection):
        return False
    given = connection.headers.get("x-csrf-token") or await _csrf_field(connection)
    return given is not None and same(given, csrf_of(cookie))


async def _csrf_field(connection: HTTPConnection) -> str | None:
    content_type = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not isinstance(connection, Request) or content_type not in FORMS:
        return None
    field = (await connection.form()).get("csrf_token")
    return field if isinstance(field, str) else None


def _office_of(connection: HTTPConnection) -> str | None:
    parameters = connection.path_params
    return next((parameters[name] for name in OFFICE_IN_PATH if name in parameters), None)
