"""What a stream hears, and waiting for it."""

import asyncio

import pytest

from acd.simulator.sip import Answer, RtpStream
from acd.simulator.sip.sdp import PCMU

from .conftest import Phones, pair


async def test_tone_is_heard_and_silence_is_not(phones: Phones) -> None:
    """440 Hz of the caller reach the called side; the silent other direction has packets and no level."""
    call, answering = await phones.answered(caller_tone_hz=440)
    await answering.media.wait_heard(440, 2)
    await call.media.wait_packets(5, 2)
    assert answering.media.tone_db(440) == pytest.approx(-12, abs=1)
    assert not answering.media.heard(1000)
    assert not call.media.heard(440)
    assert call.media.overall_db() < -60
    assert answering.media.received.lost == 0
    assert answering.media.received.first_at is not None


async def test_digits_arrive(phones: Phones) -> None:
    """RFC 4733 digits, sent twice in a row, arrive in order; the tone goes on after them."""
    call, answering = await phones.answered(caller_tone_hz=440)
    first = call.send_dtmf("12#", digit_s=0.04, pause_s=0.02)
    second = call.send_dtmf("A9", digit_s=0.04, pause_s=0.02)
    await asyncio.gather(first, second)
    await answering.media.wait_digits("12#A9", 2)
    await answering.media.wait_heard(440, 2)
    assert [round(item.duration_s, 2) for item in answering.media.keys.received] == [0.04] * 5


async def test_phones_without_media(phones: Phones) -> None:
    """media=False: valid descriptions, an answered call, and not one packet either way."""
    bob = await phones.phone("bob", policy=Answer(), media=False)
    alice = await phones.phone("alice", to=bob, media=False)
    call = alice.call("bob")
    await call.answered(2)
    answering = await bob.next_call()
    await asyncio.sleep(0.1)
    assert call.media.sent_packets == answering.media.sent_packets == 0
    assert call.media.received.packets == answering.media.received.packets == 0
    assert call.media.address[1] % 2 == 0


async def test_strangers_and_control_packets_do_not_count() -> None:
    """RTCP, noise and the sender of an ended call are kept out of the statistics."""
    left, right = await pair()
    stranger = RtpStream(asyncio.get_running_loop(), "127.0.0.1", ssrc=3)
    stranger.connect(right.address, PCMU, None)
    stranger.resume()
    left._socket.send(b"\x80\xc8" + bytes(26), right.address)
    left._socket.send(b"noise", right.address)
    left.resume()
    await right.wait_packets(3, 2)
    assert right.stray_packets > 0
    assert right.received.lost == 0
    for stream in (left, right, stranger):
        stream.close()


async def test_waiting_ends_with_a_timeout() -> None:
    """A tone that does not come raises TimeoutError and leaves no listener."""
    left, right = await pair()
    with pytest.raises(TimeoutError):
        await right.wait_heard(440, 0.05)
    assert right._listeners == []
    digits = left.send_dtmf("1")
    left.close()
    await digits
    right.close()


async def test_header_extensions_are_skipped() -> None:
    """CSRC entries and an extension stand before the sound (RFC 3550 §5.1, §5.3.1)."""
    left, right = await pair()
    header = b"\x91\x00\x00\x01" + bytes(8) + bytes(4) + b"\xbe\xde\x00\x01" + bytes(4)
    left._socket.send(header + b"\x00" * 160, right.address)
    await right.wait_packets(1, 2)
    assert set(right.received.samples(asyncio.get_running_loop().time())) == {-32124}
    left.close()
    right.close()
