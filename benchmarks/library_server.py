"""The yardstick: a server that does nothing but `websockets.broadcast()`.

Whatever a client sends on `/go` is broadcast to all others. Prints its port.
"""

from __future__ import annotations

from contextlib import suppress

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from benchmarks.limits import raise_file_limit

_viewers: set[ServerConnection] = set()


async def _handle(connection: ServerConnection) -> None:
    if connection.request and connection.request.path == "/go":
        with suppress(ConnectionClosed):
            async for message in connection:
                broadcast(_viewers, message)
        return
    _viewers.add(connection)
    try:
        await connection.send("welcome")
        await connection.wait_closed()
    finally:
        _viewers.discard(connection)


async def main() -> None:
    """Serve until the process is ended."""
    async with serve(
        _handle, "127.0.0.1", 0, compression=None, ping_interval=None, max_size=None, backlog=4096
    ) as server:
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    raise_file_limit()
    uvloop.run(main())
