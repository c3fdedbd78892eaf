"""The page of busy and quiet times: what it says, worked out from a forecast, and how it reads."""

import re
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.domain.day import OfficeDay
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.usecases import tickets
from app.web import busy_views as views
from tests.offices import at

TUESDAY = date(2026, 11, 24)


def half(day: date, hour: float, wait: float, people: float = 10) -> dict[str, Any]:
    begins = datetime.fromisoformat(f"{day}T00:00:00+09:00") + timedelta(hours=hour)
    high = max(5, int(wait * 1.5))
    level = next(
        (n for limit, n in ((10, "empty"), (30, "moderate"), (60, "crowded")) if high <= limit), "very_crowded"
    )
    return {
        "from": begins.isoformat(),
        "to": (begins + timedelta(minutes=30)).isoformat(),
        "arrivals": {"low": people / 2, "expected": people, "high": people * 2},
        "wait": {"low": wait / 2, "expected": wait, "high": wait * 2},
        "shown": {"low": int(wait / 2), "high": high},
        "congestion": level,
    }


def forecast(days: int = 60) -> dict[str, Any]:
    """Quiet at opening and on Wednesday afternoons, crowded at eleven, closed at weekends."""
    told = []
    for n in range(days):
        day = TUESDAY + timedelta(days=n)
        halves = []
        if day.weekday() < 5:
            for part in range(17):
                hour = 8.5 + part / 2
                quiet = hour < 9.5 or (day.weekday() == 2 and 14 <= hour < 15)
                halves.append(half(day, hour, 1 + day.weekday() / 10 if quiet else 50 if 11 <= hour < 12 else 25))
        told.append(
            {
                "date": day.isoformat(),
                "open": bool(halves),
                "public_holiday": False,
                "congestion": "crowded" if halves else None,
                "arrivals": 170,
                "half_hours": halves,
            }
        )
    return {"made_on": TUESDAY.isoformat(), "last_day": told[-1]["date"], "days": told, "days_seen": 30}


def test_weeks_begin_on_monday_and_say_why_a_day_has_no_level() -> None:
    weeks = views.calendar(forecast())
    assert [day["state"] for day in weeks[0]] == ["past", "open", "open", "open", "open", "closed", "closed"]
    assert [day["state"] for day in weeks[-1]] == ["open"] * 5 + ["later"] * 2 if len(weeks) == 9 else True
    assert weeks[0][1] | {"today": True, "month": 11, "day": 24} == weeks[0][1]
    assert next(day for week in weeks for day in week if day["date"] == "2026-12-01")["month"] == 12


def test_the_usual_week_has_the_hours_at_which_the_office_is_open() -> None:
    week = views.usual_week(forecast())
    assert week["weekdays"] == ["mon", "tue", "wed", "thu", "fri"]
    assert [row["hour"] for row in week["rows"]] == list(range(8, 17))
    by_hour = {row["hour"]: row["levels"] for row in week["rows"]}
    assert by_hour[8] == ["empty"] * 5
    assert by_hour[11] == ["very_crowded"] * 5


def test_quiet_times_are_the_shortest_waits_at_different_times_and_never_at_closing() -> None:
    told = forecast()
    for day in told["days"]:
        for each in day["half_hours"][-2:]:
            each["wait"]["expected"] = 0.0
    first, second = views.quiet_times(told)
    assert (first["weekday"], first["hour"], first["minute"]) == ("mon", 8, 30)
    assert (second["weekday"], second["hour"], second["minute"]) == ("wed", 14, 0)
    assert first["congestion"] == "empty"


def test_a_single_sunday_opening_is_no_usual_time_and_no_quiet_one() -> None:
    told = forecast()
    sunday = next(day for day in told["days"] if date.fromisoformat(day["date"]).weekday() == 6)
    sunday |= {"open": True, "half_hours": [half(date.fromisoformat(sunday["date"]), 9 + n / 2, 0) for n in range(6)]}
    assert "sun" not in views.usual_week(told)["weekdays"]
    assert "sun" not in {time["weekday"] for time in views.quiet_times(told)}


def test_a_place_that_is_always_crowded_has_no_quiet_time() -> None:
    told = forecast()
    for day in told["days"]:
        day["half_hours"] = [half(date.fromisoformat(day["date"]), 9, 80) for _ in day["half_hours"]]
    assert views.quiet_times(told) == []


@pytest.mark.parametrize(("usual", "verdict"), [(10, "same"), (2, "more"), (40, "fewer")])
def test_today_is_compared_up_to_the_last_whole_half_hour(
    client: TestClient, app: FastAPI, usual: float, verdict: str
) -> None:
    for n in range(9):
        ticket = Request(f"t-{n}", Channel.KIOSK, "moving")
        take = partial(tickets.take_ticket, office_id="kumin", request=ticket, actor="test")
        app.state.house._thread.call("kumin", take)
    day: OfficeDay = app.state.house.day("kumin")
    today = {"date": "2026-11-24", "half_hours": [half(TUESDAY, 9.5, 5, usual), half(TUESDAY, 10, 5, usual)]}
    nothing_yet = views.today_against_usual(today, day, at("09:40"))
    assert nothing_yet["verdict"] is None
    later = views.today_against_usual(today | {"half_hours": today["half_hours"][1:]}, day, at("10:31"))
    assert (later["came"], later["usual"], later["verdict"]) == (9, usual, verdict)
    assert later["until"] == "2026-11-24T10:30:00+09:00"
    early = views.today_against_usual({"date": "2026-11-24", "half_hours": [half(TUESDAY, 11, 5)]}, day, at("10:31"))
    assert early["rows"][0]["came"] == 9
    assert max(row["tall"] for row in later["rows"]) <= views.BARS_HEIGHT


def test_the_page_says_in_words_what_its_pictures_show(client: TestClient) -> None:
    page = client.get("/o/kumin/busy?language=ja").text
    assert re.search(r"[月火水木金]曜日の\d+時(30分)?ごろは(比較的)?空いています", page)
    assert "11月25日(水)" in page
    assert page.count("<table") == 4
    assert "style=" not in page
    assert "<script" not in page
    for table in re.findall(r"<table[^>]*>", page):
        assert "aria-labelledby" in table


def test_a_day_can_be_chosen_and_one_that_is_not_foretold_is_refused(client: TestClient) -> None:
    assert "Forecast for Friday 4 December" in client.get("/o/kumin/busy?date=2026-12-04").text
    assert "The office is closed on this day." in client.get("/o/kumin/busy?date=2026-12-05").text
    refused = client.get("/o/kumin/busy?date=2027-12-05", headers={"Accept": "text/html"})
    assert refused.status_code == 422
    assert "There is a forecast from 2026-11-24" in refused.text


def test_the_office_page_hints_at_a_quiet_time_once_it_is_known(client: TestClient) -> None:
    first = client.get("/o/kumin").text
    assert '/o/kumin/busy"' in first
    client.get("/o/kumin/busy")
    assert re.search(r"day around \d+:\d0 is (quiet|less busy)", client.get("/o/kumin").text)
