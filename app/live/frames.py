"""WebSocket frames (RFC 6455) as far as a server needs them that sends text and hears next to nothing."""

from __future__ import annotations

import zlib
from typing import NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
GOING_AWAY, PROTOCOL_ERROR, TOO_BIG, RESTART, TRY_AGAIN_LATER = 1001, 1002, 1009, 1012, 1013
NO_SUCH_OFFICE = 4404

LARGEST_PAYLOAD = 125
"""Bytes that a client may send in one frame: the size of a control frame, and all that fits the short header."""

_FINAL, _COMPRESSED, _RESERVED, _OPCODE, _MASKED, _LENGTH = 0x80, 0x40, 0x70, 0x0F, 0x80, 0x7F
_OPCODES = {CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG}


class BadFrame(Exception):
    """The client broke the protocol; `code` is what to close the socket with."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code)


class Frame(NamedTuple):
    """One frame of a client, unmasked."""

    opcode: int
    payload: bytes


def text_frame(payload: bytes) -> bytes:
    """One whole text message as it goes over the wire."""
    return _frame(TEXT, payload)


def compressed_text_frame(payload: bytes) -> bytes:
    """The same for clients that read per-message deflate (RFC 7692) without context takeover: one for all of them."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    compressed = deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return _frame(TEXT | _COMPRESSED, compressed.removesuffix(b"\x00\x00\xff\xff"))


def close_frame(code: int) -> bytes:
    """The frame that begins or answers the closing handshake."""
    return _frame(CLOSE, code.to_bytes(2, "big"))


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping."""
    return _frame(PONG, payload)


def read_frames(data: bytes, *, compressed: bool = False) -> tuple[list[Frame], bytes]:
    """The whole frames at the start of `data`, and the rest, which is shorter than one frame.

    `compressed` allows compressed messages; what they say is left as it is. Raises BadFrame when the client masks
    nothing, uses unknown bits, or sends more than LARGEST_PAYLOAD bytes.
    """
    reserved = _RESERVED ^ _COMPRESSED if compressed else _RESERVED
    frames = []
    start = 0
    while len(data) - start >= 2:
        length = _payload_length(data[start], data[start + 1], reserved)
        end = start + 6 + length
        if len(data) < end:
            break
        frames.append(Frame(data[start] & _OPCODE, _unmask(data[start + 6 : end], data[start + 2 : start + 6])))
        start = end
    return frames, data[start:]


def _payload_length(first: int, second: int, reserved: int) -> int:
    opcode = first & _OPCODE
    whole_control = opcode < CLOSE or first & _FINAL
    if first & reserved or opcode not in _OPCODES or not second & _MASKED or not whole_control:
        raise BadFrame(PROTOCOL_ERROR)
    length = second & _LENGTH
    if length > LARGEST_PAYLOAD:
        raise BadFrame(TOO_BIG)
    return length


def _unmask(payload: bytes, mask: bytes) -> bytes:
    return bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))


def _frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size <= LARGEST_PAYLOAD:
        header = bytes((_FINAL | opcode, size))
    elif size < 1 << 16:
        header = bytes((_FINAL | opcode, 126)) + size.to_bytes(2, "big")
    else:
        header = bytes((_FINAL | opcode, 127)) + size.to_bytes(8, "big")
    return header + payload
