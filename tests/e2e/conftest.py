"""The service in this process on the demo ward, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from app.clock import VirtualClock
from app.demo.ward import PASSWORD, prepare
from app.live.uvicorn_sockets import LiveProtocol
from app.main import create_app
from app.storage.engines import open_engine, upgrade
from tests.offices import at

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one found; the shell is the same browser without the windows around pages, and five times as fast here."""
PATIENCE_MS = 20_000
"""How long a screen may take on a machine that is busy with other tests."""

expect.set_options(timeout=PATIENCE_MS)
SIZES = {
    "phone": (390, 844),
    "kiosk": (1080, 1920),
    "signage": (1920, 1080),
    "tablet": (1366, 1024),
    "desk": (1366, 768),
}


@dataclass
class Ward:
    """The running demo ward, on Tuesday 24 November 2026 at ten, with nobody in it yet."""

    url: str
    app: Any


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium; under CI=true its absence is a failure."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium here")
        pytest.skip("no Chromium here")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    opened = playwright.chromium.launch(executable_path=found, args=quiet)
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the demo ward before its first ticket; made once, copied for each test."""
    file = tmp_path_factory.mktemp("ward") / "ward.db"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    prepare(engine, lambda: at("08:00"))
    engine.dispose()
    return file


@pytest.fixture
def ward(tmp_path: Path, prepared: Path) -> Iterator[Ward]:
    engine = open_engine(f"sqlite:///{shutil.copy(prepared, tmp_path / 'ward.db')}")
    app = create_app(engine, clock=VirtualClock(at("10:00")), demo=True)
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, ws=LiveProtocol, log_level="warning", timeout_graceful_shutdown=1)
    )
    listening = threading.Event()
    startup = server.startup

    async def started(sockets: Any = None) -> None:
        await startup(sockets=sockets)
        listening.set()

    server.startup = started  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert listening.wait(20)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Ward(f"http://127.0.0.1:{port}", app)
    server.should_exit = True
    thread.join(10)


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, ward: Ward) -> Iterator[Open]:
    """Open a page of the ward at a size, in a language; each in a context of its own, as on a device of its own."""
    contexts: list[BrowserContext] = []

    def open_one(
        path: str,
        size: str = "phone",
        language: str = "ja",
        *,
        script: bool = True,
        account: str = "",
        touch: bool = False,
    ) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="ja-JP" if language == "ja" else "en-US",
            java_script_enabled=script,
            has_touch=touch,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(ward.url + "/sign-in" if account else ward.url + path)
        if account:
            page.fill("[name=account]", account)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]", no_wait_after=True)
            page.wait_for_url(lambda url: "/sign-in" not in url, wait_until="commit")
            page.goto(ward.url + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
