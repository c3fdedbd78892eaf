"""One ticket through the whole house, in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, Ward


def ticket_from_kiosk(kiosk: Page, service: str) -> str:
    """Two touches: the service and "take a ticket"."""
    kiosk.get_by_role("button", name=re.compile(service)).first.click()
    kiosk.locator("[data-do=take]").first.click()
    number = kiosk.locator(".ticket-number")
    expect(number).to_be_visible()
    return number.inner_text()


def test_a_ticket_from_the_kiosk_is_called_at_the_counter_and_shown_on_the_screens(open_page: Open) -> None:
    kiosk = open_page("/kiosk/?office=kumin", "kiosk")
    signage = open_page("/signage/?office=kumin", "signage")
    counter = open_page("/counter/kumin/1", "desk", account="counter")
    number = ticket_from_kiosk(kiosk, "住民異動")
    link = kiosk.locator("img.qr").get_attribute("src") or ""
    phone = open_page(f"/t/{link.split('/')[4]}")
    expect(phone.locator(".ticket-number")).to_have_text(number)

    counter.keyboard.press("Space")  # opens the counter
    expect(counter.locator(".panel-next-number")).to_have_text(number)
    counter.keyboard.press("n")
    expect(phone.locator("article.ticket")).to_have_attribute("data-phase", "called")
    expect(signage.get_by_text(number).first).to_be_visible()
    expect(counter.locator(".panel-number")).to_have_text(number)

    counter.keyboard.press("s")
    expect(phone.locator("article.ticket")).to_have_attribute("data-phase", "serving")
    counter.keyboard.press("f")
    expect(phone.locator("article.ticket")).to_have_attribute("data-phase", "done")


def test_a_double_tap_at_the_kiosk_takes_one_ticket(open_page: Open, ward: Ward) -> None:
    kiosk = open_page("/kiosk/?office=kumin", "kiosk")
    kiosk.get_by_role("button", name=re.compile("証明書")).first.click()
    kiosk.locator("[data-do=take]:not([disabled])").first.dblclick()
    expect(kiosk.locator(".ticket-number")).to_be_visible()
    assert len(ward.app.state.house.day("kumin").tickets) == 1


def test_the_help_button_of_the_kiosk_reaches_the_floor_manager(open_page: Open) -> None:
    floor = open_page("/floor/kumin", "tablet", account="floor")
    kiosk = open_page("/kiosk/?office=kumin", "kiosk")
    kiosk.locator(".kiosk-dock [data-do=help], [data-do=help].button-help").last.click()
    expect(floor.locator("[data-help], .help").first).to_be_visible()


def test_the_phone_works_without_scripts_from_the_offices_to_the_ticket_and_giving_it_up(open_page: Open) -> None:
    phone = open_page("/", script=False)
    phone.get_by_role("link", name=re.compile("くみん窓口")).first.click()
    phone.goto(phone.url.split("#")[0].rstrip("/") + "/take?service=moving&step=check")
    phone.locator("form[method=post] button[type=submit]").click()
    expect(phone.locator(".ticket-number")).to_have_text("A600")
    phone.reload()
    expect(phone.locator(".ticket-number")).to_have_text("A600")
    phone.goto(phone.url.split("?")[0] + "/cancel")
    phone.locator("form[method=post] button[type=submit]").first.click()
    expect(phone.locator("article.ticket")).to_have_attribute("data-phase", "cancelled")


def test_the_first_page_on_a_phone_is_under_50_kilobytes_in_all(browser, ward: Ward) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}) if answer.ok else None)
    page.goto(ward.url + "/", wait_until="networkidle")
    context.close()
    assert any(url.endswith(".css") for url in sizes)
    assert sum(sizes.values()) < 50_000, sizes


def test_a_page_whose_office_does_not_exist_says_so_kindly(open_page: Open) -> None:
    phone = open_page("/o/nowhere")
    expect(phone.locator("h1")).to_be_visible()
    assert "nowhere" in phone.inner_text("main")
