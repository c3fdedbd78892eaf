"""When the holder of a ticket should be back, and when the whole visit will be over, with the risk stated."""

from __future__ import annotations

from app.domain.day import OfficeDay
from app.domain.tickets import StopState, Ticket
from app.domain.times import MINUTE, rfc3339
from app.forecasting.estimates import Estimate
from app.forecasting.visit import RISK, Part, altogether, being_served, call_not_before, waiting
from app.forecasting.wait import STEP_MINUTES, Outlook, usual_times
from app.usecases.boards import Json

STEP_MS = STEP_MINUTES * MINUTE


def visit_ahead(day: OfficeDay, ticket: Ticket, expected: Outlook, now: int) -> Json:
    """`be_back_by`: before it one of ten is called; `visit_ends`: between the two eight of ten are through.

    Times are rounded outwards to five minutes. Nulls where nobody can say: the ticket does not wait, or a service on
    its way has no counter that calls.
    """
    given = _place(day, ticket, expected)
    ends = _ends(day, ticket, given, expected) if given else None
    back = now + round(call_not_before(given.given) * MINUTE) if given else now
    back -= back % STEP_MS
    return {
        "be_back_by": rfc3339(back, day.office.zone) if back > now else None,
        "early_call_risk": RISK if back > now else None,
        "visit_ends": None if ends is None else _between(day, now, *ends),
    }


def _place(day: OfficeDay, ticket: Ticket, expected: Outlook) -> Estimate | None:
    ahead = day.ahead(ticket) if ticket.stop.state is StopState.WAITING else None
    if ahead is None:
        return None
    estimates = expected.exact.get(ticket.stop.service, ())
    return estimates[min(ahead, len(estimates) - 1)] if estimates else None


def _ends(day: OfficeDay, ticket: Ticket, given: Estimate, expected: Outlook) -> tuple[float, float] | None:
    """Minutes until the visit is over: this stop, and for those planned the waits of somebody who comes now."""
    usual = usual_times(day)
    parts: list[Part] = [waiting(given.given), being_served(usual[ticket.stop.service] / MINUTE)]
    for service in ticket.planned:
        newcomer = expected.of_newcomer(service)
        if newcomer is None:
            return None
        parts += [waiting(newcomer.given), being_served(usual[service] / MINUTE)]
    low, _, high = altogether(parts)
    return low, high


def _between(day: OfficeDay, now: int, low: float, high: float) -> Json:
    early, late = now + round(low * MINUTE), now + round(high * MINUTE)
    zone = day.office.zone
    return {"early": rfc3339(early - early % STEP_MS, zone), "late": rfc3339(late + -late % STEP_MS, zone)}
