from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.uri import parse_uri

from app.live import frames


def client() -> ClientProtocol:
    return ClientProtocol(parse_uri("ws://office.example/"), state=OPEN, max_size=None)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_client_reads_a_text_of_any_size(size):
    reader = client()
    reader.receive_data(frames.text_frame(b"x" * size))
    (frame,) = reader.events_received()
    assert (frame.opcode, bytes(frame.data)) == (Opcode.TEXT, b"x" * size)


def test_a_client_reads_why_it_was_closed():
    reader = client()
    reader.receive_data(frames.close_frame(1012))
    assert reader.close_rcvd.code == 1012


@given(payloads=st.lists(st.binary(max_size=125), max_size=5), cut=st.integers(0, 700))
def test_frames_are_read_wherever_the_network_cuts_them(payloads, cut):
    sent = b"".join(Frame(Opcode.PING, payload).serialize(mask=True) for payload in payloads)
    first, rest = frames.read_frames(sent[:cut])
    second, nothing = frames.read_frames(rest + sent[cut:])
    assert first + second == [frames.Frame(frames.PING, payload) for payload in payloads]
    assert nothing == b""


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"\x81\x05", 1002),
        (b"\xc1\x80", 1002),
        (b"\x09\x80", 1002),
        (b"\x83\x80", 1002),
        (b"\x81\xfe", 1009),
    ],
)
def test_a_client_that_breaks_the_rules_is_refused_from_the_first_two_bytes(sent, code):
    with pytest.raises(frames.BadFrame) as refused:
        frames.read_frames(sent)
    assert refused.value.code == code


def test_random_bytes_are_refused_or_waited_for_but_never_kept():
    for _ in range(300):
        try:
            _, rest = frames.read_frames(os.urandom(400))
        except frames.BadFrame:
            continue
        assert len(rest) <= 6 + frames.LARGEST_PAYLOAD
