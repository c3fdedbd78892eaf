"""The house stays as it is drawn: who may import whom, and other habits that a machine can check."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"

MAY_IMPORT = {
    "domain": {"domain"},
    "simulation": {"simulation", "domain"},
    "forecasting": {"forecasting", "domain", "simulation"},
    "staffing": {"staffing", "domain", "simulation", "forecasting"},
    "storage": {"storage", "domain"},
    "usecases": {"usecases", "domain", "simulation", "forecasting", "staffing", "storage"},
    "live": {"live", "domain", "storage"},
    "integrations": {"integrations", "domain"},
}
EVERYTHING = {*MAY_IMPORT, "web", "demo", "clock", "settings"}
MAY_IMPORT |= {"web": EVERYTHING, "demo": EVERYTHING - {"web"}, "clock": set(), "settings": set()}

WIRING = ("main", "cli", "serving")
STANDARD_LIBRARY_ONLY = ("domain",)


def sources() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if "node_modules" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Full names of everything that a file imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "app" else {node.module}
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_a_room_imports_only_what_the_table_allows(path: Path) -> None:
    room = room_of(path)
    if room in (*(f"{name}" for name in WIRING), "__init__") or room.startswith("cli"):
        return
    used = {name.split(".")[1] for name in imports(path) if name.startswith("app.")}
    assert used <= MAY_IMPORT[room], f"{room} may not import {sorted(used - MAY_IMPORT[room])}"


@pytest.mark.parametrize(
    "path", [path for path in sources() if room_of(path) in STANDARD_LIBRARY_ONLY], ids=lambda p: p.name
)
def test_the_domain_needs_nothing_but_the_standard_library(path: Path) -> None:
    import sys

    outside = {name.split(".")[0] for name in imports(path)} - set(sys.stdlib_module_names) - {"app", "__future__"}
    assert not outside


def test_front_ends_use_the_public_api_only() -> None:
    for name in ("kiosk", "signage"):
        for path in (ROOT / name).rglob("*.js"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if line.startswith("import ") and " from " in line:
                    source = line.rsplit("from", 1)[1].strip(" ;\"'")
                    assert source.startswith(("./", "../", f"/{name}/", "/static/js/")), f"{path.name}: {line}"
