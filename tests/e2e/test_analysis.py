"""The analyst's page in a browser: a choice changes the figures without a reload, a table leads down."""

from __future__ import annotations

from datetime import date
from threading import Lock

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.demo.ward import demo_offices
from app.storage.rollups import catch_up_all
from tests.e2e.conftest import Open, Ward
from tests.offices import at
from tests.past import play_past


@pytest.fixture
def past(ward: Ward) -> Ward:
    """The ward with two days of history in its smallest office."""
    house = ward.app.state.house
    kita = next(office for office in demo_offices() if office.id == "kita")
    play_past(house.engine, [date(2026, 11, 19), date(2026, 11, 20)], kita)
    catch_up_all(house.engine, Lock())
    return ward


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", ["/analysis/?office=kita", "/analysis/steps?office=kita&change=2026-11-20"])
def test_axe_finds_nothing(path: str, language: str, open_page: Open, past: Ward) -> None:
    page = open_page(f"{path}&language={language}", "desk", language)
    page.wait_for_load_state("networkidle")
    for summary in page.query_selector_all("summary"):
        summary.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_rules_are_tried_on_a_past_day_and_axe_finds_nothing(
    language: str, open_page: Open, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = ward.app.state.house
    kita = next(office for office in demo_offices() if office.id == "kita")
    play_past(house.engine, [date(2026, 11, 25)], kita)
    monkeypatch.setattr(house, "now", lambda: at("2026-11-26 10:00"))
    page = open_page(f"/analysis/try?office=kita&language={language}", "desk", language, account="floor")
    page.click("summary >> nth=0")
    page.select_option("details[open] select", "all_day")
    page.fill("#last-ticket", "30")
    page.set_default_timeout(60_000)
    page.click("[name=play]")
    page.wait_for_selector("#result")
    assert page.input_value("#last-ticket") == "30"
    assert page.input_value("details[open] select") == "all_day"
    assert len(page.query_selector_all(".trial-table tbody")) > 1
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_other_structures_are_tried_on_past_weeks_and_axe_finds_nothing(
    language: str, open_page: Open, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = ward.app.state.house
    kita = next(office for office in demo_offices() if office.id == "kita")
    play_past(house.engine, [date(2026, 11, 25), date(2026, 11, 26)], kita)
    monkeypatch.setattr(house, "now", lambda: at("2026-11-27 10:00"))
    weeks = f"office=kita&from=2026-11-25&to=2026-11-26&language={language}"
    page = open_page(f"/analysis/structure?{weeks}", "desk", language, account="floor")
    page.set_default_timeout(60_000)
    page.uncheck("[name=kind][value=train]")
    page.click("[name=play]")
    page.wait_for_selector("#result")
    assert not page.is_checked("[name=kind][value=train]")
    assert page.locator(".structure-table").count() > 0
    for summary in page.query_selector_all("summary"):
        summary.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_choice_changes_the_figures_without_a_reload(open_page: Open, past: Ward) -> None:
    page = open_page("/analysis/?office=kita", "desk", "en")
    page.evaluate("window.stays = true")
    page.select_option("#split", "service")
    page.wait_for_url(lambda url: "split=service" in url)
    page.wait_for_selector("#results:not([aria-busy]) table th:nth-child(2)", state="attached")
    assert page.evaluate("window.stays && document.activeElement.id") == "split"
    page.go_back()
    page.wait_for_url(lambda url: "split=service" not in url)
    page.wait_for_selector("#split >> option[value='']:checked", state="attached")


def test_a_table_leads_down_and_marks_speak_under_the_pointer(open_page: Open, past: Ward) -> None:
    page = open_page("/analysis/?office=kita&by=month", "desk", "en")
    page.click("summary >> nth=0")
    page.click("#results table a >> nth=0")
    page.wait_for_url(lambda url: "by=day" in url)
    page.wait_for_selector("#week-figure", state="attached")
    page.hover(".analysis-figure:has(#week-figure) .analysis-picture text[aria-label] >> nth=0")
    assert "min" in page.inner_text("#tip")
