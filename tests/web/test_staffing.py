"""What if and advice over the API: nothing moves until it is accepted, and what became of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from app.web.planner import Planner
from tests.web.conftest import Api

BASE = "/offices/kumin/floor"


class Lasting(Planner):
    """One process for all tests here: starting it takes longer than they do."""

    def stop(self) -> None:
        """Not yet."""


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    lasting = Lasting()
    yield lasting
    Planner.stop(lasting)


@pytest.fixture
def app(app: FastAPI, planner: Planner) -> FastAPI:
    app.state.advisor.planner = planner
    return app


@pytest.fixture
def hall(manager: Api) -> Api:
    """Fourteen people wait to move, nobody for certificates; counter 1 and 4 are open."""
    for counter, services in (("1", ["moving"]), ("4", ["certificates"])):
        offers = [{"service": service} for service in services]
        manager.post(f"{BASE}/counters/{counter}/open", {"services": offers})
    for _ in range(14):
        manager.post("/offices/kumin/tickets", {"service": "moving"})
    return manager


def offers_of(client: Api, counter: str) -> dict[str, int]:
    counters = client.get(BASE)["counters"]
    found = next(each for each in counters if each["id"] == counter)
    return {each["service"]: each["delay_minutes"] for each in found["offers"]}


def ask(client: Api, *changes: dict[str, Any], **more: Any) -> Any:
    return client.call("POST", f"{BASE}/what-if", {"changes": list(changes), "futures": 40, **more})


HELPING = {"change": "serve", "counter": "4", "services": [{"service": "certificates"}, {"service": "moving"}]}


def test_a_helper_shortens_the_wait_of_the_queue_that_is_helped_and_nothing_has_changed(hall: Api):
    answer = ask(hall, HELPING)
    assert answer.status_code == 200
    effects = answer.json()
    moving = next(each for each in effects["services"] if each["service"] == "moving")
    assert moving["p90"]["after"] < 0.8 * moving["p90"]["before"]
    assert moving["p90"]["sure"]
    certificates = next(each for each in effects["services"] if each["service"] == "certificates")
    assert certificates["p90"]["difference"] > certificates["p90"]["error"], "the short visits wait behind long ones"
    assert effects["overall"]["overtime"]["after"] >= 0
    assert offers_of(hall, "4") == {"certificates": 0}
    assert ask(hall, HELPING).json()["services"] == effects["services"]


@pytest.mark.parametrize(
    ("change", "better"),
    [
        ({"change": "extra", "services": [{"service": "moving"}], "minutes": 90}, True),
        ({"change": "leave", "counter": "1", "in_minutes": 5, "minutes": 60}, False),
        ({"change": "last_ticket", "in_minutes": 10}, True),
    ],
)
def test_every_kind_of_change_can_be_tried(hall: Api, change: dict[str, Any], better: bool):
    overall = ask(hall, change).json()["overall"]
    assert (overall["mean"]["difference"] < 0) is better


def test_without_a_change_the_day_is_told_as_it_stands(hall: Api):
    overall = ask(hall).json()["overall"]
    assert overall["mean"]["before"] == overall["mean"]["after"] > 0


def test_an_hour_more_is_tried_like_any_other_change(hall: Api):
    overall = ask(hall, {"change": "longer", "minutes": 60}).json()["overall"]
    assert overall["mean"]["before"] != overall["mean"]["after"]
    assert ask(hall, {"change": "longer", "minutes": 0}).status_code == 422


def test_a_change_of_what_the_office_does_not_have_is_refused(hall: Api):
    assert ask(hall, {**HELPING, "counter": "77"}).json()["type"] == "/problems/no_such_counter"
    assert ask(hall, {"change": "last_ticket", "service": "dogs"}).json()["type"] == "/problems/no_such_service"
    assert ask(hall, {"change": "dance"}).status_code == 422
    assert ask(hall, HELPING, futures=100_000).status_code == 422


def test_only_floor_managers_ask(hall: Api, clerk: Api):
    assert ask(clerk, HELPING).status_code == 403


def test_advice_is_accepted_with_one_call_and_undone_with_another(hall: Api):
    advice = hall.post(f"{BASE}/advice")
    best = advice["proposals"][0]
    assert best["moves"][0]["counter"] == "4"
    assert "Let counter 4 help with" in best["sentence"]
    assert "P90" in best["sentence"]
    before = offers_of(hall, "4")

    accepted = hall.post(f"{BASE}/advice/{advice['id']}/accept", {"proposal": 0})
    assert accepted["counters"][0]["counter"] == "4"
    assert "moving" in offers_of(hall, "4")
    assert hall.call("POST", f"{BASE}/advice/{advice['id']}/accept").json()["type"] == "/problems/advice_settled"
    told = hall.get(f"{BASE}/advice")["advice"][0]
    assert told["state"] == "accepted"
    assert told["happened"]["complete"] is False
    assert {each["service"] for each in told["happened"]["services"]} == {"moving", "certificates", "payment"}

    hall.post(f"{BASE}/advice/{advice['id']}/undo")
    assert offers_of(hall, "4") == before
    assert hall.get(f"{BASE}/advice")["advice"][0]["state"] == "undone"


def test_advice_that_was_overtaken_changes_nothing(hall: Api):
    advice = hall.post(f"{BASE}/advice")
    body = {"services": [{"service": "payment"}]}
    hall.call("PUT", f"{BASE}/counters/4/assignment", body)
    refused = hall.call("POST", f"{BASE}/advice/{advice['id']}/accept")
    assert refused.json()["type"] == "/problems/changed_meanwhile"
    assert offers_of(hall, "4") == {"payment": 0}


def test_refused_advice_keeps_its_reason_and_words_come_in_the_callers_language(hall: Api):
    advice = hall.post(f"{BASE}/advice", **{"Accept-Language": "ja"})
    assert "4番窓口で" in advice["proposals"][0]["sentence"]
    assert "見込みです（目標45分）" in advice["proposals"][0]["sentence"]
    hall.post(f"{BASE}/advice/{advice['id']}/refuse", {"reason": "training"})
    told = hall.get(f"{BASE}/advice")["advice"][0]
    assert (told["state"], told["reason"], told["by"]) == ("refused", "training", "sato")


def test_nothing_helps_where_nobody_is_able_to_do_anything_else(manager: Api):
    manager.post(f"{BASE}/counters/1/open")
    manager.post(f"{BASE}/counters/3/open")
    advice = manager.post(f"{BASE}/advice")
    assert advice["proposals"] == []
    assert advice["sentence"] == "No move would help now: leave everybody where they are."
    assert manager.call("POST", f"{BASE}/advice/unknown/accept").status_code == 404
