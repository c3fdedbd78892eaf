"""The plan of support staff over the API, as files and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import icalendar
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.main import create_app
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from tests.offices import small_office
from tests.web.conftest import PASSWORD, Api, Time
from tests.web.test_support import ITO, TANAKA

PLAN = "/offices/kumin/floor/support/plan?from=2026-11-25&to=2026-11-30"


class Here:
    """Answers at once where the service asks a process of its own: a process takes seconds to start."""

    asked = 0

    async def ask(self, question: Any, *values: Any) -> Any:
        self.asked += 1
        return question(*values)

    def stop(self) -> None:
        """Nothing was started."""


@pytest.fixture
def app(sqlite_engine: Engine, time: Time, accounts: dict[str, tuple[list[str], list[str]]]) -> Iterator[FastAPI]:
    writer = Writer(sqlite_engine, time)
    writer.run("kumin", partial(apply_office, office=small_office(support=(TANAKA, ITO)), actor="test"))
    writer.close()
    app = create_app(sqlite_engine, clock=time)
    app.state.access.clock = time
    app.state.support_plans.planner = Here()
    for login, (roles, offices) in accounts.items():
        add_account(app.state.access.changing, login, login, roles, PASSWORD, time(), offices=offices)
    yield app


def test_the_plan_says_who_is_needed_who_could_come_and_who_is_missing(manager: Api) -> None:
    plan = manager.get(PLAN)
    assert (plan["from"], plan["to"]) == ("2026-11-25", "2026-11-30")
    assert [day["date"][-2:] for day in plan["days"]] == ["25", "26", "27", "30"]
    assert plan["extra_hours"] == plan["covered_hours"] + plan["missing_hours"] > 0
    assert {shift["supporter"] for shift in plan["shifts"]} <= {"tanaka", "ito"}
    assert {row["service"] for row in plan["checked"]["services"]} == {"moving", "certificates", "payment"}
    for row in plan["checked"]["services"]:
        assert row["planned"]["formula"] <= row["shifts"]["formula"] <= row["all"]["formula"]


def test_the_same_question_is_worked_out_once(app: FastAPI, manager: Api) -> None:
    manager.get(PLAN)
    asked = app.state.support_plans.planner.asked
    manager.get(PLAN)
    assert asked == app.state.support_plans.planner.asked == 2


def test_needs_and_shifts_are_tables(manager: Api) -> None:
    needs = manager.call("GET", f"{PLAN}&form=csv")
    assert needs.headers["content-type"].startswith("text/csv")
    assert needs.text.splitlines()[0].endswith("service,stops,load,planned,extra,missing,in_time,in_time_then")
    shifts = manager.call("GET", f"{PLAN}&form=shifts").text.splitlines()
    assert len(shifts) == 1 + len(manager.get(PLAN)["shifts"])


def test_shifts_are_entries_of_a_calendar_for_all_or_for_one(manager: Api) -> None:
    shifts = manager.get(PLAN)["shifts"]
    for query, expected in (("", shifts), ("&supporter=ito", [s for s in shifts if s["supporter"] == "ito"])):
        calendar = icalendar.Calendar.from_ical(manager.call("GET", f"{PLAN}&form=calendar{query}").content)
        starts = [event["DTSTART"].dt.isoformat() for event in calendar.walk("VEVENT")]
        assert starts == [shift["from"] for shift in expected]


@pytest.mark.parametrize(
    ("query", "status"),
    [("from=2026-11-01", 422), ("from=2026-11-26&to=2026-11-25", 422), ("probability=1", 422), ("form=pdf", 422),
     ("form=calendar&supporter=nobody", 404)],
)  # fmt: skip
def test_what_cannot_be_planned_is_said(manager: Api, query: str, status: int) -> None:
    assert manager.call("GET", f"/offices/kumin/floor/support/plan?{query}").status_code == status


def test_the_plan_is_for_floor_managers(client: TestClient) -> None:
    assert client.get(f"/api/v1{PLAN}").status_code == 401


@pytest.mark.parametrize(("language", "said"), [("ja", "あと何人必要か"), ("en", "How many more people are needed")])
def test_the_page_shows_days_people_and_both_ways(browser: TestClient, language: str, said: str) -> None:
    browser.post("/sign-in", data={"account": "sato", "password": PASSWORD})
    page = browser.get(f"/floor/kumin/support-plan?from=2026-11-25&to=2026-11-30&language={language}")
    assert page.status_code == 200
    assert said in page.text
    assert "support." not in page.text.replace("/support/", "").replace("support-", "")


def test_a_period_without_open_days_is_said(browser: TestClient) -> None:
    browser.post("/sign-in", data={"account": "sato", "password": PASSWORD})
    page = browser.get("/floor/kumin/support-plan?from=2026-11-28&to=2026-11-29&language=ja")
    assert page.status_code == 200
    assert "この期間に開庁日はありません" in page.text
