"""Cookies of staff: the session, and the mark of a browser that signed in before.

Lifetimes are Max-Age, so that a screen with a wrong clock keeps its session. Over https the names begin with
`__Host-`: no other host, no plain connection can set them.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.domain.access import SESSION_ENDS_AFTER_MS
from app.usecases.access import BROWSER_KNOWN_FOR_MS

SESSION = "madoguchi-session"
BROWSER = "madoguchi-browser"


def is_https(connection: HTTPConnection) -> bool:
    """Whether the browser came by https (behind a trusted proxy: to the proxy)."""
    return connection.scope.get("scheme") in ("https", "wss")


def session_cookie(connection: HTTPConnection) -> str | None:
    """The token of the session, if the browser has one."""
    return connection.cookies.get(_name(connection, SESSION))


def browser_cookie(connection: HTTPConnection) -> str | None:
    """The token of a browser that signed in before."""
    return connection.cookies.get(_name(connection, BROWSER))


def set_cookies(response: Response, connection: HTTPConnection, session: str, browser: str) -> None:
    """Give the browser its session and its mark."""
    _set(response, connection, SESSION, session, SESSION_ENDS_AFTER_MS)
    _set(response, connection, BROWSER, browser, BROWSER_KNOWN_FOR_MS)


def end_session_cookie(response: Response, connection: HTTPConnection) -> None:
    """Take the session from the browser; its mark stays."""
    _set(response, connection, SESSION, "", 0)


def _set(response: Response, connection: HTTPConnection, cookie: str, value: str, lifetime_ms: int) -> None:
    response.set_cookie(
        _name(connection, cookie),
        value,
        max_age=lifetime_ms // 1000,
        path="/",
        secure=is_https(connection),
        httponly=True,
        samesite="strict",
    )


def _name(connection: HTTPConnection, cookie: str) -> str:
    return f"__Host-{cookie}" if is_https(connection) else cookie
