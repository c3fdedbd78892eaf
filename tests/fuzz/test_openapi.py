"""Whatever a client sends, the API answers as its document says and never with a fault of its own. For `make check`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from app.main import create_app
from app.storage.engines import open_engine
from tests.system.service import PASSWORD, Service, prepare

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
EXISTING = {"office": "kumin", "counter": "1", "service": "moving"}


schema = schemathesis.openapi.from_dict(create_app(open_engine("sqlite://")).openapi())


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service in a process of its own."""
    database = f"sqlite:///{tmp_path_factory.mktemp('fuzz') / 'fuzz.db'}"
    prepare(database).dispose()
    started = Service(database)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def staff(service: Service) -> dict[str, str]:
    """The headers of somebody who may do everything."""
    session = httpx.post(f"{service.url}/api/v1/sessions", json={"account": "mori", "password": PASSWORD}, timeout=30)
    return {"Authorization": f"Bearer {session.json()['token']}"}


@schema.exclude(path_regex="/sessions").parametrize()
@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "20")), deadline=None, suppress_health_check=list(HealthCheck)
)
def test_the_api_keeps_to_its_document(case: Any, service: Service, staff: dict[str, str]) -> None:
    for name, value in (case.path_parameters or {}).items():
        if name in EXISTING and len(str(value)) % 2:  # or nothing would be behind most calls but 404
            case.path_parameters[name] = EXISTING[name]
    case.call_and_validate(base_url=service.url, checks=CHECKS, headers=staff, timeout=60)  # plans take seconds
