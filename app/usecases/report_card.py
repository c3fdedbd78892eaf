"""The report card of the wait estimates: how many people were called by the time that was named, month by month."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from sqlalchemy import Connection

from app.domain.office import Office
from app.domain.times import local
from app.storage.promises import PromiseRow, promised_months, promises_of
from app.usecases.boards import Json

FEWEST = 10
"""Of fewer people nothing is said: it would mean little, and might speak of somebody."""

MONTHS_SHOWN = 12


def report_card(connection: Connection, office: Office, month: str | None) -> Json:
    """The card of a month (`2026-11`), the last one with promises when none is named."""
    months = promised_months(connection, office.id)[-MONTHS_SHOWN:]
    month = month or (months[-1][0] if months else None)
    rows = promises_of(connection, office.id, f"{month}-01", _last_day(month)) if month else []
    return {
        "office": office.id,
        "month": month,
        "all": _figures(rows),
        "services": _grouped(rows, "service", lambda row: row.service, [service.id for service in office.services]),
        "hours": _grouped(rows, "hour", lambda row: local(row.at, office.zone).hour, list(range(24))),
        "months": [
            {"month": name, "people": people, "in_time": in_time / people} for name, people, in_time in months
            if people >= FEWEST
        ],
    }  # fmt: skip


def _figures(rows: Sequence[PromiseRow]) -> Json | None:
    if len(rows) < FEWEST:
        return None
    return {
        "people": len(rows),
        "in_time": fmean(row.wait <= row.high for row in rows),
        "later": fmean(row.wait > row.high for row in rows),
        "earlier": fmean(row.wait < row.low for row in rows),
        "error_minutes": round(fmean(abs(row.wait - (row.low + row.high) / 2) for row in rows), 1),
        "width_minutes": round(fmean(row.high - row.low for row in rows), 1),
    }


def _grouped(
    rows: Sequence[PromiseRow], name: str, key: Callable[[PromiseRow], Any], order: Sequence[Any]
) -> list[Json]:
    groups: dict[Any, list[PromiseRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return [{name: each, **found} for each in order if (found := _figures(groups.get(each, ())))]


def _last_day(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02d}"
