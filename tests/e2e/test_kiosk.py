"""The kiosk in a real browser: every screen, both languages, and what happens when an answer gets lost."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from app.domain.tickets import StopState
from tests.e2e.conftest import Open, Ward

TICKETS = "**/api/v1/offices/kumin/tickets"


def kiosk_of(open_page: Open, language: str = "ja") -> Page:
    page = open_page(f"/kiosk/?office=kumin&language={language}", "kiosk", language)
    expect(page.locator(".start")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def check_axe(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_on_any_screen_of_the_kiosk(language: str, open_page: Open) -> None:
    page = kiosk_of(open_page, language)
    page.click("[data-do=ways]")
    check_axe(page)
    page.click("[data-do=back]")
    page.click("[data-id=contrast]")
    check_axe(page)
    page.click("[data-do=service][data-id=certificates]")
    page.click("[data-do=procedure]")
    check_axe(page)
    page.click(".dock-help")
    expect(page.locator("[data-status=coming]")).to_be_visible()
    check_axe(page)
    page.click("[data-do=help_over]")
    page.click("[data-do=take]")
    expect(page.locator(".ticket-number")).to_be_visible()
    check_axe(page)


def test_keys_alone_lead_to_a_ticket(open_page: Open) -> None:
    page = kiosk_of(open_page)
    page.keyboard.press("2")
    expect(page.locator(".service")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("[data-do=procedure][aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("0")
    expect(page.locator(".ticket-number")).to_have_text("B001")


def test_a_lost_answer_and_a_retry_give_one_ticket(open_page: Open, ward: Ward) -> None:
    page = kiosk_of(open_page)
    lost = []

    def lose_answer(route: Route) -> None:
        route.fetch()
        lost.append(route.request.headers["idempotency-key"])
        route.abort()

    page.route(TICKETS, lose_answer)
    page.click("[data-do=service][data-id=moving]")
    page.click("[data-do=take]")
    expect(page.locator("[role=alertdialog]")).to_be_visible()
    page.unroute(TICKETS)
    page.click("[data-do=retry]")
    expect(page.locator(".ticket-number")).to_have_text("A001")
    assert len(set(lost)) == 1
    assert len(ward.app.state.house.day("kumin").tickets) == 1


def test_a_ticket_that_nobody_saw_is_given_back_after_a_restart(open_page: Open, ward: Ward) -> None:
    page = kiosk_of(open_page)

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(TICKETS, lose_answer)
    page.click("[data-do=service][data-id=moving]")
    page.click("[data-do=take]")
    expect(page.locator("[role=alertdialog]")).to_be_visible()
    page.unroute(TICKETS)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.reload()
    (ticket,) = ward.app.state.house.day("kumin").tickets.values()
    assert ticket.stops[-1].state is StopState.CANCELLED


def test_the_next_person_finds_the_first_language_and_plain_settings(open_page: Open) -> None:
    page = open_page("/sign-in", "kiosk")
    page.clock.install()
    page.goto(page.url.replace("/sign-in", "/kiosk/?office=kumin"))
    page.click("[data-do=language][data-id=en]")
    page.click("[data-id=large]")
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    page.clock.run_for(45_000)
    expect(page.locator("[role=alertdialog]")).to_be_visible()
    page.clock.run_for(20_000)
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("html")).not_to_have_attribute("data-text", "large")


def test_help_that_is_no_longer_needed_disappears_from_the_floor(open_page: Open, ward: Ward) -> None:
    page = kiosk_of(open_page)
    page.click(".dock-help")
    expect(page.locator("[data-status=coming]")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as answered:
        page.click("[data-do=help_over]")
    assert answered.value.status == 204
    (asked,) = ward.app.state.house.day("kumin").help.values()
    assert asked.resolved_at is not None
