from __future__ import annotations

import json
from pathlib import Path

import orjson
import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from app.live.encoded import EncodedBoard
from app.live.messages import asyncapi_document

DOCUMENT = Path(__file__).parents[2] / "docs" / "asyncapi.json"


def validator(message: str) -> Draft202012Validator:
    registry = Registry().with_resource("doc:asyncapi", Resource(asyncapi_document(), DRAFT202012))
    return Draft202012Validator({"$ref": f"doc:asyncapi#/components/schemas/{message}/schema"}, registry=registry)


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
    validator("Board").validate(orjson.loads(encoded.message.document))
    validator("Heartbeat").validate(orjson.loads(encoded.heartbeat().document))


@pytest.mark.parametrize("change", [{"surprise": 1}, {"status": "shut"}, {"services": [{"id": "moving"}]}])
def test_a_board_that_does_not_keep_to_the_document_is_found_out(ward, change):
    with pytest.raises(ValidationError):
        validator("Board").validate(ward.boards["kumin"] | change)


def references_in(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references_in(inner)
