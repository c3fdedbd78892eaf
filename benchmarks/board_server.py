"""The hub and its sockets alone, behind uvicorn as the service uses them, with a new board every few milliseconds.

The service itself sends at most twenty boards a second, and 6,000 of them would take five minutes. Begins when the
first socket is there; each board carries the nanosecond at which it was made. Prints its port.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.live.hub import Hub
from app.live.uvicorn_sockets import LiveProtocol
from benchmarks.limits import raise_file_limit

EVERY_SECONDS = 0.002
BOARD_BYTES = 3_000


class Boards:
    """Makes boards until there are enough."""

    def __init__(self) -> None:
        self.version = 0
        self.hub = Hub(self.read, coalesce_seconds=0)
        self._making: asyncio.Task[None] | None = None

    def read(self, _office: str) -> bytes:
        """A board of the size of a busy office's."""
        return orjson.dumps(
            {
                "type": "board",
                "version": self.version,
                "sent_ns": time.monotonic_ns(),
                "as_of": "2026-11-21T10:24:03+09:00",
                "speed": 1,
                "filling": "x" * BOARD_BYTES,
            }
        )

    async def make(self, request: Request) -> Response:
        """Begin to make boards: `POST /make/6000`."""
        self._making = asyncio.create_task(self._make(int(request.path_params["number"])))
        return Response(status_code=202)

    async def _make(self, number: int) -> None:
        for _ in range(number):
            self.version += 1
            self.hub.wake("bench")
            await asyncio.sleep(EVERY_SECONDS)


def main() -> None:
    """Serve until the process is ended."""
    raise_file_limit()
    boards = Boards()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, object]]:
        boards.hub.start()
        yield {"hub": boards.hub}

    app = Starlette(routes=[Route("/make/{number:int}", boards.make, methods=["POST"])], lifespan=lifespan)
    config = uvicorn.Config(app, port=0, ws=LiveProtocol, log_level="error", backlog=4096)
    server = uvicorn.Server(config)
    bound = config.bind_socket()
    print(f"http://127.0.0.1:{bound.getsockname()[1]}/", flush=True)
    server.run([bound])


if __name__ == "__main__":
    sys.exit(main())
