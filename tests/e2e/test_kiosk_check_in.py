"""Checking in at the kiosk in a real browser: by keypad, scanner and camera, up to the call; every refusal."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from app.demo.ward import PASSWORD
from tests.e2e.conftest import Open, Ward
from tests.e2e.test_kiosk import check_axe, kiosk_of
from tests.offices import at

CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.shown ? [{ rawValue: window.shown }] : []; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  setInterval(() => pen.fillRect(0, 0, 9, 9), 50);
  return (window.stream = canvas.captureStream());
};
"""
"""A browser without a window has no camera: a picture of nothing, and codes that the test shows."""

VOICE = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "ja-JP" }],
  speak: (one) => window.spoken.push(one.text),
  cancel() {},
  addEventListener() {},
} });
"""


def book(ward: Ward, when: str = "11-24T11:15", office: str = "kumin", **more: Any) -> dict[str, Any]:
    """Reserve a time for moving within the ward over the API."""
    wish = {"procedures": ["moving-within"], "answers": {"moving-within:card": "none"}}
    body = {**wish, "starts_at": f"2026-{when}:00+09:00", **more}
    answer = httpx.post(f"{ward.url}/api/v1/offices/{office}/reservations", json=body)
    assert answer.status_code == 201, answer.text
    reservation: dict[str, Any] = answer.json()
    return reservation


def scan(page: Page, reservation: dict[str, Any] | None) -> None:
    """What a scanner does: it types very fast and ends with Enter."""
    page.keyboard.type(f"https://madoguchi.example{reservation['url'] if reservation else '/t/0123456789'}")
    page.keyboard.press("Enter")


def until(page: Page, condition: str) -> None:
    """Wait for a condition in the page. Playwright's own way evaluates strings there, which the policy forbids."""
    page.evaluate(f"new Promise((done) => (function look() {{ {condition} ? done() : setTimeout(look, 20); }})())")


def turn(ward: Ward, time: str) -> None:
    ward.app.state.house.clock.set(at(time))


def answered(page: Page, reason: str) -> None:
    expect(page.locator(".answer")).to_have_attribute("data-reason", reason)


def call_next(ward: Ward, counter: str) -> str:
    """Open a counter and call whoever is next; returns the number."""
    api = f"{ward.url}/api/v1"
    session = httpx.post(f"{api}/sessions", json={"account": "counter", "password": PASSWORD}).json()
    staff = {"Authorization": f"Bearer {session['token']}"}
    httpx.post(f"{api}/offices/kumin/counters/{counter}/open", headers=staff)
    called: dict[str, Any] = httpx.post(f"{api}/offices/kumin/counters/{counter}/call-next", headers=staff).json()
    number: str = called["ticket"]["number"] if "ticket" in called else called["number"]
    return number


def test_the_last_digits_lead_to_a_number_that_is_called(open_page: Open, ward: Ward) -> None:
    reservation = book(ward)
    turn(ward, "10:55")
    page = kiosk_of(open_page)
    page.click("[data-do=check_in]")
    for digit in reservation["code"][-4:]:
        page.click(f"[data-do=digit][data-id='{digit}']")
    page.click("[data-do=send_code]")
    expect(page.locator(".ticket-number")).to_have_text("A001")
    expect(page.locator(".booked")).to_have_attribute("data-arrival", "early")
    expect(page.locator(".booked")).to_contain_text("11:15")
    assert call_next(ward, "1") == "A001"
    expect(page.locator(".called-now")).to_be_visible()


def test_a_scan_on_the_start_screen_needs_no_touch_and_presses_nothing(open_page: Open, ward: Ward) -> None:
    reservation = book(ward)
    turn(ward, "11:20")
    page = kiosk_of(open_page)
    scan(page, reservation)
    expect(page.locator(".ticket-number")).to_have_text("A001")
    expect(page.locator(".booked")).to_have_attribute("data-arrival", "on_time")
    scan(page, reservation)
    expect(page.locator(".booked")).to_have_attribute("data-arrival", "before")
    assert len(ward.app.state.house.day("kumin").tickets) == 1


def test_a_keypad_alone_is_enough_and_late_people_hear_why(open_page: Open, ward: Ward) -> None:
    reservation = book(ward)
    turn(ward, "11:26")
    page = kiosk_of(open_page)
    page.locator("[data-do=check_in]").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("12", delay=5)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type(reservation["code"][-4:])
    page.keyboard.press("Enter")
    expect(page.locator(".booked")).to_have_attribute("data-arrival", "late")
    expect(page.locator(".booked")).to_contain_text("10分以上")


def test_the_camera_is_on_only_while_it_is_looked_at(open_page: Open, ward: Ward) -> None:
    reservation = book(ward)
    turn(ward, "11:00")
    page = open_page("/sign-in", "kiosk")
    page.add_init_script(CAMERA)
    page.goto(f"{ward.url}/kiosk/?office=kumin&scanner=none")
    page.click("[data-do=check_in]")
    page.click("[data-do=camera]")
    until(page, "window.stream")
    page.click("[data-do=back]")
    until(page, "window.stream.getTracks().every((track) => track.readyState === 'ended')")
    page.click("[data-do=check_in]")
    page.click("[data-do=camera]")
    page.evaluate(f"window.shown = 'https://madoguchi.example{reservation['url']}'")
    expect(page.locator(".ticket-number")).to_have_text("A001")
    until(page, "window.stream.getTracks().every((track) => track.readyState === 'ended')")


def test_the_service_lets_only_the_kiosk_use_a_camera(ward: Ward) -> None:
    policies = [httpx.get(ward.url + path).headers["permissions-policy"] for path in ("/kiosk/", "/signage/", "/")]
    assert ["camera=(self)" in policy for policy in policies] == [True, False, False]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_refusal_is_answered_and_axe_finds_nothing(language: str, open_page: Open, ward: Ward) -> None:
    page = kiosk_of(open_page, language)
    page.click("[data-do=check_in]")
    check_axe(page)
    page.keyboard.type("99999999")
    answered(page, "unknown")
    check_axe(page)
    scan(page, None)
    answered(page, "no_reservation")
    cancelled = book(ward, "11-24T14:00")
    httpx.delete(f"{ward.url}/api/v1/reservations/{cancelled['id']}")
    refusals = {
        "too_early": book(ward, "11-24T15:00"),
        "another_day": book(ward, "11-26T10:30"),
        "elsewhere": book(ward, "11-24T14:00", "kita"),
        "not_confirmed": book(ward, "11-24T16:00", hold=True),
        "over": cancelled,
    }
    for reason, reservation in refusals.items():
        scan(page, reservation)
        answered(page, reason)
        check_axe(page)
    scan(page, refusals["elsewhere"])
    expect(page.locator(".answer-place")).to_contain_text("北出張所" if language == "ja" else "North Branch")
    page.click("[data-do=ticket_instead]")
    expect(page.locator(".start")).to_be_visible()
    turn(ward, "14:55")
    scan(page, refusals["too_early"])
    expect(page.locator(".booked")).to_be_visible()
    check_axe(page)


def test_the_ticket_speaks_the_language_of_the_reservation(open_page: Open, ward: Ward) -> None:
    reservation = book(ward, language="en")
    turn(ward, "11:00")
    page = kiosk_of(open_page, "ja")
    scan(page, reservation)
    expect(page.locator(".booked")).to_contain_text("Your appointment")
    page.click("[data-do=finish]")
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_without_an_answer_the_person_can_try_again(open_page: Open, ward: Ward) -> None:
    reservation = book(ward)
    turn(ward, "11:00")
    page = kiosk_of(open_page)
    page.route("**/check-ins", lambda route: route.abort())
    scan(page, reservation)
    expect(page.locator("[role=alertdialog]")).to_be_visible()
    page.unroute("**/check-ins")
    page.click("[data-do=retry]")
    expect(page.locator(".ticket-number")).to_have_text("A001")


def test_a_kiosk_that_speaks_says_the_number_and_the_answer(open_page: Open, ward: Ward) -> None:
    page = open_page("/sign-in", "kiosk")
    page.add_init_script(VOICE)
    page.goto(f"{ward.url}/kiosk/?office=kumin")
    page.click("[data-do=setting][data-id=speech]")
    page.click("[data-do=check_in]")
    page.keyboard.type("9999")
    until(page, "window.spoken.includes('入力した番号 9 9 9 9')")
    page.keyboard.press("Enter")
    until(page, "window.spoken.includes('ご予約が見つかりません')")
