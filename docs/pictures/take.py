"""Takes the pictures of the README from a demo that runs: `python docs/pictures/take.py http://127.0.0.1:8000`.

Start the demo afresh (`make run` with an empty DATA folder), so that the hall is as full as at a quarter past eleven.
Needs Chromium and the development packages. Look at every picture before you commit it.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from app.demo.ward import PASSWORD

HERE = Path(__file__).parent
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LARGEST_BYTES = 250_000
PATIENCE_SECONDS = 240
PHONE, DESK, TABLET, KIOSK, SIGNAGE = (390, 844), (1366, 768), (1366, 1024), (1080, 1920), (1920, 1080)
LARGE = {KIOSK: 0.5, SIGNAGE: 0.5}
"""Screens of a hall are drawn at half their size."""


class Photographer:
    """Opens pages of the demo, each on a device of its own, and saves what they show."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser = browser
        self.url = url

    def open(self, path: str, size: tuple[int, int], language: str = "ja", account: str = "") -> Page:
        """A page that has come to rest."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=LARGE.get(size, 1),
            locale="ja-JP" if language == "ja" else "en-GB",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if account:
            self._sign_in(page, account)
        page.goto(self.url + path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1_500)  # the first board, fonts, and the day's clock
        return page

    def _sign_in(self, page: Page, account: str) -> None:
        page.goto(self.url + "/sign-in")
        page.fill("[name=account]", account)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def board(self) -> dict[str, Any]:
        """The board of the main office now."""
        return self.get("/api/v1/offices/kumin/board")

    def get(self, path: str) -> dict[str, Any]:
        """The JSON at a path."""
        with urllib.request.urlopen(f"{self.url}{path}") as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
        return found

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The JSON answer to a command."""
        told = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", json.dumps(body).encode(), told)  # noqa: S310
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
        return found

    def until(self, ready: Callable[[dict[str, Any]], Any]) -> Any:
        """What `ready` finds on the board, as soon as it finds something. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if found := ready(self.board()):
                return found
            time.sleep(0.5)
        raise TimeoutError("the hall stays empty: is this a demo that has just been started?")


def save(page: Page, name: str) -> None:
    """Write one picture. Raises ValueError when it is too large for a README."""
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.name:24} {size / 1000:6.0f} KB")
    if size > LARGEST_BYTES:
        raise ValueError(f"{path.name} is larger than {LARGEST_BYTES / 1000:.0f} KB")


def is_lively(board: dict[str, Any]) -> bool:
    """Several calls to show, and people who wait."""
    waiting = sum(service["waiting"] for service in board["services"])
    return len(board["calls"]) >= 6 and waiting >= 15


def just_called(board: dict[str, Any]) -> bool:
    """A call of the last half minute of the service's time."""
    return is_lively(board) and board["calls"][0]["called_at"][:16] == board["as_of"][:16]


def busy_counter(board: dict[str, Any]) -> str | None:
    """A counter that has just begun to serve somebody, with people waiting for the same service."""
    serving = {counter["number"]: counter["id"] for counter in board["counters"] if counter["serving"]}
    long_lines = {service["id"] for service in board["services"] if service["waiting"] >= 4}
    calls = (call for call in board["calls"] if call["number"] in serving and call["service"] in long_lines)
    return next((serving[call["number"]] for call in calls), None)


def phones(photographer: Photographer) -> None:
    """All offices, and a ticket taken from home."""
    page = photographer.open("/", PHONE)
    save(page, "phone-offices")
    page.goto(photographer.url + "/o/kumin/take?service=certificates&step=check")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/t/*")
    page.wait_for_timeout(1_500)
    save(page, "phone-ticket")


def reservations(photographer: Photographer) -> None:
    """The way to a reservation, the reservation itself, checking in with one, and when it is busy."""
    save(photographer.open("/o/kumin/book?procedure=card-renewal&people=1", PHONE), "phone-times")
    wanted = {"procedures": ["card-renewal"], "people": 1}
    slots = photographer.get("/api/v1/offices/kumin/slots?procedure=card-renewal")["slots"]
    booked = photographer.post("/api/v1/offices/kumin/reservations", {**wanted, "starts_at": slots[40]["starts_at"]})
    save(photographer.open(f"/r/{booked['id']}", PHONE), "phone-reservation")
    save(photographer.open("/o/kumin/busy", PHONE), "phone-busy")
    page = photographer.open("/kiosk/?office=kumin", KIOSK)
    page.click("[data-do=check_in]")
    page.wait_for_timeout(500)
    save(page, "kiosk-check-in")


def kiosks(photographer: Photographer) -> None:
    """The start in both languages, and a ticket."""
    save(photographer.open("/kiosk/?office=kumin&language=en", KIOSK, "en"), "kiosk-english")
    page = photographer.open("/kiosk/?office=kumin", KIOSK)
    save(page, "kiosk")
    page.click("[data-do=service][data-id=moving]")
    page.click("[data-do=procedure] >> nth=0")
    page.click("[data-do=take]")
    page.wait_for_selector(".ticket-number")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1_000)
    save(page, "kiosk-ticket")


def halls(photographer: Photographer) -> None:
    """The screen of the hall in both languages, with a number that is being called."""
    japanese = photographer.open("/signage/?office=kumin", SIGNAGE)
    english = photographer.open("/signage/?office=kumin&language=en", SIGNAGE, "en")
    photographer.until(just_called)
    japanese.wait_for_selector(".hero[data-flashing]")
    save(japanese, "signage")
    save(english, "signage-english")


def staff(photographer: Photographer) -> None:
    """One counter with somebody at it, and the floor."""
    counter = photographer.until(busy_counter)
    save(photographer.open(f"/counter/kumin/{counter}", DESK, account="counter"), "counter")
    save(photographer.open("/floor/kumin", TABLET, account="floor"), "floor")
    save(photographer.open("/bookings/kumin", TABLET, account="counter"), "bookings")


def main(url: str) -> None:
    """Take all pictures."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    sound = ["--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=quiet + sound)
        photographer = Photographer(browser, url.rstrip("/"))
        photographer.until(is_lively)
        for take in (halls, staff, phones, reservations, kiosks):
            take(photographer)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
