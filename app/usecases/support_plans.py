"""Support staff planned ahead from the forecast: who is needed when, shifts that cover it, and a day looked at twice.

`make_plan` and `check_day` only compute and run in a process of their own (`app/web/support_plans.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isnan
from typing import Any

from sqlalchemy import Connection

from app.domain.calendar import IsPublicHoliday, Opening, openings
from app.domain.office import Office
from app.domain.times import HOUR, MINUTE, local, rfc3339
from app.forecasting.coming import HALF_HOUR_MS, ComingDay
from app.staffing.support_check import Extra, InTime, side_by_side
from app.staffing.support_plan import Mix, Need, configured_mix, needs_of
from app.staffing.support_shifts import Proposed, SupportShift, propose
from app.storage.history import quarter_hours
from app.usecases.boards import Json

MIX_WEEKS = 8
VISITORS_AT_LEAST = 500
"""With fewer in the last weeks the mix of services is what the office is set up for."""

SERVED_AT_LEAST = 30
SURE = 1.96


@dataclass(frozen=True)
class Question:
    """Everything that a plan is made from: plain data that can travel to another process."""

    office: Office
    days: tuple[ComingDay, ...]
    openings: Mapping[date, tuple[Opening, ...]]
    mix: Mix
    probability: float


@dataclass(frozen=True)
class SupportPlan:
    """What is needed on each open day, and who is proposed to come."""

    needs: Mapping[date, tuple[Need, ...]]
    proposed: Proposed


def question_of(
    office: Office, days: Sequence[ComingDay], mix: Mix, probability: float, is_public_holiday: IsPublicHoliday
) -> Question:
    """A question about the open ones of some days."""
    open_days = tuple(day for day in days if day.half_hours)
    sessions = {day.date: openings(office, day.date, is_public_holiday) for day in open_days}
    return Question(office, open_days, sessions, mix, probability)


def mix_of(connection: Connection, office: Office, today: date) -> Mix:
    """How many stops at each service one visitor makes and how long they take, by the history of the last weeks."""
    usual = configured_mix(office)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for quarter in quarter_hours(connection, office.id, today - timedelta(weeks=MIX_WEEKS), today - timedelta(days=1)):
        sums[quarter.service].update(quarter.sums)
    visitors = sum(each["visits"] for each in sums.values())
    minutes = {
        service: sums[service]["serve_ms"] / sums[service]["finished"] / MINUTE
        if sums[service]["finished"] >= SERVED_AT_LEAST
        else expected
        for service, expected in usual.minutes.items()
    }
    if visitors < VISITORS_AT_LEAST:
        return Mix(usual.stops, minutes)
    return Mix({service: sums[service]["served"] / visitors for service in usual.stops}, minutes)


def make_plan(question: Question) -> SupportPlan:
    """The needs of every day, and shifts of the roster that cover them as far as possible."""
    needs = {
        day.date: needs_of(question.office, day, question.openings[day.date], question.mix, question.probability)
        for day in question.days
    }
    return SupportPlan(needs, propose(needs, question.office.support, question.office.zone))


def check_day(question: Question, plan: SupportPlan, chosen: date) -> Json:
    """The share of people in time on a day, by formula and by simulation: as planned, with the shifts, with everybody
    who is needed."""
    day = next(each for each in question.days if each.date == chosen)
    needs, uncovered = plan.needs[chosen], plan.proposed.uncovered
    wanted: Extra = {(need.begins_at, need.service): need.extra for need in needs}
    covered = {key: number - uncovered.get(key, 0) for key, number in wanted.items()}
    found = side_by_side(question.office, day, needs, question.mix, [{}, covered, wanted])
    return {
        "date": chosen.isoformat(),
        "services": [
            {
                "service": service,
                "target_minutes": question.office.service(service).target_minutes,
                **{name: _in_time(each) for name, each in zip(("planned", "shifts", "all"), plans, strict=True)},
            }
            for service, plans in found.items()
        ],
    }


def busiest_day(plan: SupportPlan) -> date | None:
    """The day on which most is needed; the first of several, None without any open day."""
    totals = {day: sum(need.extra for need in needs) for day, needs in plan.needs.items()}
    return max(totals, key=lambda day: totals[day], default=None)


def plan_view(question: Question, plan: SupportPlan) -> Json:
    """A plan as clients get it."""
    missing = sum(plan.proposed.uncovered.values())
    needed = sum(need.extra for needs in plan.needs.values() for need in needs)
    return {
        "office": question.office.id,
        "probability": question.probability,
        "extra_hours": _hours(needed),
        "covered_hours": _hours(needed - missing),
        "missing_hours": _hours(missing),
        "days": [_day(question.office, day, needs, plan.proposed) for day, needs in plan.needs.items()],
        "shifts": [_shift(question.office, shift) for shift in plan.proposed.shifts],
    }


def need_rows(view: Json) -> list[Json]:
    """The needs of a plan's view as rows for a CSV file: one for each half hour and service."""
    return [
        {"date": day["date"], "from": half["from"], "to": half["to"], **service}
        for day in view["days"]
        for half in day["half_hours"]
        for service in half["services"]
    ]


def shift_rows(view: Json) -> list[Json]:
    """The shifts of a plan's view as rows for a CSV file."""
    return [
        {
            "date": shift["date"],
            "supporter": shift["supporter"],
            "from": shift["from"],
            "to": shift["to"],
            "break_from": shift["break"] and shift["break"]["from"],
            "break_to": shift["break"] and shift["break"]["to"],
            "worked_minutes": shift["worked_minutes"],
            "duties": " / ".join(f"{d['from'][11:16]}-{d['to'][11:16]} {d['service']}" for d in shift["duties"]),
        }
        for shift in view["shifts"]
    ]


def _day(office: Office, day: date, needs: Sequence[Need], proposed: Proposed) -> Json:
    halves: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        halves[need.begins_at].append(need)
    missing = {at: sum(proposed.uncovered.get((at, need.service), 0) for need in own) for at, own in halves.items()}
    return {
        "date": day.isoformat(),
        "extra_hours": _hours(sum(need.extra for need in needs)),
        "missing_hours": _hours(sum(missing.values())),
        "half_hours": [
            {
                "from": rfc3339(at, office.zone),
                "to": rfc3339(at + HALF_HOUR_MS, office.zone),
                "extra": sum(need.extra for need in own),
                "missing": missing[at],
                "services": [_need(need, proposed.uncovered.get((at, need.service), 0)) for need in own],
            }
            for at, own in sorted(halves.items())
        ],
    }


def _need(need: Need, missing: int) -> Json:
    return {
        "service": need.service,
        "stops": round(need.stops, 1),
        "load": round(need.load, 2),
        "planned": round(need.planned, 2),
        "extra": need.extra,
        "missing": missing,
        "in_time": round(need.in_time, 3),
        "in_time_then": round(need.in_time_then, 3),
    }


def _shift(office: Office, shift: SupportShift) -> Json:
    person = next(each for each in office.support if each.id == shift.supporter)
    return {
        "date": local(shift.begins_at, office.zone).date().isoformat(),
        "supporter": shift.supporter,
        "name": dict(person.name),
        **_span(office, shift.begins_at, shift.ends_at),
        "break": _span(office, *shift.rest) if shift.rest else None,
        "worked_minutes": shift.worked // MINUTE,
        "duties": [{"service": duty.service, **_span(office, duty.begins_at, duty.ends_at)} for duty in shift.duties],
    }


def _span(office: Office, begins_at: int, ends_at: int) -> dict[str, Any]:
    return {"from": rfc3339(begins_at, office.zone), "to": rfc3339(ends_at, office.zone)}


def _in_time(found: InTime) -> Json:
    value, error = found.simulation.value, SURE * found.simulation.error
    return {
        "formula": round(found.formula, 3),
        "simulation": None if isnan(value) else round(value, 3),
        "error": None if isnan(error) else round(error, 3),
    }


def _hours(half_hours: int) -> float:
    return half_hours * HALF_HOUR_MS / HOUR
