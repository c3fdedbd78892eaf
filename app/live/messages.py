"""Every message on the board sockets, and the AsyncAPI document made from them.

The board over HTTP (`GET …/board`) is the same `Board`. Clients need to send nothing.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SOCKET_PATH = "/api/v1/offices/{office}/board/live"
HEARTBEAT_SECONDS = 10
STALE_SECONDS = 25

Status = Literal["before_opening", "open", "last_tickets_over", "closed"]
Congestion = Literal["empty", "moderate", "crowded", "very_crowded"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wait(_Part):
    """The wait to expect, in minutes, rounded for display."""

    low: int = Field(ge=0)
    high: int = Field(ge=0)


class BoardService(_Part):
    """One service: how many wait, how long somebody who comes now would wait, who is where in the line."""

    id: str
    prefix: str
    taking_tickets: bool
    waiting: int = Field(ge=0)
    wait: Wait | None = Field(description="Of somebody who would come now; null: not known.")
    congestion: Congestion | None
    counters_open: list[str]
    last_called: str | None
    line: list[tuple[str, int | None, int | None]] = Field(
        description="Number, low, high (minutes until the call; null: not known), in the order of the time line."
    )


class Call(_Part):
    """A number that was called. Ids grow; a recall is a call of its own with `times` 2 and more."""

    id: int
    number: str
    counter: str
    service: str
    called_at: str = Field(json_schema_extra={"format": "date-time"})
    times: int = Field(ge=1)


class BoardCounter(_Part):
    """One counter: open or not, and whom it serves."""

    id: str
    state: Literal["open", "paused", "closed"]
    number: str | None
    serving: bool = Field(description="False while the number is called but nobody has come yet.")


class Notice(_Part):
    """A text from the office, by language."""

    id: str
    kind: Literal["notice", "session", "busy"]
    text: dict[str, str]


class Board(_Part):
    """What the public may know of an office now. The newest one replaces all before it."""

    type: Literal["board"]
    office: str
    version: int = Field(ge=0, description="Grows by one with each event of the office.")
    revision: int = Field(description="Of the office's configuration; when it changes, fetch the office again.")
    as_of: str = Field(json_schema_extra={"format": "date-time"})
    speed: float = Field(gt=0, description="Seconds of service time per second; 1 except in the demo.")
    day: str | None = Field(description="The business day, YYYY-MM-DD; null before the very first.")
    status: Status
    opens_at: str | None
    closes_at: str | None
    last_ticket_at: str | None
    next_opening_at: str | None
    congestion: Congestion | None
    services: list[BoardService]
    calls: list[Call] = Field(description="Newest first, at most twelve and at most 15 minutes old.")
    counters: list[BoardCounter]
    missed: list[str]
    held: list[str]
    notices: list[Notice]


class Heartbeat(_Part):
    """Nothing changed; the server lives. Its version is that of the newest board."""

    type: Literal["heartbeat"]
    version: int = Field(ge=0)
    as_of: str = Field(json_schema_extra={"format": "date-time"})
    speed: float = Field(gt=0)


MESSAGES: tuple[type[_Part], ...] = (Board, Heartbeat)


def asyncapi_document() -> dict[str, Any]:
    """The AsyncAPI 3.0 description of the board socket."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Madoguchi live boards",
            "version": "1",
            "description": (
                "One socket per office. The newest board comes on connect, then a board after each change "
                f"and a heartbeat every {HEARTBEAT_SECONDS} seconds. A slow client skips to the newest board. "
                f"A client that hears nothing for {STALE_SECONDS} seconds should call its board old, and reconnect."
            ),
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {"board": _channel()},
        "operations": {
            "sendBoard": {
                "action": "send",
                "channel": {"$ref": "#/channels/board"},
                "messages": [{"$ref": f"#/channels/board/messages/{kind.__name__}"} for kind in MESSAGES],
            }
        },
        "components": {
            "messages": {kind.__name__: _message(kind) for kind in MESSAGES},
            "schemas": {kind.__name__: _schema(kind) for kind in MESSAGES},
        },
    }


def _channel() -> dict[str, Any]:
    return {
        "address": SOCKET_PATH,
        "description": (
            "`since` is the version of a board that the client already has: the first board is left out when it is "
            "still the newest. Close codes: 1001 and 1012 the server stops or restarts, 4404 no such office (HTTP 404 "
            "where the handshake can be refused), 1009 the client sent more than 125 bytes. HTTP 429: too many sockets."
        ),
        "parameters": {"office": {"description": "The id of the office."}},
        "messages": {kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"} for kind in MESSAGES},
        "bindings": {
            "ws": {
                "method": "GET",
                "query": {"type": "object", "properties": {"since": {"type": "integer", "minimum": 0}}},
            }
        },
    }


def _message(kind: type[_Part]) -> dict[str, Any]:
    summary = (kind.__doc__ or "").splitlines()[0]
    return {
        "name": kind.__name__,
        "summary": summary,
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
    }


def _schema(kind: type[_Part]) -> dict[str, Any]:
    # Pydantic writes JSON Schema 2020-12, newer than AsyncAPI's own dialect, so the format is named.
    pointer = f"#/components/schemas/{kind.__name__}/schema/$defs/{{model}}"
    return {
        "schemaFormat": "application/schema+json;version=2020-12",
        "schema": kind.model_json_schema(ref_template=pointer, mode="serialization"),
    }
