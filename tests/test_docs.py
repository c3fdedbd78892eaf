"""The docs say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import Settings

ROOT = Path(__file__).parents[1]


def test_every_setting_is_in_the_docs_with_its_default() -> None:
    rows = re.findall(r"^\| `(MADOGUCHI_\w+)` \| (.*?) \| (.*?) \|$", (ROOT / "docs/settings.md").read_text(), re.M)
    documented = {name: (default.strip("`"), meaning) for name, default, meaning in rows}
    wanted = {
        f"MADOGUCHI_{name.upper()}": (str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert documented == wanted


@pytest.mark.parametrize(
    "page",
    ["README.md", "CONTRIBUTING.md", *sorted(str(p.relative_to(ROOT)) for p in ROOT.joinpath("docs").rglob("*.md"))],
)
def test_every_file_that_the_docs_name_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:app|tests|docs|kiosk|signage|migrations|benchmarks)/[\w/.-]+\.\w+)`", text))
    named |= {link for link in re.findall(r"\]\(([^)#:]+)\)", text) if "://" not in link}
    missing = [name for name in named if not ((ROOT / name).exists() or (ROOT / page).parent.joinpath(name).exists())]
    assert not missing


def test_no_page_names_this_machine_or_a_registry() -> None:
    for page in (*ROOT.glob("*.md"), *ROOT.joinpath("docs").rglob("*.md")):
        assert not re.search(r"/(work|root|home|tmp)/|pypi\.org|registry\.npmjs", page.read_text(encoding="utf-8")), (
            page
        )
