"""Static files: compressed for those who can unpack, asked for again only when they have changed."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from app.web.static_files import PackedStaticFiles

STYLE = "body { color: black }\n" * 100


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "base.css").write_text(STYLE)
    (tmp_path / "font.woff2").write_bytes(b"wOF2 packed already")
    return TestClient(Starlette(routes=[Mount("/static", PackedStaticFiles(directory=tmp_path))]))


def raw(client: TestClient, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
    with client.stream(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    ) as answer:
        return dict(answer.headers) | {"status": str(answer.status_code)}, b"".join(answer.iter_raw())


def test_text_goes_out_compressed(client: TestClient) -> None:
    headers, body = raw(client, "/static/base.css", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"].startswith("text/css")
    assert gzip.decompress(body).decode() == STYLE
    assert len(body) < len(STYLE) / 4


def test_a_client_that_cannot_unpack_gets_the_file_as_it_is(client: TestClient) -> None:
    headers, body = raw(client, "/static/base.css", accept_encoding="identity")
    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding"
    assert body.decode() == STYLE


def test_what_is_packed_already_is_left_alone(client: TestClient) -> None:
    headers, body = raw(client, "/static/font.woff2", accept_encoding="gzip")
    assert "content-encoding" not in headers
    assert body == b"wOF2 packed already"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_an_unchanged_file_is_not_sent_again(client: TestClient, encoding: str) -> None:
    first, _ = raw(client, "/static/base.css", accept_encoding=encoding)
    again, body = raw(client, "/static/base.css", accept_encoding=encoding, if_none_match=first["etag"])
    assert (again["status"], body) == ("304", b"")


def test_a_changed_file_is_sent_in_its_new_version(client: TestClient, tmp_path: Path) -> None:
    first, _ = raw(client, "/static/base.css", accept_encoding="gzip")
    (tmp_path / "base.css").write_text("body { color: blue }\n")
    again, body = raw(client, "/static/base.css", accept_encoding="gzip", if_none_match=first["etag"])
    assert again["status"] == "200"
    assert gzip.decompress(body) == b"body { color: blue }\n"
