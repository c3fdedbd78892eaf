"""Thousands of board sockets in a process of their own that does nothing but receive.

Plain epoll on non-blocking sockets, a few microseconds a message, so that the audience is not what is measured.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from typing import Any

from benchmarks.figures import median, percentile
from benchmarks.limits import raise_file_limit
from benchmarks.wire import handshake

_PER_ADDRESS = 500
"""The service limits sockets by address; loopback has many addresses."""


class Audience:
    """The handle in the benchmark's process. Instants are nanoseconds of the machine's monotonic clock."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def connect(self, port: int, path: str, sockets: int) -> float:
        """Open sockets; the seconds until each has its first message."""
        return float(self._ask("connect", port, path, sockets))

    def expect(self, marker: bytes) -> None:
        """From now on, wait for a message with these bytes on every socket."""
        self._ask("expect", marker)

    def last_received_at(self) -> int:
        """When the last socket got what was expected."""
        return int(self._ask("wait"))

    def delays_until(self, marker: bytes) -> tuple[float, float, float]:
        """Receive until the first socket gets the marker: median, P99 and longest delay (ms) of messages since
        the `sent_ns` that they carry."""
        delays = self._ask("delays", marker)
        return median(delays), percentile(delays, 0.99), max(delays)

    def _ask(self, *question: object) -> Any:
        self._pipe.send(question)
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextmanager
def audience(*, reads: bool = True) -> Iterator[Audience]:
    """Start an audience; one that does not read only connects."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, reads), daemon=True)
    process.start()
    try:
        yield Audience(ours)
    finally:
        process.terminate()
        process.join(10)


def _serve(pipe: Pipe, reads: bool) -> None:
    raise_file_limit()
    os.nice(5)  # the server comes first
    crowd = _Crowd(pipe, reads)
    while True:
        crowd.turn()


class _Crowd:
    def __init__(self, pipe: Pipe, reads: bool) -> None:
        self._pipe = pipe
        self._reads = reads
        self._poll = select.epoll()
        self._poll.register(pipe.fileno(), select.EPOLLIN)
        self._sockets: dict[int, socket.socket] = {}
        self._marker = b""
        self._missing: set[int] = set()
        self._last_at = 0
        self._asked = False
        self._tails: dict[int, bytes] = {}
        self._delays: list[float] | None = None

    def turn(self) -> None:
        for handle, _ in self._poll.poll(1.0):
            if handle == self._pipe.fileno():
                self._answer(*self._pipe.recv())
            else:
                self._receive(handle)
        if self._asked and not self._missing:
            self._asked = False
            self._pipe.send(self._last_at)

    def _answer(self, what: str, *details: Any) -> None:
        try:
            if what == "wait":
                self._asked = True
            elif what == "delays":
                self._marker, self._delays = details[0], []
            elif what == "expect":
                self._marker, self._missing = details[0], set(self._sockets)
                self._tails.clear()
                self._pipe.send(None)
            else:
                self._pipe.send(self._connect(*details))
        except OSError as error:
            self._pipe.send(error)

    def _connect(self, port: int, path: str, sockets: int) -> float:
        began = time.perf_counter()
        request = handshake(path)
        opened = [self._open(port, request, number) for number in range(sockets)]
        for one in opened:
            if not one.recv(65536).startswith(b"HTTP/1.1 101 "):
                raise ConnectionError("the handshake was refused")
            one.setblocking(False)
            self._sockets[one.fileno()] = one
            if self._reads:
                self._poll.register(one.fileno(), select.EPOLLIN)
        return time.perf_counter() - began

    def _open(self, port: int, request: bytes, number: int) -> socket.socket:
        one = socket.socket()
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self._reads:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.bind((f"127.0.1.{1 + number // _PER_ADDRESS}", 0))
        one.connect(("127.0.0.1", port))
        one.sendall(request)
        return one

    def _receive(self, handle: int) -> None:
        try:
            data = self._sockets[handle].recv(1 << 18)
        except BlockingIOError:
            return
        if not data:
            self._poll.unregister(handle)
            return
        if self._delays is not None:
            self._measure(data)
        elif handle in self._missing and self._marker in self._tails.get(handle, b"") + data:
            self._missing.discard(handle)
            self._last_at = time.monotonic_ns()
        self._tails[handle] = data[-64:]

    def _measure(self, data: bytes) -> None:
        now = time.monotonic_ns()
        assert self._delays is not None
        self._delays += [(now - int(sent)) / 1e6 for sent in re.findall(rb'"sent_ns":(\d+)[^\d]', data)]
        if self._marker in data:
            delays, self._delays = self._delays, None
            self._pipe.send(delays)
