"""Other structures are tried on an office's own past weeks: for those who manage, without touching anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from tests.web.conftest import signed_in

WEEKS = "/analysis/structure?office=kumin&from=2026-03-01&to=2026-05-07"


@pytest.fixture
def app(past_app: FastAPI) -> FastAPI:
    return past_app


@pytest.fixture
def manager(browser: TestClient) -> Iterator[TestClient]:
    """A browser in which a floor manager has signed in."""
    return signed_in(browser, "sato")


def test_residents_sign_in_first_and_clerks_may_not(browser: TestClient) -> None:
    assert browser.get(WEEKS).headers["location"].startswith("/sign-in")
    assert signed_in(browser, "mori").get(WEEKS).status_code == 403


def test_the_last_four_weeks_are_proposed_and_other_pages_lead_there(manager: TestClient) -> None:
    assert "/analysis/structure?office=kumin" in manager.get("/analysis/?office=kumin").text
    page = manager.get("/analysis/structure?office=kumin").text
    assert 'name="from" type="date" value="2026-04-10"' in page
    assert 'name="to" type="date" value="2026-05-07"' in page
    assert page.count('name="kind"') == page.count(" checked") == 4


def test_structures_are_ranked_in_plain_words_with_waits_before_and_after(
    manager: TestClient, past_engine: Engine
) -> None:
    def counted() -> list[int]:
        with past_engine.connect() as connection:
            return [
                connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in ("events", "tickets")
            ]

    before = counted()
    page = manager.get(f"{WEEKS}&play=1")
    assert page.status_code == 200, page.text
    assert re.search(r"[\d.]+ → [\d.]+", page.text)
    assert "as one queue, at the counters of both" in page.text
    assert "Open an hour longer" in page.text
    assert "3 days with" in page.text
    assert counted() == before


def test_only_the_chosen_kinds_of_change_are_tried(manager: TestClient) -> None:
    page = manager.get(f"{WEEKS}&kind=hour&play=1").text
    assert "Open an hour longer" in page
    assert "as one queue, at the counters of both" not in page
    assert page.count(" checked") == 1


def test_an_office_without_days_of_its_own_is_told_what_is_missing(manager: TestClient) -> None:
    page = manager.get("/analysis/structure?office=kumin&from=2026-04-20&to=2026-05-07&play=1")
    assert page.status_code == 200
    assert "at least 2 are needed" in page.text
    assert "Days with visitors: 1." in page.text
