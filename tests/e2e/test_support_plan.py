"""The plan of support staff in a browser on a tablet: read, asked anew, taken along; axe finds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import Open, Ward

PLAN = "/floor/kumin/support-plan"


class Here:
    """Answers at once where the service asks a process of its own."""

    async def ask(self, question: Any, *values: Any) -> Any:
        return question(*values)

    def stop(self) -> None:
        """Nothing was started."""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_floor_manager_asks_for_another_share_and_takes_the_shifts_along(
    language: str, open_page: Open, ward: Ward
) -> None:
    ward.app.state.support_plans.planner = Here()
    page = open_page(f"{PLAN}?from=2026-11-30&to=2026-12-01&language={language}", "tablet", language, account="floor")
    page.set_default_timeout(60_000)
    page.wait_for_selector("[name=probability]")
    before = page.inner_text(".plan-tiles")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.select_option("[name=probability]", "0.8")
    page.click("form.plan-asked button")
    page.wait_for_url(lambda url: "probability=0.8" in url)
    page.wait_for_selector("[name=probability] option[value='0.8']:checked", state="attached")
    assert page.inner_text(".plan-tiles") != before
    link = page.get_attribute("a[href*='form=calendar']", "href")
    calendar = page.evaluate("link => fetch(link).then(answer => answer.text())", link)
    assert calendar.startswith("BEGIN:VCALENDAR")
