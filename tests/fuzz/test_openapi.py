"""Whatever a client sends, the API answers as its document says and never with a fault of its own. For `make check`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from app.main import create_app
from app.storage.engines import open_engine, upgrade
from app.storage.writer import Writer
from app.usecases.accounts import add_account
from app.usecases.offices import apply_office
from app.web.limits import Limits, Rate
from tests.offices import at, small_office

PASSWORD = "correct horse battery staple"


def service():
    """The application with one office, and a token that may do everything."""
    engine = open_engine(f"sqlite:///{Path(mkdtemp()) / 'fuzz.db'}")
    upgrade(engine)
    writer = Writer(engine, lambda: at("10:00"))
    writer.run("kumin", partial(apply_office, office=small_office(), actor="test"))
    writer.close()
    app = create_app(engine, clock=lambda: at("10:00"))
    app.state.limits = Limits({name: Rate(10**6, 0.0) for name in app.state.limits.rates})
    add_account(app.state.access.changing, "mori", "森", ["counter", "floor", "admin"], PASSWORD, at("10:00"))
    return app


app = service()
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "25")), deadline=None, suppress_health_check=list(HealthCheck)
)
def test_the_api_keeps_to_its_document(case) -> None:
    case.path_parameters = {name: known(name, value) for name, value in (case.path_parameters or {}).items()}
    case.call_and_validate(checks=[not_a_server_error, status_code_conformance, content_type_conformance])


def known(name: str, value: object) -> object:
    """Half of the calls go to things that exist, or nothing would be behind them but 404."""
    there = {"office": "kumin", "counter": "1", "service": "moving"}
    return there[name] if name in there and hash(str(value)) % 2 else value
