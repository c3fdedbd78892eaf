"""Starting the web server: uvicorn with the board sockets on its transport, and a tuned garbage collector."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from app.live.uvicorn_sockets import LiveProtocol
from app.settings import Settings

WRITER_WAITS_SECONDS = 0.0005
"""While boards go out to thousands of screens the event loop is always busy; the writer's thread gets its turn after
this time instead of Python's 5 ms, several times in each command."""


class _Server(uvicorn.Server):
    """Says when it listens; what was loaded until then is never garbage and is not looked at again."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[int], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        gc.collect()
        gc.freeze()
        gc.set_threshold(100_000, 50, 1000)
        sys.setswitchinterval(WRITER_WAITS_SECONDS)
        self._ready(self.servers[0].sockets[0].getsockname()[1])


def serve(app: FastAPI, settings: Settings, ready: Callable[[int], None]) -> None:
    """Serve until the process is told to stop; `ready` is called with the port once requests are answered."""
    raise_file_limit()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ws=LiveProtocol,
        loop="auto" if sys.platform == "win32" else "uvloop",
        http="httptools",
        log_level=settings.log_level,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        backlog=4096,
    )
    server = _Server(config, ready)
    server.run()
    if not server.started:
        raise SystemExit(1)


def raise_file_limit() -> None:
    """Let the process open as many files as it may: each screen is one, and the usual 1,024 are less than a hall."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
