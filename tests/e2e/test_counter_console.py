"""The counter console in a real browser, with nothing but keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.demo.ward import PASSWORD
from tests.e2e.conftest import Ward

PAYMENT_COUNTER = "10"


class Service:
    """The running service as others see it: somebody who takes tickets, another screen at the same counter."""

    def __init__(self, url: str) -> None:
        self.url = url
        session = httpx.post(f"{url}/api/v1/sessions", json={"account": "counter", "password": PASSWORD}).json()
        self._staff = {"Authorization": f"Bearer {session['token']}"}

    def take(self, service: str = "moving", **wishes: object) -> str:
        """Take a ticket; its number."""
        answer = httpx.post(
            f"{self.url}/api/v1/offices/kumin/tickets", json={"service": service, **wishes}, headers=self._staff
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    def do(self, verb: str, counter: str = "1", **body: object) -> httpx.Response:
        """A verb from elsewhere: another screen at the same counter."""
        return httpx.post(f"{self.url}/api/v1/offices/kumin/counters/{counter}/{verb}", json=body, headers=self._staff)

    def desk(self, counter: str = "1") -> dict[str, Any]:
        """The counter as the service has it."""
        found: dict[str, Any] = httpx.get(
            f"{self.url}/api/v1/offices/kumin/counters/{counter}", headers=self._staff
        ).json()
        return found


@pytest.fixture
def service(ward: Ward) -> Service:
    return Service(ward.url)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="en-GB", viewport={"width": 1366, "height": 768})
    yield opened
    opened.close()


def sit_down(context: BrowserContext, service: Service, language: str = "en") -> Page:
    """Signs in by keyboard and opens counter 1."""
    page = context.new_page()
    page.goto(f"{service.url}/sign-in?next=/counter/kumin/1&language={language}")
    expect(page.get_by_label("Account" if language == "en" else "アカウント")).to_be_focused()
    page.keyboard.type("counter")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".verb-main")).to_be_visible()
    return page


def says(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#said")).to_have_text(text)


def shows(page: Page, number: str, state: str) -> None:
    expect(page.locator(".panel-number")).to_have_text(number)
    expect(page.locator(".panel-word")).to_have_text(state)


def test_a_person_is_called_served_and_finished_by_keys_alone(context, service):
    number = service.take()
    page = sit_down(context, service)
    page.keyboard.press("Space")
    says(page, "The counter is open.")
    page.keyboard.press("n")
    shows(page, number, "Called")
    page.keyboard.press("s")
    shows(page, number, "Serving")
    page.keyboard.press("f")
    says(page, f"Finished with {number}.")
    page.keyboard.press("n")
    says(page, "Nobody is waiting.")


def test_a_key_pressed_three_times_calls_one_person(context, service):
    first, second = service.take(), service.take()
    page = sit_down(context, service)
    service.do("open")
    expect(page.locator(".verb-main")).to_contain_text("Call next")
    for _ in range(3):
        page.keyboard.press("Space")
    shows(page, first, "Called")
    page.reload()
    shows(page, first, "Called")
    assert service.desk()["queue"][0]["number"] == second


def test_a_ticket_is_held_brought_back_missed_and_its_verb_undone_by_keys(context, service):
    number = service.take()
    service.do("call-next")
    page = sit_down(context, service)
    shows(page, number, "Called")
    for keys, said in [
        ("h1", f"{number} is on hold."),
        ("j1", f"{number} is back in line."),
        ("n", f"Calling {number}."),
        ("r", f"Calling {number} again."),
    ]:
        for key in keys:
            page.keyboard.press(key)
        says(page, said)
    page.keyboard.press("x")
    if service.desk()["current"]:
        page.keyboard.press("r")
        says(page, f"Calling {number} again.")
        page.keyboard.press("x")
    says(page, f"{number} is marked as missed.")
    page.keyboard.press("u")
    says(page, "Undone.")
    shows(page, number, "Called")


def test_a_finished_step_leads_to_the_service_chosen_by_its_letter(context, service):
    number = service.take()
    service.do("call-next")
    service.do("start")
    page = sit_down(context, service)
    shows(page, number, "Serving")
    page.keyboard.press("g")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("f")
    says(page, f"Finished with {number}.")
    assert [entry["number"] for entry in service.desk(PAYMENT_COUNTER)["queue"]] == [number]


def test_a_number_is_called_out_of_turn_by_typing_it(context, service):
    service.take()
    wanted = service.take()
    page = sit_down(context, service)
    service.do("open")
    expect(page.locator(".verb-main")).to_contain_text("Call next")
    page.keyboard.press("c")
    page.keyboard.type(wanted.lower())
    expect(page.locator("#call-meant")).to_have_text(f"This calls {wanted}.")
    page.keyboard.press("Enter")
    shows(page, wanted, "Called")


def test_needs_are_noted_and_shown_with_their_word(context, service):
    number = service.take()
    service.do("call-next")
    page = sit_down(context, service)
    shows(page, number, "Called")
    page.keyboard.press("l")
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    says(page, f"Noted for {number}.")
    expect(page.locator(".desk-facts")).to_contain_text("Writing pad")


def test_a_verb_of_another_screen_is_seen_without_a_reload(context, service):
    page = sit_down(context, service)
    number = service.take()
    service.do("call-next")
    shows(page, number, "Called")


def test_a_page_left_behind_is_told_so_and_shows_the_truth(context, service):
    first, second = service.take(), service.take()
    service.do("call-next")
    page = sit_down(context, service)
    shows(page, first, "Called")
    page.route("**/counters/1", lambda route: route.abort())
    for verb in ("start", "finish", "call-next"):
        assert service.do(verb).status_code == 200
    page.keyboard.press("s")
    says(page, re.compile(rf"{first}"))
    page.unroute("**/counters/1")
    shows(page, second, "Called")
    assert service.desk()["current"]["state"] == "called"


def test_a_verb_pressed_without_a_network_is_carried_out_once_when_it_is_back(context, service):
    first, second = service.take(), service.take()
    service.do("open")
    page = sit_down(context, service)
    expect(page.locator(".line-row")).to_have_count(2)
    context.set_offline(True)
    page.keyboard.press("n")
    expect(page.locator("#link")).to_contain_text("has not gone through yet")
    context.set_offline(False)
    shows(page, first, "Called")
    expect(page.locator("#link")).to_be_hidden()
    assert [entry["number"] for entry in service.desk()["queue"]] == [second]


def test_a_verb_that_was_not_sent_can_be_left(context, service):
    service.take()
    service.do("open")
    page = sit_down(context, service)
    expect(page.locator(".line-row")).to_have_count(1)
    page.route("**/call-next", lambda route: route.abort())
    page.keyboard.press("n")
    page.get_by_role("button", name="Stop").click()
    says(page, re.compile("Stopped sending"))
    assert service.desk()["current"] is None


def test_keys_typed_faster_than_the_answers_are_carried_out_one_after_the_other(context, service):
    first, second = service.take(), service.take()
    service.do("call-next")
    service.do("start")
    page = sit_down(context, service)
    shows(page, first, "Serving")
    page.keyboard.press("f")
    page.keyboard.press("n")
    shows(page, second, "Called")


def test_keys_do_nothing_while_somebody_types_or_a_dialog_is_open(context, service):
    service.take()
    service.do("open")
    page = sit_down(context, service)
    expect(page.locator(".line-row")).to_have_count(1)
    page.keyboard.press("p")
    page.keyboard.type("n")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert service.desk()["current"] is None


def test_single_keys_can_be_switched_off(context, service):
    service.take()
    service.do("open")
    page = sit_down(context, service)
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.get_by_role("button", name="Call next").click()
    expect(page.locator(".panel-word")).to_have_text("Called")
    assert service.desk()["current"]["recalls"] == 0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_in_any_state_or_dialog(context, service, language):
    service.take(language="vi", needs={"hearing": True}, priority="pregnant")
    service.take(procedures=["moving-in"], service=None)
    page = sit_down(context, service, language)
    axe = Axe()
    found: list[tuple[str, str]] = []

    def look(where: str) -> None:
        found.extend((where, violation["id"]) for violation in axe.run(page).response["violations"])

    look("closed")
    for verb, phase in (("open", "free"), ("pause", "paused"), ("open", "free")):
        service.do(verb)
        expect(page.locator(f'.panel[data-phase="{phase}"]')).to_be_visible()
        look(phase)
    service.do("call-next")
    expect(page.locator('.panel[data-phase="called"]')).to_be_visible()
    look("called")
    service.do("start")
    expect(page.locator('.panel[data-phase="serving"]')).to_be_visible()
    look("serving")
    for key in "gthplo?d":
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        look(f"dialog of {key}")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    assert found == []
