"""A lean HTTP client: one kept-alive connection, one request at a time, nothing that could be the bottleneck."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any, cast

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Connection(asyncio.Protocol):
    """Requests on one connection. `took` has the seconds of each."""

    def __init__(self, port: int, token: str) -> None:
        self.took: list[float] = []
        self._port = port
        self._token = token
        self._received = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    async def open(self) -> Connection:
        """Connect."""
        transport, _ = await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)
        self._transport = cast(asyncio.Transport, transport)
        return self

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    async def post(self, path: str, key: str, body: bytes = b"{}") -> tuple[int, bytes]:
        """Send a command; its status and its answer."""
        began = time.perf_counter()
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(
            f"POST {path} HTTP/1.1\r\nHost: office.example\r\nAuthorization: Bearer {self._token}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        answer = await self._answer
        self.took.append(time.perf_counter() - began)
        return answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, gap, body = self._received.partition(b"\r\n\r\n")
        if not gap:
            return
        length = _LENGTH.search(head)
        if len(body) >= (int(length[1]) if length else 0) and self._answer:
            self._received = b""
            answer, self._answer = self._answer, None
            answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server hung up"))


def expect(answer: tuple[int, bytes], status: int) -> Any:
    """The JSON of an answer that must have this status."""
    if answer[0] != status:
        raise RuntimeError(f"{status} expected, not {answer[0]}: {answer[1][:300]!r}")
    return json.loads(answer[1]) if answer[1] else None
