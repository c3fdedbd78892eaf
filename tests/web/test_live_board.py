"""The live board of the real application: what is sent keeps to the AsyncAPI document, and follows every verb."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient, WebSocketDenialResponse

from tests.live.asyncapi import check
from tests.web.conftest import Api

LIVE = "/api/v1/offices/kumin/board/live"


def newest(screen: Any, version: int) -> dict[str, Any]:
    """Receive until the board of a version is there, checking everything on the way."""
    while True:
        message = screen.receive_json()
        check(message, {"board": "Board", "heartbeat": "Heartbeat"}[message["type"]])
        if message["type"] == "board" and message["version"] >= version:
            return message


def test_every_board_of_a_visit_keeps_to_the_document(client: TestClient, clerk: Api) -> None:
    with client.websocket_connect(LIVE) as screen:
        newest(screen, 0)
        clerk.post("/offices/kumin/tickets", {"service": "moving"})
        taken = clerk.post("/offices/kumin/tickets", {"service": "moving"})
        board = newest(screen, taken["version"])
        assert [line[0] for line in board["services"][0]["line"]][-1] == taken["number"]
        called = clerk.post("/offices/kumin/counters/1/call-next")
        board = newest(screen, called["version"])
        assert board["calls"][0]["number"] == called["number"]
        for verb in ("recall", "start", "hold"):
            newest(screen, clerk.post(f"/offices/kumin/counters/1/{verb}")["version"])
        assert newest_of(clerk)["held"] == [called["number"]]


def test_the_socket_and_the_document_over_http_say_the_same(client: TestClient, clerk: Api) -> None:
    with client.websocket_connect(LIVE) as screen:
        pushed = newest(screen, 0)
    assert newest_of(clerk) == pushed


def test_an_unchanged_board_is_not_sent_again_over_http(client: TestClient, clerk: Api) -> None:
    first = client.get("/api/v1/offices/kumin/board")
    again = client.get("/api/v1/offices/kumin/board", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    clerk.post("/offices/kumin/tickets", {"service": "moving"})
    changed = client.get("/api/v1/offices/kumin/board", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["version"] > first.json()["version"]


def test_the_board_of_an_unknown_office_is_refused(client: TestClient) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect(LIVE.replace("kumin", "nowhere")),
    ):
        pass
    assert refused.value.status_code == 404


def test_the_application_hands_its_hub_to_the_server(app: FastAPI, client: TestClient) -> None:
    assert client.app_state["hub"] is app.state.house.hub


def newest_of(caller: Api) -> dict[str, Any]:
    board: dict[str, Any] = caller.get("/offices/kumin/board")
    check(board, "Board")
    return board
