"""What staff see of bookings: whose number was reserved for when, how full a day is, who did not come."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, insert

from app.domain.reservations import Reservation, ReservationState
from app.main import create_app
from app.storage.books import reservation_row
from app.storage.reservation_tables import reservations
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from tests.domain.reservations import booking_office
from tests.offices import at
from tests.web.conftest import PASSWORD, STAFF, Api, Time
from tests.web.test_door import refusal

MINE: dict[str, Any] = {"procedures": ["residence-certificate"], "starts_at": "2026-11-24T11:00:00+09:00"}


@pytest.fixture
def app(engine: Engine, time: Time) -> FastAPI:
    writer = Writer(engine, time)
    writer.run("kumin", partial(apply_office, office=booking_office(), actor="test"))
    writer.close()
    app = create_app(engine, clock=time)
    app.state.access.clock = time
    for login, (roles, offices) in STAFF.items():
        add_account(app.state.access.changing, login, login, roles, PASSWORD, time(), offices=offices)
    return app


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_sqlite
def test_a_called_number_says_for_when_it_was_reserved(clerk: Api, manager: Api, resident: Api, time: Time) -> None:
    mine = resident.post("/offices/kumin/reservations", MINE)
    clerk.post("/offices/kumin/counters/2/open")
    desk = clerk.get("/offices/kumin/counters/2")
    assert desk["coming"] == [{"starts_at": MINE["starts_at"], "service": "certificates"}]
    resident.post("/offices/kumin/tickets", {"service": "certificates", "language": "ja"})
    time.turn("10:50")
    clerk.post("/offices/kumin/check-ins", {"code": mine["code"]})
    desk = clerk.get("/offices/kumin/counters/2")
    assert [entry["reserved_at"] for entry in desk["queue"]] == [None, MINE["starts_at"]]
    assert desk["coming"] == []
    clerk.post("/offices/kumin/counters/2/call-next")
    clerk.post("/offices/kumin/counters/2/start")
    clerk.post("/offices/kumin/counters/2/finish", {"end": True})
    assert clerk.post("/offices/kumin/counters/2/call-next")["reserved_at"] == MINE["starts_at"]


@on_sqlite
def test_the_floor_sees_who_is_expected_and_who_is_late(resident: Api, manager: Api, time: Time) -> None:
    resident.post("/offices/kumin/reservations", MINE)

    def certificates() -> tuple[list[str], list[str]]:
        service = next(s for s in manager.get("/offices/kumin/floor")["services"] if s["id"] == "certificates")
        return service["coming"], service["late"]

    assert certificates() == ([MINE["starts_at"]], [])
    time.turn("11:05")
    assert certificates() == ([], [MINE["starts_at"]])


@on_sqlite
def test_the_load_of_a_day_is_for_staff(clerk: Api, resident: Api) -> None:
    resident.post("/offices/kumin/reservations", MINE)
    load = clerk.get("/offices/kumin/slots/load")
    certificates = next(pool for pool in load["pools"] if pool["service"] == "certificates")
    [taken] = [slot for slot in certificates["slots"] if slot["taken"]]
    assert (taken["starts_at"], taken["places"], taken["beyond"]) == (MINE["starts_at"], 1, 0)
    assert refusal(resident.call("GET", "/offices/kumin/slots/load")) == (401, "/problems/not_signed_in")


def past_bookings(engine: Engine, count: int, missed: int, *, taken: bool = False) -> None:
    """Bookings of two weeks ago at ten, some of whose people did not come."""
    with engine.begin() as connection:
        for n in range(count):
            state = ReservationState.MISSED if n < missed else ReservationState.CHECKED_IN
            starts_at = at("2026-11-10 10:00")
            past = Reservation(
                f"past-{n}",
                f"{n:08d}",
                state,
                starts_at,
                starts_at + 600_000,
                (("service:certificates", starts_at, n, count),) if taken else (),
                ("residence-certificate",),
                ("certificates", "payment"),
                10,
                "phone",
                starts_at,
            )
            connection.execute(insert(reservations), reservation_row("kumin", 1, past))


def test_shares_of_people_who_did_not_come_are_told_by_hour_and_procedure(clerk: Api, engine: Engine) -> None:
    past_bookings(engine, 40, 10)
    told = clerk.get("/offices/kumin/no-shows")
    [service] = told["services"]
    assert (service["service"], service["rate"], service["hours"][0]["hour"]) == ("certificates", 0.25, 10)
    assert told["procedures"][0]["rate"] == 0.25
    # Two people for one place: both come with probability 0.75², far more often than overbooking may risk.
    assert service["one_more"] == {"places": 1, "allowed": False, "risk": pytest.approx(0.5625)}
    assert told["overbooking"] == 0


def test_few_bookings_say_nothing_yet(clerk: Api, engine: Engine) -> None:
    past_bookings(engine, 5, 5)
    [service] = clerk.get("/offices/kumin/no-shows")["services"]
    assert (service["seen"], service["rate"], service["one_more"]) == (5, None, None)


def test_the_bookings_of_a_day_long_past_are_found_in_the_table(clerk: Api, engine: Engine) -> None:
    past_bookings(engine, 3, 1)
    listed = clerk.get("/offices/kumin/reservations?date=2026-11-10")["reservations"]
    assert sorted(each["state"] for each in listed) == ["checked_in", "checked_in", "missed"]


def test_the_load_of_a_day_long_past_counts_those_who_came(clerk: Api, engine: Engine) -> None:
    past_bookings(engine, 3, 1, taken=True)
    load = clerk.get("/offices/kumin/slots/load?date=2026-11-10")
    assert [slot["taken"] for pool in load["pools"] for slot in pool["slots"] if slot["taken"]] == [2]
