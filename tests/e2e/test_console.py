"""No page asks for what is not there, and none stumbles over its own script."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage

from tests.e2e.conftest import Open, Ward
from tests.e2e.test_accessibility import PAGES


@pytest.mark.parametrize("name", [name for name in PAGES if name != "not-found"])
def test_a_page_logs_no_error(name: str, open_page: Open, ward: Ward) -> None:
    path, size, account = PAGES[name]
    page = open_page("/static/base.css", size, account=account)
    logged: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            logged.append(f"{message.text} {message.location['url']}")

    page.on("console", listen)
    page.on("pageerror", lambda error: logged.append(str(error)))
    page.goto(ward.url + path)
    page.wait_for_load_state("networkidle")
    assert logged == []


def test_every_page_has_the_icon(open_page: Open) -> None:
    for name in ("offices", "kiosk", "signage", "sign-in"):
        page = open_page(*PAGES[name][:2])
        assert page.get_attribute("link[rel=icon]", "href") == "/static/icons/madoguchi.svg"
