"""Offices as clients need them to draw a screen."""

from __future__ import annotations

from app.domain.day import OfficeDay
from app.domain.office import Office, ServiceKind
from app.usecases.boards import Json, hours


def office_view(day: OfficeDay, document: Json, now: int) -> Json:
    """An office as clients need it to draw a screen: texts in all languages, defaults filled in."""
    office = day.office
    public = {"id", "name", "kind", "address", "timezone", "languages", "counters", "procedures", "priorities"}
    public |= {"booking", "place"}
    return {
        **{key: value for key, value in document.items() if key in public},
        "resources": [
            {key: value for key, value in resource.items() if key != "link"} for resource in document["resources"]
        ],
        "revision": day.revision,
        "hours": {"day": day.day, **hours(day, now)},
        "services": [
            {key: s[key] for key in ("id", "prefix", "name", "summary", "kind", "target_minutes", "area", "from_home")}
            for s in document["services"]
        ],
        "from_home": document["from_home"],
        "weekly_hours": document["hours"],
        "undo_seconds": office.undo_seconds,
    }


def office_summary(day: OfficeDay, shown_board: Json) -> Json:
    """An office in the list of offices."""
    office: Office = day.office
    fields = ("status", "opens_at", "closes_at", "last_ticket_at", "next_opening_at", "congestion")
    front = [s for s in shown_board["services"] if office.service(s["id"]).kind is ServiceKind.FRONT]
    waits = [s["wait"] for s in front if s["wait"]]
    return {
        "id": office.id,
        "name": dict(office.name),
        "kind": office.kind,
        "address": dict(office.address),
        **{field: shown_board[field] for field in fields},
        "waiting": sum(s["waiting"] for s in front),
        "wait": max(waits, key=lambda wait: wait["high"]) if waits else None,
        "services": [
            {
                "id": s["id"],
                "prefix": s["prefix"],
                "name": dict(office.service(s["id"]).name),
                "open": s["taking_tickets"],
                "waiting": s["waiting"],
                "wait": s["wait"],
                "congestion": s["congestion"],
            }
            for s in front
        ],
    }
