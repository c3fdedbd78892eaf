"""axe finds nothing on any page, in both languages."""

from __future__ import annotations

from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.domain.intake import Request
from app.domain.numbers import Channel
from app.storage.writer import WriterThread
from app.usecases import tickets
from tests.e2e.conftest import Open, Ward

PAGES = {
    "offices": ("/", "phone", ""),
    "office": ("/o/kumin", "phone", ""),
    "busy": ("/o/kumin/busy", "phone", ""),
    "accuracy": ("/accuracy", "phone", ""),
    "procedure": ("/o/kumin/p/moving-in", "phone", ""),
    "take-what": ("/o/kumin/take", "phone", ""),
    "take-help": ("/o/kumin/take?service=moving", "phone", ""),
    "take-check": ("/o/kumin/take?service=moving&step=check", "phone", ""),
    "not-found": ("/t/nothing", "phone", ""),
    "kiosk": ("/kiosk/?office=kumin", "kiosk", ""),
    "signage": ("/signage/?office=kumin", "signage", ""),
    "sign-in": ("/sign-in", "desk", ""),
    "counter-choose": ("/counter/", "desk", "counter"),
    "counter": ("/counter/kumin/1", "desk", "counter"),
    "floor-choose": ("/floor/", "tablet", "floor"),
    "floor": ("/floor/kumin", "tablet", "floor"),
    "admin": ("/admin/", "desk", "admin"),
    "devices": ("/admin/devices", "desk", "admin"),
    "bookings-choose": ("/bookings/", "desk", "counter"),
    "bookings": ("/bookings/kumin", "desk", "counter"),
    "calendar": ("/admin/kumin/calendar", "desk", "admin"),
}


def crowd(ward: Ward, count: int) -> str:
    """Let people take tickets; returns the id of the last."""
    thread: WriterThread = ward.app.state.house._thread
    services = ("moving", "certificates", "my-number", "family-register", "insurance")
    for n in range(count):
        request = Request(f"crowd-{n:04d}", Channel.KIOSK, services[n % 5], promise=(5, 20))
        thread.call("kumin", partial(tickets.take_ticket, office_id="kumin", request=request, actor="test"))
    return f"crowd-{count - 1:04d}"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, language: str, open_page: Open, ward: Ward) -> None:
    path, size, account = PAGES[name]
    crowd(ward, 12)
    page = open_page(f"{path}{'&' if '?' in path else '?'}language={language}", size, language, account=account)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_on_a_ticket(language: str, open_page: Open, ward: Ward) -> None:
    ticket = crowd(ward, 30)
    page = open_page(f"/t/{ticket}?language={language}", "phone", language)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
