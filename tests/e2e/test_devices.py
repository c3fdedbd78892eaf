"""A device whose right is taken away asks to be paired again; one without its network goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, Ward

A_MINUTE_MS = 61_000


def paired(open_page: Open, ward: Ward, kind: str) -> Page:
    """A device that has been paired, with its page's clock in our hands; the next pairing needs an administrator."""
    page = open_page("/static/base.css", kind)
    page.clock.install()
    with page.expect_response("**/devices/me/seen"):
        page.goto(f"{ward.url}/{kind}/?office=kumin")
    ward.app.state.access.pairs_itself = False
    expect(page.locator(".pairing-code")).to_be_hidden()
    return page


@pytest.mark.parametrize("kind", ["kiosk", "signage"])
def test_a_revoked_device_asks_to_be_paired_and_works_again_when_it_is(kind: str, open_page: Open, ward: Ward) -> None:
    device = paired(open_page, ward, kind)
    admin = open_page("/admin/", "desk", account="admin")
    admin.locator("#device-list .button-danger").click()
    admin.locator("#revoke-dialog .button-danger").click()
    expect(admin.locator("#device-list li")).to_have_count(0)

    device.clock.run_for(A_MINUTE_MS)
    code = device.locator(".pairing-code")
    expect(code).to_have_text(re.compile(r"\d{3} \d{3}"))

    admin.fill("#code", code.inner_text())
    admin.click("#pair [type=submit]")
    expect(admin.locator("#device-list li")).to_have_count(1)
    for _ in range(3):
        device.clock.run_for(3_000)
    expect(code).to_be_hidden()


@pytest.mark.parametrize("kind", ["kiosk", "signage"])
def test_a_device_without_its_network_keeps_its_right(kind: str, open_page: Open, ward: Ward) -> None:
    device = paired(open_page, ward, kind)
    device.context.set_offline(True)
    with device.expect_event("requestfailed", lambda request: request.url.endswith("/devices/me/seen")):
        device.clock.run_for(A_MINUTE_MS)
    expect(device.locator(".pairing-code")).to_be_hidden()
    assert device.evaluate(f"localStorage.getItem('madoguchi.device.{kind}.kumin')")
