"""The pages of floor managers and administrators: who may open them, and what their frame says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.offices import at
from tests.web.conftest import PASSWORD

NOW = at("10:00")
FLOOR = "/api/v1/offices/kumin/floor"


@pytest.fixture
def accounts() -> dict[str, tuple[list[str], list[str]]]:
    return {"sato": (["floor"], []), "ito": (["floor"], ["kumin"]), "boss": (["admin"], [])}


@pytest.fixture
def manager(app) -> Iterator[TestClient]:
    """A floor manager's program, with a token."""
    with TestClient(app) as client:
        token = client.post("/api/v1/sessions", json={"account": "sato", "password": PASSWORD}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def sign_in(browser, account):
    browser.post("/sign-in", data={"account": account, "password": PASSWORD})


def test_a_manager_of_two_offices_chooses_one(browser):
    sign_in(browser, "sato")
    page = browser.get("/floor/")
    assert re.findall(r'href="(/floor/\w+)"', page.text) == ["/floor/branch", "/floor/kumin"]


def test_a_manager_of_one_office_is_led_straight_to_it(browser):
    sign_in(browser, "ito")
    assert browser.get("/floor/").headers["location"] == "/floor/kumin"
    assert browser.get("/floor/branch").status_code == 403


def test_a_floor_that_does_not_exist_is_not_found(browser):
    sign_in(browser, "sato")
    assert browser.get("/floor/nowhere").status_code == 404


@pytest.mark.parametrize("path", ["/floor/", "/floor/kumin", "/admin/", "/admin/devices"])
def test_whoever_has_not_signed_in_is_asked_to(browser, path):
    assert browser.get(path).headers["location"].startswith("/sign-in")


def test_a_manager_pairs_no_devices_and_an_administrator_moves_no_counters(browser):
    sign_in(browser, "sato")
    assert browser.get("/admin/").status_code == 403
    browser.cookies.clear()
    sign_in(browser, "boss")
    assert browser.get("/floor/kumin").status_code == 403
    assert browser.get("/admin/devices").headers["location"] == "/admin/#devices"


def test_the_administrators_page_leads_to_every_screen_of_every_office(browser):
    sign_in(browser, "boss")
    page = browser.get("/admin/").text
    for office in ("kumin", "branch"):
        for screen in (f"/o/{office}", f"/kiosk/?office={office}", f"/signage/?office={office}", f"/floor/{office}"):
            assert f'href="{screen}"' in page


def test_the_floor_tells_each_place_in_line_and_since_when_a_counter_is_idle(manager):
    numbers = [
        manager.post("/api/v1/offices/kumin/tickets", json={"service": "moving"}).json()["number"] for _ in range(2)
    ]
    manager.post(f"{FLOOR}/counters/1/open")
    floor = manager.get(FLOOR).json()
    moving = floor["services"][0]
    assert [entry[0] for entry in moving["line"]] == [entry["number"] for entry in moving["queue"]] == numbers
    assert floor["counters"][0]["since"] == floor["as_of"]
    assert floor["undo"] == {"counter": "1"}


def test_a_change_from_an_old_screen_is_refused_in_words(manager):
    manager.post(f"{FLOOR}/counters/1/open")
    wanted = {"services": [{"service": "certificates"}], "expected": [{"service": "moving"}]}
    assert manager.put(f"{FLOOR}/counters/1/assignment", json=wanted).status_code == 200
    refused = manager.put(f"{FLOOR}/counters/1/assignment", json=wanted, headers={"Accept-Language": "en"})
    assert refused.status_code == 409
    assert "Somebody else has changed counter 1" in refused.json()["detail"]


def test_undo_is_refused_when_another_counter_was_changed_since(manager):
    manager.post(f"{FLOOR}/counters/1/open")
    manager.post(f"{FLOOR}/counters/2/open")
    assert manager.post(f"{FLOOR}/undo", json={"counter": "1"}).status_code == 409
    assert manager.post(f"{FLOOR}/undo", json={"counter": "2"}).json()["state"] == "closed"


def test_several_counters_are_arranged_in_one_act_or_not_at_all(manager):
    for counter in ("1", "2"):
        manager.post(f"{FLOOR}/counters/{counter}/open", json={"services": [{"service": "moving"}]})
    moved = {
        "counter": "1",
        "state": "open",
        "services": [{"service": "certificates"}],
        "expected": [{"service": "moving"}],
    }
    away = {"counter": "2", "state": "paused", "minutes": 30, "expected": [{"service": "moving"}]}
    wrong = {**away, "expected": [{"service": "certificates"}]}
    assert manager.put(f"{FLOOR}/arrangement", json={"counters": [moved, wrong]}).status_code == 409
    assert manager.get(FLOOR).json()["counters"][0]["offers"] == [{"service": "moving", "delay_minutes": 0}]
    arranged = manager.put(f"{FLOOR}/arrangement", json={"counters": [moved, away]}).json()["counters"]
    assert [(each["state"], each["paused_until"]) for each in arranged] == [
        ("open", None),
        ("paused", "2026-11-24T10:30:00+09:00"),
    ]
