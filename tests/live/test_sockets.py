"""Both ways of serving a board socket, in a real uvicorn, with a client written by others."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

from app.live.asgi_sockets import watch as serve_watch
from app.live.encoded import EncodedBoard
from app.live.hub import Hub, Limits
from app.live.uvicorn_sockets import LiveProtocol

LIVE = "/api/v1/offices/kumin/board/live"


@pytest.fixture
def hub(ward):
    return Hub(ward.read, limits=Limits(total=20, per_address=5), coalesce_seconds=0)


@pytest.fixture(params=["on the transport", "as an ASGI route"])
async def server(request, hub) -> AsyncIterator[Server]:
    own = request.param == "on the transport"
    app = application(hub, {"hub": hub, "trusted_proxies": ("127.0.0.1",)} if own else {})
    async with running(app, LiveProtocol if own else "websockets-sansio") as started:
        yield started


async def test_the_board_comes_on_connect_and_after_each_change(server, ward, hub):
    async with connect(server.url) as screen:
        assert await version(screen) == 1
        ward.change()
        hub.wake("kumin")
        assert await version(screen) == 2


async def test_who_has_the_board_already_gets_a_heartbeat(server, ward, hub):
    async with connect(server.url) as screen:
        await screen.recv()
        ward.change()
        hub.wake("kumin")
        await screen.recv()
        async with connect(f"{server.url}?since=2") as back:
            assert orjson.loads(await back.recv())["type"] == "heartbeat"
        async with connect(f"{server.url}?since=nonsense") as back:
            assert await version(back) == 2


async def test_an_unknown_office_is_refused_before_the_socket_opens(server):
    with pytest.raises(InvalidStatus) as refused:
        await connect(server.url.replace("kumin", "nowhere"))
    assert refused.value.response.status_code == 404


async def test_too_many_sockets_are_refused_and_a_free_place_is_given_again(server, hub):
    screens = [await connect(server.url) for _ in range(5)]
    with pytest.raises(InvalidStatus) as refused:
        await connect(server.url)
    assert refused.value.response.status_code == 429
    await screens[0].close()
    await until(lambda: len(hub) == 4)
    screens[0] = await connect(server.url)
    assert await version(screens[0]) == 1
    for screen in screens:
        await screen.close()


async def test_behind_a_trusted_proxy_the_limit_counts_its_clients(server):
    screens = [await connect(server.url, additional_headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(7)]
    for screen in screens:
        await screen.close()


async def test_a_closing_handshake_is_answered(server, hub):
    screen = await connect(server.url)
    await screen.close(1000)
    assert screen.close_code == 1000
    await until(lambda: len(hub) == 0)


async def test_a_ping_is_answered_and_small_talk_is_ignored(server):
    async with connect(server.url) as screen:
        await screen.recv()
        await screen.send("hello")
        async with asyncio.timeout(5):
            await (await screen.ping())


async def test_a_screen_that_does_not_read_delays_nobody_and_gets_the_newest_board_at_last(server, ward, hub):
    async with connect(server.url) as well:
        await well.recv()
        asleep = await unread_socket(server.port)
        large = "x" * 100_000
        for number in range(2, 102):
            ward.change(notices=[{"id": "1", "kind": "notice", "text": {"ja": large}}])
            hub.wake("kumin")
            assert await version(well) == number
        assert len(await versions_to(asleep, 101)) < 60


async def test_a_stopping_server_says_goodbye(server):
    screen = await connect(server.url)
    await screen.recv()
    await server.stop()
    with pytest.raises(ConnectionClosed):
        await screen.recv()
    assert screen.close_code in (1001, 1012)


async def test_a_stuck_screen_does_not_keep_the_server_from_stopping(hub, ward):
    async with running(application(hub, {"hub": hub}), LiveProtocol) as server:
        asleep = await unread_socket(server.port)
        ward.change(missed=["A001"] * 100_000)
        hub.wake("kumin")
        (seat,) = await seats(hub, 1)
        await until(lambda: seat.stuck_since is not None)
        async with asyncio.timeout(3):
            await server.stop()
        asleep.close()


async def test_a_client_that_talks_too_much_is_closed(hub):
    async with running(application(hub, {"hub": hub}), LiveProtocol) as server:
        screen = await connect(server.url)
        await screen.recv()
        await screen.send(os.urandom(126))
        with pytest.raises(ConnectionClosed):
            await screen.recv()
        assert screen.close_code == 1009


@pytest.mark.parametrize(
    ("offer", "agreed"),
    [
        ([ClientPerMessageDeflateFactory(client_max_window_bits=True)], True),
        ([ClientPerMessageDeflateFactory(server_max_window_bits=10, client_max_window_bits=True)], False),
        (None, False),
    ],
)
async def test_a_board_is_compressed_once_for_all_who_can_read_that(hub, ward, offer, agreed):
    ward.change(missed=["A001", "A002"] * 200)
    async with (
        running(application(hub, {"hub": hub}), LiveProtocol) as server,
        connect(server.url, compression=None, extensions=offer) as screen,
    ):
        assert bool(screen.protocol.extensions) is agreed
        for number in (2, 3):
            assert await version(screen) == number
            await screen.send("also compressed")
            ward.change()
            hub.wake("kumin")


def test_a_compressed_board_is_much_smaller(ward):
    ward.change(missed=["A001", "A002"] * 200)
    message = EncodedBoard.of(ward.read("kumin")).message
    assert len(message.compressed_frame) < len(message.frame) / 3
    assert message.compressed_frame is message.compressed_frame


async def test_other_sockets_go_to_the_application(hub):
    async def echo(websocket):
        await websocket.accept()
        await websocket.send_text(await websocket.receive_text())
        await websocket.close()

    app = application(hub, {"hub": hub}, WebSocketRoute("/echo", echo))
    async with running(app, LiveProtocol) as server, connect(f"ws://127.0.0.1:{server.port}/echo") as other:
        await other.send("hello")
        assert await other.recv() == "hello"


def test_the_route_works_in_a_test_client(hub):
    with TestClient(application(hub, {})) as client:
        with client.websocket_connect(LIVE) as screen:
            assert screen.receive_json()["version"] == 1
        with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect(LIVE.replace("kumin", "no")):
            pass
        assert refused.value.status_code == 404


async def unread_socket(port: int) -> socket.socket:
    """A board socket with a small buffer that nobody reads from."""
    asleep = socket.socket()
    asleep.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    asleep.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(asleep, ("127.0.0.1", port))
    await loop.sock_sendall(
        asleep,
        f"GET {LIVE} HTTP/1.1\r\nHost: office.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode(),
    )
    return asleep


async def versions_to(asleep: socket.socket, newest: int) -> list[int]:
    """Wake up and read all boards until the newest."""
    loop = asyncio.get_running_loop()
    received, versions = b"", []
    async with asyncio.timeout(10):
        while not versions or versions[-1] != newest:
            received += await loop.sock_recv(asleep, 1 << 20)
            versions = [int(found) for found in re.findall(rb'"version":(\d+)', received)]
    asleep.close()
    return versions


async def until(fact: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not fact():  # noqa: ASYNC110 — uvicorn and the hub tell nobody
            await asyncio.sleep(0)


async def seats(hub: Hub, number: int) -> list[Any]:
    """The sockets of a hub, once there are so many."""
    await until(lambda: len(hub) == number)
    return list(hub._seats)


async def version(screen) -> int:
    async with asyncio.timeout(5):
        return orjson.loads(await screen.recv())["version"]


def application(hub: Hub, state: dict[str, object], *routes) -> Starlette:
    async def live(websocket):
        since = websocket.query_params.get("since", "")
        office = websocket.path_params["office"]
        await serve_watch(websocket, hub, office, int(since) if since.isdigit() else None)

    @asynccontextmanager
    async def lifespan(app):
        hub.start()
        yield state
        hub.stop()

    path = "/api/v1/offices/{office}/board/live"
    return Starlette(routes=[WebSocketRoute(path, live), *routes], lifespan=lifespan)


class Server:
    def __init__(self, app: Starlette, protocol: type[asyncio.Protocol] | str) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}{LIVE}"
        config = uvicorn.Config(app, ws=protocol, log_level="error", timeout_graceful_shutdown=5)
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server._serve([self._socket]))

    async def started(self) -> None:
        await until(lambda: self._server.started)

    async def stop(self) -> None:
        self._server.should_exit = True
        await self._task


@asynccontextmanager
async def running(app: Starlette, protocol: type[asyncio.Protocol] | str) -> AsyncIterator[Server]:
    server = Server(app, protocol)
    await server.started()
    yield server
    await server.stop()
