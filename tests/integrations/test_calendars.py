"""Calendar files: what RFC 5545 and 5546 ask for, a round trip, and what becomes of an entry that changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from app.integrations.calendars import Entry, calendar_file

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
ENTRY = Entry(
    id="019a",
    sequence=0,
    starts_at=datetime(2026, 12, 1, 10, 30, tzinfo=TOKYO),
    ends_at=datetime(2026, 12, 1, 11, 10, tzinfo=TOKYO),
    made_at=NOW,
    zone=TOKYO,
    summary="みどり区 くみん窓口（本庁）：転入届、国民健康保険の加入、児童手当の申請、マイナンバーカードの住所変更",
    location="みどり区 くみん窓口（本庁） 中央1丁目1番1号; 2階, 左側",
    description="予約番号 4821 3907\n持ち物\n・本人確認書類（運転免許証、在留カードなど）\n変更：https://example.jp/r/019a",
    alarm="まもなくご予約の時間です",
    url="https://example.jp/r/019a",
    organiser="みどり区 くみん窓口",
    organiser_url="https://example.jp/o/kumin",
    place=(35.6463, 139.6532),
)


def file_of(**changes: Any) -> bytes:
    return calendar_file(replace(ENTRY, **changes), NOW)


def event_of(**changes: Any) -> Any:
    [event] = Calendar.from_ical(file_of(**changes)).walk("VEVENT")
    return event


def test_what_goes_in_comes_out_again() -> None:
    event = event_of()
    assert str(event["summary"]) == ENTRY.summary
    assert str(event["location"]) == ENTRY.location
    assert str(event["description"]) == ENTRY.description
    assert (event["dtstart"].dt, event["dtend"].dt) == (ENTRY.starts_at, ENTRY.ends_at)
    assert event["dtstart"].params["TZID"] == "Asia/Tokyo"
    again = Calendar.from_ical(Calendar.from_ical(file_of()).to_ical())
    assert again == Calendar.from_ical(file_of())


def test_lines_are_folded_by_octets_and_no_character_is_cut() -> None:
    lines = file_of().split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() for line in lines[:-1]), "every line is UTF-8 by itself"
    assert sum(line.startswith(b" ") for line in lines) > 3


@pytest.mark.parametrize("cancelled", [False, True], ids=["booked", "cancelled"])
def test_everything_that_the_standards_ask_for_is_there_once(cancelled: bool) -> None:
    calendar = Calendar.from_ical(file_of(cancelled=cancelled))
    assert (str(calendar["version"]), str(calendar["method"])) == ("2.0", "CANCEL" if cancelled else "PUBLISH")
    assert calendar["prodid"]
    [event] = calendar.walk("VEVENT")
    for once in ("uid", "dtstamp", "dtstart", "dtend", "summary", "sequence", "organizer", "status", "url"):
        assert once in event, once
        assert not isinstance(event[once], list), once
    assert event["dtstamp"].to_ical().endswith(b"Z")
    [zone] = calendar.walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Asia/Tokyo"
    assert [str(each["tzoffsetto"].to_ical()) for each in zone.walk("STANDARD")] == ["+0900"]


def test_it_warns_a_day_and_an_hour_before() -> None:
    alarms = event_of().walk("VALARM")
    assert [alarm["trigger"].dt for alarm in alarms] == [-timedelta(days=1), -timedelta(hours=1)]
    assert {(str(alarm["action"]), str(alarm["description"])) for alarm in alarms} == {("DISPLAY", ENTRY.alarm)}


class CalendarApp:
    """What a calendar does with files (RFC 5546, 3.2.1 and 3.2.5): by UID, the highest SEQUENCE wins."""

    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}

    def take_in(self, file: bytes) -> None:
        calendar = Calendar.from_ical(file)
        for event in calendar.walk("VEVENT"):
            uid = str(event["uid"])
            known = self.entries.get(uid)
            if known is not None and int(known["sequence"]) > int(event["sequence"]):
                continue
            if str(calendar["method"]) == "CANCEL":
                self.entries.pop(uid, None)
            else:
                self.entries[uid] = event


def test_a_newer_file_replaces_the_entry_an_older_one_does_not_and_a_cancelled_one_removes_it() -> None:
    app = CalendarApp()
    app.take_in(file_of())
    later = ENTRY.starts_at + timedelta(hours=2)
    app.take_in(file_of(sequence=1, starts_at=later, ends_at=later + timedelta(minutes=40)))
    app.take_in(file_of())
    [entry] = app.entries.values()
    assert entry["dtstart"].dt == later
    app.take_in(file_of(sequence=2, cancelled=True))
    assert app.entries == {}


def test_a_cancelled_entry_is_free_time_and_rings_no_bell() -> None:
    event = event_of(cancelled=True)
    assert (str(event["status"]), str(event["transp"]), event.walk("VALARM")) == ("CANCELLED", "TRANSPARENT", [])
