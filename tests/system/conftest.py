"""Starting the service as often as a test wants; whatever still runs is stopped at its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.system.service import Service, Started


@pytest.fixture
def start() -> Iterator[Started]:
    started: list[Service] = []

    def one(database: str) -> Service:
        started.append(Service(database))
        return started[-1]

    yield one
    for service in started:
        service.stop()
