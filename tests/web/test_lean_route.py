"""The short way gives the same answers as FastAPI's own."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Body, Depends, FastAPI, Header, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from app.web import lean_route
from app.web.api_counters import router as counters
from app.web.api_tickets import router as tickets
from app.web.lean_route import LeanRoute


class Wish(BaseModel):
    """What is asked for."""

    service: str = Field("any", max_length=10)
    times: int = 1


async def key(idempotency_key: Annotated[str | None, Header()] = None) -> str | None:
    return idempotency_key


async def caller(connection: HTTPConnection) -> str:
    return connection.headers.get("authorization", "nobody")


class Place:
    def __init__(self, office: str, who: str) -> None:
        self.office, self.who = office, who


async def place(office: str, who: Annotated[str, Depends(caller)]) -> Place:
    return Place(office, who)


async def counted(connection: HTTPConnection) -> None:
    connection.app.state.counted += 1


def application(route_class: type[APIRoute]) -> FastAPI:
    router = APIRouter(prefix="/v1", route_class=route_class)

    @router.post("/{office}/required", dependencies=[Depends(counted)])
    async def required(
        request: Request,
        office: str,
        body: Wish,
        at: Annotated[Place, Depends(place)],
        of: Annotated[str, Depends(key)],
    ) -> Response:
        return Response(f"{request.method} {office} {body.service} {body.times} {at.office} {at.who} {of}")

    @router.post("/{office}/optional")
    async def optional(office: str, body: Wish = Wish(times=7)) -> Response:  # noqa: B008
        return Response(f"{office} {body.service} {body.times}")

    app = FastAPI()
    app.state.counted = 0
    app.include_router(router)
    return app


@pytest.mark.parametrize("path", ["/v1/kumin/required", "/v1/%E5%8C%BA/optional"])
@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b'{"service": "moving", "times": 2}', {"content-type": "application/json"}),
        (b'{"service": "moving"}', {"content-type": "application/json; charset=utf-8", "idempotency-key": "k"}),
        (b"{}", {"content-type": "application/json", "authorization": "Bearer x"}),
        (b'{"times": "3"}', {"content-type": "application/vnd.x+json"}),
        (b'{"times": "many"}', {"content-type": "application/json"}),
        (b'{"service": "much too long"}', {"content-type": "application/json"}),
        (b'{"service"', {"content-type": "application/json"}),
        (b'"moving"', {"content-type": "application/json"}),
        (b"service=moving", {"content-type": "application/x-www-form-urlencoded"}),
        (b'{"service": "moving"}', {}),
        (b"\xff", {"content-type": "application/json"}),
        (b"", {}),
    ],
)
def test_the_short_way_and_the_general_way_give_the_same_answer(path, content, headers):
    answers = []
    for route_class in (APIRoute, LeanRoute):
        app = application(route_class)
        answer = TestClient(app).post(path, content=content, headers=headers)
        answers.append((answer.status_code, answer.content, app.state.counted))
    assert answers[0] == answers[1]


def test_every_command_of_tickets_and_counters_goes_the_short_way():
    for route in (*tickets.routes, *counters.routes):
        assert lean_route._plan(route.dependant) is not None, route.path


@pytest.mark.parametrize("asks_for", [Annotated[int, Query()], Annotated[int, Header()], Annotated[int, Body()]])
def test_an_endpoint_that_asks_for_more_is_left_to_the_general_way(asks_for):
    app = FastAPI()
    router = APIRouter(route_class=LeanRoute)

    @router.post("/")
    async def endpoint(value: asks_for) -> Response:
        return Response(repr(value))

    app.include_router(router)
    assert lean_route._plan(router.routes[0].dependant) is None
    answer = TestClient(app).post("/?value=5", headers={"value": "5"}, json=5)
    assert answer.text == "5"


def test_a_dependency_that_is_replaced_is_replaced():
    app = application(LeanRoute)
    app.dependency_overrides[caller] = lambda: "somebody else"
    assert "somebody else" in TestClient(app).post("/v1/kumin/required", json={}).text
