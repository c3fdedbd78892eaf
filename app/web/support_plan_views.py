"""What the page of planned support shows, worked out from the plan as the API gives it."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from app.domain.office import Office
from app.usecases.boards import Json
from app.web.formatting import clock_time
from app.web.words import pick

DEPTHS = 4
"""Shades of the heat table, the deepest for the half hour in which most people are needed."""


def page_values(office: Office, view: Json, checked: Json | None, language: str) -> Json:
    """Everything that the template needs beside the frame."""
    names = {service.id: pick(service.name, language) for service in office.services}
    return {
        "hours_of": {name: view[f"{name}_hours"] for name in ("extra", "covered", "missing")},
        "number_of_shifts": len(view["shifts"]),
        **heat(view),
        "skills": skills(view, names),
        "people": people(office, view, names, language),
        "checked": checked and _checked(view, checked, names),
    }


def heat(view: Json) -> Json:
    """Extra people by day and half hour; `columns` are times of day, cells are None when the office is closed."""
    columns = sorted({clock_time(half["from"]) for day in view["days"] for half in day["half_hours"]})
    most = max((half["extra"] for day in view["days"] for half in day["half_hours"]), default=0)
    rows = []
    for day in view["days"]:
        by_time = {clock_time(half["from"]): half for half in day["half_hours"]}
        cells = [by_time[time] | {"depth": _depth(by_time[time]["extra"], most)} if time in by_time else None
                 for time in columns]  # fmt: skip
        rows.append({**day, "cells": cells})
    return {"columns": columns, "rows": rows}


def skills(view: Json, names: Mapping[str, str]) -> list[Json]:
    """By service: hours needed and missing, and how many people at most; the most needed first."""
    found: dict[str, Json] = {}
    for day in view["days"]:
        for half in day["half_hours"]:
            for need in half["services"]:
                row = found.setdefault(need["service"], {"extra": 0.0, "missing": 0.0, "most": 0})
                row["extra"] += need["extra"] / 2
                row["missing"] += need["missing"] / 2
                row["most"] = max(row["most"], need["extra"])
    rows = [{"name": names[service], **row} for service, row in found.items() if row["most"]]
    return sorted(rows, key=lambda row: -row["extra"])


def people(office: Office, view: Json, names: Mapping[str, str], language: str) -> list[Json]:
    """The roster, each with the shifts proposed."""
    return [
        {
            "id": person.id,
            "name": pick(person.name, language),
            "skills": [names.get(skill, skill) for skill in person.skills],
            "hours": sum(shift["worked_minutes"] for shift in own) / 60,
            "shifts": [_shift(shift, names) for shift in own],
        }
        for person in office.support
        for own in ([shift for shift in view["shifts"] if shift["supporter"] == person.id],)
    ]


def _shift(shift: Json, names: Mapping[str, str]) -> Json:
    return {
        "date": shift["date"],
        "time": _span(shift),
        "rest": shift["break"] and _span(shift["break"]),
        "duties": [f"{_span(duty)} {names[duty['service']]}" for duty in shift["duties"]],
    }


def _checked(view: Json, checked: Json, names: Mapping[str, str]) -> Json:
    day = next(each for each in view["days"] if each["date"] == checked["date"])
    order = [row["service"] for row in checked["services"]]
    most = max((need["extra"] for half in day["half_hours"] for need in half["services"]), default=0)
    halves = []
    for half in day["half_hours"]:
        needs = {need["service"]: need | {"depth": _depth(need["extra"], most)} for need in half["services"]}
        halves.append({"time": _span(half), "cells": [needs.get(service) for service in order]})
    return {
        "date": checked["date"],
        "services": [{**row, "name": names[row["service"]]} for row in checked["services"]],
        "half_hours": halves,
    }


def _span(span: Json) -> str:
    return f"{clock_time(span['from'])}–{clock_time(span['to'])}"


def _depth(extra: int, most: int) -> int:
    return ceil(DEPTHS * extra / most) if extra else 0
