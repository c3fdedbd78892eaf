"""Pages from templates, in the reader's language."""

from functools import cache, partial
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.web import formatting
from app.web.words import LANGUAGE_COOKIE, LANGUAGE_NAMES, LANGUAGES, language_of, pick, translator

TEMPLATES = Path(__file__).parent / "templates"
A_YEAR_SECONDS = 365 * 24 * 3600


@cache
def environment(language: str) -> Environment:
    """The templates with the words and the formats of one language."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    words = translator(language)
    env.globals.update(
        _=words.gettext,
        _n=words.ngettext,
        language=language,
        languages=LANGUAGE_NAMES,
        pick=partial(pick, language=language),
        clock_time=formatting.clock_time,
        **{name: partial(getattr(formatting, name), language=language) for name in formatting.IN_A_LANGUAGE},
    )
    return env


def page(request: Request, template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """One page as an answer. A language asked for in the address is kept in a cookie."""
    language = language_of(request)
    html = (
        environment(language)
        .get_template(template)
        .render(
            here=request.url.path,
            language_links={
                code: f"{request.url.path}?{request.url.include_query_params(language=code).query}"
                for code in LANGUAGES
            },
            **context,
        )
    )
    headers = {"Content-Language": language, "Vary": "Accept-Language, Cookie", "Cache-Control": "no-store"}
    response = HTMLResponse(html, status_code=status, headers=headers)
    if request.query_params.get("language") == language:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=A_YEAR_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return response
