"""Who may call what, written into the OpenAPI document from the dependencies that check it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute

from app.web.access import ASKED_BY

SCHEMES = {
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "description": "The `token` of `POST /api/v1/sessions`.",
    },
    "staffPage": {
        "type": "apiKey",
        "in": "cookie",
        "name": "madoguchi-session",
        "description": "The session of our own pages (`__Host-madoguchi-session` over https). "
        "Everything but reading needs `X-CSRF-Token` as well.",
    },
    "device": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a paired kiosk or signage, from `GET /api/v1/pairings/{pairing_id}`.",
    },
    "pairing": {"type": "http", "scheme": "bearer", "description": "The `secret` of `POST /api/v1/pairings`."},
}

BY_KIND: dict[str, list[dict[str, list[str]]]] = {
    "staff": [{"staff": []}, {"staffPage": []}],
    "device": [{"device": []}],
    "insider": [{"device": []}, {"staff": []}, {"staffPage": []}],
    "visitor": [{}, {"device": []}, {"staff": []}, {"staffPage": []}],
}


def describe_security(document: dict[str, Any], routes: Sequence[BaseRoute]) -> None:
    """Add to an OpenAPI document how callers prove who they are, and which operation asks for what."""
    document.setdefault("components", {})["securitySchemes"] = SCHEMES
    for route in iter_route_contexts(routes):
        if not isinstance(route.original_route, APIRoute):
            continue
        for kind, names in _asked(route.dependant):
            for operation in _operations(document, route):
                operation["security"] = BY_KIND[kind]
                if names:
                    said = f"{kind.capitalize()}: {' or '.join(f'`{name}`' for name in names)}."
                    operation["description"] = f"{operation.get('description', '')}\n\n{said}".strip()


def _operations(document: dict[str, Any], route: RouteContext) -> Iterator[dict[str, Any]]:
    path = document["paths"].get(route.path_format, {})
    return (path[method.lower()] for method in route.methods or () if method.lower() in path)


def _asked(dependant: Dependant) -> Iterator[tuple[str, tuple[str, ...]]]:
    if dependant.call in ASKED_BY:
        yield ASKED_BY[dependant.call]
    for each in dependant.dependencies:
        yield from _asked(each)
