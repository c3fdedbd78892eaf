"""The guard: bodies of a sensible size, strict headers on every answer. One test with a real server."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.main import create_app
from app.storage.access_tables import sign_in_failures
from app.web.guard import BODY_AT_MOST, Guard

SESSIONS = "/api/v1/sessions"
JSON = {"Content-Type": "application/json"}
PIECE = 8192


@pytest.fixture
def client(sqlite_engine) -> Iterator[TestClient]:
    with TestClient(create_app(sqlite_engine), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/offices", "/api/v1/nothing", "/static/base.css", "/sign-in", "/nothing"]
)
def test_every_answer_has_the_strict_headers(client, path):
    headers = client.get(path, headers={"Accept": "text/html"}).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'") and "unsafe" not in policy
    for rule in ("frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'"):
        assert rule in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_the_address_of_a_ticket_goes_to_nobody(client):
    assert client.get("/t/0123456789abcdef").headers["referrer-policy"] == "no-referrer"
    assert client.get("/api/v1/tickets/0123456789abcdef").headers["referrer-policy"] == "no-referrer"


def test_forms_of_staff_pages_can_say_where_they_come_from(client):
    assert client.get("/sign-in").headers["referrer-policy"] == "same-origin"


def test_over_https_browsers_stay_with_https(sqlite_engine):
    with TestClient(create_app(sqlite_engine), base_url="https://madoguchi.test") as client:
        assert client.get("/api/v1/health").headers["strict-transport-security"] == "max-age=31536000"


def test_private_answers_are_not_kept_and_an_endpoint_may_say_otherwise(client):
    assert client.get("/api/v1/health").headers["cache-control"] == "no-store"
    assert client.get("/sign-in").headers["cache-control"] == "no-store"
    assert client.get("/api/v1/words/en/common.json").headers["cache-control"].startswith("public")


def test_no_header_comes_twice(client):
    for path in ("/sign-in", "/api/v1/nothing", "/api/v1/words/en/common.json"):
        names = [name for name, _ in client.get(path).headers.multi_items()]
        assert len(names) == len(set(names))


def pieces(total: int):
    for _ in range(0, total, PIECE):
        yield b"x" * PIECE


@pytest.mark.parametrize("content", [b"x" * (BODY_AT_MOST + 1), b"x" * 10_000_000], ids=["64 KB and one", "10 MB"])
def test_a_large_body_is_refused_unread(client, content):
    answer = client.post(SESSIONS, content=content, headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body_too_large")


def test_a_large_body_in_pieces_is_refused(client, sqlite_engine):
    answer = client.post(SESSIONS, content=pieces(10_000_000), headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body_too_large")
    with sqlite_engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(sign_in_failures)).scalar_one() == 0


def test_a_body_of_64_kb_is_read(client):
    assert client.post(SESSIONS, content=b"x" * BODY_AT_MOST, headers=JSON).status_code == 400
    assert client.post(SESSIONS, content=pieces(BODY_AT_MOST), headers=JSON).status_code == 400


async def test_a_stream_is_cut_off_where_it_gets_too_large():
    read, sent = [], []

    async def application(scope, receive, send):
        while (await receive())["more_body"]:
            read.append(PIECE)

    async def receive():
        return {"type": "http.request", "body": b"x" * PIECE, "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    await Guard(application)(scope, receive, send)
    assert sum(read) == BODY_AT_MOST
    assert sent[0]["status"] == 413
    assert b"content-security-policy" in dict(sent[0]["headers"])


@pytest.fixture
def address(sqlite_engine) -> Iterator[tuple[str, int]]:
    """Where a real server listens; clients that come before it is ready are kept by the system until it is."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(sqlite_engine), log_level="warning", proxy_headers=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


def test_a_client_that_sends_10_mb_reads_a_clear_answer(address):
    connection = http.client.HTTPConnection(*address, timeout=10)
    connection.request("POST", SESSIONS, body=b"x" * 10_000_000, headers=JSON)
    answer = connection.getresponse()
    assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")
    answer.read()
    connection.request("GET", "/api/v1/health")
    assert connection.getresponse().status == 200


def test_a_client_that_sends_10_mb_in_pieces_reads_a_clear_answer(address):
    connection = http.client.HTTPConnection(*address, timeout=10)
    connection.request("POST", SESSIONS, body=pieces(10_000_000), headers=JSON, encode_chunked=True)
    assert connection.getresponse().status == 413
