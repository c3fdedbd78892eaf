"""Every problem has words, a status and a page; every kind of bad request gets a clear answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.testclient import TestClient

from app.domain.errors import CounterBusy, DomainError, NotFound, Refused, WrongState
from app.main import create_app
from app.web.errors import SLUG_OF, STATUS_OF, document, problem_of, status_of, words_of
from app.web.problem_pages import known_problems, refusals
from app.web.words import LANGUAGES, _read

CLASSES = sorted(set(refusals()), key=lambda kind: kind.__name__)


@pytest.fixture
def client(sqlite_engine) -> Iterator[TestClient]:
    app = create_app(sqlite_engine)

    async def fails(request: Request) -> None:
        raise {"fault": ZeroDivisionError("secret detail"), "database": OperationalError("SELECT", {}, Exception())}[
            request.path_params["how"]
        ]

    app.router.add_route("/api/v1/fails/{how}", fails)
    headers = {"Accept-Language": "en"}
    with TestClient(app, raise_server_exceptions=False, headers=headers) as client:
        yield client


def names_in(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", sentence))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_refusal_has_title_and_sentence(kind, language):
    words = _read(language, "errors")
    assert words[f"errors.{kind.slug}.title"]
    assert words[f"errors.{kind.slug}"]
    assert names_in(words[f"errors.{kind.slug}"]) <= names_in(kind.__doc__)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_of_the_edge_has_title_sentence_and_advice(language):
    words = _read(language, "errors")
    for slug in SLUG_OF.values():
        assert words[f"errors.{slug}.title"] and words[f"errors.{slug}"]
    for status in known_problems().values():
        assert words[f"errors.advice_{status}"]


def test_the_catalogue_explains_no_problem_that_does_not_exist():
    titles = {key.split(".")[1] for key in _read("ja", "errors") if key.endswith(".title")}
    assert titles == set(known_problems())


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind is not DomainError], ids=lambda kind: kind.__name__)
def test_every_refusal_belongs_to_a_family_with_a_status(kind):
    assert set(kind.__mro__) & set(STATUS_OF)
    assert 400 <= status_of(kind) < 500


def test_the_nearest_family_decides():
    class Special(Refused):
        """Special."""

    assert (status_of(Special), status_of(NotFound), status_of(DomainError)) == (409, 404, 400)


def test_details_are_put_into_the_sentence_of_the_language():
    busy = CounterBusy(counter="3", number="A042")
    assert words_of(busy, "en") == ("Counter busy", "Counter 3 still has A042; finish that visit first.")
    assert "3番窓口は A042 の対応中です" in words_of(busy, "ja")[1]
    assert words_of(WrongState(number="A042", state="held"), "ja")[1].startswith("A042 は「保留」のため")


def test_a_detail_that_nobody_gave_does_not_break_the_answer():
    assert document(problem_of(Refused()), "en")["detail"] == "This is not possible now."


def assert_problem(answer, status, slug):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/{slug}"
    assert set(answer.json()) <= {"type", "title", "status", "detail", "errors"}
    return answer


@pytest.mark.parametrize("body", [b"{", b"", b'{"account": ', b"\xff\xfe", b'{"account": "a", "password": NaN}x'])
def test_broken_json_is_named_as_such(client, body):
    answer = client.post("/api/v1/sessions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in ((400, 422) if body == b"" else (400,))
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_json_is_refused(client, content_type):
    body = b'{"account": "a", "password": "b"}'
    answer = client.post("/api/v1/sessions", content=body, headers={"Content-Type": content_type})
    assert_problem(answer, 415, "wrong_content_type")


def test_fields_that_are_wrong_are_listed_in_the_callers_language(client):
    body = {"account": "", "color": "red"}
    found = assert_problem(client.post("/api/v1/sessions", json=body), 422, "invalid_request").json()["errors"]
    assert {each["field"]: each["message"] for each in found} == {
        "account": "At least 1 characters are expected.",
        "password": "This is required.",
        "color": "There is no such field.",
    }
    japanese = client.post("/api/v1/sessions?language=ja", json=body).json()["errors"]
    assert "必須です。" in [each["message"] for each in japanese]


def test_what_was_sent_does_not_come_back(client):
    answer = client.post("/api/v1/sessions", json={"account": "mori", "password": ["hunter2-hunter2"]})
    assert_problem(answer, 422, "invalid_request")
    assert "hunter2" not in answer.text


def test_an_odd_key_of_a_command_is_refused(client):
    for key in ("", "a" * 500, "a b", "森".encode()):
        answer = client.post("/api/v1/offices/kumin/tickets", json={"service": "a"}, headers={"Idempotency-Key": key})
        assert answer.status_code == 422, answer.text


def test_an_unknown_path_is_not_found(client):
    for path in ("/api/v1/nothing", "/api/v1/offices/kumin/nothing", "/static/nothing.js", "/nothing"):
        assert_problem(client.get(path), 404, "no_such_page")


def test_an_unknown_office_is_not_found(client):
    for path in ("", "/board"):
        answer = assert_problem(client.get(f"/api/v1/offices/nowhere{path}"), 404, "no_such_office")
        assert answer.json()["detail"] == "There is no office “nowhere”."


def test_a_wrong_method_names_the_right_ones(client):
    answer = assert_problem(client.put("/api/v1/offices"), 405, "wrong_method")
    assert "GET" in answer.headers["allow"]


def test_our_own_fault_tells_no_details(client):
    answer = assert_problem(client.get("/api/v1/fails/fault"), 500, "our_fault")
    assert "secret" not in answer.text and "ZeroDivision" not in answer.text
    assert answer.headers["content-security-policy"]


def test_a_database_that_is_away_is_a_reason_to_try_again(client):
    answer = assert_problem(client.get("/api/v1/fails/database"), 503, "unavailable")
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("headers", "query", "language"),
    [
        ({"Accept-Language": "en"}, "", "en"),
        ({"Accept-Language": "ja,en;q=0.5"}, "", "ja"),
        ({"Accept-Language": "fr"}, "", "ja"),
        ({"Accept-Language": "ja"}, "?language=en", "en"),
        ({"Accept-Language": "ja", "Cookie": "language=en"}, "", "en"),
        ({"Accept-Language": "\x00;q=x, fr;q="}, "", "ja"),
    ],
)
def test_problems_are_told_in_the_callers_language(client, headers, query, language):
    answer = client.get(f"/api/v1/offices/nowhere{query}", headers=headers)
    assert answer.headers["content-language"] == language
    assert answer.json()["title"] == {"en": "No such office", "ja": "窓口が見つかりません"}[language]


def test_people_get_a_page(client):
    answer = client.get("/o/<script>", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "No such office" in answer.text and "<script>" not in answer.text


def test_every_problem_is_explained(client):
    for slug, status in known_problems().items():
        for headers in ({"Accept": "text/html"}, {"Accept": "application/json"}):
            answer = client.get(f"/problems/{slug}", headers=headers)
            assert answer.status_code == 200
            assert str(status) in answer.text and "{" not in re.sub(r"^{|}$", "", answer.text).replace("{{", "")
    assert client.get("/problems/nothing").status_code == 404
