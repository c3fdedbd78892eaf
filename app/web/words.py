"""Every word that people read, from gettext catalogues with symbolic keys.

`locales/{language}/{area}.po` holds the words of one area; a key names its area: ``kiosk.choose_service``. Placeholders
are written ``{name}``. A plural is a gettext plural whose ``msgid_plural`` is the key with ``_plural`` behind it.
Pages ask a `Translator`; front-ends fetch one area as JSON.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson
from babel import Locale, negotiate_locale
from babel.messages.pofile import read_po
from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("ja", "en")
LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}
DEFAULT_LANGUAGE = LANGUAGES[0]
AREAS = (
    "common",
    "errors",
    "resident",
    "booking",
    "busy",
    "kiosk",
    "signage",
    "counter",
    "floor",
    "admin",
    "staff",
    "config",
    "bookings",
    "calendar",
    "history",
    "support",
    "advice",
    "analysis",
    "accuracy",
    "trial",
    "structure",
)
LANGUAGE_COOKIE = "language"

Entry = str | dict[str, str]
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Translator:
    """The words of one language: ``gettext(key, **params)`` and ``ngettext(key, n, **params)``."""

    language: str
    entries: Mapping[str, Entry]

    def gettext(self, key: str, /, **params: object) -> str:
        """The words of `key` with `params` put in; a key without words comes back as it is."""
        entry = self.entries.get(key, key)
        text = entry if isinstance(entry, str) else entry["other"]
        return text.format(**params) if params else text

    def ngettext(self, key: str, n: int, /, **params: object) -> str:
        """The words of `key` in the plural form for `n`, which ``{n}`` stands for."""
        entry = self.entries.get(key, key)
        text = entry if isinstance(entry, str) else entry.get(_plural_form(self.language, n), entry["other"])
        return text.format(n=n, **params)


@cache
def translator(language: str) -> Translator:
    """All areas of one language; missing words fall back to Japanese."""
    entries: dict[str, Entry] = {}
    for source in dict.fromkeys((DEFAULT_LANGUAGE, language)):
        for area in AREAS:
            entries |= _read(source, area)
    return Translator(language, entries)


@cache
def catalogue(language: str, area: str) -> dict[str, Entry]:
    """The words of `common` and of one area for a front-end; plurals are ``{"one": …, "other": …}``."""
    return {**_read(language, "common"), **_read(language, area)}


def load() -> None:
    """Read all catalogues once, so that no visitor waits for it and a broken file stops the start."""
    for language in LANGUAGES:
        translator(language)


def choose_language(query: str | None, cookie: str | None, accept_language: str | None) -> str:
    """The language asked for in the address, else chosen earlier, else the browser's first that we have."""
    for asked in (query, cookie):
        if asked in LANGUAGES:
            return str(asked)
    preferred = _by_preference(accept_language or "")
    return negotiate_locale(preferred, LANGUAGES, sep="-") or DEFAULT_LANGUAGE


def language_of(connection: HTTPConnection) -> str:
    """The language to answer this caller in."""
    return choose_language(
        connection.query_params.get("language"),
        connection.cookies.get(LANGUAGE_COOKIE),
        connection.headers.get("accept-language"),
    )


def pick(names: Mapping[str, str] | None, language: str) -> str:
    """The name for `language` out of a language map of the configuration; Japanese when there is none."""
    if not names:
        return ""
    return names.get(language) or names.get(DEFAULT_LANGUAGE) or next(iter(names.values()), "")


@router.get("/api/v1/words/{language}/{area}.json", include_in_schema=False)
async def words_of_an_area(language: str, area: str, request: Request) -> Response:
    """The words of one area for a front-end. The ETag changes with the words."""
    if language not in LANGUAGES or area not in AREAS:
        raise HTTPException(404)
    body, etag = _as_json(language, area)
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300, stale-while-revalidate=604800"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@cache
def _as_json(language: str, area: str) -> tuple[bytes, str]:
    body = orjson.dumps(catalogue(language, area))
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'


@cache
def _read(language: str, area: str) -> dict[str, Entry]:
    path = LOCALES / language / f"{area}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, locale=_locale(language))
    entries: dict[str, Entry] = {}
    for message in messages:
        if isinstance(message.id, str):
            entries[message.id] = str(message.string)
        else:
            forms = message.string or ("",)
            entries[message.id[0]] = {"one": forms[0], "other": forms[-1]}
    entries.pop("", None)  # the header
    return entries


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language.partition("-")[0])  # "ja-easy" counts as "ja" does


def _plural_form(language: str, n: int) -> str:
    return _locale(language).plural_form(n)


def _by_preference(accept_language: str) -> list[str]:
    """The tags of an Accept-Language header, best first; broken parts are left out."""
    weighted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag and quality > 0:
            weighted.append((-quality, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda item: item[0])]
