"""The forecast over the API."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.usecases import forecasts as made
from app.web.forecasts import Forecasts
from tests.offices import at


def test_today_is_foretold_by_half_hour(client: TestClient) -> None:
    answer = client.get("/api/v1/offices/kumin/forecast").json()
    assert (answer["made_on"], answer["last_day"]) == ("2026-11-24", "2027-01-22")
    assert [day["date"] for day in answer["days"]] == ["2026-11-24"]
    halves = answer["days"][0]["half_hours"]
    assert (halves[0]["from"], halves[-1]["to"]) == ("2026-11-24T08:30:00+09:00", "2026-11-24T17:00:00+09:00")
    for half in halves:
        assert half["arrivals"]["low"] <= half["arrivals"]["expected"] <= half["arrivals"]["high"]
        assert half["wait"]["low"] <= half["wait"]["expected"] <= half["wait"]["high"]
        assert half["congestion"] in ("empty", "moderate", "crowded", "very_crowded")


def test_several_days_are_named_from_first_to_last(client: TestClient) -> None:
    days = client.get("/api/v1/offices/kumin/forecast?from=2026-11-27&to=2026-11-30").json()["days"]
    assert [(day["date"][-2:], day["open"]) for day in days] == [
        ("27", True),
        ("28", False),
        ("29", False),
        ("30", True),
    ]
    assert len(client.get("/api/v1/offices/kumin/forecast?from=2026-11-24").json()["days"]) == 60


@pytest.mark.parametrize("query", ["date=2026-11-23", "date=2027-01-23", "from=2026-12-02&to=2026-12-01", "date=soon"])
def test_what_is_not_foretold_is_said(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/v1/offices/kumin/forecast?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_the_services_of_a_half_hour_add_up_to_the_office(client: TestClient) -> None:
    query = "/api/v1/offices/kumin/forecast?date=2026-11-25"
    office, *services = (client.get(query + more).json() for more in ("", "&service=moving", "&service=certificates"))
    assert [answer.get("service") for answer in (office, *services)] == [None, "moving", "certificates"]
    for halves in zip(*(answer["days"][0]["half_hours"] for answer in (office, *services)), strict=True):
        whole, *parts = (half["arrivals"]["expected"] for half in halves)
        assert sum(parts) == pytest.approx(whole, abs=0.15)
        assert len({half["wait"]["expected"] for half in halves}) == 1
    assert client.get(query + "&service=nothing").status_code == 404


def test_an_unknown_office_has_no_forecast(client: TestClient) -> None:
    assert client.get("/api/v1/offices/nowhere/forecast").status_code == 404


def test_many_who_ask_at_once_are_answered_from_one_forecast(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []
    make = made.make_forecast
    monkeypatch.setattr(made, "make_forecast", lambda *args, **named: calls.append(args) or make(*args, **named))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/api/v1/offices/kumin/forecast").content, range(16)))
    assert len(set(answers)) == 1
    assert len(calls) == 1


def test_slots_ask_for_an_instant_without_waiting(app: FastAPI, client: TestClient) -> None:
    forecasts: Forecasts = app.state.forecasts
    assert forecasts.congestion_at("kumin", at("2026-11-25 10:00")) is None
    assert forecasts.wait_at("kumin", at("2026-11-25 10:00")) == 0
    halves = client.get("/api/v1/offices/kumin/forecast?date=2026-11-25").json()["days"][0]["half_hours"]
    assert forecasts.congestion_at("kumin", at("2026-11-25 10:00")) == halves[3]["congestion"]
    assert round(forecasts.wait_at("kumin", at("2026-11-25 10:00")), 1) == halves[3]["wait"]["expected"]


def test_what_history_shows_is_learned_in_a_process_of_its_own(client: TestClient, app: FastAPI) -> None:
    forecasts: Forecasts = app.state.forecasts
    quick = client.get("/api/v1/offices/kumin/forecast?from=2026-11-24").json()
    assert client.portal
    learned = client.portal.call(partial(forecasts._make, "kumin", learning=True))
    forecasts.stop()
    assert learned.made_on.isoformat() == quick["made_on"]
    assert client.get("/api/v1/offices/kumin/forecast?from=2026-11-24").json() == quick, "there is nothing to learn yet"
