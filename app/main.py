"""The application, wired together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from sqlalchemy import Engine

from app.clock import Clock, real_clock
from app.integrations.holidays import is_public_holiday
from app.settings import Settings
from app.storage.engines import open_engine, upgrade
from app.usecases.history import Job, keep_current
from app.usecases.wait_models import keep_learning
from app.web import (
    analysis_pages,
    api_access,
    api_booking_reports,
    api_calendar,
    api_check_in,
    api_counters,
    api_docs,
    api_door,
    api_floor,
    api_forecast,
    api_history,
    api_offices,
    api_outlook,
    api_reservation_files,
    api_reservations,
    api_staffing,
    api_support,
    api_support_plan,
    api_tickets,
    booking_pages,
    busy_pages,
    errors,
    floor_pages,
    problem_pages,
    report_cards,
    reservation_change_pages,
    reservation_pages,
    resident_pages,
    staff_booking_pages,
    staff_pages,
    structure_pages,
    ticket_pages,
    try_pages,
    words,
)
from app.web.access import Access
from app.web.advisor import Advisor
from app.web.bookings import Alternatives
from app.web.expectations import Expectations
from app.web.forecasts import Forecasts
from app.web.house import House
from app.web.limits import Limits
from app.web.outlooks import Outlooks
from app.web.planner import Planner
from app.web.static_files import PackedStaticFiles, favicon
from app.web.support_plans import SupportPlans

if TYPE_CHECKING:
    from app.usecases.forecasts import Past

ROOT = Path(__file__).parent
FRONT_ENDS = ROOT.parent

Companion = Callable[[House], Coroutine[Any, Any, None]]
"""Something that runs beside the service for as long as it does: the day of the demo."""


def open_database(settings: Settings) -> Engine:
    """The database of the settings, with its tables at the newest migration."""
    if settings.sqlite_file:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.database)
    upgrade(engine)
    return engine


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let something run beside the service, and end it with the service."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def create_app(
    engine: Engine,
    *,
    clock: Clock = real_clock,
    speed: float = 1,
    demo: bool = False,
    companion: Companion | None = None,
    trusted_proxies: Sequence[str] = (),
    past: Past | None = None,
    first_history: Job | None = None,
) -> FastAPI:
    """The service on a database. `clock` is the counters' time (ms); sessions and codes live in real time.

    `past` is history for forecasts that the database does not have; `first_history` adds to the history that it has.
    """
    house = House(engine, clock, is_public_holiday, speed)
    forecasts = Forecasts(house, is_public_holiday, past)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, object]]:
        async with AsyncExitStack() as stack:
            await house.start()
            stack.push_async_callback(house.stop)
            stack.callback(app.state.advisor.planner.stop)
            stack.callback(app.state.outlooks.stop)
            stack.callback(app.state.support_plans.stop)
            stack.callback(app.state.trials.stop)
            stack.callback(forecasts.stop)
            await stack.enter_async_context(_running(keep_current(engine, house.writer.turn, first_history)))
            await stack.enter_async_context(_running(forecasts.keep_ready()))
            await stack.enter_async_context(_running(keep_learning(engine, house.writer.turn, house.now)))
            if companion:
                await stack.enter_async_context(_running(companion(house)))
            yield {"hub": house.hub, "trusted_proxies": tuple(trusted_proxies)}

    words.load()
    app = api_docs.described(lifespan, trusted_proxies)
    app.state.house = house
    app.state.access = Access(engine, house.writer.turn, pairs_itself=demo)
    app.state.limits = Limits()
    app.state.forecasts = forecasts
    app.state.expectations = Expectations(house, forecasts)
    app.state.alternatives = Alternatives()
    app.state.advisor = Advisor(house, app.state.expectations, Planner())
    app.state.outlooks = Outlooks(house, app.state.expectations)
    app.state.support_plans = SupportPlans()
    app.state.trials = Planner(at_once=1, seconds_each=10)
    for hot in (api_counters, api_tickets):
        # First and without `include_router`, whose indirections cost a fifth of a command.
        app.router.routes.extend(hot.router.routes)
    for room in (
        api_history,
        api_forecast,
        api_offices,
        api_reservations,
        api_reservation_files,
        api_check_in,
        api_calendar,
        api_booking_reports,
        api_door,
        api_floor,
        api_staffing,
        api_outlook,
        api_support,
        api_support_plan,
        api_access,
        api_docs,
        words,
    ):
        app.include_router(room.router)
    residents = (resident_pages, busy_pages, booking_pages, reservation_pages, reservation_change_pages, ticket_pages)
    analysis = (analysis_pages, try_pages, structure_pages)
    for pages in (problem_pages, *residents, staff_pages, staff_booking_pages, floor_pages, *analysis):
        app.include_router(pages.router)
    app.include_router(report_cards.api)
    app.include_router(report_cards.pages)
    app.include_router(api_support.pages)
    app.include_router(api_support_plan.pages)
    app.add_route("/favicon.ico", favicon)
    app.mount("/static", PackedStaticFiles(directory=ROOT / "web" / "static"), name="static")
    for front_end in ("kiosk", "signage"):
        app.mount(f"/{front_end}", PackedStaticFiles(directory=FRONT_ENDS / front_end, html=True), name=front_end)
    errors.install(app)
    return app
