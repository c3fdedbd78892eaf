"""A change of rules is tried on a past day: for those who manage, without touching anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from tests.web.conftest import signed_in

DAY = "/analysis/try?office=kumin&date=2026-05-07"


@pytest.fixture
def app(past_app: FastAPI) -> FastAPI:
    return past_app


@pytest.fixture
def manager(browser: TestClient) -> Iterator[TestClient]:
    """A browser in which a floor manager has signed in."""
    return signed_in(browser, "sato")


def test_residents_sign_in_first_and_clerks_may_not(browser: TestClient) -> None:
    assert browser.get(DAY).headers["location"].startswith("/sign-in")
    assert "/analysis/try" not in browser.get("/analysis/").text
    assert signed_in(browser, "mori").get(DAY).status_code == 403


def test_the_analysts_page_leads_there(manager: TestClient) -> None:
    assert "/analysis/try?office=kumin" in manager.get("/analysis/?office=kumin").text


def test_the_last_day_and_its_rules_are_shown(manager: TestClient) -> None:
    page = manager.get("/analysis/try?office=kumin")
    assert page.status_code == 200
    assert 'name="date" type="date" value="2026-05-07"' in page.text
    helper = re.search(r'name="minutes\.4\.moving"[^>]* value="(\d+)"', page.text)
    assert helper and helper[1] == "15"


def test_a_day_under_its_own_rules_stays_as_it_was(manager: TestClient) -> None:
    page = manager.get(f"{DAY}&play=1")
    assert page.status_code == 200
    assert "stays about the same for every service" in page.text
    assert page.text.count("<svg") == 1


def test_with_a_counter_closed_people_wait_longer_and_the_service_is_untouched(
    manager: TestClient, past_engine: Engine
) -> None:
    def counted() -> list[int]:
        with past_engine.connect() as connection:
            return [
                connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
                for name in ("events", "stops", "tickets")
            ]

    before = counted()
    page = manager.get(f"{DAY}&open.1=closed&last_ticket=30&play=1")
    assert page.status_code == 200
    assert re.search(r"longer for everybody .*住民異動", page.text)
    assert "Changed" in page.text
    assert counted() == before


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("office=kumin&date=2026-05-07&last_ticket=soon&play=1", "whole number of minutes from 0 to 240"),
        ("office=kumin&date=2026-05-07&minutes.1.moving=999&play=1", "whole number of minutes from -60 to 120"),
        ("office=kumin&date=2026-05-07&minutes.3.payment=&play=1", "no open counter serves お会計"),
        ("office=kumin&date=2026-05-08", "Only days that are over"),
        ("office=kumin&date=2026-05-06", "Nobody came on that day"),
    ],
)
def test_what_cannot_be_played_is_explained(manager: TestClient, fields: str, message: str) -> None:
    page = manager.get(f"/analysis/try?{fields}")
    assert page.status_code == 422
    assert message in page.text


def test_an_office_that_is_not_there_is_said_so(manager: TestClient) -> None:
    assert manager.get("/analysis/try?office=gone").status_code == 404
