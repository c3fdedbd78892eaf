"""YAML read into a tree that remembers lines. Scalars stay text: the schema decides what they are, so `no` can be
Norwegian and `08:30` a time. Anchors, aliases, tags and a second document are refused: a configuration needs none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

MAX_BYTES = 512 * 1024
MAX_DEPTH = 20
PLAIN_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: line (from 1), where in the document, and a catalogue key with its details."""

    line: int | None
    path: tuple[str | int, ...]
    key: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass
class Node:
    """A part of the document: `value` is text, None, a list of nodes or a dict of nodes."""

    line: int
    value: str | list[Node] | dict[str, Node] | None
    key_lines: dict[str, int] = field(default_factory=dict)

    def plain(self) -> Any:
        """The same without lines."""
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return self.value


class NotReadable(Exception):
    """The text is not a document that we accept; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.key)


def parse(data: bytes) -> tuple[Node, list[Fault]]:
    """The document as a tree, with the keys that came twice. Raises NotReadable."""
    if len(data) > MAX_BYTES:
        raise NotReadable(Fault(None, (), "config.too_big", {"limit": str(MAX_BYTES // 1024)}))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotReadable(Fault(line, (), "config.not_utf8")) from error
    try:
        return _Builder().build(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        detail = {"problem": str(error.problem or error.context or "")}
        raise NotReadable(Fault(mark.line + 1 if mark else None, (), "config.broken_yaml", detail)) from error
    except YAMLError as error:  # a character that YAML does not allow
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        raise NotReadable(Fault(line, (), "config.broken_yaml", {"problem": "unprintable character"})) from error


class _Builder:
    """Builds the tree from events, without recursion, so that a hostile depth costs nothing."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.keys: list[Node | None] = []
        self.doubles: list[Fault] = []

    def build(self, events: Iterator[Event]) -> tuple[Node, list[Fault]]:
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise NotReadable(_fault(event, "config.second_document"))
            elif isinstance(event, NodeEvent):
                self._node(event)
            elif isinstance(event, CollectionEndEvent):
                self.open.pop()
                self.keys.pop()
        return self.root or Node(1, None), self.doubles

    def _node(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent) or event.anchor:
            raise NotReadable(_fault(event, "config.alias"))
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.ctag is not None:
            raise NotReadable(_fault(event, "config.tag", value=str(event.ctag)))
        node = _empty(event)
        if self.open:
            self._attach(node)
        else:
            self.root = node
        if isinstance(event, CollectionStartEvent):
            if len(self.open) >= MAX_DEPTH:
                raise NotReadable(_fault(event, "config.too_deep"))
            self.open.append(node)
            self.keys.append(None)

    def _attach(self, node: Node) -> None:
        parent = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        assert isinstance(parent.value, dict)  # noqa: S101 - only collections are ever open
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = node
            return
        self.keys[-1] = None
        if isinstance(key.value, list | dict):
            raise NotReadable(Fault(key.line, (), "config.key_not_text"))
        name = key.value or ""
        if name in parent.value:
            detail = {"value": name, "first": str(parent.key_lines[name])}
            self.doubles.append(Fault(key.line, (name,), "config.key_twice", detail))
            return
        parent.value[name] = node
        parent.key_lines[name] = key.line


def _empty(event: NodeEvent) -> Node:
    line = event.start_mark.line + 1
    if isinstance(event, ScalarEvent):
        is_null = event.style is None and event.value in PLAIN_NULLS
        return Node(line, None if is_null else event.value)
    return Node(line, {} if isinstance(event, MappingStartEvent) else [])


def _fault(event: Event, key: str, **details: str) -> Fault:
    return Fault(event.start_mark.line + 1, (), key, details)
