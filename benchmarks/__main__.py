"""`python -m benchmarks [--json FILE] [NAME …]`: measure, print a table, write JSON."""

from __future__ import annotations

import argparse
import json
import platform
from importlib import import_module
from pathlib import Path

from benchmarks.figures import as_json, table
from benchmarks.limits import raise_file_limit

NAMES = (
    "tickets",
    "call_next",
    "fan_out",
    "slow_readers",
    "tickets_during_boards",
    "futures",
    "history",
    "wait_estimates",
    "advice",
    "outlook",
    "rush",
)


def main() -> None:
    """Run the benchmarks that were named, or all."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], help="default: all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    arguments = parser.parse_args()
    raise_file_limit()
    found = {}
    for name in arguments.names or NAMES:
        benchmark = import_module(f"benchmarks.{name}")
        print(benchmark.__doc__, flush=True)
        figures = benchmark.measure()
        print(table(figures), end="\n\n", flush=True)
        found[name] = as_json(figures)
    if arguments.json:
        about = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
        arguments.json.write_text(json.dumps({"about": about, "figures": found}, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
