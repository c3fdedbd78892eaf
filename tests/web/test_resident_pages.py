"""The residents' pages on a real office: taking a ticket, following it, coming back, giving up. No scripts run here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.domain.office import Channel, ChannelKind, FromHome, Procedure
from app.main import create_app
from app.storage.writer import Writer
from app.usecases import counters
from app.usecases.offices import apply_office
from tests.offices import at, small_office, words

KEY = "a-key-of-the-form"


class Wall:
    """The clock on the wall."""

    def __init__(self) -> None:
        self.now = at("10:00")

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def app(sqlite_engine: Any, wall: Wall) -> FastAPI:
    certificate = Procedure(
        "residence-certificate",
        words("住民票の写し"),
        ("certificates", "payment"),
        category="certificates",
        bring=(words("本人確認書類"),),
        channels=(
            Channel(ChannelKind.COUNTER, fee_yen=300),
            Channel(ChannelKind.CONVENIENCE_STORE, fee_yen=200, place=words("コンビニエンスストア")),
        ),
    )
    office = small_office(procedures=(certificate,), from_home=FromHome(waiting_at_most=2))
    writer = Writer(sqlite_engine, wall)
    writer.run("kumin", lambda tx, now: apply_office(tx, now, office, "test"))
    writer.close()
    return create_app(sqlite_engine, clock=wall)


@pytest.fixture
def phone(app: FastAPI) -> Iterator[TestClient]:
    """A phone that shows English pages and follows by itself."""
    headers = {"Accept-Language": "en", "Accept": "text/html"}
    with TestClient(app, base_url="http://madoguchi.test", headers=headers) as client:
        yield client


def take(phone: TestClient, key: str = KEY, **wish: Any) -> Any:
    return phone.post("/o/kumin/take", data={"key": key, **(wish or {"service": "moving"})})


def phase(answer: Any) -> str:
    found = re.search(r'data-phase="(\w+)"', answer.text)
    assert found, answer.text
    return found[1]


def number(answer: Any) -> str:
    found = re.search(r'ticket-number">(\w+)<', answer.text)
    assert found, answer.text
    return found[1]


def key_in(answer: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def at_counter(phone: TestClient, command: Any) -> None:
    house = phone.app.state.house  # type: ignore[attr-defined]
    phone.portal.call(house.submit, "kumin", command)  # type: ignore[union-attr]


def call(phone: TestClient) -> None:
    at_counter(phone, lambda tx, now: counters.open_counter(tx, now, "kumin", "1", "staff:mori", None))
    at_counter(phone, lambda tx, now: counters.call_next(tx, now, "kumin", "1", "staff:mori"))


def test_a_ticket_is_taken_with_one_question_a_page(phone: TestClient) -> None:
    assert "What do you need?" in phone.get("/o/kumin/take").text
    assert "Can we help you" in phone.get("/o/kumin/take?service=moving").text
    check = phone.get("/o/kumin/take?service=moving&need=writing&step=check")
    assert "communicate in writing" in check.text
    ticket = take(phone, key_in(check), service="moving", need="writing")
    assert ticket.url.path.startswith("/t/")
    assert number(ticket) == "A600"


def test_a_double_tap_gives_one_ticket(phone: TestClient) -> None:
    assert take(phone).url == take(phone).url
    assert take(phone, "another-key-of-a-form").url != take(phone).url


def test_needs_and_priority_reach_the_ticket(phone: TestClient) -> None:
    ticket = take(phone, service="moving", need=["hearing", "nonsense"], priority="pregnant")
    stored = phone.get(f"/api/v1/tickets/{ticket.url.path[3:]}").json()
    assert (stored["needs"], stored["priority"], stored["language"]) == (["hearing"], "pregnant", "en")


def test_nobody_gives_themselves_the_priority_that_staff_give(phone: TestClient) -> None:
    refused = take(phone, service="moving", priority="promise")
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text


def test_too_many_waiting_is_said_before_and_after_the_form_is_sent(phone: TestClient) -> None:
    for count in range(2):
        take(phone, f"key-number-{count}")
    assert "only at the machine" in phone.get("/o/kumin/take?service=moving&step=check").text
    refused = take(phone, "one-too-many")
    assert refused.status_code == 409
    assert 'role="alert"' in refused.text


def scan(phone: TestClient) -> Any:
    """Open what the QR code in the hall says."""
    return phone.get(f"/o/kumin?door={phone.app.state.house.day('kumin').door_code}")  # type: ignore[attr-defined]


def test_somebody_who_scans_the_code_in_the_hall_is_not_held_to_the_limits_from_home(phone: TestClient) -> None:
    for count in range(2):
        take(phone, f"key-number-{count}")
    for page in ("/o/kumin", "/o/kumin/take", "/o/kumin/p/residence-certificate"):
        assert "You are at the office" not in phone.get(page).text
    assert "only at the machine" in phone.get("/o/kumin").text
    scanned = scan(phone)
    assert "You are at the office" in scanned.text
    assert "only at the machine" not in scanned.text
    for page in ("/o/kumin/take", "/o/kumin/take?service=moving&step=check", "/o/kumin/p/residence-certificate"):
        assert "You are at the office" in phone.get(page).text
    ticket = take(phone, "the-key-at-the-door")
    assert ticket.url.path.startswith("/t/")
    assert number(ticket) == "A602"


def test_the_code_is_not_in_the_address_that_people_pass_on(phone: TestClient) -> None:
    scanned = scan(phone)
    assert str(scanned.url) == "http://madoguchi.test/o/kumin"
    code = phone.app.state.house.day("kumin").door_code  # type: ignore[attr-defined]
    assert code not in scanned.text
    again = phone.get(f"/o/kumin?language=ja&door={code}")
    assert str(again.url) == "http://madoguchi.test/o/kumin?language=ja"
    assert "来庁されている方として" in again.text


@pytest.mark.parametrize(("hour", "seconds"), [("10:00", 12 * 3600), ("23:00", 5 * 3600), ("03:00", 3600)])
def test_the_code_is_kept_for_this_office_until_the_day_ends(
    phone: TestClient, wall: Wall, hour: str, seconds: int
) -> None:
    wall.now = at(f"2026-11-25 {hour}" if hour == "03:00" else hour)
    first = scan(phone).history[0]
    assert (first.status_code, first.headers["cache-control"]) == (303, "no-store")
    cookie = first.headers["set-cookie"].split("; ")
    assert cookie[0].startswith("door=")
    assert {"HttpOnly", "SameSite=lax", "Path=/o/kumin", f"Max-Age={seconds}"} <= set(cookie)


@pytest.mark.parametrize("door", ["", "wrong", "<b>"])
def test_a_code_of_another_day_is_said_to_be_old_and_changes_nothing(phone: TestClient, door: str) -> None:
    for count in range(2):
        take(phone, f"key-number-{count}")
    page = phone.get("/o/kumin", params={"door": door})
    assert "This code was for another day" in page.text
    assert "You are at the office" not in page.text
    assert "door" not in phone.cookies
    phone.cookies.set("door", "x" * 1000, path="/o/kumin")
    assert "You are at the office" not in phone.get("/o/kumin").text
    assert take(phone, "one-too-many").status_code == 409


def test_tomorrow_the_code_is_worth_nothing(phone: TestClient, wall: Wall) -> None:
    code = phone.app.state.house.day("kumin").door_code  # type: ignore[attr-defined]
    wall.now = at("2026-11-25 09:00")
    for count in range(2):
        take(phone, f"key-number-{count}")
    phone.cookies.set("door", code, path="/o/kumin")
    assert take(phone, "one-too-many").status_code == 409


def test_a_closed_office_offers_nothing_at_the_door(phone: TestClient, wall: Wall) -> None:
    wall.now = at("19:00")
    assert "You are at the office" not in scan(phone).text


def test_a_closed_office_says_so_and_takes_no_ticket(phone: TestClient, wall: Wall) -> None:
    wall.now = at("19:00")
    assert "Closed for today" in phone.get("/o/kumin").text
    assert take(phone).status_code == 409


def test_the_phone_remembers_its_ticket_until_the_visit_is_over(phone: TestClient) -> None:
    ticket = take(phone)
    assert f'href="{ticket.url.path}"' in phone.get("/").text
    assert "You already have ticket A600" in phone.get("/o/kumin/take").text
    phone.post(f"{ticket.url.path}/cancel", data={"key": "cancel-it-now"})
    assert f'href="{ticket.url.path}"' not in phone.get("/").text


def test_a_called_ticket_says_where_to_go(phone: TestClient) -> None:
    ticket = take(phone)
    call(phone)
    called = phone.get(ticket.url.path)
    assert phase(called) == "called"
    assert "<title>▶ Counter 1 · A600</title>" in called.text


def test_whoever_missed_the_call_comes_back_in_time_and_keeps_the_place(phone: TestClient) -> None:
    ticket = take(phone)
    call(phone)
    at_counter(phone, lambda tx, now: counters.recall(tx, now, "kumin", "1", "staff:mori", None))
    at_counter(phone, lambda tx, now: counters.no_show(tx, now, "kumin", "1", "staff:mori", None))
    missed = phone.get(ticket.url.path)
    assert phase(missed) == "missed"
    assert "Back by 10:30?" in missed.text
    assert phase(phone.post(f"{ticket.url.path}/return", data={"key": key_in(missed)})) in ("waiting", "soon")


def test_cancelling_asks_once_more(phone: TestClient) -> None:
    ticket = take(phone)
    asked = phone.get(f"{ticket.url.path}/cancel")
    assert "Cancel ticket A600?" in asked.text
    assert phase(phone.post(f"{ticket.url.path}/cancel", data={"key": key_in(asked)})) == "cancelled"
    assert "cannot be cancelled" in phone.get(f"{ticket.url.path}/cancel").text


def test_coming_back_too_early_changes_nothing_and_is_no_error(phone: TestClient) -> None:
    ticket = take(phone)
    assert phase(phone.post(f"{ticket.url.path}/return", data={"key": KEY})) == phase(ticket)


def test_asking_for_help_is_confirmed(phone: TestClient) -> None:
    ticket = take(phone)
    answer = phone.post(f"{ticket.url.path}/help", data={"key": "help-me-please"})
    assert "Our staff have been told" in answer.text


def test_a_page_without_scripts_reloads_by_itself(phone: TestClient) -> None:
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in take(phone).text


def test_the_paper_ticket_has_its_number_and_a_code(phone: TestClient) -> None:
    paper = phone.get(f"{take(phone).url.path}/print")
    assert "A600" in paper.text
    assert "<svg" in paper.text


def test_the_way_without_a_visit_comes_before_the_counter(phone: TestClient) -> None:
    text = phone.get("/o/kumin/p/residence-certificate").text
    assert text.index("Convenience store") < text.index("At the counter")
    assert "¥200" in text
    assert (
        "You can get this certificate at a convenience store" in phone.get("/?for=procedure:residence-certificate").text
    )


@pytest.mark.parametrize(
    "path",
    [
        "/o/nowhere",
        "/o/nowhere/take",
        "/o/kumin/p/nothing",
        "/o/kumin/take?service=nothing",
        "/t/nobody",
        "/t/nobody/print",
    ],
)
def test_an_address_that_leads_nowhere_gets_a_kind_page(phone: TestClient, path: str) -> None:
    answer = phone.get(path)
    assert answer.status_code == 404
    assert 'lang="en"' in answer.text
    assert 'href="/"' in answer.text


def test_a_language_asked_for_is_kept(phone: TestClient) -> None:
    assert 'lang="ja"' in phone.get("/?language=ja").text
    assert 'lang="ja"' in phone.get("/o/kumin").text
    assert phone.get("/").headers["content-language"] == "ja"


def test_what_stands_in_the_address_cannot_break_out_of_the_page(phone: TestClient) -> None:
    assert "<script>alert" not in phone.get('/?for="><script>alert(1)</script>').text
