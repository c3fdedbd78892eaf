"""The hall's screen in a real browser: every call once, also when the network or the page goes away."""

from __future__ import annotations

import uuid

import httpx
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from app.demo.ward import PASSWORD
from tests.e2e.conftest import Open, Ward
from tests.e2e.test_accessibility import crowd

LISTEN = """
addEventListener("DOMContentLoaded", () => {
  window.said = [];
  const spoken = document.querySelector("[aria-live=assertive]");
  new MutationObserver(() => said.push(spoken.textContent)).observe(spoken, { childList: true });
});
"""
TURN_MS = 6_000


class Staff:
    """A member of staff who calls by the API."""

    def __init__(self, ward: Ward) -> None:
        self.client = httpx.Client(base_url=f"{ward.url}/api/v1")
        token = self.post("/sessions", {"account": "counter", "password": PASSWORD})["token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body: dict[str, str] | None = None) -> dict[str, str]:
        answer = self.client.post(path, json=body or {}, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert answer.is_success, answer.text
        result: dict[str, str] = answer.json()
        return result

    def call(self, counter: str) -> str:
        self.post(f"/offices/kumin/counters/{counter}/open")
        return self.post(f"/offices/kumin/counters/{counter}/call-next")["number"]


def signage(open_page: Open) -> Page:
    """The screen, with its page's clock in our hands and its announcements written down."""
    page = open_page("/signage/?office=kumin", "signage")
    page.add_init_script(LISTEN)
    page.clock.install()
    page.reload()
    expect(page.locator(".service").first).to_be_visible()
    return page


def announced(page: Page, turns: int) -> list[str]:
    """The numbers announced, after some turns have passed."""
    for _ in range(turns):
        page.clock.run_for(TURN_MS)
    sentences: list[str] = page.evaluate("said")
    return [sentence.split(" ")[1] for sentence in sentences]


def test_calls_that_come_together_are_shown_at_once_and_announced_one_after_the_other(
    open_page: Open, ward: Ward
) -> None:
    crowd(ward, 30)
    page = signage(open_page)
    staff = Staff(ward)
    called = [staff.call("1"), staff.call("4"), staff.call("6")]
    for number in called:
        expect(page.locator(".calls").get_by_text(number, exact=True).first).to_be_visible()
    assert announced(page, 0) == called[:1]
    assert announced(page, 5) == called


def test_a_reload_announces_nothing_twice_and_loses_nothing(open_page: Open, ward: Ward) -> None:
    crowd(ward, 30)
    page = signage(open_page)
    staff = Staff(ward)
    first, second = staff.call("1"), staff.call("4")
    expect(page.locator(".rows").get_by_text(second)).to_be_visible()
    assert announced(page, 0) == [first]
    page.reload()
    expect(page.locator(".hero").get_by_text(second)).to_be_visible()
    assert announced(page, 3) == [second]


def test_a_screen_without_its_server_says_since_when_and_catches_up(open_page: Open, ward: Ward) -> None:
    crowd(ward, 30)
    page = signage(open_page)
    staff = Staff(ward)
    away = {"now": False}
    sockets: list[WebSocketRoute] = []

    def socket(route: WebSocketRoute) -> None:
        if away["now"]:
            route.close()
            return
        route.connect_to_server()
        sockets.append(route)

    page.route_web_socket("**/board/live*", socket)
    page.route("**/api/v1/offices/kumin/board", lambda route: route.abort() if away["now"] else route.continue_())
    page.reload()
    expect(page.locator(".service").first).to_be_visible()
    page.clock.run_for(1_000)

    away["now"] = True
    for route in sockets:
        route.close()
    missed = staff.call("1")
    for _ in range(30):
        page.clock.run_for(1_000)
    expect(page.locator(".stale")).to_be_visible()
    expect(page.locator(".stale")).to_contain_text("10:00")
    expect(page.locator(".calls").get_by_text(missed)).to_have_count(0)

    away["now"] = False
    for _ in range(40):
        page.clock.run_for(1_000)
    expect(page.locator(".stale")).to_be_hidden()
    expect(page.locator(".hero").get_by_text(missed)).to_be_visible()
    assert announced(page, 3) == [missed]


# Words have a moment to shrink until they fit: the page looks at its notice five times a second.
CUT_OFF = """async () => {
  const leaves = (box) => {
    const edge = box.getBoundingClientRect();
    return [...box.children].map((child) => child.getBoundingClientRect())
      .filter((part) => part.height > 0)
      .some((part) => part.top < edge.top - 1 || part.bottom > edge.bottom + 1 || part.right > edge.right + 1);
  };
  const cut = () => [...document.querySelectorAll(".top, .hero, .rows, .call, .service, .bottom, .phone")]
    .filter((box) => box.offsetHeight > 0 && (leaves(box) || box.scrollWidth > box.clientWidth + 1))
    .map((box) => `${box.className}: ${box.textContent.trim().slice(0, 40)}`);
  for (let frame = 0; frame < 60 && cut().length > 0; frame += 1) await new Promise(requestAnimationFrame);
  return cut();
}"""


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("office", ["kumin", "ekimae", "kita"])
def test_nothing_is_cut_off_on_a_wide_or_a_tall_panel(office: str, language: str, open_page: Open, ward: Ward) -> None:
    crowd(ward, 30)
    staff = Staff(ward)
    for counter in ("1", "4", "6"):
        staff.call(counter)
    staff.post("/offices/kumin/counters/4/start")
    staff.post("/offices/kumin/counters/4/finish", {"next": "payment"})
    page = open_page(f"/signage/?office={office}&language={language}", "signage", language)
    for width, height in ((1920, 1080), (1080, 1920)):
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        expect(page.locator(".service").first).to_be_visible()
        page.evaluate("document.fonts.ready.then(() => true)")
        assert page.evaluate(CUT_OFF) == []
