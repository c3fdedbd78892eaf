"""Servers as child processes that print the address they listen on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """A server that runs."""

    port: int
    pid: int

    def kill(self) -> None:
        """kill -9, as a pulled plug would."""
        os.kill(self.pid, signal.SIGKILL)

    def resident_kib(self) -> int:
        """Memory of the process in KiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])


@contextmanager
def running(*module: str) -> Iterator[Process]:
    """Run `python -m module …` until the end of the block."""
    process = subprocess.Popen([sys.executable, "-m", *module], stdout=subprocess.PIPE, text=True)
    try:
        yield Process(_port_of(process), process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _port_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://[^:]+:(\d+)/", line):
            return int(found[1])
    raise RuntimeError("the server did not start")
