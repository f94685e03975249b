"""Offers, answers, and when to send."""

import asyncio

import pytest

from acd.simulator.sip.media_session import MediaSession
from acd.simulator.sip.rtp import RtpStream
from acd.simulator.sip.sdp import Direction, SdpError, SessionDescription, parse_sdp


def offer(direction: Direction = Direction.SENDRECV, host: str = "127.0.0.1", port: int = 40000) -> bytes:
    return SessionDescription(host, port, direction=direction).encode()


async def test_version_moves_with_the_content_only() -> None:
    """The same offer twice has one version; a hold has the next (RFC 3264 §8)."""
    session = MediaSession(RtpStream(asyncio.get_running_loop(), "127.0.0.1", ssrc=1), 7)
    first, again = parse_sdp(session.offer()), parse_sdp(session.offer())
    session.wanted = Direction.SENDONLY
    held = parse_sdp(session.offer())
    assert (first.session_id, again.session_id, held.session_id) == (7, 7, 7)
    assert again.version == first.version
    assert held.version == first.version + 1
    session.close()


@pytest.mark.parametrize(
    ("body", "sends", "held"),
    [
        (offer(), True, False),
        (offer(Direction.SENDONLY), False, True),
        (offer(Direction.INACTIVE), False, True),
        (offer(Direction.RECVONLY), True, False),
        (offer(host="0.0.0.0"), False, True),
        (offer(port=0), False, False),
    ],
)
async def test_sends_only_to_who_listens(body: bytes, sends: bool, held: bool) -> None:
    """Each way to put us on hold stops our packets, the old 0.0.0.0 and a refused stream too."""
    stream = RtpStream(asyncio.get_running_loop(), "127.0.0.1", ssrc=1)
    session = MediaSession(stream, 1)
    session.answer(body)
    assert stream.sent_packets == 0
    session.start()
    assert (stream.sent_packets > 0, session.held_by_remote) == (sends, held)
    session.close()


async def test_a_bad_offer_changes_nothing() -> None:
    """After the refusal the call goes on as before."""
    stream = RtpStream(asyncio.get_running_loop(), "127.0.0.1", ssrc=1)
    session = MediaSession(stream, 1)
    session.answer(offer())
    before = (session.local, session.remote)
    with pytest.raises(SdpError):
        session.answer(b"c=IN IP4 1.1.1.1\r\nm=audio 1 RTP/AVP 9")
    assert (session.local, session.remote) == before
    session.close()
