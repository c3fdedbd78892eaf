"""Booking on the phone in a real browser: with script and without, changed and cancelled, live and for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.domain.booking import Details, Wish
from app.domain.reservation_events import ReservationDisplaced
from app.domain.reservations import as_values
from app.domain.times import MINUTE, instant
from app.usecases import reservations
from app.usecases.reservations import Booker
from tests.e2e.conftest import Open, Ward
from tests.offices import at

RENEWAL = "procedure=card-renewal&people=1"
TOMORROW = "2026-11-25"
SLOW_NETWORK_BYTES = 50_000


def in_the_house(ward: Ward, command: Callable[[Any, int], object]) -> Any:
    return ward.app.state.house._thread.call("kumin", command)


def book(ward: Ward, when: str = f"{TOMORROW} 10:00", name: str = "mine") -> str:
    wish = Wish(at(when), ("card-renewal",))
    booker = Booker(name, f"{name}-twin", "resident")
    in_the_house(ward, lambda tx, now: reservations.make_reservation(tx, now, "kumin", wish, booker, Details()))
    return f"/r/{name}"


def hold(ward: Ward, when: str = f"{TOMORROW} 10:00", name: str = "held") -> str:
    wish = Wish(at(when), ("card-renewal",))
    booker = Booker(name, f"{name}-twin", "resident", holder="browser")
    in_the_house(ward, lambda tx, now: reservations.hold_slot(tx, now, "kumin", wish, booker))
    return f"/r/{name}"


def cancel(ward: Ward, name: str) -> None:
    end = partial(reservations.cancel_reservation, actor="resident", reason=None, public=True)
    in_the_house(ward, lambda tx, now: end(tx, now, "kumin", name))


def look_again(page: Page) -> None:
    """What the page does every few seconds, at once."""
    page.evaluate("dispatchEvent(new Event('online'))")


def answer_everything(page: Page) -> None:
    """The first answer to each question, then one person."""
    while page.locator("a.option").count():
        page.locator("a.option").first.click()
    page.locator(".people a").first.click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_time_is_booked_changed_and_cancelled(script: bool, open_page: Open) -> None:
    page = open_page("/o/kumin/p/moving-in", script=script)
    page.get_by_role("link", name="来る時間を予約する").click()
    answer_everything(page)
    page.get_by_role("link", name=re.compile(r"11月25日\(水\) 空き\d+枠")).click()
    page.get_by_role("button", name=re.compile("^10:00")).click()
    expect(page.locator(".held")).to_contain_text("10:10 までお取り置き")
    page.get_by_role("link", name="書かずに進む").click()
    page.get_by_role("button", name="予約する").click()
    expect(page.locator(".hero")).to_have_text("10:00")
    expect(page.locator(".code")).to_have_text(re.compile(r"^\d{4} \d{4}$"))
    mine = page.url.split("?")[0]

    page.get_by_role("link", name="日時を変える").click()
    page.get_by_role("button", name=re.compile("^11:00")).click()
    page.get_by_role("button", name="変更する").click()
    expect(page.locator(".hero")).to_have_text("11:00")

    page.goto(page.url.split("/r/")[0] + "/")
    page.get_by_role("link", name=re.compile(r"ご予約.*11月25日\(水\) 11:00")).click()
    assert page.url.split("?")[0] == mine
    page.get_by_role("link", name="予約を取り消す").click()
    page.get_by_role("button", name="取り消す").click()
    expect(page.locator("article.ticket")).to_have_attribute("data-phase", "cancelled")


def test_everything_is_done_with_the_keyboard(open_page: Open) -> None:
    page = open_page(f"/o/kumin/book?{RENEWAL}&day={TOMORROW}")
    page.locator("button.time").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="書かずに進む").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="予約する").focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.ticket")).to_have_attribute("data-phase", "booked")


def test_a_held_time_counts_down_and_its_end_is_kind(open_page: Open, ward: Ward) -> None:
    page = open_page(f"{hold(ward)}/contact")
    expect(page.locator(".held-left")).to_have_text(re.compile(r"あと (10:00|9:5\d)"))
    ward.app.state.house.clock.set(at("10:09") + 58_000)
    page.reload()
    expect(page.locator("[data-soon]")).to_contain_text("まもなく終わります")
    ward.app.state.house.clock.set(at("10:11"))
    expect(page.locator("article.ticket")).to_have_attribute("data-phase", "expired")
    page.get_by_role("button", name="同じ時間をもう一度お取り置きする").click()
    expect(page.locator(".held")).to_contain_text("10:21")


def test_who_is_beaten_to_a_time_takes_one_of_those_nearest_to_it(open_page: Open, ward: Ward) -> None:
    page = open_page(f"/o/kumin/book?{RENEWAL}&day={TOMORROW}")
    button = page.get_by_role("button", name=re.compile("^10:00"))
    left = int(re.sub(r"\D", "", button.locator(".time-left").inner_text()))
    for n in range(left):
        book(ward, name=f"other-{n}")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("ほかの方の予約で埋まりました")
    page.get_by_role("alert").get_by_role("button").first.click()
    expect(page.locator(".held")).to_be_visible()


def test_what_happens_elsewhere_is_shown_without_a_reload(open_page: Open, ward: Ward) -> None:
    book(ward, f"{TOMORROW} 08:30", "first")
    page = open_page(book(ward))
    expect(page.locator("article.ticket")).to_have_attribute("data-phase", "booked")
    page.evaluate("window.sameDocument = true")
    page.wait_for_load_state("networkidle")
    want = partial(reservations.want_earlier, from_at=at(f"{TOMORROW} 08:00"), actor="resident")
    in_the_house(ward, lambda tx, now: want(tx, now, "kumin", "mine"))
    look_again(page)
    expect(page.locator(".offer")).to_contain_text("早い時間が空きました")
    assert page.evaluate("window.sameDocument")
    page.get_by_role("button", name="この時間に変える").click()
    expect(page.get_by_role("status").first).to_contain_text("早い時間に変わりました")


def test_at_the_office_the_phone_checks_in_and_follows_its_ticket(open_page: Open, ward: Ward) -> None:
    page = open_page(book(ward, "2026-11-24 11:30"))
    ward.app.state.house.clock.set(at("11:10"))
    page.reload()
    page.get_by_role("link", name="このスマートフォンで受付する").click()
    expect(page.locator("main")).to_contain_text("QRコードを、このスマートフォンで読み取って")
    page.goto(f"{ward.url}/o/kumin?door={ward.app.state.house.day('kumin').door_code}")
    page.get_by_role("link", name="受付する").click()
    page.get_by_role("button", name="受付する").click()
    expect(page.locator(".ticket-number")).to_be_visible()
    page.goto(f"{ward.url}/r/mine")
    expect(page.get_by_role("link", name=re.compile("番号札 .* を見る"))).to_be_visible()


def _expired(ward: Ward) -> str:
    path = hold(ward)
    ward.app.state.house.clock.set(at("10:11"))
    in_the_house(ward, lambda tx, now: reservations.tidy(tx, now, "kumin"))
    return path


def _offered(ward: Ward) -> str:
    want = partial(reservations.want_earlier, from_at=at(f"{TOMORROW} 08:00"), actor="resident")
    in_the_house(ward, lambda tx, now: want(tx, now, "kumin", "mine"))
    return "/r/mine"


def _here(ward: Ward) -> str:
    path = book(ward, "2026-11-24 11:30")
    ward.app.state.house.clock.set(at("11:10"))
    return path


def _displaced(ward: Ward) -> str:
    def displace(tx: Any, now: int) -> None:
        day, now = tx.today("kumin", now)
        gone = replace(day.book.reservation("mine"), displaced=True)
        tx.record(day, now, "test", [ReservationDisplaced(as_values(gone))])

    in_the_house(ward, displace)
    return "/r/mine"


def _cancelled(ward: Ward) -> str:
    cancel(ward, "mine")
    return "/r/mine"


def _missed(ward: Ward) -> str:
    ward.app.state.house.clock.set(at("11:50"))
    in_the_house(ward, lambda tx, now: reservations.tidy(tx, now, "kumin"))
    return "/r/mine"


def _consultation(ward: Ward) -> str:
    api = f"{ward.url}/api/v1/offices/machizukuri"
    slots = httpx.get(f"{api}/slots?procedure=tax-advice&from={TOMORROW}").json()["slots"]
    wish = {"procedures": ["tax-advice"], "starts_at": slots[0]["starts_at"]}
    booked = httpx.post(f"{api}/reservations", json=wish).json()
    ward.app.state.house.clock.set(instant(datetime.fromisoformat(booked["starts_at"])) - 9 * MINUTE)
    return str(booked["url"])


STATES: dict[str, dict[str, Callable[[Ward], str]]] = {
    "the way": {
        "what": lambda _: "/book",
        "question": lambda _: "/o/kumin/book?procedure=moving-in",
        "people": lambda _: "/o/kumin/book?procedure=card-renewal",
        "offices": lambda _: f"/book?{RENEWAL}",
        "time": lambda _: f"/o/kumin/book?{RENEWAL}",
        "contact": lambda ward: f"{hold(ward)}/contact",
        "check": lambda _: "/r/held/check",
        "held": lambda _: "/r/held",
    },
    "a reservation": {
        "booked": book,
        "change": lambda _: f"/r/mine/change?{RENEWAL}&at={TOMORROW}T11:00:00%2B09:00",
        "cancel": lambda _: "/r/mine/cancel",
        "earlier": lambda _: "/r/mine/earlier",
        "offer": _offered,
        "displaced": _displaced,
        "cancelled": _cancelled,
    },
    "the hour": {
        "expired": _expired,
        "here": _here,
        "check-in": lambda _: "/o/kumin/check-in/mine",
        "missed": _missed,
    },
    "a consultation": {"video": _consultation},
}
"""Pages by what leads to them, in the order in which it happens."""


@pytest.mark.parametrize("states", STATES)
def test_every_page_and_state_is_for_everybody(states: str, open_page: Open, ward: Ward) -> None:
    """axe finds nothing in both languages; nothing is wider than a small phone, nor than one with twice the text."""
    page = open_page("/static/icons/madoguchi.svg")
    for name, prepared in STATES[states].items():
        path = prepared(ward)
        for language, width in (("ja", 390), ("en", 320), ("ja", 195)):
            page.set_viewport_size({"width": width, "height": 844})
            answer = page.goto(f"{ward.url}{path}{'&' if '?' in path else '?'}language={language}")
            assert answer and answer.status == 200, name
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{name} is {wide} px too wide at {width}"
            if width > 195:
                found = Axe().run(page)
                assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def test_the_first_page_of_the_journey_is_small_enough_for_a_slow_network(open_page: Open) -> None:
    page = open_page("/static/icons/madoguchi.svg")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(page.url.replace("/static/icons/madoguchi.svg", "/book"))
    page.wait_for_load_state("networkidle")
    assert 5_000 < sum(sizes) < SLOW_NETWORK_BYTES
