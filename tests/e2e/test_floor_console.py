"""The floor console in a real browser: keys, mouse, finger, and two managers at once."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, Ward
from tests.e2e.test_accessibility import crowd

FLOOR = "/floor/kumin?language=en"


@pytest.fixture
def floor(open_page: Open, ward: Ward) -> Page:
    crowd(ward, 40)
    page = open_page(FLOOR, "tablet", "en", account="floor")
    expect(page.locator(".floor-column").first).to_be_visible()
    return page


def stands(page: Page, number: str, place: str) -> None:
    """The counter stands in the column of a service, or in the tray."""
    where = "#tray" if place == "tray" else f".floor-column[data-service='{place}']"
    expect(page.locator(f"{where} [data-do=counter][data-counter='{number}']")).to_be_visible()


def says(page: Page, sentence: str) -> None:
    expect(page.locator("#said-words")).to_have_text(sentence)


def test_a_counter_is_opened_paused_moved_and_closed_by_keys_alone_and_each_is_undone(floor):
    floor.locator("[data-do=counter][data-counter='1']").focus()
    floor.keyboard.press("o")
    says(floor, "Counter 1 is open.")
    stands(floor, "1", "moving")
    floor.keyboard.press("p")
    floor.keyboard.press("Enter")
    says(floor, "Counter 1 is on a break of 15 min.")
    floor.keyboard.press("u")
    says(floor, "Counter 1 is as it was before.")
    floor.keyboard.press("m")
    floor.locator("#counter-dialog [data-do='move-to'][data-service='my-number']").focus()
    floor.keyboard.press("Enter")
    says(floor, "Counter 1 serves C My Number card only.")
    expect(floor.locator(".floor-column[data-service='my-number'] [data-counter='1']")).to_be_focused()
    floor.keyboard.press("c")
    says(floor, "Counter 1 is closed.")
    stands(floor, "1", "tray")


def test_arrows_go_from_counter_to_counter(floor):
    floor.locator("[data-do=counter][data-counter='1']").focus()
    floor.keyboard.press("ArrowRight")
    expect(floor.locator("[data-do=counter][data-counter='2']")).to_be_focused()


def test_a_counter_is_dragged_onto_a_service_and_helps_it(floor):
    floor.locator("[data-do=counter][data-counter='1']").focus()
    floor.keyboard.press("o")
    stands(floor, "1", "moving")
    start = floor.locator("[data-do=counter][data-counter='1']").bounding_box()
    goal = floor.locator(".floor-column[data-service='insurance']").bounding_box()
    assert start and goal
    floor.mouse.move(start["x"] + 30, start["y"] + 20)
    floor.mouse.down()
    floor.mouse.move(goal["x"] + 80, goal["y"] + goal["height"] * 0.8, steps=6)
    floor.mouse.up()
    says(floor, "Counter 1 helps E Insurance and pension after 10 min.")
    expect(floor.locator("dialog[open]")).to_have_count(0)
    expect(floor.locator(".floor-column[data-service='insurance'] [data-helper='1']")).to_be_visible()


def test_what_one_manager_does_the_other_sees_and_neither_overwrites_the_other(floor, open_page):
    other = open_page(FLOOR, "tablet", "en", account="floor")
    expect(other.locator("[data-do=counter][data-counter='1']")).to_be_visible()
    floor.locator("[data-do=counter][data-counter='1']").focus()
    floor.keyboard.press("o")
    stands(other, "1", "moving")
    other.route("**/floor", lambda route: route.abort())  # the other tablet is cut off from news
    floor.keyboard.press("m")
    floor.click("#counter-dialog [data-do='move-to'][data-service='my-number']")
    says(floor, "Counter 1 serves C My Number card only.")
    other.click("[data-do=counter][data-counter='1']")
    other.click("#counter-dialog [data-do='move-to'][data-service='insurance']")
    expect(other.locator("#problem-words")).to_contain_text("Somebody else has changed counter 1")
    stands(floor, "1", "my-number")


def test_a_call_for_help_is_answered_from_the_keyboard(floor, ward, open_page):
    kiosk = open_page("/kiosk/?office=kumin", "kiosk", "en")
    kiosk.locator("[data-do=help]").last.click()
    expect(floor.locator(".floor-help[data-answered=no]")).to_be_visible()
    assert floor.title().startswith("Help wanted")
    floor.keyboard.press("h")
    floor.keyboard.press("Enter")
    expect(floor.locator(".floor-help[data-answered=yes]")).to_contain_text("is on the way")
    floor.click("[data-do=help-resolve]")
    expect(floor.locator(".floor-help")).to_have_count(0)


def test_the_intake_of_a_service_is_stopped_and_resumed(floor):
    floor.click("[data-do=service][data-service='moving']")
    floor.click("#service-dialog [data-do=intake]")
    says(floor, "No new tickets for A Moving.")
    expect(floor.locator(".floor-column[data-service='moving'] .floor-stopped")).to_be_visible()
    floor.keyboard.press("u")
    says(floor, "Tickets for A Moving are given out again.")


def test_people_without_an_open_counter_are_a_warning_whose_action_opens_one(floor):
    warning = floor.locator(".floor-warning").first
    expect(warning).to_contain_text("No open counter serves")
    warning.locator("[data-do=warning-act]").click()
    expect(floor.locator("#said-words")).to_contain_text("is open.")


def test_warnings_that_were_seen_stay_quiet_over_a_reload(floor):
    floor.click("[data-do=warnings]")
    with floor.expect_response("**/warnings/seen"):
        floor.click("[data-focus=all-seen]")
    expect(floor.locator(".floor-warning[data-quiet=no]")).to_have_count(0)
    floor.reload()
    expect(floor.locator(".floor-column").first).to_be_visible()
    expect(floor.locator(".floor-warning[data-quiet=no]")).to_have_count(0)


@pytest.mark.parametrize("about", ["counter", "service", "log", "keys"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_in_a_dialog(about, language, open_page, ward):
    crowd(ward, 12)
    page = open_page(f"/floor/kumin?language={language}", "tablet", language, account="floor")
    expect(page.locator(".floor-column").first).to_be_visible()
    if about in ("log", "keys"):
        page.click("#menu-button")
    page.locator(f"[data-do={about}]").first.click()
    expect(page.locator(f"#{about}-dialog [data-content] > * ").nth(1)).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
