"""The documents that describe the API: OpenAPI for requests, AsyncAPI for the live side."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter
from starlette.types import StatelessLifespan

from app.live.messages import asyncapi_document
from app.web.api_security import describe_security
from app.web.guard import GuardedApp

router = APIRouter(prefix="/api/v1", tags=["documents"])

DESCRIPTION = """
Queues and appointments for public counters. Everything a screen does, any client can do: the screens use this API.

**Commands** take an `Idempotency-Key` header, made by the client: repeated with the same key a command has one effect
and the same answer. **Errors** are problem details (RFC 9457) with a stable `type`, in the language of
`Accept-Language`. **Times** are RFC 3339 with the office's offset; waits are minutes. **Texts** of offices are maps
from language to words.

Residents need no account. Staff sign in at `POST /api/v1/sessions` and send the token as `Authorization: Bearer`;
kiosks and signage are paired by a code and do the same. The live board is described at `/api/v1/asyncapi.json`.
"""

TAGS = [
    {"name": "offices", "description": "Offices, their boards and hours."},
    {"name": "tickets", "description": "What residents do with tickets."},
    {"name": "reservations", "description": "What residents, staff and other systems do with reservations."},
    {"name": "counter", "description": "What staff do at a counter. Role `counter`."},
    {"name": "floor", "description": "What floor managers do. Role `floor`."},
    {"name": "history", "description": "Waiting times of the past, as data and as pictures."},
    {"name": "access", "description": "Signing in, pairing of devices."},
    {"name": "documents", "description": "Documents that describe this API."},
]

ALWAYS_POSSIBLE: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, text in {
        400: "The body is not JSON.",
        401: "Nobody, or nobody known, has signed in.",
        403: "This caller may not do that.",
        404: "There is no such thing.",
        409: "Not possible now; nothing has changed.",
        413: "The body is larger than 64 KB.",
        415: "The body is not `application/json`.",
        422: "The request does not make sense.",
        429: "Too many requests; `Retry-After` says when to try again.",
        503: "The service cannot answer now; `Retry-After` says when to try again.",
    }.items()
}

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 problem details, in the caller's language.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "example": "/problems/counter_busy"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


class DescribedApp(GuardedApp):
    """The application with its OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if not self.openapi_schema:
            document = super().openapi()
            document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
            describe_security(document, self.routes)
        return self.openapi_schema or {}


def described(lifespan: StatelessLifespan[Any] | Any, trusted_proxies: Sequence[str] = ()) -> DescribedApp:
    """A new application with its title, descriptions and the answers that every request may get."""
    app = DescribedApp(
        title="Madoguchi",
        version=version("madoguchi"),
        summary="Queues and appointments for public counters (行かない・書かない・待たない窓口)",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=ALWAYS_POSSIBLE,
        lifespan=lifespan,
    )
    app.trusted_proxies = trusted_proxies
    return app


@router.get("/asyncapi.json", summary="The AsyncAPI document of the live board")
async def asyncapi() -> dict[str, Any]:
    """Every message that is sent on a socket."""
    return asyncapi_document()


@router.get("/health", summary="Whether the service answers")
async def health() -> dict[str, str]:
    """For load balancers and containers."""
    return {"status": "ok"}
