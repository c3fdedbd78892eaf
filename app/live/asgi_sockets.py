"""Board sockets for any ASGI server: the same messages as `uvicorn_sockets.py`, with two tasks per socket."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import anyio
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.domain.errors import NoSuchOffice
from app.live.encoded import Message
from app.live.frames import NO_SUCH_OFFICE, TRY_AGAIN_LATER
from app.live.hub import Hub, TooManyViewers


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
        async with viewer.connection:
            viewer.connection.start_soon(viewer.pump, websocket)
            await _until_gone(websocket)
            viewer.drop()
    finally:
        hub.leave(viewer)


class AsgiViewer:
    """Holds the newest message until the server has taken the one before."""

    def __init__(self) -> None:
        self.stuck_since: float | None = None
        self.connection = anyio.create_task_group()
        self._newest: Message | None = None
        self._goodbye: int | None = None
        self._something = asyncio.Event()

    def send(self, message: Message) -> None:
        self._newest = message
        self._something.set()

    def close(self, code: int) -> None:
        self._goodbye = code
        self._something.set()

    def drop(self) -> None:
        self.connection.cancel_scope.cancel()

    async def pump(self, websocket: WebSocket) -> None:
        """Send what comes, until the hub says goodbye."""
        with suppress(WebSocketDisconnect):
            while self._goodbye is None:
                await self._something.wait()
                self._something.clear()
                message, self._newest = self._newest, None
                if message:
                    self.stuck_since = asyncio.get_running_loop().time()
                    await websocket.send_text(message.text)
                    self.stuck_since = None
            await websocket.close(self._goodbye)


async def _refuse(websocket: WebSocket, status: int, code: int) -> None:
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(Response(status_code=status))
    else:
        await websocket.accept()
        await websocket.close(code)


async def _until_gone(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
