"""Board sockets straight on uvicorn's transport: no task, no ASGI call and no parser is kept per socket.

Give `LiveProtocol` to uvicorn as `ws=`; it finds the hub in the lifespan state as "hub", and there as "trusted_proxies"
who may name a client's address. All other WebSocket paths go to uvicorn's own protocol. Under any other server the
route in `asgi_sockets.py` does the same, only slower.
"""

from __future__ import annotations

import asyncio
import re
import socket
from functools import cache
from typing import Any, cast
from urllib.parse import parse_qs, unquote

from uvicorn.config import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.utils import get_remote_addr
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.http11 import Request
from websockets.server import ServerProtocol

from app.domain.errors import NoSuchOffice
from app.live import frames
from app.live.encoded import Message
from app.live.hub import STUCK_SECONDS, Hub, TooManyViewers

_BOARD_TARGET = re.compile(rb"GET /api/v1/offices/([^/? ]+)/board/live(?:\?[^ ]*)? ")

UNSENT_BYTES = 64 * 1024
"""What the kernel may hold for a slow client before the socket counts as full: less waiting in line is fresher."""

_COMPRESSION = [ServerPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)]
"""Without context takeover a compressed board is the same for everybody, and no socket needs memory for it."""


class LiveProtocol(asyncio.Protocol):
    """Looks at the first request line and hands the connection to a BoardSocket or to uvicorn's own protocol."""

    __slots__ = ("_arguments", "_chosen", "_transport")

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._arguments = (config, server_state, app_state)
        self._chosen: asyncio.Protocol | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._chosen is None:
            config, server_state, app_state = self._arguments
            mine = _BOARD_TARGET.match(data) and "hub" in app_state
            self._chosen = (BoardSocket if mine else WebSocketsSansIOProtocol)(config, server_state, app_state)
            self._chosen.connection_made(self._transport)
        self._chosen.data_received(data)

    def eof_received(self) -> bool | None:
        return self._chosen.eof_received() if self._chosen else None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._chosen:
            self._chosen.connection_lost(exc)

    def pause_writing(self) -> None:
        if self._chosen:
            self._chosen.pause_writing()

    def resume_writing(self) -> None:
        if self._chosen:
            self._chosen.resume_writing()


class BoardSocket(asyncio.Protocol):
    """One screen. A full socket keeps the newest board only, and gets it when it takes data again."""

    __slots__ = (
        "_compresses",
        "_connections",
        "_half_frame",
        "_hub",
        "_kept",
        "_loop",
        "_open",
        "_proxies",
        "_transport",
        "stuck_since",
    )

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        self._connections: set[Any] = server_state.connections
        self._hub: Hub = app_state["hub"]
        self._proxies: tuple[str, ...] = app_state.get("trusted_proxies", ())
        self._loop = asyncio.get_running_loop()
        self._open = False
        self._compresses = False
        self._half_frame = b""
        self._kept: Message | None = None
        self.stuck_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)
        # Zero makes "full" mean that the kernel took less than all.
        self._transport.set_write_buffer_limits(high=0)
        _keep_kernel_queue_short(self._transport)

    def data_received(self, data: bytes) -> None:
        if not self._open:
            self._handshake(data)
            return
        try:
            received, self._half_frame = frames.read_frames(self._half_frame + data, compressed=self._compresses)
        except frames.BadFrame as error:
            self.close(error.code)
            return
        for frame in received:
            self._hear(frame)

    def send(self, message: Message) -> None:
        if self.stuck_since is not None:
            self._kept = message
        elif not self._transport.is_closing():
            self._transport.write(self._frame_of(message))

    def close(self, code: int) -> None:
        self._hub.leave(self)
        if self.stuck_since is not None:
            self._transport.abort()
        elif not self._transport.is_closing():
            self._transport.write(frames.close_frame(code))
            self._transport.close()

    def drop(self) -> None:
        self._hub.leave(self)
        self._transport.abort()

    def shutdown(self) -> None:
        """Called by uvicorn when the server stops."""
        self.close(frames.RESTART)

    def pause_writing(self) -> None:
        self.stuck_since = self._loop.time()

    def resume_writing(self) -> None:
        self.stuck_since = None
        kept, self._kept = self._kept, None
        if kept:
            self.send(kept)

    def connection_lost(self, exc: Exception | None) -> None:
        self._hub.leave(self)
        self._connections.discard(self)
        self._kept = None

    def _frame_of(self, message: Message) -> bytes:
        return message.compressed_frame if self._compresses else message.frame

    def _hear(self, frame: frames.Frame) -> None:
        if frame.opcode == frames.PING and self.stuck_since is None and not self._transport.is_closing():
            self._transport.write(frames.pong_frame(frame.payload))
        elif frame.opcode == frames.CLOSE:
            self.close(int.from_bytes(frame.payload[:2], "big") or 1000)

    def _handshake(self, data: bytes) -> None:
        # A client that wants a smaller window than everybody's frames have gets plain ones.
        handshake = ServerProtocol(extensions=[] if b"server_max_window_bits" in data else _COMPRESSION)
        handshake.receive_data(data)
        requests = handshake.events_received()
        if not requests:
            self._transport.close()
            return
        request = cast(Request, requests[0])
        response = handshake.accept(request)
        first = b""
        if response.status_code == 101:
            try:
                self._compresses = "Sec-WebSocket-Extensions" in response.headers
                first = self._frame_of(self._join(request))
                self._open = True
            except NoSuchOffice:
                response = handshake.reject(404, "There is no such office.\n")
            except TooManyViewers:
                response = handshake.reject(429, "Too many open sockets.\n")
        handshake.send_response(response)
        self._transport.write(b"".join(handshake.data_to_send()) + first)
        if not self._open:
            self._transport.close()
        elif self._transport.get_write_buffer_size():
            # uvicorn makes us the transport's protocol only after this, so we missed that it paused us.
            self.pause_writing()

    def _join(self, request: Request) -> Message:
        path, _, query = request.path.partition("?")
        office = unquote(path.split("/")[4])
        since = parse_qs(query).get("since", [""])[0]
        address = _client_address(self._transport, request, self._proxies)
        return self._hub.join(office, self, address, int(since) if since.isascii() and since.isdigit() else None)


def _client_address(transport: asyncio.Transport, request: Request, proxies: tuple[str, ...]) -> str:
    """Where the client is; behind a trusted proxy what that says, by the rule that HTTP requests follow."""
    peer = (get_remote_addr(transport) or ("", 0))[0]
    forwarded = ", ".join(request.headers.get_all("X-Forwarded-For"))
    if forwarded and proxies and peer in (trusted := _trusted(proxies)):
        return trusted.get_trusted_client_address(forwarded)[0] or peer
    return peer


@cache
def _trusted(proxies: tuple[str, ...]) -> Any:
    return ProxyHeadersMiddleware(cast(Any, None), list(proxies)).trusted_hosts


def _keep_kernel_queue_short(transport: asyncio.Transport) -> None:
    """Without this a slow phone would be sent megabytes of old boards, and a dead one be kept for a quarter hour."""
    connection = transport.get_extra_info("socket")
    for option, value in (("TCP_NOTSENT_LOWAT", UNSENT_BYTES), ("TCP_USER_TIMEOUT", STUCK_SECONDS * 1000)):
        if connection is not None and connection.family != socket.AF_UNIX and hasattr(socket, option):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
