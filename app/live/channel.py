"""One office's audience: the newest board, and the waves in which it goes out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from app.domain.errors import NoSuchOffice
from app.live.encoded import EncodedBoard, Message
from app.live.frames import NO_SUCH_OFFICE

log = logging.getLogger(__name__)

COALESCE_SECONDS = 0.05
"""Changes that follow each other within this time become one board."""

CHUNK = 50
"""Sockets that are written to before commands get their turn: about half a millisecond."""

REFRESH_SECONDS = 2.0
"""A board is never older: waits and opening hours change without any event."""


class Viewer(Protocol):
    """A connected screen. `send` and `close` never block and never raise."""

    stuck_since: float | None
    """Since when (the loop's seconds) it takes nothing; None while it keeps up."""

    def send(self, message: Message) -> None:
        """Send, or keep as the one newest message until the screen takes it."""

    def close(self, code: int) -> None:
        """Say goodbye with a close code; a stuck viewer is cut off."""

    def drop(self) -> None:
        """Cut the connection now."""


class Cancellable(Protocol):
    """What `call_later` returns."""

    def cancel(self) -> None:
        """Do not call."""


class Loop(Protocol):
    """The part of an event loop that is needed here, so that tests can turn the clock themselves."""

    def time(self) -> float:
        """Seconds on a monotonic clock."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Cancellable:
        """Call after `delay` seconds."""


class Channel:
    """Reads the board of one office when it changed and sends the same bytes to all viewers, one wave at a time."""

    def __init__(
        self, office: str, read: Callable[[str], bytes], loop: Loop, coalesce_seconds: float = COALESCE_SECONDS
    ) -> None:
        self.viewers: dict[Viewer, None] = {}
        self._office = office
        self._read = read
        self._loop = loop
        self._coalesce_seconds = coalesce_seconds
        self._board = EncodedBoard.of(read(office))
        self._read_at = loop.time()
        self._dirty = False
        self._beat_due = False
        self._sent_etag = self._board.etag
        self._timer: Cancellable | None = None
        self._sending = False
        self._not_before = loop.time()
        # A version tells a returning client that it missed nothing only if we saw it begin and it stayed as it was.
        self._version_tells_all = False

    def join(self, viewer: Viewer, since: int | None) -> Message:
        """Add a viewer. Returns what it must get first: the board, or a heartbeat if it has the board already."""
        board = self.newest()
        if not self.viewers:
            self._sent_etag = board.etag
        self.viewers[viewer] = None
        return board.heartbeat() if since == board.version and self._version_tells_all else board.message

    def newest(self) -> EncodedBoard:
        """The board as it is now; whoever has an older one gets it soon."""
        if self._dirty or self._loop.time() - self._read_at >= REFRESH_SECONDS:
            self._refresh()
            self._schedule()
        return self._board

    def wake(self) -> None:
        """The office changed."""
        self._dirty = True
        self._schedule()

    def tick(self, beat: bool) -> None:
        """Look whether time alone changed the board; with `beat`, tell the viewers that we live."""
        if self.viewers:
            self._dirty = True
            self._beat_due |= beat
            self._schedule()

    def stop(self, code: int) -> None:
        """Say goodbye to all viewers."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        for viewer in list(self.viewers):
            viewer.close(code)
        self.viewers.clear()

    def _refresh(self) -> None:
        board = EncodedBoard.of(self._read(self._office))
        self._dirty = False
        self._read_at = self._loop.time()
        if board.version < self._board.version:
            return
        if board.version > self._board.version:
            self._version_tells_all = True
        elif board.etag != self._board.etag:
            self._version_tells_all = False
        self._board = board

    def _schedule(self) -> None:
        due = self._dirty or self._beat_due or self._board.etag != self._sent_etag
        if due and self.viewers and self._timer is None and not self._sending:
            self._timer = self._loop.call_later(max(0.0, self._not_before - self._loop.time()), self._begin_wave)

    def _begin_wave(self) -> None:
        self._timer = None
        if self._dirty and not self._refreshed():
            return
        if self._board.etag != self._sent_etag:
            self._sent_etag = self._board.etag
            self._send_wave(self._board.message, list(self.viewers))
        elif self._beat_due:
            self._beat_due = False
            # The stuck ones keep the board that waits for them.
            self._send_wave(self._board.heartbeat(), [viewer for viewer in self.viewers if viewer.stuck_since is None])

    def _refreshed(self) -> bool:
        try:
            self._refresh()
        except NoSuchOffice:
            self.stop(NO_SUCH_OFFICE)
            return False
        except Exception:
            # The viewers keep the last good board; the next tick tries again.
            log.exception("board_not_read", extra={"office": self._office})
            return False
        return True

    def _send_wave(self, message: Message, viewers: list[Viewer]) -> None:
        started_at = self._loop.time()
        self._sending = True

        def send_chunk(start: int) -> None:
            for viewer in viewers[start : start + CHUNK]:
                viewer.send(message)
            if start + CHUNK < len(viewers):
                self._loop.call_later(0, lambda: send_chunk(start + CHUNK))
            else:
                self._end_wave(started_at)

        send_chunk(0)

    def _end_wave(self, started_at: float) -> None:
        self._sending = False
        # Waves take at most half of the time, however large the audience.
        took = self._loop.time() - started_at
        self._not_before = started_at + max(self._coalesce_seconds, 2 * took)
        self._schedule()
