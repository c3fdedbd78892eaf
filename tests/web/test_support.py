"""Support staff are called up, answer on their own page, come and go; the floor manager sees it."""

from __future__ import annotations

from datetime import time as wall
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.domain.supporters import Availability, Supporter, Weekday
from app.main import create_app
from app.storage.rebuild import differences
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from app.web.planner import Planner
from tests.offices import small_office, words
from tests.web.conftest import PASSWORD, Api, Time
from tests.web.test_door import refusal

SUPPORT = "/offices/kumin/floor/support"
TANAKA = Supporter("tanaka", words("田中"), ("moving", "certificates"))
ITO = Supporter("ito", words("伊藤"), ("payment",), available=(Availability((Weekday.MONDAY,), wall(9), wall(16)),))


@pytest.fixture
def app(sqlite_engine: Engine, time: Time, accounts: dict[str, tuple[list[str], list[str]]]) -> FastAPI:
    writer = Writer(sqlite_engine, time)
    office = small_office(support=(TANAKA, ITO))
    writer.run("kumin", partial(apply_office, office=office, actor="test"))
    writer.close()
    app = create_app(sqlite_engine, clock=time)
    app.state.access.clock = time
    for login, (roles, offices) in accounts.items():
        add_account(app.state.access.changing, login, login, roles, PASSWORD, time(), offices=offices)
    return app


class Page:
    """Pages as the called person's phone shows them; the API's client beside it runs the same application."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"Accept": "text/html"})

    def post(self, path: str, data: dict[str, str]) -> Any:
        return self.client.post(path, data=data, headers={"Accept": "text/html"}, follow_redirects=False)


@pytest.fixture
def browser(client: TestClient) -> Page:
    return Page(client)


def call(manager: Api, **more: Any) -> Any:
    return manager.post(f"{SUPPORT}/calls", {"supporter": "tanaka", "services": ["moving"], "counter": "2", **more})


def test_whoever_is_called_answers_on_a_page_and_their_counter_opens_when_they_come(
    manager: Api, browser: Page, sqlite_engine: Engine
) -> None:
    called = call(manager, reason="30 人待ち")
    assert (called["state"], called["expected_at"]) == ("called", "2026-11-24T10:10:00+09:00")
    assert "30 人待ち" in browser.get(called["url"]).text
    answer = browser.post(called["url"], data={"comes": "true", "minutes": "5", "key": "a-form-key"})
    assert answer.status_code == 303
    (listed,) = manager.get(SUPPORT)["calls"]
    assert (listed["state"], listed["expected_at"]) == ("coming", "2026-11-24T10:05:00+09:00")
    manager.post(f"{SUPPORT}/calls/{called['id']}/arrive")
    desk = next(each for each in manager.get("/offices/kumin/floor")["counters"] if each["id"] == "2")
    assert (desk["state"], desk["staff"], [offer["service"] for offer in desk["offers"]]) == (
        "open",
        "tanaka",
        ["moving"],
    )
    manager.post(f"{SUPPORT}/calls/{called['id']}/leave")
    with sqlite_engine.connect() as connection:
        assert differences(connection, "kumin") == []


def test_the_floor_tells_what_was_answered_until_the_person_is_here(manager: Api) -> None:
    called = call(manager)
    assert manager.get("/offices/kumin/floor")["answers"] == []
    manager.post(f"{SUPPORT}/calls/{called['id']}/answer", {"comes": True})
    (answer,) = manager.get("/offices/kumin/floor")["answers"]
    assert (answer["call"], answer["comes"], answer["name"]["ja"]) == (called["id"], True, "田中")
    manager.post(f"{SUPPORT}/calls/{called['id']}/arrive")
    assert manager.get("/offices/kumin/floor")["answers"] == []


def test_the_code_of_a_call_is_for_the_floor_manager(manager: Api, browser: Page) -> None:
    called = call(manager)
    path = f"{SUPPORT}/calls/{called['id']}/qr.svg"
    code = manager.call("GET", path)
    assert (code.status_code, code.headers["content-type"]) == (200, "image/svg+xml")
    assert browser.get(f"/api/v1{path}").status_code == 401
    assert refusal(manager.call("GET", f"{SUPPORT}/calls/nothing/qr.svg"))[0] == 404


def test_who_cannot_come_says_so_and_can_be_asked_again_later(manager: Api, browser: Page) -> None:
    called = call(manager)
    assert refusal(manager.call("POST", f"{SUPPORT}/calls", {"supporter": "tanaka"})) == (
        409,
        "/problems/supporter_busy",
    )
    browser.post(called["url"], data={"comes": "false", "key": "a-form-key"})
    assert manager.get(SUPPORT)["calls"][0]["state"] == "declined"
    assert call(manager)["state"] == "called"


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"supporter": "ito"}, 409, "supporter_unavailable"),
        ({"supporter": "tanaka", "services": ["payment"]}, 409, "supporter_lacks_skill"),
        ({"supporter": "nobody"}, 404, "no_such_supporter"),
        ({"supporter": "tanaka", "counter": "99"}, 404, "no_such_counter"),
    ],
)
def test_who_cannot_help_is_not_called(manager: Api, body: dict[str, Any], status: int, slug: str) -> None:
    assert refusal(manager.call("POST", f"{SUPPORT}/calls", body)) == (status, f"/problems/{slug}")
    assert manager.get(SUPPORT)["calls"] == []


def test_the_roster_says_who_could_come_now(manager: Api, time: Time) -> None:
    def can_come() -> dict[str, bool]:
        return {each["id"]: each["can_come"] for each in manager.get(SUPPORT)["supporters"]}

    assert can_come() == {"tanaka": True, "ito": False}, "Ito comes on Mondays"
    call(manager)
    assert can_come() == {"tanaka": False, "ito": False}


def test_a_call_is_withdrawn_and_then_cannot_be_answered(manager: Api, browser: Page) -> None:
    called = call(manager)
    manager.post(f"{SUPPORT}/calls/{called['id']}/withdraw")
    answer = browser.post(called["url"], data={"comes": "true", "key": "a-form-key"})
    assert answer.status_code == 409
    assert "Nobody is needed any more" in browser.get(called["url"]).text


def test_who_came_when_is_a_table(manager: Api) -> None:
    called = call(manager)
    manager.post(f"{SUPPORT}/calls/{called['id']}/arrive")
    rows = manager.get(f"{SUPPORT}/history?from=2026-11-01&to=2026-11-30")["calls"]
    assert [(row["supporter"], row["came_at"]) for row in rows] == [("tanaka", "2026-11-24T10:00:00+09:00")]
    answer = manager.call("GET", f"{SUPPORT}/history?from=2026-11-01&to=2026-11-30&form=csv")
    assert answer.text.splitlines()[1].startswith("2026-11-24,tanaka,here,2,")


def test_only_floor_managers_call_people_up(clerk: Api, resident: Api, browser: Page) -> None:
    assert refusal(clerk.call("GET", SUPPORT)) == (403, "/problems/nobody_may")
    assert refusal(resident.call("POST", f"{SUPPORT}/calls", {"supporter": "tanaka"})) == (
        401,
        "/problems/not_signed_in",
    )
    assert browser.get("/support/guessed").status_code == 404


class Here(Planner):
    """Answers in this process: no other one has to be started."""

    async def ask(self, question: Any, /, *values: Any, **named: Any) -> Any:
        return question(*values, **named)


def test_advice_calls_somebody_up_whose_call_stands_until_it_is_undone(app: FastAPI, manager: Api):
    app.state.advisor.planner = Here()
    for counter in ("1", "2", "3"):
        manager.post(f"/offices/kumin/floor/counters/{counter}/open")
    for _ in range(12):
        manager.post("/offices/kumin/tickets", {"service": "moving"})
    advice = manager.post("/offices/kumin/floor/advice", **{"Accept-Language": "ja"})
    best = advice["proposals"][0]
    (move,) = [move for move in best["moves"] if move["kind"] == "call"]
    assert (move["counter"], move["person"], move["in_minutes"]) == ("4", "tanaka", 10)
    assert "田中さんに応援を頼み、約10分後に4番窓口で「住民異動」を受け付けてください。" in best["sentence"]
    manager.post(f"/offices/kumin/floor/advice/{advice['id']}/accept", {"proposal": 0})
    (standing,) = manager.get(SUPPORT)["calls"]
    assert (standing["state"], standing["counter"], standing["services"]) == ("called", "4", ["moving"])
    manager.post(f"/offices/kumin/floor/advice/{advice['id']}/undo")
    assert [each["state"] for each in manager.get(SUPPORT)["calls"]] == ["withdrawn"]
