"""Video consultations over the API: a booth at one office, a specialist at another, one reservation at each side."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from app.domain.bookable import Resource, ResourceKind, Specialist
from app.domain.office import Office, Procedure
from app.main import create_app
from app.storage.rebuild import differences
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from tests.domain.reservations import booking_office
from tests.offices import words
from tests.web.conftest import PASSWORD, Api, Time
from tests.web.test_door import pair, refusal

SLOT = "2026-11-24T11:00:00+09:00"
LATER = "2026-11-24T14:00:00+09:00"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Where the kind of database makes no difference."""

CONSULT: dict[str, Any] = {"procedures": ["tax-advice"], "starts_at": SLOT}


def asking_office(office_id: str) -> Office:
    """An office with a booth, whose people speak with the specialist at `branch`."""
    office = booking_office(id=office_id)
    advice = Procedure(
        "tax-advice",
        words("税のオンライン相談"),
        ("moving",),
        minutes=30,
        resources=("booth",),
        specialist=Specialist("branch", "video-room"),
    )
    return replace(office, procedures=(*office.procedures, advice))


def specialists_office() -> Office:
    room = Resource("video-room", words("相談室"), ResourceKind.VIDEO_ROOM, link="https://video.example/{room}")
    office = booking_office(id="branch")
    return replace(office, resources=(*office.resources, room))


@pytest.fixture
def app(engine: Engine, time: Time) -> FastAPI:
    """Two offices that ask, one that answers, on each kind of database."""
    writer = Writer(engine, time)
    for office in (asking_office("kumin"), asking_office("kita"), specialists_office()):
        writer.run(office.id, partial(apply_office, office=office, actor="test"))
    writer.close()
    app = create_app(engine, clock=time)
    app.state.access.clock = time
    for login, role, offices in (
        ("mori", "counter", ["kumin"]),
        ("expert", "counter", ["branch"]),
        ("boss", "admin", []),
    ):
        add_account(app.state.access.changing, login, login, [role], PASSWORD, time(), offices=offices)
    return app


@pytest.fixture
def expert(client: Any) -> Api:
    return Api(client, "expert")


def book(api: Api, office: str = "kumin", **changes: Any) -> Any:
    return api.post(f"/offices/{office}/reservations", {**CONSULT, **changes})


def other_side(expert: Api) -> list[dict[str, Any]]:
    """The consultations of the specialist's day, as the specialist sees them."""
    listed: list[dict[str, Any]] = expert.get("/offices/branch/reservations?date=2026-11-24")["reservations"]
    return listed


def free(api: Api, office: str = "kita") -> list[str]:
    slots = api.get(f"/offices/{office}/slots?procedure=tax-advice&from=2026-11-24&to=2026-11-24")["slots"]
    return [slot["starts_at"][11:16] for slot in slots]


def check_in(client: Any, code: str, office: str = "kumin") -> Any:
    return pair(client, "kiosk", office).call("POST", f"/offices/{office}/check-ins", {"code": code})


def test_a_consultation_is_booked_at_both_sides_and_both_see_the_same_room(
    resident: Api, expert: Api, time: Time, engine: Engine
) -> None:
    mine = book(resident)
    [theirs] = other_side(expert)
    assert (theirs["starts_at"], theirs["resources"], theirs["state"]) == (SLOT, ["video-room"], "booked")
    assert (theirs["partner"]["office"], theirs["partner"]["procedures"]) == ("kumin", ["tax-advice"])
    assert mine["video"]["link"] is None
    time.turn("10:50")
    link = resident.get(f"/reservations/{mine['id']}")["video"]["link"]
    assert link.startswith("https://video.example/")
    assert other_side(expert)[0]["video"]["link"] == link
    with engine.connect() as connection:
        assert [differences(connection, office) for office in ("kumin", "branch")] == [[], []]


def test_the_specialist_is_not_booked_twice_by_two_offices(resident: Api) -> None:
    assert "11:00" in free(resident)
    book(resident)
    assert "11:00" not in free(resident)
    assert "10:45" not in free(resident), "it would last into the other one"
    answer = resident.call("POST", "/offices/kita/reservations", CONSULT)
    assert refusal(answer) == (409, "/problems/slot_taken")
    kita = resident.get("/offices/kita/slots?procedure=advice&from=2026-11-24&to=2026-11-24")["slots"]
    assert SLOT in [slot["starts_at"] for slot in kita], "the refused booking has taken nothing at its own office"


@on_sqlite
def test_a_hold_keeps_both_sides_and_its_end_frees_both(
    resident: Api, expert: Api, time: Time, app: FastAPI, client: Any
) -> None:
    held = book(resident, hold=True, starts_at=LATER)
    assert "14:00" not in free(resident)
    time.turn("10:11")
    client.portal.call(app.state.house._tidy_books)
    assert resident.get(f"/reservations/{held['id']}")["state"] == "expired"
    assert "14:00" in free(resident)
    assert other_side(expert) == []


def test_a_second_hold_of_a_browser_gives_both_sides_of_the_first_back(resident: Api) -> None:
    book(resident, hold=True)
    book(resident, hold=True, starts_at="2026-11-24T11:15:00+09:00")
    assert {"11:00", "11:15"}.isdisjoint(free(resident))
    assert "11:45" in free(resident)
    book(resident, hold=True, starts_at=LATER)
    assert "11:15" in free(resident)


@on_sqlite
def test_a_confirmed_hold_is_booked_at_both_sides(resident: Api, expert: Api) -> None:
    held = book(resident, hold=True)
    resident.call("PATCH", f"/reservations/{held['id']}", {"confirm": True})
    assert other_side(expert)[0]["state"] == "booked"


@on_sqlite
def test_moving_moves_both_sides_whichever_side_asks(resident: Api, expert: Api) -> None:
    mine = book(resident)
    resident.call("PATCH", f"/reservations/{mine['id']}", {"starts_at": LATER})
    [theirs] = other_side(expert)
    assert theirs["starts_at"] == LATER
    moved = expert.call("PATCH", f"/reservations/{theirs['id']}", {"starts_at": "2026-11-24T15:00:00+09:00"})
    assert moved.json()["starts_at"] == "2026-11-24T15:00:00+09:00"
    assert resident.get(f"/reservations/{mine['id']}")["starts_at"] == "2026-11-24T15:00:00+09:00"
    assert {"11:00", "14:00"} <= set(free(resident))


@on_sqlite
def test_a_move_that_the_other_side_has_no_room_for_changes_nothing(resident: Api, expert: Api) -> None:
    mine = book(resident)
    book(resident, "kita", starts_at=LATER)
    answer = resident.call("PATCH", f"/reservations/{mine['id']}", {"starts_at": LATER})
    assert refusal(answer) == (409, "/problems/slot_taken")
    assert [each["starts_at"] for each in other_side(expert)] == [SLOT, LATER]


@on_sqlite
def test_a_consultation_does_not_become_another_visit(clerk: Api) -> None:
    mine = book(clerk)
    answer = clerk.call("PATCH", f"/reservations/{mine['id']}", {"procedures": ["residence-certificate"]})
    assert refusal(answer) == (409, "/problems/another_consultation")
    plain = book(clerk, procedures=["residence-certificate"])
    answer = clerk.call("PATCH", f"/reservations/{plain['id']}", {"procedures": ["tax-advice"], "starts_at": LATER})
    assert refusal(answer) == (409, "/problems/another_consultation")


@on_sqlite
@pytest.mark.parametrize("side", ["resident", "expert"])
def test_cancelling_at_one_side_cancels_the_other(side: str, resident: Api, expert: Api) -> None:
    mine = book(resident)
    if side == "resident":
        resident.call("DELETE", f"/reservations/{mine['id']}")
    else:
        expert.call("DELETE", f"/reservations/{other_side(expert)[0]['id']}", {"reason": "担当者の都合"})
    assert resident.get(f"/reservations/{mine['id']}")["state"] == "cancelled"
    assert other_side(expert)[0]["state"] == "cancelled"
    assert "11:00" in free(resident)


@on_sqlite
def test_the_specialist_sees_the_person_come_be_served_and_go(
    client: Any, resident: Api, clerk: Api, expert: Api, time: Time
) -> None:
    mine = book(resident)
    time.turn("10:50")
    number = check_in(client, mine["code"]).json()["ticket"]["number"]

    def seen() -> tuple[str, str, str]:
        [theirs] = other_side(expert)
        ticket = theirs["partner"]["ticket"]
        return theirs["state"], ticket["number"], ticket["state"]

    assert seen() == ("checked_in", number, "waiting")
    clerk.post("/offices/kumin/counters/1/open")
    clerk.post("/offices/kumin/counters/1/call-next")
    clerk.post("/offices/kumin/counters/1/start")
    assert seen() == ("checked_in", number, "serving")
    clerk.post("/offices/kumin/counters/1/finish")
    assert seen() == ("checked_in", number, "done")


@on_sqlite
def test_people_who_come_to_the_specialists_office_hear_where_their_booth_is(
    client: Any, resident: Api, expert: Api, time: Time
) -> None:
    book(resident)
    time.turn("10:50")
    answer = check_in(client, other_side(expert)[0]["code"], "branch")
    assert refusal(answer) == (409, "/problems/booked_elsewhere")
    assert answer.json()["office_id"] == "kumin"


def test_whoever_does_not_come_is_missed_at_both_sides_and_may_still_come_late(
    client: Any, resident: Api, expert: Api, time: Time, app: FastAPI, engine: Engine
) -> None:
    mine = book(resident)
    time.turn("11:11")
    client.portal.call(app.state.house._tidy_books)
    assert (resident.get(f"/reservations/{mine['id']}")["state"], other_side(expert)[0]["state"]) == (
        "missed",
        "missed",
    )
    book(resident, "kita", starts_at="2026-11-24T12:15:00+09:00")
    time.turn("11:20")
    assert check_in(client, mine["code"]).json()["arrival"] == "late"
    assert other_side(expert)[0]["state"] == "checked_in"
    with engine.connect() as connection:
        assert [differences(connection, office) for office in ("kumin", "branch")] == [[], []]


def test_closing_the_specialists_day_displaces_the_side_that_people_see(resident: Api, client: Any) -> None:
    mine = book(resident)
    boss = Api(client, "boss")
    calendar = boss.get("/offices/branch/calendar")
    hours = {**calendar["hours"], "special": [{"date": "2026-11-24"}]}
    closing = {"hours": hours, "revision": calendar["revision"]}
    answer = boss.call("PUT", "/offices/branch/calendar", closing)
    assert refusal(answer) == (409, "/problems/bookings_touched")
    assert not resident.get(f"/reservations/{mine['id']}")["displaced"]
    boss.call("PUT", "/offices/branch/calendar", {**closing, "bookings": "displace"})
    assert resident.get(f"/reservations/{mine['id']}")["displaced"]
