"""Limits of the operating system."""

from __future__ import annotations

import resource


def raise_file_limit() -> None:
    """Each socket is an open file; child processes inherit the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
