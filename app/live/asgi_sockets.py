"""Board sockets for any ASGI server: the same messages as `uvicorn_sockets.py`, with a task per socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket

from app.domain.errors import NoSuchOffice
from app.live.encoded import Message
from app.live.frames import NO_SUCH_OFFICE
from app.live.hub import Hub, TooManyViewers

TRY_AGAIN_LATER = 1013


class AsgiViewer:
    """Holds the newest message until the server has taken the one before."""

    def __init__(self) -> None:
        self.stuck_since: float | None = None
        self._loop = asyncio.get_running_loop()
        self._newest: Message | None = None
        self._something = asyncio.Event()
        self._goodbye: int | None = None
        self.dropped = asyncio.Event()

    def send(self, message: Message) -> None:
        self._newest = message
        self._something.set()

    def close(self, code: int) -> None:
        self._goodbye = code
        self._something.set()

    def drop(self) -> None:
        self.dropped.set()

    async def pump(self, websocket: WebSocket) -> None:
        """Send what comes until the hub says goodbye."""
        while self._goodbye is None:
            message, self._newest = self._newest, None
            self._something.clear()
            if message:
                self.stuck_since = self._loop.time()
                await websocket.send_text(message.text)
                self.stuck_since = None
            if self._newest is None:
                await self._something.wait()
        await websocket.close(self._goodbye)


async def watch(websocket: WebSocket, hub: Hub, office: str, since: int | None = None) -> None:
    """Serve one board socket from the handshake to its end."""
    viewer = AsgiViewer()
    address = websocket.client.host if websocket.client else ""
    try:
        viewer.send(hub.join(office, viewer, address, since))
    except NoSuchOffice:
        await _refuse(websocket, 404, NO_SUCH_OFFICE)
        return
    except TooManyViewers:
        await _refuse(websocket, 429, TRY_AGAIN_LATER)
        return
    try:
        await websocket.accept()
        await _first_of(viewer.pump(websocket), _until_gone(websocket), viewer.dropped.wait())
    finally:
        hub.leave(viewer)


async def _refuse(websocket: WebSocket, status: int, code: int) -> None:
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(PlainTextResponse("", status))
    else:
        await websocket.accept()
        await websocket.close(code)


async def _until_gone(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass


async def _first_of(*ways: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
