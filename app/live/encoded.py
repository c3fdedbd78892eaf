"""A board as bytes: encoded once, sent to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import orjson

from app.live.frames import compressed_text_frame, text_frame

WORTH_COMPRESSING_BYTES = 500


class Message:
    """One text for many sockets."""

    def __init__(self, document: bytes) -> None:
        self.document = document
        self.frame = text_frame(document)

    @cached_property
    def compressed_frame(self) -> bytes:
        """For sockets that agreed on compression: made once, and only when there is one."""
        worth = len(self.document) >= WORTH_COMPRESSING_BYTES
        return compressed_text_frame(self.document) if worth else self.frame

    @cached_property
    def text(self) -> str:
        """For servers that make the frame themselves."""
        return self.document.decode()


@dataclass(frozen=True)
class EncodedBoard:
    """The newest board of an office. `etag` stays the same while only the time of the board moves on."""

    message: Message
    etag: str
    version: int
    as_of: str
    speed: float

    @classmethod
    def of(cls, document: bytes) -> EncodedBoard:
        """From the JSON document of a board."""
        board: dict[str, Any] = orjson.loads(document)
        timeless = document.replace(orjson.dumps(board["as_of"]), b"", 1)
        etag = f'W/"{board["version"]}-{blake2b(timeless, digest_size=8).hexdigest()}"'
        return cls(Message(document), etag, board["version"], board["as_of"], board["speed"])

    def heartbeat(self) -> Message:
        """The sign of life that goes with this board."""
        beat = {"type": "heartbeat", "version": self.version, "as_of": self.as_of, "speed": self.speed}
        return Message(orjson.dumps(beat))
