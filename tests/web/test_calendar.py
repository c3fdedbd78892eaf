"""Changing the calendar: which bookings it touches is shown first, and nothing changes when it is refused."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from app.main import create_app
from app.storage.rebuild import differences
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from tests.domain.reservations import booking_office
from tests.web.conftest import PASSWORD, Api, Time
from tests.web.test_door import refusal

CALENDAR = "/offices/kumin/calendar"
SHUT = "2026-11-25"
MINE: dict[str, Any] = {"procedures": ["residence-certificate"], "starts_at": f"{SHUT}T10:00:00+09:00"}


@pytest.fixture
def app(engine: Engine, time: Time) -> FastAPI:
    writer = Writer(engine, time)
    writer.run("kumin", partial(apply_office, office=booking_office(), actor="test"))
    writer.close()
    app = create_app(engine, clock=time)
    app.state.access.clock = time
    for login, role in (("boss", "admin"), ("mori", "counter")):
        add_account(app.state.access.changing, login, login, [role], PASSWORD, time(), offices=[])
    return app


@pytest.fixture
def boss(client: Any) -> Api:
    return Api(client, "boss")


@pytest.fixture
def mine(resident: Api) -> dict[str, Any]:
    booked: dict[str, Any] = resident.post("/offices/kumin/reservations", MINE)
    return booked


def closing(boss: Api, day: str = SHUT) -> dict[str, Any]:
    hours = boss.get(CALENDAR)["hours"]
    return {"hours": {**hours, "special": [{"date": day, "name": {"ja": "停電のため"}}]}}


def state(resident: Api, mine: dict[str, Any]) -> tuple[str, bool]:
    now = resident.get(f"/reservations/{mine['id']}")
    return now["state"], now["displaced"]


def test_a_closure_is_shown_refused_and_then_displaces_exactly_its_own_day(
    boss: Api, resident: Api, mine: dict[str, Any], engine: Engine
) -> None:
    other = resident.post("/offices/kumin/reservations", {**MINE, "starts_at": "2026-11-26T10:00:00+09:00"})
    shown = boss.post(f"{CALENDAR}/preview", closing(boss))
    assert [each["code"] for each in shown["touched"]] == [mine["code"]]
    before = boss.get(CALENDAR)
    answer = boss.call("PUT", CALENDAR, closing(boss))
    assert refusal(answer) == (409, "/problems/bookings_touched")
    assert [each["id"] for each in answer.json()["touched"]] == [mine["id"]]
    assert boss.get(CALENDAR) == before, "nothing changes when it is refused"
    assert state(resident, mine) == ("booked", False)
    boss.call("PUT", CALENDAR, {**closing(boss), "bookings": "displace"})
    assert state(resident, mine) == ("booked", True)
    assert state(resident, other) == ("booked", False)
    listed = boss.get("/offices/kumin/reservations?displaced=true")["reservations"]
    assert [each["id"] for each in listed] == [mine["id"]]
    assert [special["date"] for special in boss.get(CALENDAR)["hours"]["special"]] == [SHUT]
    with engine.connect() as connection:
        assert differences(connection, "kumin") == []


def test_cancelled_by_the_office_the_contact_stays_so_that_the_person_can_be_told(
    boss: Api, clerk: Api, resident: Api
) -> None:
    mine = resident.post("/offices/kumin/reservations", {**MINE, "contact": {"phone": "03-1234-5678"}})
    boss.call("PUT", CALENDAR, {**closing(boss), "bookings": "cancel"})
    [listed] = clerk.get(f"/offices/kumin/reservations?date={SHUT}")["reservations"]
    assert (listed["id"], listed["state"], listed["ended_by"]) == (mine["id"], "cancelled", "office")
    assert listed["contact"]["phone"] == "03-1234-5678"


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_two_administrators_do_not_overwrite_each_other(boss: Api) -> None:
    revision = boss.get(CALENDAR)["revision"]
    boss.call("PUT", CALENDAR, {**closing(boss, "2026-12-29"), "revision": revision})
    answer = boss.call("PUT", CALENDAR, {**closing(boss, "2026-12-30"), "revision": revision})
    assert refusal(answer) == (409, "/problems/office_changed")


@on_sqlite
def test_hours_that_make_no_sense_are_refused(boss: Api) -> None:
    nonsense = {"hours": {"monday": [{"opens": "17:00", "closes": "08:30"}]}}
    assert boss.call("POST", f"{CALENDAR}/preview", nonsense).status_code == 422
    assert boss.call("PUT", CALENDAR, nonsense).status_code == 422


@on_sqlite
def test_only_administrators_see_and_change_the_calendar(clerk: Api, resident: Api) -> None:
    assert clerk.call("GET", CALENDAR).status_code == 403
    assert resident.call("PUT", CALENDAR, {"hours": {}}).status_code == 401


@on_sqlite
def test_the_calendar_names_the_public_holidays_that_are_coming(boss: Api) -> None:
    assert "2027-01-01" in boss.get(CALENDAR)["public_holidays"]
