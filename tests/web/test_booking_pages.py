"""The way to a reservation and what becomes of it, as a phone without scripts sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.domain.office import Place
from app.domain.reservation_events import ReservationDisplaced
from app.domain.reservations import as_values
from app.main import create_app
from app.storage.writer import Writer
from app.usecases.offices import apply_office
from app.usecases.reservations import tidy
from tests.domain.reservations import booking_office
from tests.offices import words
from tests.web.conftest import Time

KEY = "a-key-of-the-form"
PLACES = {"kumin": Place(35.60, 139.65), "branch": Place(35.70, 139.65)}
CERTIFICATE = "procedure=residence-certificate&people=1"
SLOT = "2026-11-25T10:00:00+09:00"


@pytest.fixture
def app(sqlite_engine: Engine, time: Time) -> FastAPI:
    """Two offices that take reservations, some way apart."""
    writer = Writer(sqlite_engine, time)
    for office_id, place in PLACES.items():
        office = booking_office(id=office_id, name=words(f"窓口 {office_id}"), place=place)
        writer.run(office_id, partial(apply_office, office=office, actor="test"))
    writer.close()
    return create_app(sqlite_engine, clock=time)


@pytest.fixture
def phone(app: FastAPI) -> Iterator[TestClient]:
    """A phone that shows English pages and follows by itself."""
    headers = {"Accept-Language": "en", "Accept": "text/html"}
    with TestClient(app, base_url="http://madoguchi.test", headers=headers) as client:
        yield client


def another_phone(phone: TestClient) -> TestClient:
    """The same house on another phone, with cookies of its own."""
    other = TestClient(phone.app, base_url=str(phone.base_url), headers=phone.headers)
    other.portal = phone.portal
    return other


def heading(page: Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.S)
    assert found, page.text
    return unescape(found[1]).strip()


def phase(page: Response) -> str:
    found = re.search(r'data-phase="(\w+)"', page.text)
    assert found, page.text
    return found[1]


def links(page: Response, css_class: str) -> list[str]:
    return [unescape(href) for href in re.findall(rf'<a class="{css_class}" href="([^"]+)"', page.text)]


def times(page: Response) -> list[str]:
    return [value[11:16] for value in re.findall(r'name="at" value="([^"]+)"', page.text)]


def hold(phone: TestClient, at: str = SLOT, **visit: Any) -> Response:
    form = {"procedure": "residence-certificate", "people": "1", **visit}
    return phone.post("/o/kumin/book", data={**form, "at": at, "key": uuid4().hex})


def path(page: Response) -> str:
    return "/".join(page.url.path.split("/")[:3])


def book(client: TestClient, at: str = SLOT, **told: Any) -> Response:
    held = hold(client, at)
    return client.post(f"{path(held)}/confirm", data={**told, "key": uuid4().hex})


def stored(phone: TestClient, page: Response) -> dict[str, Any]:
    answer: dict[str, Any] = phone.get(f"/api/v1/reservations/{page.url.path.split('/')[2]}").json()
    return answer


class TestTheWay:
    def test_asks_one_question_a_page_until_the_time(self, phone: TestClient) -> None:
        assert heading(phone.get("/o/kumin/book")) == "What would you like to reserve?"
        card = phone.get("/o/kumin/book?procedure=moving-in")
        assert heading(card) == "カードはありますか"
        online = phone.get(links(card, "card option")[0])
        assert heading(online) == "オンラインで済みましたか"
        people = phone.get(links(online, "card option")[1])
        assert heading(people) == "For how many people?"
        when = phone.get(links(people, "card")[1])
        assert heading(when) == "When would you like to come?"
        assert "about 50 min" in when.text, "the card adds 15 minutes, the second person 5"

    def test_back_leads_to_the_question_before(self, phone: TestClient) -> None:
        here = "/o/kumin/book?procedure=moving-in&answer=moving-in:card:yes&answer=moving-in:online:open"
        people = phone.get(here)
        online = phone.get(links(people, "back")[0])
        assert (heading(online), 'aria-current="true"' in online.text) == ("オンラインで済みましたか", True)
        assert heading(phone.get(links(online, "back")[0])) == "カードはありますか"

    def test_ends_where_no_visit_is_needed_and_says_why(self, phone: TestClient) -> None:
        answers = "answer=moving-in:card:yes&answer=moving-in:online:done"
        page = phone.get(f"/o/kumin/book?procedure=moving-in&{answers}")
        assert heading(page) == "You do not need to visit"
        assert "来庁は不要です" in page.text
        assert 'name="at"' not in page.text

    def test_forgets_answers_to_questions_that_do_not_apply_any_more(self, phone: TestClient) -> None:
        page = phone.get("/o/kumin/book?procedure=residence-certificate&answer=moving-in:card:yes&people=1")
        assert "moving-in" not in page.text.split("<main")[1]

    def test_several_procedures_are_one_visit(self, phone: TestClient) -> None:
        page = phone.get("/o/kumin/book?procedure=residence-certificate&procedure=advice&people=1")
        assert "about 55 min" in page.text

    def test_is_linked_where_something_can_be_reserved(self, phone: TestClient) -> None:
        assert 'href="/book"' in phone.get("/").text
        assert 'href="/o/kumin/book"' in phone.get("/o/kumin").text
        assert 'href="/o/kumin/book?procedure=advice"' in phone.get("/o/kumin/p/advice").text

    @pytest.mark.parametrize(
        "address", ["/o/nowhere/book", "/o/kumin/book?procedure=nothing", "/r/nobody", "/r/nobody/cancel"]
    )
    def test_an_address_that_leads_nowhere_gets_a_kind_page(self, phone: TestClient, address: str) -> None:
        answer = phone.get(address)
        assert (answer.status_code, 'href="/"' in answer.text) == (404, True)


class TestTimes:
    def test_a_date_says_aloud_how_many_times_are_free(self, phone: TestClient) -> None:
        page = phone.get(f"/o/kumin/book?{CERTIFICATE}")
        assert 'aria-label="Wednesday 25 November 34 times free"' in page.text
        assert "Saturday 28 November" not in page.text, "nothing can be chosen on a closed day"

    def test_the_first_date_with_free_times_is_open_and_others_are_a_link_away(self, phone: TestClient) -> None:
        page = phone.get(f"/o/kumin/book?{CERTIFICATE}")
        assert times(page)[:2] == ["11:00", "11:15"]
        next_day = phone.get(f"/o/kumin/book?{CERTIFICATE}&day=2026-11-25")
        assert times(next_day)[0] == "08:30"
        assert "Tuesday 24 November" in next_day.text
        assert "Thursday 26 November →" in next_day.text

    def test_offices_are_compared_by_what_matters(self, phone: TestClient) -> None:
        book(phone, "2026-11-24T11:00:00+09:00")
        names = partial(re.findall, r'<h2 class="card-title">(.*?)</h2>')
        assert names(phone.get(f"/book?{CERTIFICATE}").text) == ["窓口 branch", "窓口 kumin"]
        near = phone.get(f"/book?{CERTIFICATE}&order=nearest&near=kumin")
        assert names(near.text) == ["窓口 kumin", "窓口 branch"]
        assert "about 11.1 km" in near.text

    def test_each_hour_says_how_busy_it_is_expected_to_be_once_that_is_known(self, phone: TestClient) -> None:
        page = f"/o/kumin/book?{CERTIFICATE}&day=2026-11-25"
        assert 'class="pill"' not in phone.get(page).text
        phone.get("/api/v1/offices/kumin/forecast")
        assert phone.get(page).text.count('class="pill"') == 9

    def test_procedures_that_no_office_does_in_one_visit_are_said_so(self, phone: TestClient) -> None:
        page = phone.get("/book?procedure=advice&procedure=passport")
        assert "Please reserve them separately" in page.text

    def test_a_time_that_has_just_gone_comes_back_with_those_nearest_to_it(self, phone: TestClient) -> None:
        book(another_phone(phone))
        page = hold(phone)
        assert page.status_code == 409
        assert times(page)[:3] == ["09:30", "09:45", "10:15"]

    @pytest.mark.parametrize("at", ["2026-11-25T10:00:00", "tomorrow at ten", "2026-11-25T03:00:00+09:00"])
    def test_a_time_that_is_none_changes_nothing(self, phone: TestClient, at: str) -> None:
        assert hold(phone, at).status_code == 409


class TestHolding:
    def test_the_end_is_shown_without_scripts(self, phone: TestClient) -> None:
        held = hold(phone)
        assert held.url.path.endswith("/contact")
        assert "Kept until 10:10" in held.text

    def test_one_browser_holds_one_time_and_two_hold_two(self, phone: TestClient) -> None:
        phone.get(f"/o/kumin/book?{CERTIFICATE}")
        other = another_phone(phone)
        other.get(f"/o/kumin/book?{CERTIFICATE}")
        first, second = hold(phone), hold(other, "2026-11-25T11:00:00+09:00")
        hold(phone, "2026-11-25T12:00:00+09:00")
        assert stored(phone, first)["state"] == "expired"
        assert stored(phone, second)["state"] == "held"

    def test_over_it_gets_a_kind_page_from_which_the_same_time_is_one_tap_away(
        self, phone: TestClient, time: Time
    ) -> None:
        held = hold(phone)
        time.turn("10:11")
        late = phone.post(f"{path(held)}/confirm", data={"key": "confirm-late"})
        assert phase(late) == "expired"
        assert "Your choices are still here" in late.text
        form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', late.text))
        again = phone.post("/o/kumin/book", data={**form, "at": SLOT})
        assert "Kept until 10:21" in again.text

    def test_what_was_told_is_checked_and_shown_before_it_is_kept(self, phone: TestClient) -> None:
        held = hold(phone)
        told = {"name": "みどり 花子", "phone": "０３ー１２３４ー５６７８", "need": "hearing", "behalf": "true"}
        wrong = phone.post(f"{path(held)}/check", data={**told, "email": "hanako"})
        assert (wrong.status_code, 'href="#email"' in wrong.text, 'value="みどり 花子"' in wrong.text) == (
            422,
            True,
            True,
        )
        right = phone.post(f"{path(held)}/check", data=told)
        assert "みどり 花子" in right.text
        assert "hard of hearing" in right.text
        changed = phone.post(f"{path(held)}/contact", data=told)
        assert 'value="みどり 花子"' in changed.text
        phone.post(f"{path(held)}/confirm", data={**told, "key": KEY})
        booked = stored(phone, held)
        assert (booked["has_contact"], booked["needs"], booked["on_behalf"]) == (True, ["hearing"], True)

    def test_nothing_has_to_be_told(self, phone: TestClient) -> None:
        held = hold(phone)
        check = phone.get(links(held, "button button-block")[0])
        assert heading(check) == "Is this right?"
        booked = phone.post(f"{path(held)}/confirm", data={"key": KEY})
        assert "Reserved." in booked.text
        assert stored(phone, booked)["has_contact"] is False

    def test_a_double_tap_books_once_and_shows_the_same_reservation(self, phone: TestClient) -> None:
        held = hold(phone)
        one, two = (phone.post(f"{path(held)}/confirm", data={"key": key}) for key in ("first-tap", "second-tap"))
        assert one.url == two.url
        assert phase(two) == "booked"


class TestMyReservation:
    def test_shows_code_picture_and_what_to_do(self, phone: TestClient) -> None:
        page = book(phone)
        code = stored(phone, page)["code"]
        assert f"{code[:4]} {code[4:]}" in page.text
        assert "<svg" in page.text
        assert "check in at the machine from 09:30" in page.text

    def test_is_nobody_elses_business(self, phone: TestClient) -> None:
        page = book(phone, name="みどり 花子", phone="03-1234-5678")
        assert "花子" not in page.text
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert 'name="robots" content="noindex"' in page.text
        assert phone.get("/r/nobody").headers["cache-control"] == "no-store"

    def test_is_remembered_until_it_is_over(self, phone: TestClient) -> None:
        page = book(phone)
        assert f'href="{page.url.path}"' in phone.get("/").text
        assert "Wednesday 25 November 10:00" in phone.get("/o/kumin").text
        phone.post(f"{page.url.path}/cancel", data={"key": KEY})
        assert f'href="{page.url.path}"' not in phone.get("/").text

    def test_a_change_of_time_keeps_the_old_one_until_the_new_one_is_certain(self, phone: TestClient) -> None:
        page = book(phone)
        when = phone.get(f"{page.url.path}/change?step=time")
        assert "10:00" in times(when), "its own time counts as free"
        check = phone.get(f"{page.url.path}/change?{CERTIFICATE}&at=2026-11-25T11:00:00%2B09:00")
        assert heading(check) == "Change it like this?"
        assert stored(phone, page)["starts_at"] == SLOT
        form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', check.text))
        moved = phone.post(f"{page.url.path}/change", data=form)
        assert "Changed." in moved.text
        assert stored(phone, moved)["starts_at"] == "2026-11-25T11:00:00+09:00"

    def test_a_changed_visit_without_room_at_its_time_is_told_at_once(self, phone: TestClient) -> None:
        page = book(phone)
        book(another_phone(phone), "2026-11-25T10:15:00+09:00")
        address = f"{page.url.path}/change?procedure=advice&people=1&at={SLOT.replace('+', '%2B')}"
        assert heading(phone.get(address)) == "Change it like this?", "another queue, there is room"
        last = "2026-11-25T16:45:00%2B09:00"
        late = phone.get(f"{page.url.path}/change?procedure=advice&people=1&at={last}")
        assert (late.status_code, heading(late)) == (409, "When would you like to come?")

    def test_a_new_time_that_is_taken_meanwhile_comes_back_with_others(self, phone: TestClient) -> None:
        page = book(phone)
        book(another_phone(phone), "2026-11-25T11:00:00+09:00")
        form = {"procedure": "residence-certificate", "people": "1", "at": "2026-11-25T11:00:00+09:00", "key": KEY}
        refused = phone.post(f"{page.url.path}/change", data=form)
        assert (refused.status_code, 'role="alert"' in refused.text) == (409, True)
        assert stored(phone, page)["starts_at"] == SLOT

    def test_whoever_finds_that_no_visit_is_needed_any_more_may_cancel(self, phone: TestClient) -> None:
        page = book(phone)
        answers = "answer=moving-in:card:yes&answer=moving-in:online:done"
        ending = phone.get(f"{page.url.path}/change?procedure=moving-in&{answers}&people=1")
        assert heading(ending) == "You do not need to visit"
        assert f'href="{page.url.path}/cancel"' in ending.text

    def test_a_change_leads_back_to_the_reservation(self, phone: TestClient) -> None:
        page = book(phone)
        for step in ("time", "what", "people"):
            assert links(phone.get(f"{page.url.path}/change?{CERTIFICATE}&step={step}"), "back") == [page.url.path]

    def test_cancelling_asks_once_more(self, phone: TestClient) -> None:
        page = book(phone)
        asked = phone.get(f"{page.url.path}/cancel")
        assert heading(asked) == "Cancel this reservation?"
        assert phase(phone.post(f"{page.url.path}/cancel", data={"key": KEY})) == "cancelled"
        assert "cannot be cancelled" in phone.get(f"{page.url.path}/cancel").text

    def test_too_late_to_change_is_said_with_whom_to_call(self, phone: TestClient, time: Time) -> None:
        page = book(phone, "2026-11-24T11:00:00+09:00")
        time.turn("10:45")
        late = phone.get(page.url.path)
        assert (phase(late), "Please call the office" in late.text) == ("here", True)
        assert phone.get(f"{page.url.path}/change").url.path == page.url.path

    def test_an_earlier_time_is_offered_and_taken_with_one_tap(self, phone: TestClient) -> None:
        page = book(phone, "2026-11-25T12:00:00+09:00")
        asked = phone.post(f"{page.url.path}/earlier", data={"key": KEY, "from": "2026-11-25T09:00:00+09:00"})
        assert (phase(asked), "It is kept for you until 10:15" in asked.text) == ("offer", True)
        taken = phone.post(f"{page.url.path}/offer", data={"key": KEY, "answer": "take"})
        assert "earlier time now" in taken.text
        assert stored(phone, taken)["starts_at"] == "2026-11-25T09:00:00+09:00"

    def test_an_offer_that_is_declined_leaves_everything_as_it_was(self, phone: TestClient) -> None:
        page = book(phone, "2026-11-25T08:45:00+09:00")
        phone.post(f"{page.url.path}/earlier", data={"key": KEY, "from": "2026-11-25T04:00:00+09:00"})
        declined = phone.post(f"{page.url.path}/offer", data={"key": KEY, "answer": "decline"})
        assert phase(declined) == "booked"
        assert "You are waiting for an earlier time" in declined.text
        stopped = phone.post(f"{page.url.path}/earlier", data={"key": "stop-waiting"})
        assert "Wait for an earlier time" in stopped.text

    def test_a_wish_for_a_later_time_is_refused_in_words(self, phone: TestClient) -> None:
        page = book(phone)
        refused = phone.post(f"{page.url.path}/earlier", data={"key": KEY, "from": "2026-11-25T12:00:00+09:00"})
        assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)

    def test_missed_says_what_can_still_be_done(self, phone: TestClient, time: Time) -> None:
        page = book(phone, "2026-11-24T11:00:00+09:00")
        time.turn("11:20")
        phone.app.state.house._thread.call("kumin", _tidy)  # type: ignore[attr-defined]
        missed = phone.get(page.url.path)
        assert (phase(missed), "still check in today" in missed.text) == ("missed", True)


def _tidy(tx: Any, now: int) -> None:
    tidy(tx, now, "kumin")


class TestCheckIn:
    @pytest.fixture
    def here(self, phone: TestClient, time: Time) -> str:
        page = book(phone, "2026-11-24T11:00:00+09:00")
        time.turn("10:50")
        return page.url.path

    def test_at_home_the_page_says_how_it_is_done(self, phone: TestClient, here: str) -> None:
        page = phone.get(f"/o/kumin/check-in/{here[3:]}")
        assert "Scan the QR code on a screen in the hall" in page.text
        assert phone.post(f"/o/kumin/check-in/{here[3:]}", data={"key": KEY}).status_code == 409

    def test_in_the_hall_it_becomes_a_ticket(self, phone: TestClient, here: str) -> None:
        hall = phone.get(f"/o/kumin?door={phone.app.state.house.day('kumin').door_code}")  # type: ignore[attr-defined]
        assert f'href="/o/kumin/check-in/{here[3:]}"' in hall.text
        ticket = phone.post(f"/o/kumin/check-in/{here[3:]}", data={"key": KEY})
        assert ticket.url.path.startswith("/t/")
        checked_in = phone.get(here)
        assert phase(checked_in) == "checked_in"
        assert f'href="{ticket.url.path}"' in checked_in.text


def test_a_displaced_reservation_asks_for_another_time_and_is_not_lost(
    phone: TestClient, sqlite_engine: Engine
) -> None:
    page = book(phone)
    _displace(phone, page.url.path[3:])
    shown = phone.get(page.url.path)
    assert (phase(shown), "Please choose another time" in shown.text) == ("displaced", True)
    form = {"procedure": "residence-certificate", "people": "1", "at": "2026-11-26T10:00:00+09:00", "key": KEY}
    assert phase(phone.post(f"{page.url.path}/change", data=form)) == "booked"


def _displace(phone: TestClient, reservation: str) -> None:
    def command(tx: Any, now: int) -> None:
        day, now = tx.today("kumin", now)
        displaced = replace(day.book.reservation(reservation), displaced=True)
        tx.record(day, now, "test", [ReservationDisplaced(as_values(displaced))])

    phone.app.state.house._thread.call("kumin", command)  # type: ignore[attr-defined]
