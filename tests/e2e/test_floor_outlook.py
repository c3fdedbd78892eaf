"""The floor console looks ahead: the next two hours of each queue, and warnings that managers share; on a tablet."""

from __future__ import annotations

from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.usecases import floors
from tests.e2e.conftest import Open, Ward
from tests.e2e.test_accessibility import crowd

FLOOR = "/floor/kumin?language="
PLAYED_MS = 60_000
"""Futures take a second or two; on a busy machine many more."""


@pytest.fixture
def hall(ward: Ward) -> Ward:
    """Eight people wait for each of five services; only counter 1 is open, for those who move."""
    crowd(ward, 40)
    command = partial(floors.open_counter, counter="1", actor="test", staff=None, offers={"moving": 0})
    ward.app.state.house._thread.call("kumin", partial(command, office_id="kumin"))
    return ward


def column(page: Page, service: str):
    return page.locator(f".floor-column[data-service={service}]")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_next_two_hours_are_drawn_told_and_listed(language: str, hall: Ward, open_page: Open) -> None:
    page = open_page(FLOOR + language, "tablet", language, account="floor", touch=True)
    column(page, "moving").locator(".floor-ahead-line").wait_for(state="attached", timeout=PLAYED_MS)
    expect(column(page, "certificates").locator(".floor-ahead-line")).to_have_count(0)
    told = {"ja": "30分後に来る人は約", "en": "Who comes in 30 min waits about"}[language]
    expect(column(page, "moving").locator("figcaption")).to_contain_text(told)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    column(page, "moving").locator("[data-do=service]").tap()
    expect(page.locator("#service-dialog .floor-ahead-table tbody tr")).to_have_count(5)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_what_one_manager_has_seen_is_quiet_on_the_console_of_the_other(hall: Ward, open_page: Open) -> None:
    one, other = (open_page(f"{FLOOR}en", "tablet", "en", account="floor", touch=True) for _ in range(2))
    for page in (one, other):
        expect(page.locator(".floor-warning[data-quiet=no]").first).to_contain_text("No open counter serves")
    first = one.locator(".floor-warning").first
    title = first.locator(".floor-band-title").inner_text()
    first.locator("[data-do=seen]").tap()
    for page in (one, other):
        loud = page.locator(".floor-warning[data-quiet=no] .floor-band-title")
        expect(loud.filter(has_text=title)).to_have_count(0)
        expect(page.locator("[data-do=warnings]")).to_contain_text("1 seen")
