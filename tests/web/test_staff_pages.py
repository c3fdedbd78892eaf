"""The pages of staff: signing in and out without scripts, choosing a counter, the console's frame."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.offices import at
from tests.web.conftest import PASSWORD

NOW = at("10:00")


@pytest.fixture
def accounts() -> dict[str, tuple[list[str], list[str]]]:
    return {
        "mori": (["counter"], ["kumin"]),
        "sato": (["floor"], []),
        "boss": (["admin"], []),
        "abe": (["counter"], []),
    }


def sign_in(browser, account="mori", password=PASSWORD, wanted=""):
    return browser.post("/sign-in", data={"account": account, "password": password, "next": wanted})


def csrf_of(page) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def test_whoever_has_not_signed_in_is_asked_to_and_comes_back_to_the_counter(browser):
    asked = browser.get("/counter/kumin/1?language=en")
    assert asked.status_code == 303
    form = browser.get(asked.headers["location"])
    wanted = re.search(r'name="next" value="([^"]*)"', form.text)[1]
    assert sign_in(browser, wanted=wanted).headers["location"] == "/counter/kumin/1?language=en"
    assert browser.get("/counter/kumin/1").status_code == 200


@pytest.mark.parametrize(("account", "first"), [("mori", "/counter/"), ("sato", "/floor/"), ("boss", "/admin/")])
def test_signing_in_leads_to_the_first_page_of_the_role(browser, account, first):
    answer = sign_in(browser, account)
    assert (answer.status_code, answer.headers["location"]) == (303, first)


@pytest.mark.parametrize("account", ["mori", "nobody", ""])
def test_a_wrong_password_and_an_unknown_account_read_the_same(browser, account):
    refused = sign_in(browser, account, "not-the-password")
    assert refused.status_code == 401
    assert "The account or the password is wrong." in refused.text
    assert f'name="account" type="text" value="{account}"' in refused.text
    assert "not-the-password" not in refused.text


def test_after_many_failures_the_page_says_how_long_to_wait(browser):
    answers = [sign_in(browser, password=f"wrong-{n}") for n in range(12)]
    refused = answers[-1]
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert re.search(r"Please try again in (about )?\d+ (second|minute)", refused.text)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.test/",
        "//elsewhere.test/",
        "/\\elsewhere.test",
        "/\t/elsewhere.test",
        "\\\\elsewhere.test",
        "counter/",
    ],
)
def test_signing_in_never_leads_to_another_site(browser, wanted):
    assert sign_in(browser, wanted=wanted).headers["location"] == "/counter/"


def test_a_form_of_another_site_signs_nobody_in(browser):
    headers = {"Sec-Fetch-Site": "cross-site"}
    refused = browser.post("/sign-in", data={"account": "mori", "password": PASSWORD}, headers=headers)
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


def test_whoever_has_signed_in_is_not_asked_again(browser):
    sign_in(browser)
    assert browser.get("/sign-in?next=/counter/kumin/1").headers["location"] == "/counter/kumin/1"


def test_signing_out_ends_the_session(browser):
    sign_in(browser)
    page = browser.get("/counter/")
    left = browser.post("/sign-out", data={"csrf_token": csrf_of(page)})
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert browser.get("/counter/").status_code == 303


def test_another_site_cannot_sign_anybody_out(browser):
    sign_in(browser)
    assert browser.post("/sign-out", data={"csrf_token": "forged"}).status_code == 403
    assert browser.get("/counter/").status_code == 200


def test_the_console_carries_the_token_that_its_commands_need(browser):
    sign_in(browser)
    page = browser.get("/counter/kumin/1")
    token = re.search(r'<meta name="csrf-token" content="([^"]+)"', page.text)[1]
    address = "/api/v1/offices/kumin/counters/1/open"
    assert browser.post(address, json={}).status_code == 403
    assert browser.post(address, json={}, headers={"X-CSRF-Token": token}).status_code == 200


def test_people_choose_among_the_counters_of_their_offices(browser):
    sign_in(browser)
    page = browser.get("/counter/")
    assert re.findall(r'href="/counter/kumin/([^"]+)"', page.text) == ["1", "2", "3", "4"]
    assert "/counter/branch" not in page.text
    assert "office=branch" not in page.text


def test_people_of_all_offices_choose_the_office_first(browser):
    sign_in(browser, "abe")
    page = browser.get("/counter/?office=branch")
    assert '/counter/branch/1"' in page.text
    assert "/counter/?office=kumin" in page.text


def test_an_office_of_others_and_a_counter_that_is_not_there_are_refused(browser):
    sign_in(browser)
    assert browser.get("/counter/branch/1").status_code == 403
    assert browser.get("/counter/kumin/99").status_code == 404


def test_administrators_without_the_role_do_not_get_a_counter(browser):
    sign_in(browser, "boss")
    assert browser.get("/counter/kumin/1").status_code == 403


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", ["/sign-in", "/counter/", "/counter/kumin/1"])
def test_staff_pages_speak_the_language_and_have_words_for_everything(browser, path, language):
    if path != "/sign-in":
        sign_in(browser)
    page = browser.get(path, params={"language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert not re.findall(r">\s*(?:staff|counter|common)\.[a-z_]+\s*<", page.text)


@pytest.mark.parametrize("path", ["/counter/", "/counter/kumin/1"])
def test_staff_pages_have_no_inline_script_or_style(browser, path):
    sign_in(browser)
    page = browser.get(path)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on[a-z]+=", page.text)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert browser.get(urlsplit(address).path).status_code == 200, address
