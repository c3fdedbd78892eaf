"""What the residents' pages show, from the API's documents."""

from typing import Any

import pytest

from app.web import resident_views as views


def wait(low: int, high: int) -> dict[str, int]:
    return {"low": low, "high": high}


def service(**changes: Any) -> dict[str, Any]:
    return {"id": "moving", "kind": "front", "from_home": True, "name": {"ja": "住民異動"}, "area": {}} | changes


def office(**changes: Any) -> dict[str, Any]:
    document = {"services": [service()], "procedures": [], "from_home": {"allowed": True, "waiting_at_most": 40}}
    return document | changes


def board(status: str = "open", **figures: Any) -> dict[str, Any]:
    entry = {
        "id": "moving",
        "taking_tickets": True,
        "waiting": 3,
        "wait": wait(5, 10),
        "counters_open": ["1"],
    } | figures
    closed = entry | {"id": "nobody-serves", "counters_open": []}
    return {"status": status, "day": "2026-11-21", "calls": [], "services": [entry, closed]}


def listed(office_id: str, range_: dict[str, int] | None, **changes: Any) -> dict[str, Any]:
    entry = {"id": "moving", "open": True, "waiting": 1, "wait": range_, "congestion": "empty"}
    return {
        "id": office_id,
        "status": "open",
        "waiting": 9,
        "wait": wait(30, 45),
        "congestion": "crowded",
        "services": [entry | changes.pop("service", {})],
    } | changes


def ticket(**changes: Any) -> dict[str, Any]:
    return {
        "number": "A057",
        "service": "moving",
        "state": "waiting",
        "ahead": 9,
        "wait": wait(25, 40),
        "taken_at": "2026-11-21T09:58:00+09:00",
        "outcome": None,
        "procedures": [],
        "stops": [],
        "planned": [],
    } | changes


def test_without_a_wish_offices_keep_their_order_and_show_their_own_figures() -> None:
    cards = views.offices_in_order([listed("a", wait(20, 30)), listed("b", wait(0, 5))], None, None)
    assert [(card["id"], card["waiting"], card["quickest"]) for card in cards] == [("a", 9, False), ("b", 9, False)]


def test_for_a_service_the_quickest_office_comes_first() -> None:
    cards = views.offices_in_order([listed("a", wait(20, 30)), listed("b", wait(0, 5))], "moving", None)
    assert [(card["id"], card["waiting"], card["quickest"]) for card in cards] == [("b", 1, True), ("a", 1, False)]


def test_unknown_waits_come_after_known_ones_and_closed_offices_last() -> None:
    offices = [listed("closed", None, status="closed"), listed("unknown", None), listed("known", wait(50, 70))]
    cards = views.offices_in_order(offices, "moving", None)
    assert [card["id"] for card in cards] == ["known", "unknown", "closed"]


def test_an_office_that_has_stopped_the_service_is_not_the_quickest() -> None:
    offices = [listed("stopped", wait(0, 5), service={"open": False}), listed("open", wait(10, 15))]
    cards = views.offices_in_order(offices, "moving", None)
    assert [(card["id"], card["paused"], card["quickest"]) for card in cards] == [
        ("open", False, True),
        ("stopped", True, False),
    ]


def test_nobody_is_the_quickest_of_one() -> None:
    assert views.offices_in_order([listed("a", wait(0, 5))], "moving", None)[0]["quickest"] is False


def test_a_procedure_leads_to_the_offices_that_list_it() -> None:
    procedure = {"services": ["moving"], "offices": ["b"]}
    cards = views.offices_in_order([listed("a", wait(0, 5)), listed("b", wait(10, 15))], None, procedure)
    assert [card["id"] for card in cards] == ["b"]


@pytest.mark.parametrize(
    ("its_service", "its_board", "its_office", "reason"),
    [
        (service(), board(), office(), None),
        (service(), board("closed"), office(), "closed"),
        (service(), board("last_tickets_over"), office(), "last_tickets_over"),
        (service(), board("before_opening", taking_tickets=False), office(), "before_opening"),
        (service(), board("before_opening"), office(), None),
        (service(), board(taking_tickets=False), office(), "not_taking"),
        (service(from_home=False), board(), office(), "only_here"),
        (service(), board(), office(from_home={"allowed": False, "waiting_at_most": 40}), "only_here"),
        (service(), board(waiting=39), office(), None),
        (service(), board(waiting=40), office(), "too_many"),
    ],
)
def test_a_page_says_why_no_ticket_can_be_taken(
    its_service: dict[str, Any], its_board: dict[str, Any], its_office: dict[str, Any], reason: str | None
) -> None:
    assert views.why_no_ticket(its_service, its_office, its_board) == reason


def test_the_limits_from_home_are_not_for_somebody_at_the_door() -> None:
    far_from_home = office(from_home={"allowed": False, "waiting_at_most": 0})
    assert views.why_no_ticket(service(from_home=False), far_from_home, board(), at_the_door=True) is None
    assert views.why_no_ticket(service(), far_from_home, board("closed"), at_the_door=True) == "closed"
    assert views.why_no_ticket(service(), office(), board(taking_tickets=False), at_the_door=True) == "not_taking"


def test_only_services_that_the_public_queues_for_are_listed() -> None:
    document = office(services=[service(), service(id="input", kind="back_office"), service(id="pay", kind="payment")])
    assert [row["id"] for row in views.service_rows(document, board())] == ["moving"]


def test_the_way_without_a_visit_comes_first() -> None:
    channels = [{"kind": "counter"}, {"kind": "mail"}, {"kind": "convenience_store"}, {"kind": "online"}]
    procedure = {"channels": channels}
    assert views.channels_in_order(procedure)[0]["kind"] == "online"
    assert views.without_a_visit(procedure) == "online"
    assert views.without_a_visit({"channels": [{"kind": "counter"}]}) is None


@pytest.mark.parametrize(
    ("its_ticket", "phase"),
    [
        (ticket(), "waiting"),
        (ticket(wait=None), "waiting"),
        (ticket(ahead=3), "waiting"),
        (ticket(ahead=3, wait=wait(10, 20)), "soon"),
        (ticket(ahead=4, wait=wait(10, 20)), "waiting"),
        (ticket(wait=wait(5, 15)), "soon"),
        (ticket(ahead=3, wait=None), "soon"),
        (ticket(ahead=3, wait=None, service="nobody-serves"), "waiting"),
        (ticket(state="called", ahead=None, wait=None), "called"),
        (ticket(taken_at="2026-11-20T16:50:00+09:00"), "expired"),
        (ticket(state="done", taken_at="2026-11-20T16:50:00+09:00"), "done"),
        (ticket(state="cancelled", outcome="not_served"), "expired"),
    ],
)
def test_the_page_of_a_ticket_is_about_one_thing(its_ticket: dict[str, Any], phase: str) -> None:
    assert views.phase_of(its_ticket, board()) == phase


def test_steps_are_named_as_the_resident_named_them_and_back_offices_stay_unseen() -> None:
    document = office(
        services=[
            service(),
            service(id="input", kind="back_office"),
            service(id="pay", kind="payment", name={"ja": "支払"}),
        ],
        procedures=[{"id": "moving-in", "name": {"ja": "転入届"}, "services": ["moving", "input", "pay"], "bring": []}],
    )
    stops = [{"service": "moving", "state": "done"}, {"service": "input", "state": "serving"}]
    steps = views.steps_of(ticket(procedures=["moving-in"], stops=stops, planned=["pay"]), document)
    assert [(step["names"][0]["ja"], step["state"]) for step in steps] == [("転入届", "done"), ("支払", "next")]


def test_things_to_bring_are_named_once() -> None:
    card = {"ja": "本人確認書類"}
    assert views.bring_list([{"bring": [card, {"ja": "印鑑"}]}, {"bring": [card]}]) == [card, {"ja": "印鑑"}]


def test_another_office_is_named_only_when_it_is_surely_quicker() -> None:
    others = [listed("b", wait(5, 10))]
    assert views.quicker_office(others, "moving", wait(15, 25))["id"] == "b"  # type: ignore[index]
    assert views.quicker_office(others, "moving", wait(10, 20)) is None
    assert views.quicker_office(others, "moving", None) is None


def test_the_answers_so_far_travel_in_the_address() -> None:
    wish = views.Wish(service="moving", need=["writing", "hearing"])
    assert views.take_link("kumin", wish) == "/o/kumin/take?service=moving&need=writing&need=hearing"


def test_equal_weekdays_are_told_together() -> None:
    day, late = [{"opens": "08:30:00"}], [{"opens": "08:30:00"}, {"opens": "17:00:00"}]
    weekly = dict.fromkeys(views.WEEKDAYS, day) | {"thursday": late, "saturday": [], "sunday": []}
    assert [(first, last, len(sessions)) for first, last, sessions in views.usual_hours(weekly)] == [
        ("monday", "wednesday", 1),
        ("thursday", "thursday", 2),
        ("friday", "friday", 1),
        ("saturday", "sunday", 0),
    ]


def test_special_days_are_told_from_today_on() -> None:
    weekly = {"special": [{"date": "2026-12-29"}, {"date": "2026-11-20"}, {"date": "2026-11-21"}]}
    assert [day["date"] for day in views.special_days(weekly, "2026-11-21")] == ["2026-11-21", "2026-12-29"]


def test_a_wait_beyond_closing_time_is_not_promised() -> None:
    shown = {"as_of": "2026-11-21T16:30:00+09:00", "closes_at": "2026-11-21T17:00:00+09:00"}
    assert views.may_be_too_late(wait(30, 45), shown) is True
    assert views.may_be_too_late(wait(25, 45), shown) is False
    assert views.may_be_too_late(None, shown) is False
