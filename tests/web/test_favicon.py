"""The icon that browsers ask for without being told."""

from starlette.testclient import TestClient


def test_a_browser_that_asks_for_the_old_name_gets_the_icon(client: TestClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "max-age" in answer.history[0].headers["cache-control"]
