"""The catalogues are complete, and every key that a page, a script or the code names has words."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.web import words
from app.web.words import AREAS, LANGUAGES, catalogue, choose_language, pick, translator

ROOT = Path(__file__).parents[2]
SOURCES = ("app", "kiosk", "signage")
AREA = f"(?:{'|'.join(AREAS)})"
NAMED = re.compile(rf"""["'`]({AREA}\.[a-z0-9_.]*[a-z0-9])["'`]""")
BEGUN = re.compile(rf"""["'`]({AREA}\.[a-z0-9_.]*)(?:\$?\{{|(?<=[_.])["'`])""")
ONE_LANGUAGE_NEEDS = {"signage.opening_from": {"day"}}  # the Japanese line above it has the day
NOT_WORDS = re.compile(r"\.(po|js|css|html|svg|json|yaml)$")


def source_files() -> Iterator[Path]:
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".js", ".html") and "locales" not in path.parts:
                yield path


def keys_named() -> dict[str, Path]:
    """Whole keys in quotes, with a file that names them."""
    return {
        key: path
        for path in source_files()
        for key in NAMED.findall(path.read_text(encoding="utf-8"))
        if not NOT_WORDS.search(key)
    }


def beginnings_named() -> set[str]:
    """Beginnings of keys whose rest is put on at run time."""
    return {key for path in source_files() for key in BEGUN.findall(path.read_text(encoding="utf-8"))}


def all_keys(language: str) -> dict[str, words.Entry]:
    return {key: entry for area in AREAS for key, entry in catalogue(language, area).items()}


def texts(entry: words.Entry) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def placeholders(entry: words.Entry) -> set[str]:
    return {name for text in texts(entry) for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words_in_every_language(language: str) -> None:
    japanese, other = all_keys("ja"), all_keys(language)
    assert set(other) == set(japanese)
    assert [key for key, entry in other.items() if not all(texts(entry))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_the_same_values_as_the_japanese_words(language: str) -> None:
    japanese = all_keys("ja")
    unknown = {key: placeholders(entry) - placeholders(japanese[key]) for key, entry in all_keys(language).items()}
    assert {key: names for key, names in unknown.items() if names - {"n"} - ONE_LANGUAGE_NEEDS.get(key, set())} == {}


@pytest.mark.parametrize("area", AREAS)
def test_every_key_lives_in_the_file_of_its_area(area: str) -> None:
    own = set(catalogue("ja", area)) - (set() if area == "common" else set(catalogue("ja", "common")))
    assert [key for key in own if not key.startswith(f"{area}.")] == []


def test_every_key_that_is_named_has_words() -> None:
    known = all_keys("ja")
    assert {key: str(path.relative_to(ROOT)) for key, path in keys_named().items() if key not in known} == {}


def test_every_beginning_of_a_key_leads_to_words() -> None:
    known = all_keys("ja")
    assert [start for start in beginnings_named() if not any(key.startswith(start) for key in known)] == []


def test_no_words_are_left_over() -> None:
    used, starts = set(keys_named()), tuple(beginnings_named())
    assert [key for key in all_keys("ja") if key not in used and not key.startswith(starts)] == []


@pytest.mark.parametrize(
    ("query", "cookie", "accepts", "chosen"),
    [
        ("en", "ja", "ja", "en"),
        (None, "en", "ja", "en"),
        (None, None, "en-GB,en;q=0.9,ja;q=0.8", "en"),
        (None, None, "fr, ja;q=0.5, en;q=0.7", "en"),
        (None, None, "ja-JP", "ja"),
        (None, None, "en;q=0", "ja"),
        (None, None, "en;q=much, *", "ja"),
        (None, None, None, "ja"),
        ("klingon", "<b>", "en", "en"),
    ],
)
def test_the_address_goes_before_the_cookie_and_the_cookie_before_the_browser(
    query: str | None, cookie: str | None, accepts: str | None, chosen: str
) -> None:
    assert choose_language(query, cookie, accepts) == chosen


def test_english_has_one_person_and_two_people() -> None:
    ngettext = translator("en").ngettext
    assert (ngettext("common.people", 1), ngettext("common.people", 2)) == ("1 person", "2 people")
    assert translator("ja").ngettext("common.people", 1) == "1人"


def test_a_value_with_braces_is_shown_as_it_is() -> None:
    assert translator("en").gettext("resident.cancel_title", number="{0.__class__}") == "Cancel ticket {0.__class__}?"


def test_a_name_without_a_translation_is_shown_in_japanese() -> None:
    assert pick({"ja": "住民異動"}, "en") == "住民異動"
    assert pick({}, "en") == ""


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(words.router)
    return TestClient(app)


def test_scripts_get_the_words_of_an_area_with_the_common_ones(client: TestClient) -> None:
    body = client.get("/api/v1/words/en/resident.json").json()
    assert body["resident.take_ticket"] == "Take a ticket"
    assert body["common.people"] == {"one": "{n} person", "other": "{n} people"}


def test_unchanged_words_are_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/words/ja/resident.json")
    again = client.get("/api/v1/words/ja/resident.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" in again.headers["cache-control"]


@pytest.mark.parametrize("path", ["xx/resident", "ja/secrets", "ja/..%2Fja%2Fresident"])
def test_only_known_languages_and_areas_are_served(client: TestClient, path: str) -> None:
    assert client.get(f"/api/v1/words/{path}.json").status_code == 404
