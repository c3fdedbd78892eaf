"""The outlook over the API: made for whoever asks, kept for a while, made again when a counter has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from app.web import outlooks
from app.web.outlooks import Outlooks
from app.web.planner import Planner
from tests.web.conftest import Api

OUTLOOK = "/offices/kumin/staffing/outlook"


class Here(Planner):
    """Answers at once in this process, and counts; the process beside the service has its own tests."""

    asked = 0

    async def ask(self, question: Callable[..., Any], /, *values: Any, **named: Any) -> Any:
        self.asked += 1
        return question(*values, **named)


@pytest.fixture
def planner(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Here:
    monkeypatch.setattr(outlooks, "CHANGED_SECONDS", 0.0)
    planner = Here()
    app.state.outlooks = Outlooks(app.state.house, app.state.expectations, planner)
    return planner


@pytest.fixture
def hall(planner: Here, manager: Api) -> Api:
    """Fourteen people wait to move; only counter 1 is open."""
    manager.post("/offices/kumin/floor/counters/1/open", {"services": [{"service": "moving"}]})
    for _ in range(14):
        manager.post("/offices/kumin/tickets", {"service": "moving"})
    return manager


def test_a_long_line_is_seen_to_pass_the_target(hall: Api):
    answer = hall.get(OUTLOOK)
    assert [each["service"] for each in answer["services"]] == ["moving", "certificates", "payment"]
    moving, certificates, _ = answer["services"]
    assert moving["target_minutes"] == 45
    assert moving["points"][0]["at"] == answer["as_of"] == "2026-11-24T10:00:00+09:00"
    assert moving["points"][0]["waiting"]["p50"] == 13
    assert moving["points"][0]["wait"]["p50"] > 100
    assert moving["passes_target"]["within_15"] == 0
    assert moving["passes_target"]["within_60"] == 1
    assert moving["passes_at"].startswith("2026-11-24T10:4")
    assert (certificates["points"], certificates["passes_target"]) == ([], None), "no counter serves them"
    assert answer["closes_at"] == "2026-11-24T17:00:00+09:00"
    assert answer["overtime"] is None


def test_near_closing_it_says_who_will_not_be_served(hall: Api, time):
    time.turn("16:30")
    answer = hall.get(OUTLOOK)
    assert answer["services"][0]["left_at_closing"]["p50"] > 8
    assert answer["overtime"]["p50"] > 60


def test_futures_are_played_once_for_all_who_ask_until_a_counter_changes(hall: Api, planner: Here):
    first = hall.get(OUTLOOK)
    hall.post("/offices/kumin/tickets", {"service": "moving"})
    assert hall.get(OUTLOOK) == first
    hall.post("/offices/kumin/floor/counters/4/open")
    second = hall.get(OUTLOOK)
    assert planner.asked == 2
    assert second["version"] > first["version"]
    assert second["services"][0]["points"][3]["wait"]["p50"] < first["services"][0]["points"][3]["wait"]["p50"]


def test_the_first_outlook_does_not_wait_for_a_forecast(hall: Api, app: FastAPI, monkeypatch: pytest.MonkeyPatch):
    async def never(_office: str) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(outlooks, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(app.state.expectations, "of", never)
    assert len(hall.get(OUTLOOK)["services"][0]["points"]) == 13


def test_only_floor_managers_look_ahead(planner: Here, clerk: Api, manager: Api):
    assert clerk.call("GET", OUTLOOK).status_code == 403
    assert manager.call("GET", "/offices/nowhere/staffing/outlook").status_code == 404
    assert planner.asked == 0
