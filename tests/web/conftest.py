"""The application on a real database, with a clock that the test turns and staff who may sign in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.main import create_app
from app.storage.writer import Writer
from app.usecases import passwords
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from tests.offices import at, small_office

PASSWORD = "madoguchi-demo"
STAFF = {
    "mori": (["counter"], ["kumin"]),
    "sato": (["floor", "counter"], []),
    "boss": (["admin"], []),
}


class Time:
    """A clock that a test turns; the same for counters and for sessions."""

    def __init__(self) -> None:
        self.now = at("10:00")

    def __call__(self) -> int:
        return self.now

    def turn(self, text: str) -> None:
        self.now = at(text)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its real cost takes a quarter of a second; what is tested here is not its cost."""
    hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    passwords._nobodys_hash.cache_clear()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def accounts() -> dict[str, tuple[list[str], list[str]]]:
    """Roles and offices by login; a module of tests may have others."""
    return STAFF


@pytest.fixture
def app(sqlite_engine: Engine, time: Time, accounts: dict[str, tuple[list[str], list[str]]]) -> FastAPI:
    """Two small offices, `kumin` and `branch`, on Tuesday 24 November 2026 at ten."""
    writer = Writer(sqlite_engine, time)
    for office_id in ("kumin", "branch"):
        writer.run(office_id, partial(apply_office, office=small_office(office_id), actor="test"))
    writer.close()
    app = create_app(sqlite_engine, clock=time)
    app.state.access.clock = time
    for login, (roles, offices) in accounts.items():
        add_account(app.state.access.changing, login, f"{login} さん", roles, PASSWORD, time(), offices=offices)
    return app


@pytest.fixture
def past_app(past_engine: Engine) -> FastAPI:
    """The small office with its past, in May 2026; a module of tests takes it as its `app`."""
    app = create_app(past_engine, clock=lambda: at("2026-05-08 10:00"))
    for login, (roles, offices) in STAFF.items():
        add_account(app.state.access.changing, login, login, roles, PASSWORD, at("10:00"), offices=offices)
    return app


def signed_in(browser: TestClient, account: str) -> TestClient:
    """The same browser, after somebody has signed in."""
    token = browser.post("/api/v1/sessions", json={"account": account, "password": PASSWORD}).json()["token"]
    browser.headers["Authorization"] = f"Bearer {token}"
    return browser


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client without an account, that reads English."""
    with TestClient(app, base_url="http://madoguchi.test", headers={"Accept-Language": "en"}) as opened:
        yield opened


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    """A browser that shows English pages and does not follow by itself."""
    headers = {"Accept-Language": "en", "Accept": "text/html"}
    with TestClient(app, base_url="http://madoguchi.test", headers=headers, follow_redirects=False) as opened:
        yield opened


class Api:
    """The API as one caller uses it."""

    def __init__(self, client: TestClient, account: str | None = None) -> None:
        self.client = client
        self.headers: dict[str, str] = {}
        if account:
            token = self.post("/sessions", {"account": account, "password": PASSWORD})["token"]
            self.headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The raw answer."""
        return self.client.request(method, f"/api/v1{path}", json=body, headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON of a command that must succeed."""
        answer = self.call("POST", path, {} if body is None else body, **headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        """The JSON of a read that must succeed."""
        answer = self.call("GET", path)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture
def resident(client: TestClient) -> Api:
    return Api(client)


@pytest.fixture
def clerk(client: TestClient) -> Api:
    return Api(client, "mori")


@pytest.fixture
def manager(client: TestClient) -> Api:
    return Api(client, "sato")
