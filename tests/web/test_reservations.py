"""Reservations over the API: hold, confirm, move, cancel, wait for an earlier time, check in; and every refusal."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.domain.times import instant
from app.main import create_app
from app.storage.rebuild import differences
from app.storage.writer import Writer
from app.usecases.offices import apply_office
from app.web.forecasts import Forecasts
from tests.domain.reservations import booking_office
from tests.web.conftest import PASSWORD, Api, Time
from tests.web.test_door import pair, refusal

SLOT = "2026-11-25T10:00:00+09:00"
MINE: dict[str, Any] = {"procedures": ["residence-certificate"], "starts_at": SLOT}
BOOK = "/offices/kumin/reservations"


@pytest.fixture
def app(sqlite_engine: Engine, time: Time, accounts: dict[str, tuple[list[str], list[str]]]) -> FastAPI:
    """Two offices that take reservations."""
    from app.usecases.accounts import add_account

    writer = Writer(sqlite_engine, time)
    for office_id in ("kumin", "branch"):
        writer.run(office_id, partial(apply_office, office=booking_office(id=office_id), actor="test"))
    writer.close()
    app = create_app(sqlite_engine, clock=time)
    app.state.access.clock = time
    for login, (roles, offices) in {**accounts, "moving-site": (["system"], [])}.items():
        add_account(app.state.access.changing, login, login, roles, PASSWORD, time(), offices=offices)
    return app


def starts(answer: dict[str, Any]) -> list[str]:
    return [slot["starts_at"] for slot in answer["slots"]]


def test_hold_confirm_move_cancel(resident: Api, sqlite_engine: Engine) -> None:
    held = resident.post(BOOK, {**MINE, "hold": True})
    assert (held["state"], held["held_until"]) == ("held", "2026-11-24T10:10:00+09:00")
    assert SLOT not in starts(resident.get("/offices/kumin/slots?procedure=residence-certificate"))
    mine = f"/reservations/{held['id']}"
    booked = resident.call("PATCH", mine, {"confirm": True, "language": "en", "contact": {"phone": "03-1234-5678"}})
    assert (booked.json()["state"], booked.json()["has_contact"]) == ("booked", True)
    assert "1234" not in booked.text, "who booked is nobody's business but the staff's"
    moved = resident.call("PATCH", mine, {"starts_at": "2026-11-25T11:00:00+09:00"}).json()
    assert (moved["starts_at"], moved["sequence"], moved["code"]) == ("2026-11-25T11:00:00+09:00", 1, held["code"])
    assert SLOT in starts(resident.get("/offices/kumin/slots?procedure=residence-certificate"))
    assert resident.call("DELETE", mine).json()["state"] == "cancelled"
    with sqlite_engine.connect() as connection:
        assert differences(connection, "kumin") == []


def test_who_finds_a_time_taken_hears_of_the_nearest_ones(resident: Api) -> None:
    resident.post(BOOK, MINE)
    answer = resident.call("POST", BOOK, MINE)
    assert refusal(answer) == (409, "/problems/slot_taken")
    times = [slot["starts_at"][11:16] for slot in answer.json()["alternatives"]]
    assert times == ["09:30", "09:45", "10:15"]


def test_a_reservation_counts_in_the_forecast_at_once_and_no_more_when_it_is_cancelled(
    resident: Api, app: FastAPI
) -> None:
    forecasts: Forecasts = app.state.forecasts
    begins = instant(datetime.fromisoformat(SLOT))

    def half_hour(service: str = "") -> dict[str, Any]:
        query = f"/offices/kumin/forecast?date=2026-11-25{service}"
        half: dict[str, Any] = resident.get(query)["days"][0]["half_hours"][3]
        return half

    before, quiet = half_hour(), forecasts.wait_at("kumin", begins)
    mine = resident.post(BOOK, MINE)
    after = half_hour()
    assert (before["booked"], after["booked"]) == (0, 1)
    assert half_hour("&service=certificates")["booked"] == 1
    assert half_hour("&service=moving")["booked"] == 0
    assert after["arrivals"]["expected"] == pytest.approx(before["arrivals"]["expected"] + 0.95, abs=0.11)
    assert forecasts.wait_at("kumin", begins) > quiet
    resident.call("DELETE", f"/reservations/{mine['id']}")
    assert half_hour() == before
    assert forecasts.wait_at("kumin", begins) == quiet


def test_a_repeated_command_books_once(resident: Api) -> None:
    one, two = (resident.post(BOOK, MINE, **{"Idempotency-Key": "tap"}) for _ in range(2))
    assert one == two


def test_a_visit_is_planned_by_questions(resident: Api) -> None:
    ask = partial(resident.post, "/offices/kumin/visits")
    first = ask({"procedures": ["moving-in"]})
    assert first["question"]["key"] == "moving-in:card"
    planned = ask({"procedures": ["moving-in"], "answers": {"moving-in:card": "no"}})
    assert (planned["question"], planned["minutes"]) == (None, 30)
    over = ask({"procedures": ["moving-in"], "answers": {"moving-in:card": "yes", "moving-in:online": "done"}})
    assert (over["ending"], over["reason"]) == ("no_visit", {"ja": "来庁は不要です"})


def test_times_are_found_across_offices(resident: Api) -> None:
    resident.post(BOOK, {**MINE, "starts_at": "2026-11-24T11:00:00+09:00"})
    found = resident.get("/slots?procedure=residence-certificate")["offices"]
    assert [(each["office"], each["slots"][0]["starts_at"][11:16]) for each in found] == [
        ("branch", "11:00"),
        ("kumin", "11:15"),
    ]


class TestCheckIn:
    @pytest.fixture
    def mine(self, resident: Api) -> dict[str, Any]:
        booked: dict[str, Any] = resident.post(BOOK, {**MINE, "starts_at": "2026-11-24T11:00:00+09:00"})
        return booked

    def test_at_the_kiosk_with_the_last_digits(self, client: TestClient, mine: Any, time: Time) -> None:
        kiosk = pair(client, "kiosk")
        time.turn("10:50")
        done = kiosk.post("/offices/kumin/check-ins", {"code": mine["code"][-4:]})
        assert (done["arrival"], done["ticket"]["number"]) == ("early", "B001")
        again = kiosk.post("/offices/kumin/check-ins", {"id": mine["id"]})
        assert (again["arrival"], again["ticket"]["number"]) == (None, "B001")

    def test_too_early_says_from_when(self, client: TestClient, mine: Any) -> None:
        answer = pair(client, "kiosk").call("POST", "/offices/kumin/check-ins", {"code": mine["code"]})
        assert refusal(answer) == (409, "/problems/check_in_too_early")
        assert answer.json()["from_at"] == "2026-11-24T10:30:00+09:00"
        assert answer.json()["starts_at"] == "2026-11-24T11:00:00+09:00"

    def test_one_that_is_over_says_what_became_of_it(self, client: TestClient, resident: Api, mine: Any) -> None:
        resident.call("DELETE", f"/reservations/{mine['id']}")
        answer = pair(client, "kiosk").call("POST", "/offices/kumin/check-ins", {"code": mine["code"]})
        assert refusal(answer) == (409, "/problems/reservation_over")
        assert answer.json()["state"] == "cancelled"

    def test_another_office_says_which(self, client: TestClient, mine: Any) -> None:
        answer = pair(client, "kiosk", "branch").call("POST", "/offices/branch/check-ins", {"code": mine["code"]})
        assert refusal(answer) == (409, "/problems/booked_elsewhere")
        assert answer.json()["office_id"] == "kumin"

    def test_on_the_phone_only_at_the_office(self, resident: Api, app: Any, mine: Any, time: Time) -> None:
        time.turn("10:50")
        here = f"/reservations/{mine['id']}/check-in"
        assert refusal(resident.call("POST", here, {})) == (409, "/problems/not_at_the_office")
        door = app.state.house.day("kumin").door_code
        assert resident.post(here, {"door": door})["ticket"]["number"] == "B600"

    def test_a_resident_needs_a_kiosk_or_staff(self, resident: Api, mine: Any) -> None:
        answer = resident.call("POST", "/offices/kumin/check-ins", {"code": mine["code"]})
        assert refusal(answer) == (401, "/problems/not_signed_in")


def test_staff_book_for_people_on_the_telephone_and_see_who(clerk: Api, resident: Api) -> None:
    contact = {"name": "みどり 花子", "phone": "03-1234-5678"}
    clerk.post(BOOK, {**MINE, "on_behalf": True, "contact": contact})
    listed = clerk.get("/offices/kumin/reservations?date=2026-11-25")["reservations"]
    assert [(each["channel"], each["contact"]["name"]) for each in listed] == [("staff", "みどり 花子")]
    assert refusal(resident.call("GET", "/offices/kumin/reservations")) == (401, "/problems/not_signed_in")


def test_staff_of_one_office_book_at_another_for_people_on_the_telephone(clerk: Api) -> None:
    booked = clerk.post("/offices/branch/reservations", MINE)
    assert (booked["office"], booked["state"]) == ("branch", "booked")


def test_another_system_books_with_its_reference(client: TestClient) -> None:
    system = Api(client, "moving-site")
    system.post(BOOK, {**MINE, "reference": "moving-1"})
    listed = system.get("/offices/kumin/reservations?reference=moving-1")["reservations"]
    assert [each["channel"] for each in listed] == ["api"]
    assert refusal(system.call("GET", "/offices/kumin/reservations")) == (403, "/problems/nobody_may")


def test_an_earlier_time_is_taken_with_one_call(resident: Api) -> None:
    early = resident.post(BOOK, MINE)
    for quarter in ("10:15", "10:30", "10:45"):
        last = resident.post(BOOK, {**MINE, "starts_at": f"2026-11-25T{quarter}:00+09:00"})
    path = f"/reservations/{last['id']}"
    for hour, minute in ((h, m) for h in (8, 9) for m in (0, 15, 30, 45)):
        resident.call("POST", BOOK, {**MINE, "starts_at": f"2026-11-25T{hour:02d}:{minute:02d}:00+09:00"})
    asked = resident.call("PUT", f"{path}/earlier", {"from": "2026-11-25T08:30:00+09:00"}).json()
    assert asked["offer"] is None
    resident.call("DELETE", f"/reservations/{early['id']}")
    assert resident.get(path)["offer"]["starts_at"] == SLOT
    assert resident.post(f"{path}/offer")["starts_at"] == SLOT


class TestFiles:
    @pytest.fixture
    def mine(self, resident: Api) -> dict[str, Any]:
        booked: dict[str, Any] = resident.post(BOOK, MINE)
        return booked

    def calendar(self, resident: Api, mine: Any) -> Any:
        from icalendar import Calendar

        answer = resident.call("GET", f"/reservations/{mine['id']}/calendar.ics")
        assert answer.headers["content-type"].startswith("text/calendar; charset=utf-8; method=")
        calendar = Calendar.from_ical(answer.content)
        [event] = calendar.walk("VEVENT")
        return str(calendar["method"]), int(event["sequence"]), event

    def test_the_calendar_file_follows_the_reservation(self, resident: Api, mine: Any) -> None:
        method, sequence, event = self.calendar(resident, mine)
        assert (method, sequence, event["dtstart"].dt.isoformat()) == ("PUBLISH", 0, SLOT)
        assert mine["code"][:4] in str(event["description"])
        assert str(event["url"]) == f"http://madoguchi.test/r/{mine['id']}"
        resident.call("PATCH", f"/reservations/{mine['id']}", {"starts_at": "2026-11-25T11:00:00+09:00"})
        method, sequence, moved = self.calendar(resident, mine)
        assert (method, sequence, moved["uid"]) == ("PUBLISH", 1, event["uid"])
        resident.call("DELETE", f"/reservations/{mine['id']}")
        method, sequence, gone = self.calendar(resident, mine)
        assert (method, sequence, gone["uid"]) == ("CANCEL", 2, event["uid"])

    def test_the_picture_leads_to_the_page(self, resident: Api, mine: Any) -> None:
        answer = resident.call("GET", f"/reservations/{mine['id']}/qr.svg")
        assert (answer.headers["content-type"], answer.text[:4]) == ("image/svg+xml", "<svg")

    @pytest.mark.parametrize("name", ["calendar.ics", "qr.svg"])
    def test_nobodys_reservation_has_none(self, resident: Api, name: str) -> None:
        assert refusal(resident.call("GET", f"/reservations/nobody/{name}")) == (404, "/problems/no_such_reservation")
