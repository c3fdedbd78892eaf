"""Everything a screen does, any client can do: the verbs over the API, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import func, select

from app.storage.tables import events
from app.usecases.boards import CALLS_SHOWN
from tests.web.conftest import Api, Time

COUNTER = "/offices/kumin/counters/1"
TAKE = "/offices/kumin/tickets"


def take(api: Api, service: str = "moving", **body: Any) -> dict[str, Any]:
    taken: dict[str, Any] = api.post(TAKE, {"service": service, **body})
    return taken


def count_events(app: Any) -> int:
    with app.state.house.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(events)).scalar_one())


def test_a_ticket_is_taken_followed_and_given_up(resident: Api) -> None:
    first, second = take(resident), take(resident, language="en", needs={"hearing": True})
    assert (first["number"], first["ahead"], second["ahead"]) == ("A600", 0, 1)
    assert second["url"] == f"/t/{second['id']}"
    assert resident.call("DELETE", f"/tickets/{first['id']}").status_code == 204
    assert resident.get(f"/tickets/{second['id']}")["ahead"] == 0
    assert resident.get(f"/tickets/{first['id']}")["state"] == "cancelled"
    assert resident.call("DELETE", f"/tickets/{first['id']}").status_code == 409


def test_a_visit_with_two_steps_over_the_api(resident: Api, clerk: Api, time: Time) -> None:
    ticket = resident.post(TAKE, {"procedures": ["moving-in"]})
    called = clerk.post(f"{COUNTER}/call-next")
    assert (called["number"], called["state"], called["counter"]) == (ticket["number"], "called", "1")
    clerk.post(f"{COUNTER}/recall", {"number": ticket["number"]})
    clerk.post(f"{COUNTER}/start")
    time.now += 600_000
    assert clerk.post(f"{COUNTER}/finish")["service"] == "payment"
    followed = resident.get(f"/tickets/{ticket['id']}")
    assert [stop["outcome"] for stop in followed["stops"]] == ["next_step", None]
    clerk.post("/offices/kumin/counters/3/call-next")
    clerk.post("/offices/kumin/counters/3/start")
    assert clerk.post("/offices/kumin/counters/3/finish")["state"] == "done"


def test_call_next_answers_204_when_nobody_waits(clerk: Api) -> None:
    answer = clerk.call("POST", f"{COUNTER}/call-next")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("verb", ["hold", "no-show", "transfer", "priority", "needs", "cancel", "call", "undo"])
def test_every_other_verb_answers_with_the_ticket_it_was_about(verb: str, resident: Api, clerk: Api) -> None:
    number = take(resident)["number"]
    bodies: dict[str, Any] = {
        "transfer": {"service": "certificates"},
        "priority": {"number": number, "class": "promise", "reason": "waited in the wrong queue"},
        "needs": {"number": number, "language": "en", "writing": True},
        "cancel": {"number": number, "reason": "went home"},
        "call": {"number": number},
    }
    if verb in ("hold", "no-show", "transfer", "undo"):
        clerk.post(f"{COUNTER}/call-next")
    assert clerk.post(f"{COUNTER}/{verb}", bodies.get(verb))["number"] == number


def test_a_held_visit_resumes_and_a_missed_one_returns(resident: Api, clerk: Api) -> None:
    ticket = take(resident)
    for verb, back in (("hold", "resume"), ("no-show", "return")):
        clerk.post(f"{COUNTER}/call-next")
        clerk.post(f"{COUNTER}/{verb}")
        assert clerk.post(f"{COUNTER}/{back}", {"number": ticket["number"]})["state"] == "waiting"
    clerk.post(f"{COUNTER}/call-next")
    clerk.post(f"{COUNTER}/no-show")
    assert resident.post(f"/tickets/{ticket['id']}/return")["state"] == "waiting"


def test_the_desk_shows_who_is_next_in_its_own_order(resident: Api, clerk: Api, time: Time) -> None:
    moving = take(resident)["number"]
    time.now += 5 * 60_000
    certificate = take(resident, "certificates")["number"]
    desk = clerk.get("/offices/kumin/counters/4")
    assert [entry["number"] for entry in desk["queue"]] == [certificate, moving], "counter 4 helps with A after 15 min"
    assert desk["waiting"] == {"certificates": 1, "moving": 1}


def test_the_floor_moves_opens_pauses_and_closes_counters(manager: Api, clerk: Api) -> None:
    manager.post("/offices/kumin/floor/counters/1/open", {"staff": "mori"})
    moved = manager.call(
        "PUT", "/offices/kumin/floor/counters/1/assignment", {"services": [{"service": "certificates"}]}
    )
    assert moved.json()["offers"] == [{"service": "certificates", "delay_minutes": 0}]
    assert manager.post("/offices/kumin/floor/undo")["offers"] == [{"service": "moving", "delay_minutes": 0}]
    assert manager.post("/offices/kumin/floor/counters/1/pause", {"minutes": 10})["state"] == "paused"
    assert manager.post("/offices/kumin/floor/counters/1/close")["state"] == "closed"
    kinds = [entry["kind"] for entry in manager.get("/offices/kumin/floor/log")["entries"]]
    assert kinds.count("counter_changed") == 5


def test_the_intake_of_a_service_stops_and_resumes(manager: Api, resident: Api) -> None:
    manager.call("PUT", "/offices/kumin/floor/services/moving/intake", {"open": False})
    refused = resident.call("POST", TAKE, {"service": "moving"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/service_closed")
    assert resident.get("/offices/kumin/board")["services"][0]["taking_tickets"] is False
    manager.call("PUT", "/offices/kumin/floor/services/moving/intake", {"open": True})
    take(resident)


def test_help_from_a_phone_reaches_the_floor_with_the_number(manager: Api, resident: Api) -> None:
    ticket = take(resident)
    asked = resident.post(f"/tickets/{ticket['id']}/help")
    seen = manager.get("/offices/kumin/floor")["help"]
    assert [(each["id"], each["ticket_number"]) for each in seen] == [(asked["id"], ticket["number"])]
    manager.post(f"/offices/kumin/floor/help/{asked['id']}/acknowledge")
    manager.post(f"/offices/kumin/floor/help/{asked['id']}/resolve")
    assert manager.get("/offices/kumin/floor")["help"] == []


def test_a_double_tap_takes_one_ticket(resident: Api, app: Any) -> None:
    answers = [resident.call("POST", TAKE, {"service": "moving"}, **{"Idempotency-Key": "tap"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(app.state.house.day("kumin").tickets) == 1


def test_a_key_used_for_another_command_is_refused(resident: Api) -> None:
    resident.post(TAKE, {"service": "moving"}, **{"Idempotency-Key": "k"})
    other = resident.call("POST", TAKE, {"service": "certificates"}, **{"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key_reused")


@pytest.mark.parametrize(
    ("path", "body", "status", "slug"),
    [
        ("/offices/nowhere/tickets", {"service": "moving"}, 404, "no_such_office"),
        (TAKE, {"service": "ghost"}, 404, "no_such_service"),
        (TAKE, {"procedures": ["ghost"]}, 404, "no_such_procedure"),
        (TAKE, {}, 422, "nothing_asked"),
        (TAKE, {"service": "payment"}, 409, "service_not_for_tickets"),
        (TAKE, {"service": "moving", "priority": "promise"}, 409, "priority_needs_staff"),
        (TAKE, {"service": "moving", "colour": "blue"}, 422, "invalid_request"),
        (TAKE, {"service": 12}, 422, "invalid_request"),
        ("/tickets/unknown/return", {}, 404, "no_such_ticket"),
    ],
)
def test_what_residents_ask_wrongly_gets_a_clear_answer_and_changes_nothing(
    path: str, body: Any, status: int, slug: str, resident: Api, app: Any
) -> None:
    before = count_events(app)
    answer = resident.call("POST", path, body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert count_events(app) == before


@pytest.mark.parametrize(
    ("verb", "body", "status", "slug"),
    [
        ("start", {}, 409, "counter_idle"),
        ("finish", {"number": "A001"}, 409, "stale_screen"),
        ("call", {"number": "Z999"}, 404, "no_such_ticket"),
        ("undo", {}, 409, "nothing_to_undo"),
        ("resume", {"number": "A600"}, 409, "wrong_state"),
        ("priority", {"number": "A600", "class": "ghost", "reason": "x"}, 404, "no_such_priority"),
        ("priority", {"number": "A600", "class": "pregnant"}, 422, "invalid_request"),
    ],
)
def test_what_staff_ask_wrongly_gets_a_clear_answer_and_changes_nothing(
    verb: str, body: Any, status: int, slug: str, resident: Api, clerk: Api, app: Any
) -> None:
    take(resident)
    before = count_events(app)
    answer = clerk.call("POST", f"{COUNTER}/{verb}", body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert count_events(app) == before


def test_a_stale_page_is_told_which_number_is_gone(resident: Api, clerk: Api) -> None:
    first = take(resident)["number"]
    take(resident)
    for verb in ("call-next", "start", "finish", "call-next"):
        clerk.post(f"{COUNTER}/{verb}")
    answer = clerk.call("POST", f"{COUNTER}/start", {"number": first})
    assert answer.json()["type"] == "/problems/stale_screen"
    assert first in answer.json()["detail"]


def test_problems_speak_japanese_too(resident: Api) -> None:
    answer = resident.call("POST", TAKE, {"service": "payment"}, **{"Accept-Language": "ja"})
    assert any("ぁ" <= letter <= "ん" for letter in answer.json()["detail"])


def test_the_board_has_an_etag_and_answers_304_while_it_stays(resident: Api) -> None:
    first = resident.call("GET", "/offices/kumin/board")
    again = resident.call("GET", "/offices/kumin/board", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    take(resident)


def test_a_recall_is_a_new_call_on_the_board_and_old_calls_leave_it(
    resident: Api, clerk: Api, app: Any, time: Time
) -> None:
    take(resident)
    clerk.post(f"{COUNTER}/call-next")
    clerk.post(f"{COUNTER}/recall")
    calls = app.state.house.board("kumin")["calls"]
    assert [call["times"] for call in calls] == [2, 1]
    assert calls[0]["id"] > calls[1]["id"]
    assert len(calls) <= CALLS_SHOWN
    time.now += 16 * 60_000
    assert app.state.house.board("kumin")["calls"] == []


def test_public_documents_hold_no_ticket_ids_and_no_names_of_staff(resident: Api, clerk: Api, app: Any) -> None:
    ticket = take(resident)
    clerk.post(f"{COUNTER}/call-next")
    door_code = app.state.house.day("kumin").door_code
    assert len(door_code) >= 8
    for path in ("/offices", "/offices/kumin", "/offices/kumin/board", "/offices/kumin/qr.svg"):
        text = resident.call("GET", path).text
        assert ticket["id"] not in text
        assert "mori" not in text
        assert door_code not in text


def test_the_floors_log_does_not_show_the_door_code(manager: Api, app: Any) -> None:
    log = manager.call("GET", "/offices/kumin/floor/log?limit=500")
    assert "day_opened" in [entry["kind"] for entry in log.json()["entries"]]
    assert app.state.house.day("kumin").door_code not in log.text


def test_every_day_and_office_has_another_door_code(app: Any, resident: Api, time: Time) -> None:
    house = app.state.house
    codes = {house.day("kumin").door_code, house.day("branch").door_code}
    time.turn("2026-11-25 09:00")
    take(resident)
    codes.add(house.day("kumin").door_code)
    assert len(codes) == 3


def test_a_clock_that_is_set_back_loses_nothing(resident: Api, clerk: Api, time: Time) -> None:
    ticket = take(resident)
    time.turn("09:00")
    assert clerk.post(f"{COUNTER}/call-next")["number"] == ticket["number"]
    assert resident.get(f"/tickets/{ticket['id']}")["called_at"] >= ticket["taken_at"]


def test_the_next_business_day_begins_with_number_one_and_forgets_yesterdays_queue(
    resident: Api, app: Any, time: Time
) -> None:
    yesterday = take(resident)
    time.turn("2026-11-25 09:00")
    assert take(resident)["number"] == yesterday["number"] == "A600"
    assert app.state.house.day("kumin").waiting("moving") == 1


def test_answers_keep_to_the_openapi_document(resident: Api, clerk: Api, manager: Api) -> None:
    document = resident.get("/openapi.json")
    components = {"components": document["components"]}

    def check(method: str, template: str, status: str, answer: Any) -> None:
        schema = document["paths"][f"/api/v1{template}"][method]["responses"][status]["content"]["application/json"]
        Draft202012Validator({**schema["schema"], **components}).validate(answer)

    ticket = take(resident)
    check("post", "/offices/{office}/tickets", "201", ticket)
    check("get", "/tickets/{ticket}", "200", resident.get(f"/tickets/{ticket['id']}"))
    check("get", "/offices", "200", resident.get("/offices"))
    check("get", "/offices/{office}/board", "200", resident.get("/offices/kumin/board"))
    check("post", "/offices/{office}/counters/{counter}/call-next", "200", clerk.post(f"{COUNTER}/call-next"))
    check("get", "/offices/{office}/counters/{counter}", "200", clerk.get(COUNTER))
    asked = resident.post(f"/tickets/{ticket['id']}/help")
    check("post", "/tickets/{ticket}/help", "201", asked)


def test_every_route_of_the_api_is_described(resident: Api) -> None:
    document = resident.get("/openapi.json")
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            assert described.get("summary"), f"{method} {path}"
            assert described.get("description"), f"{method} {path}"
            assert described.get("tags"), f"{method} {path}"


def test_who_was_missed_leaves_the_screens_with_the_grace_time(resident: Api, clerk: Api, app: Any, time: Time) -> None:
    ticket = take(resident)
    clerk.post(f"{COUNTER}/call-next")
    clerk.post(f"{COUNTER}/no-show")
    assert app.state.house.board("kumin")["missed"] == [ticket["number"]]
    time.now += 31 * 60_000
    assert app.state.house.board("kumin")["missed"] == []
    refused = resident.call("POST", f"/tickets/{ticket['id']}/return")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/grace_over")


def test_whoever_waits_long_is_told_until_when_the_hall_may_be_left(resident: Api, clerk: Api, time: Time) -> None:
    for _ in range(8):
        clerk.post(TAKE, {"service": "moving"})
    clerk.post(f"{COUNTER}/call-next")
    time.turn("10:02")
    told = resident.get(f"/tickets/{take(clerk)['id']}")
    assert told["wait"]["low"] >= 30
    assert told["leave_until"][14:16] in ("00", "05", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55")
    assert told["leave_until"] > "2026-11-24T10:02:00+09:00"
