"""Beside the floor console's columns: advice, what if and support staff; on a tablet, with a finger."""

from __future__ import annotations

import re
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from app.domain.intake import Request
from app.domain.numbers import Channel
from app.usecases import floors, tickets
from tests.e2e.conftest import Open, Ward

PLAYED_MS = 60_000
"""Futures take a second or two; on a busy machine many more."""


@pytest.fixture
def busy(ward: Ward) -> Ward:
    """Fourteen people wait to move, nobody for certificates; counters 1 and 4 are open."""
    submit = ward.app.state.house._thread.call
    for counter, service in (("1", "moving"), ("4", "certificates")):
        offers = {service: 0}
        submit(
            "kumin",
            partial(floors.open_counter, office_id="kumin", counter=counter, actor="test", staff=None, offers=offers),
        )
    for n in range(14):
        request = Request(f"busy-{n:04d}", Channel.KIOSK, "moving", promise=(5, 20))
        submit("kumin", partial(tickets.take_ticket, office_id="kumin", request=request, actor="test"))
    return ward


@pytest.fixture
def floor(open_page: Open, busy: Ward) -> Page:
    return console(open_page, "en", touch=True)


def console(open_page: Open, language: str, *, touch: bool = False) -> Page:
    """The floor console of a manager; before its columns are drawn its buttons do nothing."""
    page = open_page(f"/floor/kumin?language={language}", "tablet", language, account="floor", touch=touch)
    expect(page.locator(".floor-column").first).to_be_visible()
    return page


def helps_moving(page: Page, count: int) -> None:
    """Counter 4 stands in the column of the service that it helps, or it does not."""
    helper = page.locator(".floor-column[data-service=moving] :is([data-helper='4'], [data-counter='4'])")
    expect(helper).to_have_count(count)


def test_advice_is_accepted_with_one_touch_and_taken_back_with_one(floor: Page) -> None:
    floor.tap("[data-do=advice]")
    accept = floor.locator("[data-do=advice-accept]").first
    accept.wait_for(timeout=PLAYED_MS)
    expect(floor.locator(".floor-proposal").first).to_contain_text("Moving")
    helps_moving(floor, 0)
    size = accept.bounding_box()
    assert size and size["height"] >= 44
    accept.tap()
    expect(floor.locator("#said-words")).to_have_text("The advice is done.")
    expect(floor.locator("#advice")).to_contain_text("by floor")
    helps_moving(floor, 1)
    floor.tap("[data-do=advice-undo]")
    expect(floor.locator("#said-words")).to_contain_text("what they served before")
    expect(floor.locator("[data-do=advice-undo]")).to_have_count(0)
    helps_moving(floor, 0)


def test_advice_that_another_manager_has_dealt_with_cannot_be_accepted_twice(floor: Page, open_page: Open) -> None:
    floor.keyboard.press("a")
    expect(floor.locator("#advice-title")).to_be_focused()
    floor.locator("[data-do=advice-accept]").first.wait_for(timeout=PLAYED_MS)
    other = console(open_page, "en", touch=True)
    other.tap("[data-do=advice]")
    expect(other.locator("[data-do=advice-accept]").first).to_be_visible()
    other.route("**/floor/advice", lambda route: route.abort())  # the other tablet does not hear of it
    floor.tap("[data-do=advice-refuse]")
    expect(floor.locator("#refusal-title")).to_be_focused()
    with floor.expect_response("**/refuse"):
        floor.tap("[data-do=advice-refuse-for][data-reason=break]")
    expect(floor.locator("#advice")).to_be_hidden()
    other.locator("[data-do=advice-accept]").first.tap()
    expect(other.locator("#problem-words")).to_contain_text("dealt with already")
    floor.tap("[data-do=advice]")
    floor.locator("[data-do=advice-accept]").first.wait_for(timeout=PLAYED_MS)
    floor.tap("[data-do=advice-history]")
    earlier = floor.locator("#advice-history > li")
    expect(earlier).to_have_count(1)
    expect(earlier).to_contain_text("Refused")
    expect(earlier).to_contain_text("Reason: A break is due")
    expect(earlier).to_contain_text(re.compile("Expected: .*Moving"))
    found = Axe().run(floor)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_beside_the_columns(language: str, open_page: Open, busy: Ward) -> None:
    page = console(open_page, language)
    page.click("[data-do=advice]")
    page.locator("[data-do=advice-accept]").first.wait_for(timeout=PLAYED_MS)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_support_is_called_up_answers_on_their_own_page_and_arrives(floor: Page, open_page: Open, busy: Ward) -> None:
    floor.keyboard.press("s")
    expect(floor.locator("#support-title")).to_be_focused()
    floor.tap("[data-do=support-draft][data-supporter=tanaka]")
    expect(floor.locator("#support-form [data-service=moving]")).to_be_checked()
    floor.select_option("#support-counter", "2")
    floor.fill("#support-reason", "14 people wait")
    floor.tap("[data-do=support-send]")
    expect(floor.locator("#said-words")).to_have_text("Tanaka has been called.")
    code = floor.locator(".floor-code img")
    expect(code).to_be_visible()
    assert code.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    address = floor.locator(".floor-address").get_attribute("href")
    assert address
    phone = open_page(f"{address}?language=en", "phone", "en")
    expect(phone.locator("main")).to_contain_text("14 people wait")
    phone.click("main button >> nth=0")
    expect(floor.locator("[data-call=coming]")).to_contain_text("On the way")
    floor.tap("[data-do=support-arrive]")
    expect(floor.locator("#said-words")).to_have_text("Tanaka is here.")
    expect(floor.locator(".floor-column[data-service=moving] [data-counter='2']")).to_be_visible()


def test_the_answer_to_one_call_leaves_the_form_of_the_next_as_it_is(floor: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    floor.route("**/floor/support/calls", hold)
    floor.tap("[data-do=support]")
    floor.tap("[data-do=support-draft][data-supporter=suzuki]")
    floor.tap("[data-do=support-send]")
    floor.tap("[data-do=support-draft][data-supporter=tanaka]")
    floor.fill("#support-reason", "half an hour")
    held[0].continue_()
    expect(floor.locator("[data-call=called]")).to_contain_text("Suzuki")
    expect(floor.locator("#said-words")).to_have_text("Suzuki has been called.")
    expect(floor.locator("#support-reason")).to_have_value("half an hour")


def test_an_answer_that_comes_while_the_panel_is_closed_is_on_its_button_until_somebody_looks(
    floor: Page, open_page: Open
) -> None:
    floor.tap("[data-do=support]")
    floor.tap("[data-do=support-draft][data-supporter=tanaka]")
    floor.tap("[data-do=support-send]")
    address = floor.locator(".floor-address").get_attribute("href")
    floor.tap("#support [data-do=support]")
    expect(floor.locator("#support")).to_be_hidden()
    phone = open_page(f"{address}?language=en", "phone", "en")
    phone.click("main button >> nth=0")
    expect(floor.locator("#support-sign")).to_have_text("1")
    expect(floor.locator("#support-news")).to_have_text("Tanaka is coming.")
    floor.reload()
    expect(floor.locator("#support-sign")).to_have_text("1")
    floor.tap(".bar [data-do=support]")
    expect(floor.locator("[data-call=coming]")).to_contain_text("On the way")
    expect(floor.locator("#support-sign")).to_be_hidden()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_in_the_bar_of_a_small_tablet_is_cut_and_its_menu_works_by_key(
    language: str, open_page: Open, ward: Ward
) -> None:
    page = console(open_page, language)
    page.set_viewport_size({"width": 1024, "height": 768})
    title = page.locator(".bar-title")
    assert title.evaluate("title => title.scrollWidth <= title.clientWidth")
    for button in page.locator(".bar-nav > button").all():
        size = button.bounding_box()
        assert size and size["height"] >= 44 and size["width"] >= 44
    page.focus("#menu-button")
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#log-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu-button")).to_be_focused()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_where_support_is_called_up(language: str, open_page: Open, busy: Ward) -> None:
    page = console(open_page, language)
    page.click("[data-do=support]")
    page.click("[data-do=support-draft][data-supporter=suzuki]")
    page.click("[data-do=support-send]")
    expect(page.locator(".floor-code")).to_be_visible()
    page.click("[data-do=support-draft][data-supporter=tanaka]")
    expect(page.locator("#support-form")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def played(page: Page) -> None:
    """The figures belong to the changes that are listed."""
    page.locator(".whatif-table[data-stale=no]").wait_for(timeout=PLAYED_MS)


def carry(page: Page, counter: str, place: str) -> None:
    """Drag a counter of the trial to a place to drop it."""
    chip = page.locator(f".whatif-chip[data-counter='{counter}']").first
    start = chip.bounding_box()
    assert start
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 40, steps=3)
    end = page.locator(f"#whatif {place}").bounding_box()
    assert end
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=3)
    expect(page.locator(f"#whatif {place}")).to_have_attribute("data-over", "yes")
    page.mouse.up()


def test_several_changes_are_tried_together_and_made_real_in_one_act(floor: Page) -> None:
    floor.tap("[data-do=whatif]")
    expect(floor.locator("#whatif")).to_contain_text("Not the live floor")
    expect(floor.locator("#columns")).to_be_hidden()
    carry(floor, "4", "[data-drop=help][data-service=moving]")
    expect(floor.locator(".whatif-list li")).to_have_text([re.compile("Counter 4 serves B Certificates")])
    floor.tap(".whatif-chip[data-counter='2']")
    expect(floor.locator("#whatif-counter")).to_have_value("2")
    floor.tap("[data-do=whatif-add]")
    floor.select_option("#whatif-kind", "break")
    floor.select_option("#whatif-counter", "1")
    floor.select_option("#whatif-at", index=4)
    floor.tap("[data-do=whatif-add]")
    floor.select_option("#whatif-kind", "extra")
    expect(floor.locator("[data-do=whatif-add]")).to_be_disabled()
    floor.check("[data-do=whatif-extra][data-service=moving]")
    floor.tap("[data-do=whatif-add]")
    expect(floor.locator(".whatif-list li")).to_have_count(4)
    played(floor)
    moving = floor.locator(".whatif-table tbody tr").first
    expect(moving.locator(".whatif-figure").nth(1)).to_have_attribute("data-tone", "better")
    expect(moving).to_contain_text("better")
    helps_moving(floor, 0)
    floor.tap("[data-change^='extra']")
    expect(floor.locator(".whatif-list li")).to_have_count(3)
    played(floor)
    floor.tap("[data-do=whatif-do]")
    expect(floor.locator("#said-words")).to_have_text("Counters changed: 2.")
    helps_moving(floor, 1)
    expect(floor.locator(".floor-column[data-service=moving] [data-counter='2']")).to_be_visible()
    floor.tap("#undo")
    expect(floor.locator("#said-words")).to_have_text("The counters are as they were before.")
    helps_moving(floor, 0)
    floor.tap("[data-do=whatif]")
    expect(floor.locator(".whatif-list li")).to_have_text([re.compile("break of 60 min")])


def test_while_changes_are_tried_no_key_reaches_the_live_floor_and_one_leads_back(floor: Page) -> None:
    floor.keyboard.press("t")
    expect(floor.locator("#whatif-title")).to_be_focused()
    floor.focus(".whatif-chip[data-counter='4']")
    floor.keyboard.press("Enter")
    expect(floor.locator("#whatif-kind")).to_be_focused()
    floor.select_option("#whatif-kind", "close")
    floor.focus("[data-do=whatif-add]")
    floor.keyboard.press("Enter")
    floor.focus("[data-do=whatif-back]")
    floor.keyboard.press("c")
    floor.keyboard.press("Enter")
    expect(floor.locator(".whatif-list li")).to_have_count(0)
    floor.keyboard.press("Escape")
    expect(floor.locator("#columns")).to_be_visible()
    expect(floor.locator(".floor-column[data-service=certificates] [data-counter='4']")).to_be_visible()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_where_changes_are_tried(language: str, open_page: Open, busy: Ward) -> None:
    page = console(open_page, language)
    page.click("[data-do=whatif]")
    page.select_option("#whatif-kind", "close")
    page.select_option("#whatif-counter", "1")
    page.click("[data-do=whatif-add]")
    expect(page.locator(".whatif-list li")).to_have_count(1)
    played(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
