"""Signing in and out at the edge: for the API and for the page with the form."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request

from app.domain.access import Caller, network_of
from app.domain.access_errors import CrossSite, TooManyAttempts
from app.usecases import access as staff_access
from app.usecases.tokens import digest
from app.web.access import access_of, is_from_elsewhere
from app.web.cookies import browser_cookie
from app.web.limits import check_limit, client_address

WAITING_AT_MOST = 20
"""People who wait for their password to be looked at; a flood of guesses must not become a queue of minutes."""


async def sign_in(request: Request, account: str, password: str) -> staff_access.SignedIn:
    """Begin a session. Raises SignInFailed, TooManyAttempts, TooManyRequests, CrossSite."""
    if is_from_elsewhere(request):
        raise CrossSite
    check_limit(request, "sessions")
    access = access_of(request)
    if access.hashing.statistics().tasks_waiting >= WAITING_AT_MOST:
        raise TooManyAttempts(seconds=5)
    network = network_of(client_address(request))
    credentials = staff_access.Credentials(account, password, network, browser_cookie(request))
    begin = partial(staff_access.sign_in, access.changing, credentials, access.clock())
    return await access.work(begin, limiter=access.hashing)


async def sign_out(request: Request, token: str, caller: Caller) -> None:
    """End the session; its token is void at once."""
    access = access_of(request)
    await access.change(partial(staff_access.sign_out, token=token, caller=caller, now=access.clock()))
    access.forget(digest(token))
