"""At the door: the code of the day lifts the limits on tickets from home, for whoever has read it in the hall."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Api, Time

TAKE = "/offices/kumin/tickets"
DOOR = "/offices/kumin/door"


def pair(client: TestClient, kind: str, office: str = "kumin") -> Api:
    """A device that an administrator has let in."""
    device, boss = Api(client), Api(client, "boss")
    asked = device.post("/pairings", {"kind": kind, "office": office})
    boss.post("/pairings/approve", {"code": asked["code"], "name": "入口"})
    secret = {"Authorization": f"Bearer {asked['secret']}"}
    token = device.call("GET", f"/pairings/{asked['id']}", **secret).json()["token"]
    device.headers = {"Authorization": f"Bearer {token}"}
    return device


def fill_up(resident: Api) -> None:
    """As many people from home as the office allows."""
    for _ in range(3):
        resident.post(TAKE, {"service": "moving"})


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


class TestTheCode:
    @pytest.mark.parametrize("kind", ["kiosk", "signage"])
    def test_a_device_of_the_office_gets_it(self, client: TestClient, app: Any, kind: str) -> None:
        code = app.state.house.day("kumin").door_code
        assert pair(client, kind).get(DOOR) == {"day": "2026-11-24", "url": f"/o/kumin?door={code}", "code": code}

    def test_staff_of_the_office_get_it(self, clerk: Api, manager: Api) -> None:
        assert clerk.get(DOOR) == manager.get(DOOR)

    def test_nobody_else_gets_it(self, client: TestClient, resident: Api, clerk: Api) -> None:
        for path in (DOOR, f"{DOOR}.svg"):
            assert refusal(resident.call("GET", path)) == (401, "/problems/not_signed_in")
            elsewhere = path.replace("kumin", "branch")
            assert refusal(clerk.call("GET", elsewhere)) == (403, "/problems/wrong_office")
            assert refusal(pair(client, "signage").call("GET", elsewhere)) == (403, "/problems/wrong_office")

    def test_the_picture_is_another_one_every_day_and_is_kept_nowhere(
        self, client: TestClient, resident: Api, time: Time
    ) -> None:
        signage = pair(client, "signage")
        today = signage.call("GET", f"{DOOR}.svg")
        assert today.headers["content-type"] == "image/svg+xml"
        assert today.headers["cache-control"] == "no-store"
        assert today.text != resident.call("GET", "/offices/kumin/qr.svg").text
        time.turn("2026-11-25 09:00")
        resident.post(TAKE, {"service": "moving"})
        assert signage.call("GET", f"{DOOR}.svg").text != today.text

    def test_without_a_code_the_picture_is_the_plain_one(self, clerk: Api, resident: Api, app: Any) -> None:
        app.state.house.day("kumin").door_code = ""
        assert clerk.get(DOOR)["url"] == "/o/kumin"
        assert clerk.call("GET", f"{DOOR}.svg").text == resident.call("GET", "/offices/kumin/qr.svg").text
        fill_up(resident)
        assert resident.call("POST", TAKE, {"service": "moving", "door": ""}).status_code == 409


class TestTickets:
    def test_the_code_lifts_the_limits_from_home(self, resident: Api, clerk: Api) -> None:
        fill_up(resident)
        assert refusal(resident.call("POST", TAKE, {"service": "moving"})) == (409, "/problems/too_many_waiting")
        taken = resident.post(TAKE, {"service": "moving", "door": clerk.get(DOOR)["code"]})
        assert (taken["number"], taken["channel"]) == ("A603", "phone")

    @pytest.mark.parametrize("door", ["", "wrong", "x" * 100, "ワ"])
    def test_another_code_counts_as_from_home(self, resident: Api, door: str) -> None:
        resident.post(TAKE, {"service": "moving", "door": door})
        resident.post(TAKE, {"service": "moving"})
        resident.post(TAKE, {"service": "moving"})
        refused = resident.call("POST", TAKE, {"service": "moving", "door": door})
        assert refusal(refused) == (409, "/problems/too_many_waiting")

    def test_yesterdays_code_and_another_offices_count_as_from_home(self, resident: Api, app: Any, time: Time) -> None:
        house = app.state.house
        yesterday = house.day("kumin").door_code
        time.turn("2026-11-25 09:00")
        fill_up(resident)
        for door in (yesterday, house.day("branch").door_code):
            refused = resident.call("POST", TAKE, {"service": "moving", "door": door})
            assert refusal(refused) == (409, "/problems/too_many_waiting")

    def test_the_code_opens_no_closed_office(self, resident: Api, clerk: Api, time: Time) -> None:
        code = clerk.get(DOOR)["code"]
        time.turn("18:00")
        refused = resident.call("POST", TAKE, {"service": "moving", "door": code})
        assert refusal(refused) == (409, "/problems/office_closed")
