"""The bookings page and the calendar in a real browser: a call, changes, check-in, a closure, a consultation."""

from __future__ import annotations

import re
from functools import partial
from threading import Event
from typing import Any

import orjson
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.domain.booking import Details, Wish
from app.storage.writer import Job, WriterThread
from app.usecases import reservations
from app.usecases.reservations import Booker
from app.usecases.slot_search import linked_offices
from tests.e2e.conftest import Open, Ward
from tests.offices import at

BOOKINGS = "/bookings/kumin?language=en"
CONTACT = {"name": "みどり 花子", "email": None, "phone": "03-1234-5678", "consents_to_notices": False}


def book(ward: Ward, when: str, procedure: str = "seal-registration", office: str = "kumin") -> dict[str, Any]:
    """A booking that somebody has made by telephone."""
    house = ward.app.state.house
    wish = Wish(at(when), (procedure,))
    booker = Booker(f"{procedure}-{when}".replace(" ", "-"), f"{procedure}-{when}-there", "test", "staff")
    return run(
        house._thread,
        office,
        partial(
            reservations.make_reservation,
            office_id=office,
            wish=wish,
            booker=booker,
            details=Details(),
            contact=CONTACT,
        ),
        linked_offices(house.day(office)),
    )


def run(thread: WriterThread, office: str, command: Any, also: tuple[str, ...]) -> Any:
    done = Event()
    job = Job(office, command, also=also, done=lambda _job: done.set())
    thread.submit(job)
    assert done.wait(10)
    return orjson.loads(job.result())


def row(page: Page, code: str) -> Any:
    return page.locator(".bookings-list .booking-row").filter(has_text=code[-4:])


@pytest.fixture
def bookings(open_page: Open) -> Page:
    page = open_page(BOOKINGS, "desk", "en", account="counter")
    expect(page.locator("#counts")).to_contain_text("Booked")
    return page


def test_staff_book_for_a_caller_by_keyboard_and_read_the_code_out(bookings: Page) -> None:
    bookings.keyboard.press("n")
    expect(bookings.locator("#flow-filter")).to_be_focused()
    bookings.keyboard.type("seal")
    bookings.keyboard.press("Tab")
    bookings.keyboard.press("Space")
    bookings.get_by_role("button", name="Next").press("Enter")
    bookings.locator("[data-do=flow-time], [data-do=flow-answer]").first.wait_for()
    while bookings.locator("[data-do=flow-answer]").count():
        bookings.locator("[data-do=flow-answer]").last.press("Enter")
        bookings.locator("[data-do=flow-time], [data-do=flow-answer]").first.wait_for()
    chosen = bookings.locator("[data-do=flow-time]").first
    when = chosen.get_attribute("data-value") or ""
    chosen.press("Enter")
    expect(bookings.locator("#flow-dialog .notice")).to_contain_text("is kept until 10:10")
    bookings.locator("#field-name").fill("高橋 花")
    bookings.locator("#field-phone").fill("090-1234-5678")
    bookings.keyboard.press("Enter")
    code = bookings.locator("#flow-dialog .booking-hero")
    expect(code).to_have_text(re.compile(r"^\d{4}\s?\d{4}$"))
    digits = re.sub(r"\D", "", code.inner_text())
    bookings.keyboard.press("Escape")
    bookings.locator("#day").fill(when[:10])
    expect(row(bookings, digits)).to_contain_text("高橋 花")
    expect(row(bookings, digits)).to_contain_text("090-1234-5678")


def test_a_time_that_was_kept_and_not_booked_is_given_back_at_once(bookings: Page, ward: Ward) -> None:
    bookings.keyboard.press("n")
    bookings.locator("#flow-filter").fill("seal")
    bookings.locator("#flow-dialog input[name=procedure]").check()
    bookings.get_by_role("button", name="Next").click()
    bookings.locator("[data-do=flow-time]").first.click()
    expect(bookings.locator("#field-name")).to_be_focused()
    book_of = ward.app.state.house.day("kumin").book
    assert [each.state for each in book_of.reservations.values()] == ["held"]
    with bookings.expect_response(lambda answer: answer.request.method == "DELETE"):
        bookings.keyboard.press("Escape")
    assert [each.state for each in book_of.reservations.values()] == ["expired"]


def test_a_booking_is_moved_changed_checked_in_and_another_one_cancelled(ward: Ward, bookings: Page) -> None:
    mine, other = book(ward, "11:00")["code"], book(ward, "15:00")["code"]
    bookings.locator("#code").fill(mine[-4:])
    bookings.keyboard.press("Enter")
    expect(bookings.locator("#detail-title")).to_contain_text("11:00")
    bookings.keyboard.press("m")
    bookings.locator("[data-do=flow-time][data-value*='T10:15']").click()
    bookings.get_by_role("button", name="Move to this time").click()
    expect(bookings.locator("#flow-dialog .booking-facts")).to_contain_text("10:15")
    bookings.keyboard.press("Escape")
    expect(row(bookings, mine)).to_contain_text("Due")
    row(bookings, mine).click()
    bookings.keyboard.press("e")
    bookings.locator("#detail-dialog [name=wheelchair]").check()
    bookings.get_by_role("button", name="Save").click()
    expect(bookings.locator("#detail-dialog .booking-facts")).to_contain_text("Wheelchair")
    bookings.keyboard.press("i")
    expect(bookings.locator("#detail-dialog .booking-hero")).to_have_text("B800")
    bookings.keyboard.press("Escape")
    expect(bookings.locator(".booking-row[data-state=checked_in]")).to_contain_text("B800")
    row(bookings, other).click()
    bookings.keyboard.press("x")
    bookings.locator("[value=office]").check()
    bookings.get_by_role("button", name="Cancel booking").click()
    expect(bookings.locator(".booking-row[data-state=cancelled]")).to_have_count(1)


def test_a_closure_shows_whom_it_touches_and_they_stand_first_on_the_call_list(ward: Ward, open_page: Open) -> None:
    book(ward, "2026-11-26 10:00")
    page = open_page("/admin/kumin/calendar?language=en", "desk", "en", account="admin")
    page.locator("#date").fill("2026-11-26")
    page.locator("#name").fill("停電のため")
    page.get_by_role("button", name="Add, and see what it does").click()
    expect(page.locator("#preview")).to_contain_text("1 booking would lose its time.")
    expect(page.locator("#preview .calendar-touched")).to_contain_text("10:00")
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Apply, and list the people to call").click()
    expect(page.locator("#message")).to_contain_text("1 booking needs a call")
    page.goto(ward.url + BOOKINGS)
    expect(page.locator("#calls")).to_contain_text("03-1234-5678")
    page.locator("#call-list .booking-row").click()
    page.keyboard.press("m")
    page.locator("[data-do=flow-time]").first.click()
    page.get_by_role("button", name="Move to this time").click()
    expect(page.locator("#flow-dialog .booking-hero")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#calls")).to_be_hidden()


def test_the_specialist_sees_at_once_that_the_person_has_come_to_the_booth(ward: Ward, open_page: Open) -> None:
    book(ward, "10:00", "tax-advice", "machizukuri")
    expert = open_page(BOOKINGS, "desk", "en", account="counter")
    theirs = expert.locator(".booking-row").filter(has_text="specialist")
    expect(theirs).to_contain_text("Not here yet")
    booth = open_page("/bookings/machizukuri?language=en", "desk", "en", account="counter")
    booth.locator(".booking-row").click()
    expect(booth.locator(".booking-consultation a")).to_have_attribute("href", re.compile("^https://video"))
    booth.keyboard.press("i")
    expect(booth.locator("#detail-dialog .booking-hero")).to_be_visible()
    expect(theirs).to_contain_text("Has checked in")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing_on_the_page_and_in_its_dialogs(language: str, ward: Ward, open_page: Open) -> None:
    for when in ("10:15", "11:00"):
        book(ward, when)
    page = open_page(f"/bookings/kumin?language={language}", "tablet", language, account="counter")
    expect(page.locator(".booking-row")).to_have_count(2)
    page.locator("#no-shows summary").click()
    look(page)
    page.locator(".booking-row").first.click()
    look(page)
    page.keyboard.press("x")
    look(page)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    look(page)
    page.locator("#flow-dialog input[name=procedure][value=seal-registration]").check()
    page.locator("[data-do=flow-plan]").click()
    page.locator("[data-do=flow-time]").first.wait_for()
    look(page)
    page.locator("[data-do=flow-time]").first.click()
    page.locator("#field-name").wait_for()
    look(page)


def look(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
