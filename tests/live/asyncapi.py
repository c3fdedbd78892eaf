"""Checks messages against the AsyncAPI document."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from app.live.messages import asyncapi_document


def check(message: dict[str, Any], kind: str) -> None:
    """Raise ValidationError unless the message is what the document says."""
    registry = Registry().with_resource("doc:asyncapi", Resource(asyncapi_document(), DRAFT202012))
    schema = {"$ref": f"doc:asyncapi#/components/schemas/{kind}/schema"}
    Draft202012Validator(schema, registry=registry).validate(message)
