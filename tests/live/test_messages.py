from __future__ import annotations

import json
from pathlib import Path

import orjson
import pytest
from jsonschema import ValidationError

from app.live.encoded import EncodedBoard
from app.live.messages import asyncapi_document
from tests.live.asyncapi import check

DOCUMENT = Path(__file__).parents[2] / "docs" / "asyncapi.json"


def test_the_document_in_the_repository_is_the_one_that_the_messages_make():
    assert json.loads(DOCUMENT.read_text()) == asyncapi_document()


def test_every_reference_in_the_document_leads_somewhere():
    document = asyncapi_document()
    references = list(references_in(document))
    assert references
    for reference in references:
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_a_whole_board_and_its_heartbeat_keep_to_the_document(ward):
    encoded = EncodedBoard.of(ward.read("kumin"))
    check(orjson.loads(encoded.message.document), "Board")
    check(orjson.loads(encoded.heartbeat().document), "Heartbeat")


@pytest.mark.parametrize("change", [{"surprise": 1}, {"status": "shut"}, {"services": [{"id": "moving"}]}])
def test_a_board_that_does_not_keep_to_the_document_is_found_out(ward, change):
    with pytest.raises(ValidationError):
        check(ward.boards["kumin"] | change, "Board")


def references_in(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references_in(inner)
