"""What staff want to know about bookings as a whole: how full a day is, who did not come, what overbooking would do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from app.domain.day import OfficeDay
from app.domain.slot_load import PoolLoad
from app.domain.slots import crowding, overbooked, planned_counters, usual_places
from app.domain.times import local, rfc3339
from app.storage.books import (
    LEARNS_FROM_MS,
    SEEN_AT_LEAST,
    Count,
    no_show_counts,
    no_show_query,
    no_shows_by_procedure,
)
from app.usecases.boards import Json


def load_view(day: OfficeDay, on: date, loads: list[PoolLoad]) -> Json:
    """The load of a date."""
    return {
        "office": day.office.id,
        "date": on.isoformat(),
        "slot_minutes": day.office.booking.slot_minutes,
        "kept_for_staff": day.office.booking.kept_for_staff,
        "pools": [_pool(day, load) for load in loads],
    }


def _pool(day: OfficeDay, load: PoolLoad) -> Json:
    kind, _, name = load.pool.partition(":")
    return {
        "service": name if kind == "service" else None,
        "resource": name if kind == "resource" else None,
        "slots": [
            {
                "starts_at": rfc3339(unit.at, day.office.zone),
                "places": unit.places,
                "beyond": unit.beyond,
                "taken": unit.taken,
                "held": unit.held,
            }
            for unit in load.units
        ],
    }


def no_shows(connection: Connection, day: OfficeDay, now: int) -> Json:
    """Shares of people who did not come, by service and hour and by procedure, with what one booking more would do."""
    office, since = day.office, now - LEARNS_FROM_MS
    by_hour = no_show_counts(connection.execute(no_show_query(office.id, since)), office.zone)
    by_procedure = no_shows_by_procedure(connection, office.id, since)
    return {
        "office": office.id,
        "since": local(since, office.zone).date().isoformat(),
        "overbooking": office.booking.overbooking,
        "seen_at_least": SEEN_AT_LEAST,
        "services": [
            _service(day, service.id, by_hour)
            for service in office.services
            if any(name == service.id for name, _ in by_hour) and planned_counters(office, service.id)
        ],
        "procedures": [
            {"procedure": procedure.id, **_share(by_procedure[procedure.id])}
            for procedure in office.procedures
            if procedure.id in by_procedure
        ],
    }


def _service(day: OfficeDay, service: str, by_hour: Mapping[tuple[str, int], Count]) -> Json:
    hours = {hour: count for (name, hour), count in sorted(by_hour.items()) if name == service}
    whole = (sum(seen for seen, _ in hours.values()), sum(missed for _, missed in hours.values()))
    share = _share(whole)
    return {
        "service": service,
        **share,
        "hours": [{"hour": hour, **_share(count)} for hour, count in hours.items()],
        "one_more": _one_more(usual_places(day.office, service), share["rate"]),
    }


def _share(count: Count) -> Json:
    seen, missed = count
    return {"seen": seen, "missed": missed, "rate": missed / seen if seen >= SEEN_AT_LEAST else None}


def _one_more(places: int, rate: float | None) -> Json | None:
    """What an overbooking limit of 1 would mean for a slot that is full: whether a booking more would be taken, and the
    probability that more people come than there are places."""
    if rate is None or not places:
        return None
    return {
        "places": places,
        "allowed": overbooked(places, rate, 1) == 1,
        "risk": crowding(places + 1, places, rate),
    }
