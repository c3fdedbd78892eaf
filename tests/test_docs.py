"""The docs say what the code does."""

from __future__ import annotations

import dataclasses
import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from app.domain import bookable, office, supporters
from app.settings import Settings
from app.storage.office_files import load_office
from app.web.words import catalogue

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


OFFICE_SECTIONS = {
    "The office": office.Office,
    "Services": office.Service,
    "Counters": office.Counter,
    "A counter's services": office.Offer,
    "Procedures": office.Procedure,
    "Ways": office.Channel,
    "Priorities": office.Priority,
    "Hours": office.Hours,
    "Sessions": office.Session,
    "Special days": office.SpecialDay,
    "Notices": office.Notice,
    "Tickets from home": office.FromHome,
    "Number bands": office.NumberBands,
    "Place": office.Place,
    "Support staff": supporters.Supporter,
    "When they can be called": supporters.Availability,
    "Questions": bookable.Question,
    "Answers": bookable.Option,
    "Resources": bookable.Resource,
    "Specialists": bookable.Specialist,
    "Reservations": bookable.Booking,
    "Staffed times": bookable.StaffedTime,
}


def page_of_offices() -> str:
    return (ROOT / "docs/offices.md").read_text(encoding="utf-8")


def shown_default(field: dataclasses.Field[Any]) -> str:
    """How the page writes a default."""
    if field.default_factory is not dataclasses.MISSING:
        return "see below" if dataclasses.is_dataclass(field.default_factory) else "–"
    if field.default is dataclasses.MISSING:
        return "**needed**"
    return "–" if field.default in (None, ()) else f"`{in_yaml(field.default)}`"


def in_yaml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case time():
            return f"{value:%H:%M}"
        case tuple():
            return f"[{', '.join(map(str, value))}]"
        case _:
            return str(value)


def test_the_page_about_offices_has_a_section_for_every_part_of_the_file() -> None:
    parts = {
        part
        for room in (office, bookable, supporters)
        for part in vars(room).values()
        if dataclasses.is_dataclass(part)
    }
    assert set(OFFICE_SECTIONS.values()) == parts


@pytest.mark.parametrize("section", OFFICE_SECTIONS)
def test_every_key_of_an_office_is_in_the_docs_with_its_default(section: str) -> None:
    text = page_of_offices().split(f"\n### {section}\n")[1].split("\n##")[0]
    documented = dict(re.findall(r"^\| `(\w+)` \| (.*?) \| .*\|$", text, re.M))
    assert documented == {field.name: shown_default(field) for field in dataclasses.fields(OFFICE_SECTIONS[section])}


def test_the_example_of_an_office_is_sound_and_has_every_key() -> None:
    example = re.search(r"```yaml\n(.*?)```", page_of_offices(), re.S)
    assert example
    assert load_office(example[1].encode()).id == "kita"
    named = set(re.findall(r"(?:^|[{,\s-])(\w+):(?=\s)", re.sub(r"#.*", "", example[1])))
    keys = {field.name for part in OFFICE_SECTIONS.values() for field in dataclasses.fields(part)}
    assert keys - named == set()


@pytest.mark.parametrize(("key", "words"), [("category", "resident.category_"), ("kind", "signage.kind_")])
def test_the_choices_that_only_the_screens_know_are_in_the_docs(key: str, words: str) -> None:
    area, _ = words.split(".")
    choices = {name.removeprefix(words) for name in catalogue("ja", area) if name.startswith(words)}
    rows = re.findall(rf"^\| `{key}` \| .*$", page_of_offices(), re.M)
    assert any(choices <= set(re.findall(r"`(\w+)`", row)) for row in rows)
