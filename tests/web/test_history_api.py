"""Waiting times of the past over the API: forms, groupings, limits, what the public may not see."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import altair
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.main import create_app
from app.usecases.accounts import add_account
from app.web.history_answers import EXAMPLE, WaitingTimes
from tests.offices import at
from tests.web.conftest import PASSWORD, Api

PATH = "/offices/kumin/waiting-times"
YEARS = "from=2025-03-01&to=2026-05-31"
PNG_BEGINS = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def app(past_engine: Engine) -> FastAPI:
    """The small office with its past, in May 2026."""
    app = create_app(past_engine, clock=lambda: at("2026-05-08 10:00"))
    app.state.access.clock = lambda: at("2026-05-08 10:00")
    for login, roles in (("sato", ["floor"]), ("mori", ["counter"])):
        add_account(app.state.access.changing, login, login, roles, PASSWORD, at("2026-05-08 10:00"))
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://madoguchi.test", headers={"Accept-Language": "en"}) as opened:
        yield opened


def rows(api: Api, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"{PATH}?{query}")["rows"]
    return found


def problem(api: Api, query: str, path: str = PATH) -> tuple[int, str, str]:
    answer = api.call("GET", f"{path}?{query}")
    body = answer.json()
    return answer.status_code, body["type"].rpartition("/")[2], body["detail"]


def test_a_period_is_one_row_with_the_usual_measures(resident: Api) -> None:
    answer = resident.get(f"{PATH}?{YEARS}")
    [row] = answer["rows"]
    assert set(row) == set(answer["measures"])
    assert row["arrivals"] > row["served"] > 100
    assert 0 < row["wait_p50"] < row["wait_p90"]
    assert answer["as_of"].startswith("2026-05-07T")


@pytest.mark.parametrize("time", ["hour_of_day", "weekday", "weekday_hour", "day", "week", "month", "fiscal_year"])
def test_groups_in_time_add_up_to_the_whole(resident: Api, time: str) -> None:
    [whole] = rows(resident, f"{YEARS}&measure=arrivals,served")
    groups = rows(resident, f"{YEARS}&by={time}&measure=arrivals,served")
    assert len(groups) > 2
    known = [row for row in groups if row["arrivals"] is not None]
    assert sum(row["arrivals"] for row in known) >= whole["arrivals"] - 4 * (len(groups) - len(known))
    assert [row["time"] for row in groups] == sorted(row["time"] for row in groups)


def test_a_day_can_be_seen_by_quarter_hours(manager: Api) -> None:
    query = "from=2026-05-07&to=2026-05-07&measure=arrivals"
    [whole] = rows(manager, query)
    quarters = rows(manager, f"{query}&by=quarter_hour")
    assert quarters[0]["time"].startswith("2026-05-07T08:")
    assert sum(row["arrivals"] for row in quarters) == whole["arrivals"]


@pytest.mark.parametrize("split", ["office", "service", "procedure", "step", "channel", "counter"])
def test_every_split_adds_up_to_the_whole(manager: Api, split: str) -> None:
    [whole] = rows(manager, f"{YEARS}&measure=served")
    parts = rows(manager, f"{YEARS}&measure=served&by={split}")
    assert sum(row["served"] for row in parts) == whole["served"]
    assert all(row[split] is not None for row in parts)


def test_names_come_in_the_language_of_the_caller(resident: Api) -> None:
    japanese = resident.call("GET", f"{PATH}?{YEARS}&by=service", **{"Accept-Language": "ja"}).json()
    assert japanese["names"]["service"]["moving"] == "住民異動"
    assert japanese["rows"][0]["service"] == "moving"


def test_earlier_days_stand_beside_each_row(resident: Api) -> None:
    found = resident.get(f"{PATH}?from=2026-03-01&to=2026-03-31&by=month&measure=arrivals&compare=previous_year")
    assert found["compared"] == {"from": "2025-03-01", "to": "2025-03-31"}
    [row] = found["rows"]
    [earlier] = rows(resident, "from=2025-03-01&to=2025-03-31&measure=arrivals")
    assert row["before"] == earlier
    found = resident.get(f"{PATH}?from=2026-04-01&to=2026-04-30&measure=arrivals&compare=previous_period")
    assert found["compared"] == {"from": "2026-03-01", "to": "2026-03-31"}
    assert found["rows"][0]["before"]["arrivals"] > 0


def test_days_of_the_year_before_meet_by_weekday(resident: Api) -> None:
    found = resident.get(f"{PATH}?from=2026-03-27&to=2026-03-31&by=day&compare=previous_year&measure=arrivals")
    assert found["compared"] == {"from": "2025-03-28", "to": "2025-04-01"}


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("by=hour,procedure", 422, "whole_days_only"),
        ("by=channel,procedure", 422, "cannot_combine"),
        ("by=month,day", 422, "twice_in_time"),
        ("by=moon", 422, "unknown_grouping"),
        ("measure=happiness", 422, "unknown_measure"),
        ("service=happiness", 422, "unknown_name"),
        ("procedure=happiness", 422, "unknown_name"),
        ("channel=happiness", 422, "unknown_name"),
        ("measure=staffing&by=channel", 422, "measure_not_here"),
        ("from=2026-05-02&to=2026-05-01", 422, "period_backwards"),
        ("from=2020-01-01&to=2026-05-01&by=quarter_hour", 422, "period_too_long"),
        ("by=counter", 403, "counters_for_staff"),
        ("from=tomorrow", 422, "invalid_request"),
        ("from=0001-01-01", 422, "invalid_request"),
    ],
)
def test_what_cannot_be_answered_says_why(resident: Api, query: str, status: int, slug: str) -> None:
    assert problem(resident, query)[:2] == (status, slug)


def test_a_question_that_reads_too_much_says_how_much(resident: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.usecases.history_cost.CELLS_AT_MOST", 100)
    status, slug, detail = problem(resident, f"{YEARS}&by=day,service")
    assert (status, slug) == (422, "too_much_asked")
    assert "at most 100" in detail


def test_the_public_does_not_see_small_groups(resident: Api, manager: Api) -> None:
    query = "from=2026-05-07&to=2026-05-07&by=hour_of_day,service&measure=arrivals,wait_p50"
    seen = {(row["time"], row["service"]): row for row in rows(manager, query)}
    public = {(row["time"], row["service"]): row for row in rows(resident, query)}
    small = [key for key, row in seen.items() if 0 < row["arrivals"] < 5]
    assert small and all(public[key]["arrivals"] is None and public[key]["left_out"] for key in small)
    large = [key for key, row in seen.items() if row["arrivals"] >= 5]
    assert any(public[key]["arrivals"] == seen[key]["arrivals"] for key in large)


def test_what_could_be_found_by_subtraction_is_left_out_too(resident: Api, manager: Api) -> None:
    query = "from=2026-05-07&to=2026-05-07&by=hour_of_day,service&measure=arrivals"
    hours: dict[str, list[bool]] = {}
    for row in rows(resident, query):
        hours.setdefault(row["time"], []).append(row["arrivals"] is None)
    assert [hidden for hidden in hours.values() if len(hidden) > 1 and sum(hidden) == 1] == []
    assert all("left_out" not in row for row in rows(manager, query))


def test_counters_are_shown_to_floor_managers(manager: Api, clerk: Api) -> None:
    [first, *_] = rows(manager, f"{YEARS}&by=counter&measure=served,staff_hours")
    assert first["counter"] == "1" and first["staff_hours"] > 0
    assert problem(clerk, "by=counter")[:2] == (403, "counters_for_staff")


def test_pages_follow_each_other(resident: Api) -> None:
    address = f"{PATH}?{YEARS}&by=service&measure=arrivals&limit=2"
    found, pages = [], 0
    while address:
        page = resident.get(address.removeprefix("/api/v1"))
        found += page["rows"]
        address, pages = page["next"], pages + 1
    assert pages == 2 and page["total"] == len(found) == 3
    assert found == rows(resident, f"{YEARS}&by=service&measure=arrivals")


def test_who_has_the_newest_answer_is_not_sent_it_again(resident: Api) -> None:
    first = resident.call("GET", f"{PATH}?{YEARS}")
    again = resident.call("GET", f"{PATH}?{YEARS}", **{"If-None-Match": first.headers["etag"]})
    other = resident.call("GET", f"{PATH}?{YEARS}&by=month", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)
    assert "max-age" in first.headers["cache-control"]


def test_public_answers_and_those_of_staff_are_kept_apart(resident: Api, manager: Api) -> None:
    public, staff = (api.call("GET", f"{PATH}?{YEARS}") for api in (resident, manager))
    assert public.headers["etag"] != staff.headers["etag"]
    assert public.headers["cache-control"].startswith("public")
    assert staff.headers["cache-control"].startswith("private")


def test_csv_has_a_column_for_everything(resident: Api) -> None:
    query = f"{YEARS}&by=weekday_hour,service&measure=arrivals,wait_p90&compare=previous_year&bom=true"
    answer = resident.call("GET", f"{PATH}.csv?{query}")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    [header, first, *_] = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header[:5] == ["time", "weekday", "hour", "service", "service_name"]
    assert header[5:] == ["arrivals", "wait_p90", "arrivals_before", "wait_p90_before", "left_out"]
    assert first[4] in ("住民異動", "証明書", "お会計")


def test_parquet_holds_the_same_rows(resident: Api, tmp_path: Any) -> None:
    duckdb = pytest.importorskip("duckdb")
    answer = resident.call("GET", f"{PATH}.parquet?{YEARS}&by=month,service&measure=arrivals")
    path = tmp_path / "rows.parquet"
    path.write_bytes(answer.content)
    found = duckdb.sql(f"SELECT time, service, arrivals FROM '{path}'").fetchall()
    wanted = rows(resident, f"{YEARS}&by=month,service&measure=arrivals")
    assert found == [(row["time"], row["service"], row["arrivals"]) for row in wanted]


@pytest.mark.parametrize(
    "query",
    [
        "by=weekday_hour&measure=wait_p90",
        "by=weekday_hour,service&measure=waiting",
        "by=day&measure=arrivals&chart=calendar",
        "by=day&measure=wait_p50,wait_p90&compare=previous_year",
        "by=month,service&measure=within_target",
        "by=fiscal_year&measure=arrivals",
        "by=hour_of_day&measure=arrivals&compare=previous_period",
        "by=service&measure=wait_p50,wait_p90",
        "measure=arrivals",
        "from=2001-01-01&to=2001-01-31&by=day",
    ],
)
def test_every_picture_is_sound_vega_lite_and_can_be_drawn(resident: Api, query: str) -> None:
    query = query if "from=" in query else f"{YEARS}&{query}"
    spec = resident.call("GET", f"{PATH}.vl.json?{query}").json()
    altair.Chart.from_dict(spec)
    assert spec["description"] and spec["title"]["text"]
    svg = resident.call("GET", f"{PATH}.svg?{query}")
    assert svg.headers["content-type"].startswith("image/svg+xml") and "<svg" in svg.text
    assert " style=" not in svg.text  # our pages forbid it


def test_japanese_is_drawn_in_our_own_font_where_no_font_is_installed(resident: Api) -> None:
    from app.web.pictures import as_png

    def drawn(text: str) -> bytes:
        mark = {"type": "text", "font": "BIZ UDPGothic", "fontSize": 40}
        return as_png({"data": {"values": [{"t": text}]}, "mark": mark, "encoding": {"text": {"field": "t"}}})

    words = ["住民異動", "戸籍届出", "年金保険"]
    assert len({drawn(word) for word in words}) == 3  # missing glyphs would all be the same boxes
    answer = resident.call("GET", f"{PATH}.png?{YEARS}&by=service&measure=wait_p90", **{"Accept-Language": "ja"})
    assert answer.content.startswith(PNG_BEGINS)


def test_a_picture_that_is_not_possible_says_what_it_needs(resident: Api) -> None:
    assert problem(resident, "by=month&chart=heatmap", f"{PATH}.svg")[:2] == (422, "chart_not_possible")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("image/png;q=0.5, application/json", "application/json"),
        ("image/svg+xml, */*;q=0.1", "image/svg+xml"),
        ("text/html", "application/json"),
        ("image/png;q=broken", "application/json"),
    ],
)
def test_the_accept_header_chooses_the_form(resident: Api, accept: str, media_type: str) -> None:
    answer = resident.call("GET", f"{PATH}?{YEARS}", Accept=accept)
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]


def test_an_unknown_form_or_office_is_not_there(resident: Api) -> None:
    assert resident.call("GET", f"{PATH}.exe").status_code == 422
    assert resident.call("GET", "/offices/atlantis/waiting-times").status_code == 404
    assert resident.call("GET", "/waiting-times?office=atlantis").status_code == 404


def test_all_offices_can_be_asked_at_once(resident: Api) -> None:
    found = resident.get(f"/waiting-times?{YEARS}&by=office&measure=arrivals")
    assert [row["office"] for row in found["rows"]] == ["kumin"]
    assert found["names"]["office"] == {"kumin": "くみん窓口"}
    assert resident.get(f"/waiting-times?{YEARS}&office=kumin&measure=arrivals")["rows"]


def test_the_example_in_the_document_is_an_answer(client: TestClient) -> None:
    WaitingTimes.model_validate(EXAMPLE)
    document = client.get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/offices/{office}/waiting-times"]["get"]
    content = operation["responses"]["200"]["content"]
    assert content["application/json"]["example"]["rows"][0] == EXAMPLE["rows"][0]
    assert {"text/csv", "image/png", "image/svg+xml"} <= set(content)
    assert {"from", "to", "by", "measure"} <= {each["name"] for each in operation["parameters"]}
