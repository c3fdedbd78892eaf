"""The report card over the API and as a page; when to be back, and when a visit is over."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from tests.web.conftest import Api

HTML = {"Accept": "text/html"}


def test_an_office_without_promises_has_an_empty_card(resident: Api):
    card = resident.get("/offices/kumin/accuracy")
    assert card == {"office": "kumin", "month": None, "all": None, "services": [], "hours": [], "months": []}
    page = resident.client.get("/accuracy?office=kumin", headers=HTML)
    assert page.status_code == 200
    assert "There are not enough records of this month yet." in page.text


def test_unknown_offices_and_months_are_refused(resident: Api):
    assert resident.call("GET", "/offices/nowhere/accuracy").status_code == 404
    assert resident.call("GET", "/offices/kumin/accuracy?month=2026-13").status_code == 422
    assert resident.client.get("/accuracy?office=nowhere", headers=HTML).status_code == 404


def test_a_card_says_in_plain_words_how_good_the_estimates_were(browser: TestClient, monkeypatch: Any):
    shares = {"in_time": 0.91, "later": 0.09, "earlier": 0.08}
    figures = {"people": 1200, **shares, "error_minutes": 6.4, "width_minutes": 18.0}
    card = {
        "office": "kumin",
        "month": "2026-10",
        "all": figures,
        "services": [{"service": "moving", **figures}],
        "hours": [{"hour": 9, **figures}],
        "months": [{"month": "2026-10", "people": 120, "in_time": 0.91}],
    }
    monkeypatch.setattr("app.web.report_cards.report_card", lambda connection, office, month: card)
    page = browser.get("/accuracy").text
    assert "9 in 10 people were called by the time we named" in page
    assert "1,200" in page
    assert "We aim for 9 in 10, and we got there." in page
    assert "October 2026" in page
    assert "10人のうち9人が、ご案内した時間までに呼ばれました" in browser.get("/accuracy?language=ja").text
    assert "令和8年(2026年)10月" in browser.get("/accuracy?language=ja").text


def test_a_ticket_says_when_to_be_back_and_when_all_is_over(resident: Api, clerk: Api, time: Any, monkeypatch: Any):
    monkeypatch.setattr("app.web.estimators.OUTLOOK_SECONDS", -1)
    for counter in ("1", "2", "3"):
        clerk.post(f"/offices/kumin/counters/{counter}/open")
    for _ in range(8):
        last = clerk.post("/offices/kumin/tickets", {"procedures": ["moving-in"]})
    time.turn("10:01")
    followed = resident.get(f"/tickets/{last['id']}")
    assert followed["early_call_risk"] == 0.1
    assert "2026-11-24T10:30" <= followed["be_back_by"] <= "2026-11-24T12:00"
    ends = followed["visit_ends"]
    assert followed["be_back_by"] < ends["early"] < ends["late"]
    assert int(ends["early"][14:16]) % 5 == int(ends["late"][14:16]) % 5 == 0


def test_without_a_counter_for_the_next_step_nobody_can_say_when_all_is_over(resident: Api, clerk: Api):
    clerk.post("/offices/kumin/counters/1/open")
    first = clerk.post("/offices/kumin/tickets", {"procedures": ["moving-in"]})
    assert resident.get(f"/tickets/{first['id']}")["visit_ends"] is None
