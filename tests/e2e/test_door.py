"""At the door: the hall's screens show the code of the day, and a phone that has read it takes a ticket."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from app.demo.ward import PASSWORD
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.usecases import floors, tickets
from tests.e2e.conftest import Open, Ward
from tests.offices import at

DOOR = "/api/v1/offices/kumin/door"


def picture(page: Page, ward: Ward) -> str:
    """The code as the service draws it for staff; the screen's own must be the same."""
    staff = {"account": "floor", "password": PASSWORD}
    token = page.request.post(f"{ward.url}/api/v1/sessions", data=staff).json()["token"]
    return page.request.get(f"{ward.url}{DOOR}.svg", headers={"Authorization": f"Bearer {token}"}).text()


def shown(page: Page, selector: str) -> str:
    image = page.locator(selector)
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("image => image.naturalWidth") > 0
    return unquote((image.get_attribute("src") or "").removeprefix("data:image/svg+xml,"))


SIGNAGE = ("/signage/?office=kumin", "signage", "[data-part=qr][src^=data]")
KIOSK = ("/kiosk/?office=kumin", "kiosk", ".phone-code img[src^=data]")


@pytest.mark.parametrize(("path", "size", "code"), [SIGNAGE, KIOSK], ids=["signage", "kiosk"])
def test_a_paired_screen_shows_the_code_of_the_day(
    path: str, size: str, code: str, open_page: Open, ward: Ward
) -> None:
    page = open_page(path, size)
    today = picture(page, ward)
    assert shown(page, code) == today
    house = ward.app.state.house
    house.clock.set(at("2026-11-25 09:00"))
    house._thread.call("kumin", lambda tx, now: floors.turn_day(tx, now, "kumin"))
    tomorrow = picture(page, ward)
    assert tomorrow != today
    page.wait_for_function(
        "([code, svg]) => decodeURIComponent(document.querySelector(code)?.src ?? '').endsWith(svg)",
        arg=[code, tomorrow],
    )


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_phone_that_has_read_the_code_takes_a_ticket_in_a_full_house(
    script: bool, open_page: Open, ward: Ward
) -> None:
    house = ward.app.state.house
    for n in range(house.day("kumin").office.from_home.waiting_at_most):
        request = Request(f"ticket-{n}", Channel.KIOSK, "moving")
        house._thread.call("kumin", lambda tx, now, its=request: tickets.take_ticket(tx, now, "kumin", its, "test"))
    phone = open_page("/o/kumin", script=script)
    moving = phone.locator("#services li").first
    expect(moving).to_contain_text("発券機だけで")
    phone.goto(f"{ward.url}/o/kumin?door={house.day('kumin').door_code}")
    expect(phone.locator("main")).to_contain_text("来庁されている方として")
    assert phone.url == f"{ward.url}/o/kumin"
    moving.get_by_role("link", name="番号札を取る").click()
    phone.click("main button[type=submit]")
    phone.click("main button[type=submit]")
    expect(phone.locator(".ticket-number")).to_have_text("A600")
