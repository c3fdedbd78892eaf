"""What each `type` of a problem means: `/problems/<slug>`, as a page or as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.domain.errors import DomainError
from app.web.errors import SLUG_OF, Problem, document, status_of, wants_page
from app.web.templating import page
from app.web.words import language_of, translator

router = APIRouter(include_in_schema=False)


def refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every class of refusal."""
    yield kind
    for child in kind.__subclasses__():
        yield from refusals(child)


def known_problems() -> dict[str, int]:
    """The status of every type of problem, by slug."""
    known = {slug: status for status, slug in SLUG_OF.items()}
    return known | {kind.slug: status_of(kind) for kind in refusals()}


@router.get("/problems/{slug}")
async def problem_type(request: Request, slug: str) -> Response:
    """One type of problem: what it means and what to do."""
    status = known_problems().get(slug)
    if status is None:
        raise HTTPException(404)
    language = language_of(request)
    advice = translator(language).gettext(f"errors.advice_{status}")
    about = document(Problem(slug, status), language)
    if not wants_page(request):
        return JSONResponse({**about, "advice": advice})
    shown = {"title": about["title"], "detail": about["detail"], "code": status}
    return page(request, "problem_type.html", slug=slug, advice=advice, **shown)
