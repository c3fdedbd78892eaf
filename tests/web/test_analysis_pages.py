"""The analyst's page: works without scripts, says what its pictures show, leads further down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.main import create_app
from app.web import analysis_views as views
from tests.offices import at

YEARS = "period=days&from=2025-03-01&to=2026-05-31"


@pytest.fixture
def app(past_engine: Engine) -> FastAPI:
    """The small office with its past, in May 2026."""
    return create_app(past_engine, clock=lambda: at("2026-05-08 10:00"))


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    headers = {"Accept-Language": "en", "Accept": "text/html"}
    with TestClient(app, base_url="http://madoguchi.test", headers=headers) as opened:
        yield opened


def test_everybody_sees_headlines_pictures_sentences_and_tables(browser: TestClient) -> None:
    page = browser.get(f"/analysis/?office=kumin&{YEARS}&by=month")
    assert page.status_code == 200
    assert page.text.count("<svg") == 2
    assert page.text.count('role="img"') == 2
    assert "highest at" in page.text
    assert page.text.count("<table") == 2
    assert not re.search(r"<[^>]+ style=", page.text)


@pytest.mark.parametrize("by", views.TIMES)
@pytest.mark.parametrize("split", ["", "service", "procedure", "channel"])
def test_every_choice_shows_something_or_says_why_not(browser: TestClient, by: str, split: str) -> None:
    days = "period=days&from=2026-04-01&to=2026-05-07"
    page = browser.get(f"/analysis/?office=kumin&{days}&by={by}&split={split}&measure=wait_mean")
    slotted = by in ("hour", "hour_of_day", "weekday", "weekday_hour") and split in ("procedure", "channel")
    assert page.status_code == (422 if slotted else 200)
    assert ("whole days" in page.text) is slotted


@pytest.mark.parametrize("measure", views.MEASURES_OFFERED)
def test_every_figure_can_be_looked_at(browser: TestClient, measure: str) -> None:
    page = browser.get(f"/analysis/?office=kumin&{YEARS}&by=month&measure={measure}")
    assert page.status_code == 200


@pytest.mark.parametrize("period", views.PERIODS)
def test_every_period_can_be_chosen(browser: TestClient, period: str) -> None:
    assert browser.get(f"/analysis/?period={period}&by=month").status_code == 200


def test_a_table_leads_down_to_the_days_of_a_month(browser: TestClient) -> None:
    page = browser.get(f"/analysis/?office=kumin&{YEARS}&by=month")
    links = [unescape(link) for link in re.findall(r'<th scope="row"><a href="([^"]+)"', page.text)]
    assert any("from=2026-04-01&to=2026-04-30&by=day" in link for link in links)
    for link in links[:3]:
        assert browser.get(f"/analysis/{link}").status_code == 200


def test_every_download_answers(browser: TestClient) -> None:
    page = browser.get(f"/analysis/?office=kumin&{YEARS}&by=month&split=service")
    links = [unescape(link) for link in re.findall(r'href="(/api/v1/[^"]+waiting-times[^"]+)"', page.text)]
    assert len(links) == 7
    assert {browser.get(link).status_code for link in links} == {200}


def test_an_old_address_still_shows_something(browser: TestClient) -> None:
    address = "/analysis/?office=gone&by=moon&split=colour&measure=joy&period=days&from=never&to=31"
    assert browser.get(address).status_code == 200


def test_the_steps_of_visits_are_checked(browser: TestClient) -> None:
    page = browser.get(f"/analysis/steps?office=kumin&{YEARS}&change=2026-04-01")
    assert page.status_code == 200
    assert "Held up here" in page.text and "(before " in page.text
    assert "With records of at least 5 days both before and after the change" in page.text
    wrong = browser.get(f"/analysis/steps?office=kumin&{YEARS}&change=2027-04-01")
    assert wrong.status_code == 422 and "within the period" in wrong.text


def test_names_of_an_office_cannot_break_out_of_a_picture(browser: TestClient) -> None:
    from app.web.pictures import as_svg

    drawn = as_svg({"title": "<script>alert(1)</script>", "data": {"values": []}, "mark": "bar", "encoding": {}})
    assert "<script" not in drawn


def test_nothing_is_compared_with_days_before_the_records_begin(browser: TestClient) -> None:
    recorded = "period=days&from=2026-04-01&to=2026-05-07&compare=previous_period"
    assert "analysis-change" in browser.get(f"/analysis/?office=kumin&{recorded}").text
    too_early = "period=days&from=2026-03-01&to=2026-04-01&compare=previous_year"
    assert "analysis-change" not in browser.get(f"/analysis/?office=kumin&{too_early}").text
