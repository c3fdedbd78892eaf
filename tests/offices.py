"""Small offices for tests."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from app.domain.office import (
    Counter,
    FromHome,
    Hours,
    NumberBands,
    Offer,
    Office,
    Priority,
    Procedure,
    Service,
    ServiceKind,
    Session,
)
from app.domain.times import instant

TOKYO = ZoneInfo("Asia/Tokyo")


def at(text: str) -> int:
    """`09:30` on Tuesday 24 November 2026, or a whole `2026-11-24 09:30`, as ms."""
    full = text if len(text) > 5 else f"2026-11-24 {text}"
    return instant(datetime.fromisoformat(full).replace(tzinfo=TOKYO))


def words(text: str) -> dict[str, str]:
    return {"ja": text}


def small_office(office_id: str = "kumin", **changes: object) -> Office:
    """Three services, four counters (the fourth helps out), open on weekdays from 08:30 to 17:00."""
    day = (Session(time(8, 30), time(17)),)
    values: dict[str, object] = {
        "id": office_id,
        "name": words("くみん窓口"),
        "services": (
            Service("moving", "A", words("住民異動"), expected_minutes=12, target_minutes=45),
            Service("certificates", "B", words("証明書"), expected_minutes=4, recalls_before_missed=1),
            Service("payment", "F", words("お会計"), kind=ServiceKind.PAYMENT, expected_minutes=3),
        ),
        "counters": (
            Counter("1", (Offer("moving"),)),
            Counter("2", (Offer("certificates"),)),
            Counter("3", (Offer("payment"),)),
            Counter("4", (Offer("certificates"), Offer("moving", 15))),
        ),
        "procedures": (
            Procedure("moving-in", words("転入届"), ("moving", "payment")),
            Procedure("residence-certificate", words("住民票の写し"), ("certificates", "payment")),
        ),
        "priorities": (
            Priority("pregnant", words("妊娠中の方"), 20, self_service=True),
            Priority("promise", words("職員の約束"), 60),
        ),
        "hours": Hours(monday=day, tuesday=day, wednesday=day, thursday=day, friday=day),
        "from_home": FromHome(waiting_at_most=3),
        "number_bands": NumberBands(),
    }
    return Office(**{**values, **changes})  # type: ignore[arg-type]
