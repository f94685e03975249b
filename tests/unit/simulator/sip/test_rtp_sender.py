"""The pace of a stream."""

import asyncio

import pytest

from acd.simulator.sip.sdp import PCMA, PCMU

from .conftest import pair


@pytest.mark.parametrize("law", [PCMU, PCMA])
async def test_pace_does_not_drift(law: int) -> None:
    """One packet per 20 ms counted from the first, sequence numbers over the wrap, nothing lost."""
    left, right = await pair(law)
    left.resume()
    await right.wait_packets(51, 3)
    received = right.received
    assert received.first_at is not None
    assert received.last_at is not None
    assert received.last_at - received.first_at == pytest.approx(0.02 * (received.packets - 1), abs=0.03)
    assert received.lost == 0
    assert right.heard(440)
    left.close()
    right.close()


async def test_pause_leaves_a_gap_and_changes_of_sound_are_heard() -> None:
    """pause() is a gap on the other side; tones follow each other; nothing means no packets."""
    left, right = await pair()
    left.resume()
    await right.wait_heard(440, 2)
    left.pause()
    await right.wait_not_heard(440, 2)
    left.resume()
    left.play_tone(1000)
    await right.wait_heard(1000, 2)
    assert right.received.gaps[0].length_s >= 0.1
    left.play_silence()
    await right.wait_not_heard(1000, 2)
    left.play_nothing()
    await asyncio.sleep(0.05)
    count = right.received.packets
    await asyncio.sleep(0.1)
    assert right.received.packets == count
    assert right.received.jitter_s < 0.02
    left.close()
    right.close()


async def test_a_held_up_loop_leaves_a_hole_and_not_a_flood() -> None:
    """After 0.4 s without the loop, the stream goes on in time instead of sending all at once."""
    left, right = await pair()
    left.resume()
    await right.wait_packets(3, 2)
    # A blocking wait on purpose: it stands for a machine that was busy.
    __import__("time").sleep(0.4)
    before = left.sent_packets
    await asyncio.sleep(0.05)
    assert left.sent_packets - before < 8
    assert left.late_max_s >= 0.3
    left.close()
    right.close()
