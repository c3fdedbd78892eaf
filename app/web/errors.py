"""The one place that turns what went wrong into answers: RFC 9457 problem details, or a page for people.

Which class has which status stands here only. The words are in the catalogue `errors`: `errors.<slug>.title` and
`errors.<slug>`, filled with the error's details.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from app.domain.access_errors import NotSignedIn, PairingExpired, TooMuch
from app.domain.errors import DomainError, Invalid, KeyReused, NobodyMay, NotFound, Refused
from app.web.templating import page
from app.web.words import Translator, language_of, pick, translator

log = structlog.get_logger()

PROBLEM_JSON = "application/problem+json"

STATUS_OF: dict[type[DomainError], int] = {
    NotFound: 404,
    Refused: 409,
    KeyReused: 422,
    NobodyMay: 403,
    PairingExpired: 410,
    Invalid: 422,
    NotSignedIn: 401,
    TooMuch: 429,
}
"""The status of each family of errors; the nearest ancestor decides."""

SLUG_OF = {
    400: "broken_request",
    404: "no_such_page",
    405: "wrong_method",
    413: "body_too_large",
    415: "wrong_content_type",
    422: "invalid_request",
    500: "our_fault",
    503: "unavailable",
}
"""What goes wrong before or behind the domain."""

EXTENSIONS = ("alternatives", "office_id", "starts_at", "from_at", "touched", "state")
"""Details that clients get as members of the problem, besides the sentence: what they need to offer a way on."""

RETRY_SECONDS = 5
ERRORS_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, before it has words."""

    slug: str
    status: int
    details: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[Mapping[str, str]] = ()


def status_of(refusal: DomainError | type[DomainError]) -> int:
    """The status of a refusal, or of a class of them."""
    kind = refusal if isinstance(refusal, type) else type(refusal)
    return next((STATUS_OF[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS_OF), 400)


def problem_of(error: DomainError) -> Problem:
    """A refusal as a problem."""
    status = status_of(error)
    headers: dict[str, str] = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="madoguchi"'
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = str(error.details.get("seconds", RETRY_SECONDS))
    return Problem(error.slug, status, error.details, headers)


def words_of(error: DomainError, language: str) -> tuple[str, str]:
    """Title and sentence of a refusal in a language."""
    return _words(problem_of(error), translator(language))


def document(problem: Problem, language: str, instance: str | None = None) -> dict[str, Any]:
    """Problem details in a language."""
    title, detail = _words(problem, translator(language))
    body: dict[str, Any] = {
        "type": f"/problems/{problem.slug}",
        "title": title,
        "status": problem.status,
        "detail": detail,
    }
    if instance:
        body["instance"] = instance
    if problem.errors:
        body["errors"] = list(problem.errors)
    body |= {name: problem.details[name] for name in EXTENSIONS if name in problem.details}
    return body


def answer(connection: HTTPConnection, problem: Problem) -> Response:
    """The answer to a caller: a page for people who look at a page, problem details for everybody else."""
    language = language_of(connection)
    if isinstance(connection, Request) and wants_page(connection):
        title, detail = _words(problem, translator(language))
        shown = page(
            connection, "resident/problem.html", status=problem.status, code=problem.status, title=title, detail=detail
        )
        shown.headers.update(problem.headers)
        return shown
    headers = {"Content-Language": language, "Cache-Control": "no-store", **problem.headers}
    body = orjson.dumps(document(problem, language))
    return Response(body, problem.status, headers, media_type=PROBLEM_JSON)


def wants_page(connection: HTTPConnection) -> bool:
    """Whether a person looks at a page, rather than a program at the API."""
    path: str = connection.scope["path"]
    return not path.startswith("/api/") and "text/html" in connection.headers.get("accept", "")


def install(app: FastAPI) -> None:
    """Let `app` answer every error from here."""
    app.add_exception_handler(DomainError, _refusal)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http_error)
    for unavailable in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(unavailable, _unavailable)
    app.add_exception_handler(Exception, _our_fault)


async def _refusal(connection: HTTPConnection, error: Any) -> Response:
    if type(error) is NotSignedIn and isinstance(connection, Request) and wants_page(connection):
        here = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(here)}", status_code=303)
    return answer(connection, problem_of(error))


async def _not_valid(connection: HTTPConnection, error: Any) -> Response:
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return answer(connection, Problem(SLUG_OF[400], 400))
    if any(tuple(each["loc"]) == ("body",) for each in found) and not _says_json(connection):
        return answer(connection, Problem(SLUG_OF[415], 415))
    words = translator(language_of(connection))
    listed = [{"field": _field(each["loc"]), "message": _why(each, words)} for each in found[:ERRORS_AT_MOST]]
    return answer(connection, Problem(SLUG_OF[422], 422, errors=listed))


async def _http_error(connection: HTTPConnection, error: Any) -> Response:
    slug = SLUG_OF.get(error.status_code, SLUG_OF[400] if error.status_code < 500 else SLUG_OF[500])
    return answer(connection, Problem(slug, error.status_code, headers=error.headers or {}))


async def _unavailable(connection: HTTPConnection, error: Any) -> Response:
    log.error("the database did not answer", error=repr(error))
    return answer(connection, Problem(SLUG_OF[503], 503, headers={"Retry-After": str(RETRY_SECONDS)}))


async def _our_fault(connection: HTTPConnection, error: Any) -> Response:
    log.error("a request failed", error=repr(error), exc_info=error)
    return answer(connection, Problem(SLUG_OF[500], 500))


def _words(problem: Problem, words: Translator) -> tuple[str, str]:
    key = f"errors.{problem.slug}"
    return words.gettext(f"{key}.title"), fill(words.gettext(key), problem.details, words)


def fill(sentence: str, details: Mapping[str, object], words: Translator) -> str:
    """Put details into a sentence of the catalogue; what is not known becomes an ellipsis."""
    shown = {name: _shown(name, value, words) for name, value in details.items()}
    return sentence.format_map(defaultdict(lambda: "…", shown))


def _shown(name: str, value: object, words: Translator) -> object:
    if isinstance(value, Mapping):
        return pick(value, words.language)
    return words.gettext(f"errors.state_{value}") if name == "state" else value


def _says_json(connection: HTTPConnection) -> bool:
    content_type = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


def _field(location: Sequence[object]) -> str:
    """`("body", "needs", "writing")` → `needs.writing`."""
    return ".".join(str(part) for part in location[1:]) or str(location[0])


def _why(found: Mapping[str, Any], words: Translator) -> str:
    key = f"errors.field_{found['type']}"
    sentence = words.gettext(key)
    return fill(words.gettext("errors.field_invalid") if sentence == key else sentence, found.get("ctx") or {}, words)
