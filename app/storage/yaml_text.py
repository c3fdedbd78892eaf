"""Writes maps, lists and scalars as YAML that a person would have written, and that every YAML reader reads alike.

Texts that some reader could take for something else (`no`, `17:00`, odd signs) are quoted the way JSON does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WIDTH = 110
PLAIN = re.compile(r"[^\W\d_](?:[^\s:#,\[\]{}\"\\&*!|>%`]| (?=[^\s#]))*")
"""Begins with a letter of any script, has no sign of YAML's own and no space but between words."""
WORDS_OF_YAML = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def write(document: object) -> str:
    """The document as YAML text. Knows dict, list, str, bool, int, float and None."""
    return "\n".join(_block(document, "")) + "\n"


def _block(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _entry(f"{indent}{_text(key)}:", part, indent)
    elif isinstance(value, list):
        for part in value:
            yield from _item(part, indent)
    else:
        yield indent + _inline(value)


def _entry(key: str, part: object, indent: str) -> Iterator[str]:
    line = f"{key} {_inline(part)}"
    if _fits(part, line):
        yield line
    else:
        yield key
        yield from _block(part, indent + "  ")


def _item(part: object, indent: str) -> Iterator[str]:
    line = f"{indent}- {_inline(part)}"
    if _fits(part, line):
        yield line
        return
    first, *rest = _block(part, indent + "  ")
    yield f"{indent}- {first.lstrip()}"
    yield from rest


def _fits(value: object, line: str) -> bool:
    """Whether a value is written on the line of its key: scalars always, collections when flat and short."""
    if not isinstance(value, dict | list) or not value:
        return True
    parts = value.values() if isinstance(value, dict) else value
    return len(line) <= WIDTH and not any(isinstance(part, dict | list) for part in parts)


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_inline(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(part) for part in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    if PLAIN.fullmatch(text) and text.isprintable() and text.lower() not in WORDS_OF_YAML:
        return text
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign.isprintable():
        return sign
    return f"\\U{ord(sign):08x}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04x}"
