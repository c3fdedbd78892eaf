"""Plans of support staff, made in a process of their own because a plan of four weeks keeps a core busy for seconds.

Whoever asks the same question of the same day and configuration gets the same plan, also while it is being made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fastapi import Request

from app.integrations.holidays import is_public_holiday
from app.web.access import access_of
from app.web.api_forecast import NoForecast, forecasts_of
from app.web.commands import house_of
from app.web.planner import Planner

if TYPE_CHECKING:
    from app.usecases.support_plans import Question, SupportPlan

WEEKS = 4
PROBABILITY = 0.9
KEPT = 32


@dataclass(frozen=True)
class Planned:
    """A plan with the question that it answers, and the key under which it is known."""

    key: tuple[Hashable, ...]
    first: date
    last: date
    question: Question
    plan: SupportPlan


class SupportPlans:
    """What has been planned and checked lately. Everything here runs on the event loop."""

    def __init__(self) -> None:
        self.planner = Planner()
        self._known: dict[Hashable, asyncio.Future[Any]] = {}

    async def once(self, key: Hashable, make: Callable[[], Awaitable[Any]]) -> Any:
        """What `make` gives, made once for all who ask; made again after it failed."""
        known = self._known.get(key)
        if known is None:
            while len(self._known) >= KEPT:
                self._known.pop(next(iter(self._known)))
            known = self._known[key] = asyncio.ensure_future(make())
        try:
            return await asyncio.shield(known)
        except Exception:
            self._known.pop(key, None)
            raise

    def stop(self) -> None:
        """End the process; questions that wait are dropped."""
        self.planner.stop()


def plans_of(request: Request) -> SupportPlans:
    """The plans of the running service."""
    plans: SupportPlans = request.app.state.support_plans
    return plans


async def planned(
    request: Request, office_id: str, first: date | None, last: date | None, probability: float
) -> Planned:
    """The plan of a period; of four weeks from today without days. Raises NoSuchOffice, NoForecast, TooMuch."""
    from app.usecases import support_plans as made  # noqa: PLC0415 - the service starts faster without scipy

    day = house_of(request).day(office_id)
    known = await forecasts_of(request).of(office_id)
    first = first or known.made_on
    last = last or min(first + timedelta(weeks=WEEKS, days=-1), known.days[-1].date)
    days = [each for each in known.days if first <= each.date <= last]
    if not days or days[0].date != first or days[-1].date != last:
        raise NoForecast(first=known.made_on, last=known.days[-1].date)
    key = (office_id, day.revision, known.made_on, known.learned, first, last, probability)
    plans = plans_of(request)

    async def make() -> Planned:
        mix = await access_of(request).read(lambda connection: made.mix_of(connection, day.office, known.made_on))
        question = made.question_of(day.office, days, mix, probability, is_public_holiday)
        plan = await plans.planner.ask(made.make_plan, question)
        return Planned(key, first, last, question, plan)

    found: Planned = await plans.once(key, make)
    return found


async def checked(request: Request, found: Planned, chosen: date | None) -> dict[str, Any] | None:
    """A day of a plan by formula and simulation; the busiest one unless an open day of the plan is chosen."""
    from app.usecases import support_plans as made  # noqa: PLC0415 - as above

    day = chosen if chosen in found.plan.needs else made.busiest_day(found.plan)
    if day is None:
        return None
    plans = plans_of(request)
    ask = plans.planner.ask
    answer: dict[str, Any] = await plans.once(
        (*found.key, day), lambda: ask(made.check_day, found.question, found.plan, day)
    )
    return answer
