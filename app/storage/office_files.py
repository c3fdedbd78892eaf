"""One office as YAML text or as a JSON-able document, and back. Every mistake names its line, its place and a sentence.

The sentences are catalogue keys `config.*`: whoever shows them knows the reader's language, this module does not.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from enum import Enum
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.domain.errors import BadConfiguration
from app.domain.office import Office
from app.domain.office_problems import problems
from app.storage.yaml_text import write
from app.storage.yaml_tree import Fault, Node, NotReadable, parse

_OFFICE = TypeAdapter(Office)
_KEYS = {
    "missing": "config.missing",
    "unexpected_keyword_argument": "config.unknown_key",
    "extra_forbidden": "config.unknown_key",
    "enum": "config.not_one_of",
    "string_type": "config.not_a_text",
    "tuple_type": "config.not_a_list",
    "list_type": "config.not_a_list",
    "dataclass_type": "config.not_a_map",
    "mapping_type": "config.not_a_map",
    "dict_type": "config.not_a_map",
    "too_long": "config.wrong_length",
}


class BadOfficeFile(BadConfiguration):
    """The configuration of the office has {count} errors."""

    slug = BadConfiguration.slug  # the same problem, whether the office came from a file or from a form

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.line or 0, str(fault.path)))
        super().__init__(count=len(self.faults))


def load_office(data: bytes) -> Office:
    """The office of a YAML file. Raises BadOfficeFile with every mistake found."""
    try:
        root, doubles = parse(data)
    except NotReadable as refusal:
        raise BadOfficeFile([refusal.fault]) from refusal
    try:
        office = office_from_document(root.plain())
    except BadOfficeFile as error:
        placed = [Fault(_line(root, f.path, f.key), f.path, f.key, f.details) for f in error.faults]
        raise BadOfficeFile(placed + doubles) from error
    if doubles:
        raise BadOfficeFile(doubles)
    return office


def dump_office(office: Office) -> str:
    """Readable YAML that `load_office` reads back as the same value: schema order, defaults left out."""
    return write(office_document(office))


def office_document(office: Office) -> dict[str, Any]:
    """The office as plain JSON values, defaults left out; times as `08:30`, dates as `2026-11-21`."""
    document = _plain(office)
    assert isinstance(document, dict)  # noqa: S101 - an Office is a dataclass
    return document


def office_from_document(document: object) -> Office:
    """The office of a document. Raises BadOfficeFile; its faults have places but no lines."""
    try:
        office = _OFFICE.validate_python(document)
    except ValidationError as error:
        raise BadOfficeFile([_fault(details, document) for details in error.errors()]) from error
    if found := [Fault(None, problem.path, problem.key, dict(problem.details)) for problem in problems(office)]:
        raise BadOfficeFile(found)
    return office


def _fault(error: ErrorDetails, document: object) -> Fault:
    path = tuple(part for part in error["loc"] if part != "[key]")
    kind = error["type"]
    key = _KEYS.get(kind) or _KEYS_BY_WORD.get(kind.partition("_")[0], "config.wrong")
    details = {"value": _shown(error["input"]), "problem": error["msg"]}
    if key == "config.unknown_key":
        details["value"] = str(path[-1])
        details["instead"] = ", ".join(difflib.get_close_matches(str(path[-1]), _known_keys(path[:-1]), n=1))
        key = key if details["instead"] else "config.unknown_key_alone"
    elif key == "config.missing" and isinstance(path[-1], str):
        details["value"] = path[-1]
    elif key == "config.not_one_of":
        details["expected"] = str(error.get("ctx", {}).get("expected", "")).replace(" or ", ", ").replace("'", "")
    elif error["input"] is None:
        key = "config.empty"
    if key == "config.missing" and path and isinstance(path[-1], int):
        key = "config.wrong_length"
    return Fault(None, path, key, details)


_KEYS_BY_WORD = {
    "int": "config.not_a_whole_number",
    "float": "config.not_a_number",
    "bool": "config.not_yes_or_no",
    "time": "config.not_a_time",
    "date": "config.not_a_date",
}


def _known_keys(path: tuple[str | int, ...]) -> list[str]:
    """The keys that the schema knows at a place, found by walking the types' default names."""
    adapter = _OFFICE.json_schema()
    schema: dict[str, Any] = adapter
    for part in path:
        schema = _resolved(adapter, schema)
        schema = schema.get("items", {}) if isinstance(part, int) else schema.get("properties", {}).get(part, {})
    return list(_resolved(adapter, schema).get("properties", {}))


def _resolved(adapter: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = adapter.get("$defs", {}).get(name, schema)
    return found


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _line(root: Node, path: tuple[str | int, ...], key: str) -> int:
    """The line of a place in the file, or of the nearest place around it that exists."""
    node, line = root, root.line
    for part in path:
        inside = node.value
        if isinstance(inside, dict) and part in inside:
            line, node = node.key_lines[str(part)], inside[str(part)]
        elif isinstance(inside, list) and isinstance(part, int) and part < len(inside):
            node = inside[part]
            line = node.line
        else:
            break
    return line


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(v) for f in fields(value) if (v := getattr(value, f.name)) != _default(f)}
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, time):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")
    return value.isoformat() if isinstance(value, date) else value


def _default(item: Field[Any]) -> object:
    return item.default_factory() if item.default_factory is not MISSING else item.default
