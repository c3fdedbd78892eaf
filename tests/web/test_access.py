"""The edge with a real application and database: each bad call gets a clear answer and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.domain.times import MINUTE
from app.main import create_app
from app.storage.access_tables import devices
from app.storage.tables import events, tickets
from app.web.limits import Limits, Rate
from tests.web.conftest import PASSWORD

V1 = "/api/v1"


@pytest.fixture
def client(app) -> Iterator[TestClient]:
    with browser_of(app) as client:
        yield client


def browser_of(app, *, scheme="http", address="203.0.113.5") -> TestClient:
    return TestClient(
        app,
        base_url=f"{scheme}://madoguchi.test",
        client=(address, 50_000),
        raise_server_exceptions=False,
        headers={"Accept-Language": "en"},
    )


def another(client, address="203.0.113.5") -> TestClient:
    """A second browser at the same running application."""
    browser = browser_of(client.app, address=address)
    browser.portal = client.portal
    return browser


@pytest.fixture
def nothing_changed(sqlite_engine):
    """Fails when there is an event or a ticket more after the test than before."""

    def counts():
        with sqlite_engine.connect() as connection:
            return [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (events, tickets)]

    before = []
    yield lambda: before.append(counts())
    assert before and counts() == before[0]


def token_of(client, account="mori", password=PASSWORD) -> dict[str, str]:
    """The header of somebody who has signed in."""
    answer = client.post(f"{V1}/sessions", json={"account": account, "password": password})
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def sign_in_by_cookie(client, account="mori") -> str:
    """Signs a browser in; returns its CSRF token."""
    answer = client.post(f"{V1}/sessions", json={"account": account, "password": PASSWORD, "cookie": True})
    assert answer.status_code == 201, answer.text
    assert answer.json()["token"] is None
    return answer.json()["csrf"]


def paired(client, kind="kiosk", office="kumin") -> tuple[dict[str, str], str]:
    """The header and the id of a paired device."""
    asked = client.post(f"{V1}/pairings", json={"kind": kind, "office": office}).json()
    approved = client.post(
        f"{V1}/pairings/approve", json={"code": asked["code"], "name": "入口"}, headers=token_of(client, "boss")
    )
    assert approved.status_code == 200, approved.text
    claimed = client.get(f"{V1}/pairings/{asked['id']}", headers={"Authorization": f"Bearer {asked['secret']}"}).json()
    return {"Authorization": f"Bearer {claimed['token']}"}, approved.json()["id"]


def assert_problem(answer, status, slug):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["status"]) == (f"/problems/{slug}", status)
    assert problem["title"] and problem["detail"] and "{" not in problem["detail"] and '"errors.' not in answer.text
    return problem


TAKE = f"{V1}/offices/kumin/tickets"
CALL = f"{V1}/offices/kumin/counters/1/call-next"


class TestSessions:
    def test_staff_sign_in_and_act(self, client):
        assert client.post(CALL, headers=token_of(client)).status_code == 204

    def test_signing_out_ends_the_session_at_once(self, client):
        bearer = token_of(client)
        assert client.get(f"{V1}/sessions/current", headers=bearer).json()["account"] == "mori"
        assert client.delete(f"{V1}/sessions/current", headers=bearer).status_code == 204
        assert_problem(client.get(f"{V1}/sessions/current", headers=bearer), 401, "token_unknown")

    def test_a_session_ends_when_nobody_uses_it(self, client, time):
        bearer = token_of(client)
        time.now += 240 * MINUTE
        client.app.state.access._remembered.clear()  # as after the five seconds
        assert_problem(client.post(CALL, headers=bearer), 401, "token_unknown")

    def test_a_session_in_use_goes_on(self, client, time):
        bearer = token_of(client)
        for _ in range(3):
            time.now += 200 * MINUTE
            client.app.state.access._remembered.clear()
            assert client.get(f"{V1}/sessions/current", headers=bearer).status_code == 200

    def test_the_browser_keeps_the_session_in_a_strict_cookie(self, client):
        answer = client.post(f"{V1}/sessions", json={"account": "mori", "password": PASSWORD, "cookie": True})
        for cookie in answer.headers.get_list("set-cookie"):
            assert re.match(r"madoguchi-(session|browser)=", cookie)
            assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
            assert "Secure" not in cookie and "expires" not in cookie.lower()
        assert client.get(f"{V1}/sessions/current").json()["account"] == "mori"

    def test_over_https_the_cookie_belongs_to_this_host_only(self, app):
        with browser_of(app, scheme="https") as client:
            answer = client.post(f"{V1}/sessions", json={"account": "mori", "password": PASSWORD, "cookie": True})
            for cookie in answer.headers.get_list("set-cookie"):
                assert cookie.startswith("__Host-madoguchi-")
                assert "Secure" in cookie and "Domain" not in cookie
            assert client.get(f"{V1}/sessions/current").status_code == 200
            client.cookies.clear()
            client.cookies.set("madoguchi-session", "ms_" + "A" * 43)
            assert_problem(client.get(f"{V1}/sessions/current"), 401, "not_signed_in")

    @pytest.mark.parametrize("account", ["mori", "nobody", "ｍori", "x" * 200])
    def test_a_wrong_password_tells_nothing(self, client, account):
        answer = client.post(f"{V1}/sessions", json={"account": account, "password": "wrong"})
        problem = assert_problem(answer, 401, "sign_in_failed")
        assert problem["detail"] == "The account or the password is wrong."
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "set-cookie" not in answer.headers

    def test_guessing_gets_slow_and_the_owners_browser_does_not(self, client):
        owner = another(client)
        sign_in_by_cookie(owner)
        owner.cookies.delete("madoguchi-session")
        for _ in range(3):
            client.post(f"{V1}/sessions", json={"account": "mori", "password": "wrong"})
        slowed = client.post(f"{V1}/sessions", json={"account": "mori", "password": PASSWORD})
        assert_problem(slowed, 429, "too_many_attempts")
        assert slowed.headers["retry-after"] == "2"
        sign_in_by_cookie(owner)

    def test_another_site_cannot_sign_a_browser_in(self, client):
        body = {"account": "mori", "password": PASSWORD, "cookie": True}
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}, {"Origin": "null"}):
            answer = client.post(f"{V1}/sessions", json=body, headers=headers)
            assert_problem(answer, 403, "cross_site")
            assert "set-cookie" not in answer.headers


@pytest.mark.usefixtures("nothing_changed")
class TestForgedTokens:
    @pytest.mark.parametrize(
        "token", ["", "x", "ms_" + "A" * 43, "md_" + "A" * 43, "mp_" + "A" * 43, "ms_" + "A" * 5000, "ms_é" + "A" * 42]
    )
    def test_a_forged_token_is_refused_everywhere(self, client, nothing_changed, token):
        nothing_changed()
        headers = {"Authorization": f"Bearer {token}".encode()}
        for method, path in (
            ("POST", CALL),
            ("POST", TAKE),
            ("GET", f"{V1}/devices"),
            ("GET", f"{V1}/sessions/current"),
        ):
            body = {"service": "moving"} if path == TAKE else None
            answer = client.request(method, path, headers=headers, json=body)
            assert_problem(answer, 401, "token_unknown")
            assert answer.headers["www-authenticate"].startswith("Bearer")

    def test_nobody_is_asked_to_sign_in(self, client, nothing_changed):
        nothing_changed()
        assert_problem(client.post(CALL), 401, "not_signed_in")
        assert_problem(client.get(f"{V1}/devices"), 401, "not_signed_in")

    def test_a_page_leads_to_the_sign_in_and_back(self, client, nothing_changed):
        nothing_changed()
        answer = client.get("/counter/kumin/1", headers={"Accept": "text/html"}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/counter/kumin/1")

    def test_a_forged_cookie_is_a_resident(self, client, nothing_changed):
        nothing_changed()
        client.cookies.set("madoguchi-session", "ms_" + "A" * 43)
        assert client.get(f"{V1}/offices/kumin/board").status_code == 200
        assert_problem(client.post(CALL), 401, "not_signed_in")


class TestRights:
    @pytest.mark.parametrize(
        ("account", "method", "path", "slug"),
        [
            ("mori", "POST", f"{V1}/offices/branch/counters/1/call-next", "wrong_office"),
            ("mori", "GET", f"{V1}/offices/kumin/floor", "nobody_may"),
            ("mori", "GET", f"{V1}/devices", "nobody_may"),
            ("sato", "POST", f"{V1}/pairings/approve", "nobody_may"),
            ("boss", "POST", CALL, "nobody_may"),
            ("boss", "POST", f"{V1}/devices/me/seen", "nobody_may"),
        ],
    )
    def test_staff_do_what_their_role_allows_in_their_offices(
        self, client, nothing_changed, account, method, path, slug
    ):
        bearer = token_of(client, account)
        nothing_changed()
        body = {"code": "000000"} if path.endswith("approve") else None
        assert_problem(client.request(method, path, headers=bearer, json=body), 403, slug)

    def test_a_kiosk_takes_tickets_in_its_own_office_only(self, client):
        kiosk, _ = paired(client)
        taken = client.post(TAKE, json={"service": "moving"}, headers=kiosk)
        assert (taken.status_code, taken.json()["channel"]) == (201, "kiosk")
        elsewhere = client.post(f"{V1}/offices/branch/tickets", json={"service": "moving"}, headers=kiosk)
        assert_problem(elsewhere, 403, "wrong_office")

    def test_a_kiosk_does_nothing_else(self, client, nothing_changed):
        kiosk, _ = paired(client)
        ticket = client.post(TAKE, json={"service": "moving"}, headers=kiosk).json()["id"]
        nothing_changed()
        assert_problem(client.delete(f"{V1}/tickets/{ticket}", headers=kiosk), 403, "nobody_may")
        assert_problem(client.post(CALL, headers=kiosk), 403, "nobody_may")
        assert_problem(client.get(f"{V1}/devices", headers=kiosk), 403, "nobody_may")
        assert_problem(client.post(f"{V1}/offices/branch/help", json={}, headers=kiosk), 403, "wrong_office")
        assert client.post(f"{V1}/devices/me/seen", headers=kiosk).status_code == 204

    def test_signage_reads_and_says_that_it_lives(self, client, nothing_changed):
        signage, _ = paired(client, "signage")
        nothing_changed()
        assert client.get(f"{V1}/offices/kumin/board", headers=signage).status_code == 200
        assert client.post(f"{V1}/devices/me/seen", headers=signage).status_code == 204
        assert_problem(client.post(TAKE, json={"service": "moving"}, headers=signage), 403, "nobody_may")
        assert_problem(client.post(f"{V1}/offices/kumin/help", json={}, headers=signage), 403, "nobody_may")

    def test_a_kiosk_whose_clock_is_wrong_takes_tickets_at_the_offices_time(self, client):
        kiosk, _ = paired(client)
        wrong = {"Date": "Thu, 01 Jan 1970 00:00:00 GMT", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        taken = client.post(TAKE, json={"service": "moving"}, headers={**kiosk, **wrong})
        assert (taken.status_code, taken.json()["taken_at"]) == (201, "2026-11-24T10:00:00+09:00")

    def test_a_revoked_device_is_out_at_once(self, client, nothing_changed):
        kiosk, device_id = paired(client)
        assert client.post(TAKE, json={"service": "moving"}, headers=kiosk).status_code == 201
        nothing_changed()
        boss = token_of(client, "boss")
        assert [each["id"] for each in client.get(f"{V1}/devices", headers=boss).json()["devices"]] == [device_id]
        assert client.delete(f"{V1}/devices/{device_id}", headers=boss).status_code == 204
        assert_problem(client.post(TAKE, json={"service": "moving"}, headers=kiosk), 401, "token_unknown")
        assert_problem(client.delete(f"{V1}/devices/{device_id}", headers=boss), 404, "no_such_device")


class TestCsrf:
    @pytest.fixture
    def csrf(self, client):
        return sign_in_by_cookie(client)

    def test_a_page_of_ours_acts_with_cookie_and_token(self, client, csrf):
        for headers in ({}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://madoguchi.test"}):
            assert client.post(CALL, headers={"X-CSRF-Token": csrf, **headers}).status_code == 204

    def test_without_the_token_the_cookie_counts_for_nothing(self, client, csrf, nothing_changed):
        nothing_changed()
        for wrong in (None, "", "x", csrf[:-1], csrf + "A", "é"):
            headers = {} if wrong is None else {"X-CSRF-Token": wrong.encode()}
            assert_problem(client.post(CALL, headers=headers), 403, "cross_site")

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.test"},
            {"Origin": "http://madoguchi.test.evil.test"},
            {"Origin": "null"},
        ],
    )
    def test_another_site_does_not_act_even_with_the_token(self, client, csrf, nothing_changed, headers):
        nothing_changed()
        assert_problem(client.post(CALL, headers={"X-CSRF-Token": csrf, **headers}), 403, "cross_site")

    def test_the_token_of_another_session_does_not_count(self, client, csrf, nothing_changed):
        nothing_changed()
        other = sign_in_by_cookie(another(client), "sato")
        assert_problem(client.post(CALL, headers={"X-CSRF-Token": other}), 403, "cross_site")

    def test_a_form_may_carry_the_token(self, client, csrf):
        assert client.post("/sign-out", follow_redirects=False).status_code == 403
        answer = client.post("/sign-out", data={"csrf_token": csrf}, follow_redirects=False)
        assert answer.status_code == 303
        assert_problem(client.get(f"{V1}/sessions/current"), 401, "not_signed_in")

    def test_reading_needs_no_token(self, client, csrf):
        assert client.get(f"{V1}/offices/kumin/counters/1").status_code == 200


def test_a_resident_in_a_staff_browser_is_a_resident_when_nothing_proves_the_cookie(client):
    sign_in_by_cookie(client)
    assert client.post(TAKE, json={"service": "moving"}).json()["channel"] == "phone"


class TestPairing:
    def test_guessing_codes_gets_slow(self, client, sqlite_engine):
        asked = client.post(f"{V1}/pairings", json={"kind": "kiosk", "office": "kumin"}).json()
        wrong = f"{(int(asked['code']) + 1) % 1_000_000:06}"
        boss = token_of(client, "boss")
        for _ in range(5):
            answer = client.post(f"{V1}/pairings/approve", json={"code": wrong}, headers=boss)
            assert_problem(answer, 404, "no_such_pairing")
        slowed = client.post(f"{V1}/pairings/approve", json={"code": asked["code"]}, headers=boss)
        assert_problem(slowed, 429, "too_many_attempts")
        with sqlite_engine.connect() as connection:
            assert connection.execute(select(func.count()).select_from(devices)).scalar_one() == 0

    def test_a_code_that_is_too_old_says_so(self, client, time):
        asked = client.post(f"{V1}/pairings", json={"kind": "kiosk", "office": "kumin"}).json()
        assert asked["expires_in_seconds"] == 600
        time.now += 10 * MINUTE
        boss = token_of(client, "boss")
        answer = client.post(f"{V1}/pairings/approve", json={"code": asked["code"]}, headers=boss)
        assert_problem(answer, 410, "pairing_expired")
        secret = {"Authorization": f"Bearer {asked['secret']}"}
        assert client.get(f"{V1}/pairings/{asked['id']}", headers=secret).json() == {"state": "expired", "token": None}

    def test_only_the_device_that_asked_gets_the_token(self, client):
        asked = client.post(f"{V1}/pairings", json={"kind": "kiosk", "office": "kumin"}).json()
        assert_problem(client.get(f"{V1}/pairings/{asked['id']}"), 401, "not_signed_in")
        forged = {"Authorization": "Bearer mp_" + "A" * 43}
        assert_problem(client.get(f"{V1}/pairings/{asked['id']}", headers=forged), 401, "token_unknown")
        assert_problem(client.get(f"{V1}/pairings/unknown", headers=forged), 404, "no_such_pairing")

    def test_a_device_needs_an_office_and_a_kind(self, client):
        nowhere = client.post(f"{V1}/pairings", json={"kind": "kiosk", "office": "nowhere"})
        assert_problem(nowhere, 404, "no_such_office")
        toaster = client.post(f"{V1}/pairings", json={"kind": "toaster", "office": "kumin"})
        assert assert_problem(toaster, 422, "invalid_request")["errors"][0]["field"] == "kind"


class TestLimits:
    @pytest.fixture(autouse=True)
    def tight(self, app):
        self.seconds = 0.0
        rates = {what: Rate(at_once=100, seconds_each=1) for what in ("sessions", "pairings")}
        rates |= {"tickets": Rate(at_once=2, seconds_each=10), "help": Rate(at_once=1, seconds_each=10)}
        self.limits = app.state.limits = Limits(rates, clock=lambda: self.seconds)

    def take(self, client, **headers):
        return client.post(TAKE, json={"service": "moving"}, headers=headers)

    def test_the_public_is_held_to_a_rate_and_told_when_to_come_back(self, client):
        assert [self.take(client).status_code for _ in range(3)] == [201, 201, 429]
        answer = self.take(client)
        assert_problem(answer, 429, "too_many_requests")
        assert answer.headers["retry-after"] == "10"
        self.seconds = 10.0
        assert [self.take(client).status_code for _ in range(2)] == [201, 429]

    def test_other_addresses_are_not_held_back(self, client):
        self.limits.rates["tickets"] = Rate(at_once=1, seconds_each=10)
        assert [self.take(client).status_code for _ in range(2)] == [201, 429]
        assert self.take(another(client, "203.0.113.6")).status_code == 201
        assert self.take(another(client, "2001:db8::1")).status_code == 201

    def test_kiosks_and_staff_are_not_held_back(self, client):
        kiosk, _ = paired(client)
        staff = token_of(client)
        for headers in (kiosk, staff):
            assert [self.take(client, **headers).status_code for _ in range(5)] == [201] * 5

    def test_an_address_in_a_header_is_believed_from_trusted_proxies_only(self, client):
        for number in range(3):
            last = self.take(client, **{"X-Forwarded-For": f"198.51.100.{number}"})
        assert last.status_code == 429


def test_addresses_from_trusted_proxies_are_believed(sqlite_engine, app, time):
    behind = create_app(sqlite_engine, clock=time, trusted_proxies=["203.0.113.5"])
    behind.state.limits = Limits({"tickets": Rate(at_once=1, seconds_each=10)})
    with browser_of(behind) as client:
        addresses = ["198.51.100.1", "198.51.100.2", "198.51.100.1"]
        taken = [client.post(TAKE, json={"service": "moving"}, headers={"X-Forwarded-For": a}) for a in addresses]
    assert [answer.status_code for answer in taken] == [201, 201, 429]
