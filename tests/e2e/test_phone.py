"""The residents' pages in a real browser: small, live, and honest when the service is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from app.domain.intake import Request
from app.domain.numbers import Channel
from app.usecases import counters, tickets
from tests.e2e.conftest import Open, Ward

FIRST_PAGE_BYTES = 50_000


def on_the_floor(ward: Ward, command: Callable[[Any, int], object]) -> None:
    ward.app.state.house._thread.call("kumin", command)


def take(ward: Ward, ticket: str) -> None:
    request = Request(ticket, Channel.KIOSK, "moving", promise=(5, 20))
    on_the_floor(ward, lambda tx, now: tickets.take_ticket(tx, now, "kumin", request, "test"))


def call_next(ward: Ward) -> None:
    on_the_floor(ward, lambda tx, now: counters.call_next(tx, now, "kumin", "1", "staff:mori"))


@pytest.fixture
def waiting(ward: Ward) -> str:
    """A ticket with nine ahead and one counter open."""
    for n in range(10):
        take(ward, f"ticket-{n}")
    on_the_floor(ward, lambda tx, now: counters.open_counter(tx, now, "kumin", "1", "staff:mori"))
    return "ticket-9"


@pytest.mark.parametrize("path", ["/", "/o/kumin", "/t/ticket-9"])
def test_a_page_is_small_enough_for_a_slow_network(path: str, open_page: Open, waiting: str) -> None:
    page = open_page("/static/icons/madoguchi.svg")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(page.url.replace("/static/icons/madoguchi.svg", path))
    page.wait_for_load_state("networkidle")
    assert 5_000 < sum(sizes) < FIRST_PAGE_BYTES


def test_people_ahead_are_counted_down_without_a_reload(open_page: Open, ward: Ward, waiting: str) -> None:
    page = open_page(f"/t/{waiting}")
    expect(page.locator("[data-live=ahead]")).to_have_text("9")
    page.evaluate("window.sameDocument = true")
    call_next(ward)
    expect(page.locator("[data-live=ahead]")).to_have_text("8")
    assert page.evaluate("window.sameDocument")


def test_a_second_call_is_announced_again(open_page: Open, ward: Ward, waiting: str) -> None:
    page = open_page("/t/ticket-0")
    call_next(ward)
    expect(page.locator("#say")).to_contain_text("1番窓口へお越しください")
    page.evaluate("document.querySelector('#say').textContent = ''")
    on_the_floor(ward, lambda tx, now: counters.recall(tx, now, "kumin", "1", "staff:mori", None))
    expect(page.locator(".ticket-now .label")).to_have_text("もう一度お呼びしています")
    expect(page.locator("#say")).to_contain_text("1番窓口へお越しください")
    assert page.title().startswith("▶ 1番窓口へ")


def test_the_switch_for_sound_survives_a_change_of_state(open_page: Open, ward: Ward, waiting: str) -> None:
    page = open_page("/t/ticket-4")
    switch = page.locator("[data-alert] button")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    call_next(ward)
    on_the_floor(ward, lambda tx, now: counters.hold(tx, now, "kumin", "1", "staff:mori", None, None))
    expect(page.locator("[data-live=ahead]")).to_have_text("3")
    expect(switch).to_have_attribute("aria-pressed", "true")


def test_a_page_that_lost_the_service_says_how_old_it_is(open_page: Open, waiting: str) -> None:
    page = open_page("/o/kumin")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-stale]")).to_contain_text("現在の表示です")
    page.context.set_offline(False)
    expect(page.locator("[data-stale]")).to_be_hidden()
