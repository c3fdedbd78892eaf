"""What the OpenAPI document says about rights is what happens to somebody without any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from app.main import create_app

PUBLIC = {
    "GET /api/v1/offices",
    "GET /api/v1/offices/{office}",
    "GET /api/v1/offices/{office}/board",
    "GET /api/v1/offices/{office}/forecast",
    "GET /api/v1/offices/{office}/qr.svg",
    "POST /api/v1/offices/{office}/tickets",
    "POST /api/v1/offices/{office}/help",
    "DELETE /api/v1/offices/{office}/help/{help_request}",
    "GET /api/v1/tickets/{ticket}",
    "GET /api/v1/tickets/{ticket}/qr.svg",
    "DELETE /api/v1/tickets/{ticket}",
    "POST /api/v1/tickets/{ticket}/return",
    "POST /api/v1/tickets/{ticket}/help",
    "GET /api/v1/waiting-times",
    "GET /api/v1/waiting-times.{form}",
    "GET /api/v1/offices/{office}/waiting-times",
    "GET /api/v1/offices/{office}/waiting-times.{form}",
    "GET /api/v1/offices/{office}/step-check",
    "GET /api/v1/offices/{office}/accuracy",
    "GET /api/v1/slots",
    "GET /api/v1/offices/{office}/slots",
    "POST /api/v1/offices/{office}/visits",
    "POST /api/v1/offices/{office}/reservations",
    "GET /api/v1/reservations/{reservation}",
    "GET /api/v1/reservations/{reservation}/calendar.ics",
    "GET /api/v1/reservations/{reservation}/qr.svg",
    "PATCH /api/v1/reservations/{reservation}",
    "DELETE /api/v1/reservations/{reservation}",
    "PUT /api/v1/reservations/{reservation}/earlier",
    "DELETE /api/v1/reservations/{reservation}/earlier",
    "POST /api/v1/reservations/{reservation}/offer",
    "DELETE /api/v1/reservations/{reservation}/offer",
    "POST /api/v1/reservations/{reservation}/check-in",
    "POST /api/v1/sessions",
    "POST /api/v1/pairings",
    "GET /api/v1/asyncapi.json",
    "GET /api/v1/health",
}
"""Everything that anybody may call; a new operation that is not for everybody does not belong here."""


def operations() -> list[tuple[str, str, dict[str, object]]]:
    document = create_app(create_engine("sqlite://")).openapi()
    return [(method.upper(), path, told) for path, each in document["paths"].items() for method, told in each.items()]


OPERATIONS = operations()


@pytest.fixture
def client(sqlite_engine) -> Iterator[TestClient]:
    app: FastAPI = create_app(sqlite_engine)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_what_is_public_is_a_list():
    assert {f"{method} {path}" for method, path, told in OPERATIONS if not asks(told)} == PUBLIC


def test_whoever_shows_nothing_gets_401_where_rights_are_asked_for(client):
    for method, path, told in OPERATIONS:
        if asks(told):
            answer = client.request(method, path.replace("{", "").replace("}", ""))
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not_signed_in"), (method, path)


def test_every_scheme_that_is_named_is_explained():
    schemes = create_app(create_engine("sqlite://")).openapi()["components"]["securitySchemes"]
    assert {name for _, _, told in OPERATIONS for each in told.get("security", []) for name in each} == set(schemes)


def asks(told: dict[str, object]) -> bool:
    return bool(told.get("security")) and {} not in told["security"]
