"""What managers share of their warnings over the API: which they have seen, and which screens are silent."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI

from app.domain.access import DeviceKind
from app.usecases.pairing import pair_at_once
from app.usecases.tokens import device_token_of
from tests.web.conftest import Api, Time

FLOOR = "/offices/kumin/floor"


def test_a_warning_that_one_manager_has_seen_is_seen_by_all(manager: Api):
    assert manager.get(FLOOR)["seen"] == {}
    body = {"warnings": [{"id": "queue:moving", "level": 2, "size": 4}, {"id": "held:A001", "level": 1}]}
    version = manager.get(FLOOR)["version"]
    manager.post(f"{FLOOR}/warnings/seen", body)
    floor = manager.get(FLOOR)
    told = {"level": 2, "size": 4, "by": "sato", "at": "2026-11-24T10:00:00+09:00"}
    assert floor["seen"] == {"queue:moving": told, "held:A001": {**told, "level": 1, "size": 0}}
    assert floor["version"] == version + 1, "the other consoles hear of it"


def test_what_was_seen_is_forgotten_with_the_day(manager: Api, time: Time):
    manager.post(f"{FLOOR}/warnings/seen", {"warnings": [{"id": "queue:moving", "level": 2, "size": 4}]})
    time.turn("2026-11-25 08:00")
    tomorrow = Api(manager.client, "sato")
    tomorrow.post(f"{FLOOR}/counters/1/open")
    assert tomorrow.get(FLOOR)["seen"] == {}


def test_only_floor_managers_see_warnings_and_only_real_ones(manager: Api, clerk: Api):
    body = {"warnings": [{"id": "queue:moving", "level": 2}]}
    assert clerk.call("POST", f"{FLOOR}/warnings/seen", body).status_code == 403
    assert manager.call("POST", f"{FLOOR}/warnings/seen", {"warnings": []}).status_code == 422
    assert manager.call("POST", f"{FLOOR}/warnings/seen", {"warnings": [{"id": "x", "level": 4}]}).status_code == 422
    assert manager.get(FLOOR)["seen"] == {}


def test_a_manager_sees_when_each_screen_of_the_office_was_last_heard_of(app: FastAPI, manager: Api, time: Time):
    ids = {}
    for office, kind in (("kumin", DeviceKind.KIOSK), ("kumin", DeviceKind.SIGNAGE), ("branch", DeviceKind.KIOSK)):
        with app.state.access.changing() as connection:
            paired = partial(pair_at_once, connection, office, kind)(time())
        ids[office, kind.value] = device_token_of(paired.secret)
    token = {"Authorization": f"Bearer {ids['kumin', 'kiosk']}"}
    manager.client.post("/api/v1/devices/me/seen", headers=token).raise_for_status()
    time.turn("10:07")
    answer = manager.get(f"{FLOOR}/devices")
    assert answer["as_of"] == "2026-11-24T10:07:00+09:00"
    assert {each["kind"]: each["last_seen_at"] for each in answer["devices"]} == {
        "kiosk": "2026-11-24T10:00:00+09:00",
        "signage": None,
    }


def test_a_counter_tells_what_its_staff_are_able_to_serve(manager: Api):
    manager.call("PUT", f"{FLOOR}/counters/3/assignment", {"services": [{"service": "certificates"}]})
    able = {each["id"]: each["able"] for each in manager.get(FLOOR)["counters"]}
    assert able["1"] == ["moving"]
    assert able["2"] == able["4"] == ["moving", "certificates"], "their own service is the same"
    assert able["3"] == ["certificates", "payment"], "what it serves now it can"
