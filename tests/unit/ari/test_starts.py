"""Waiting for a channel to begin: no order of answer and event may break it."""

import asyncio

import pytest

from acd.ari import starts
from acd.ari.messages import FrameCounts, Message, decode
from acd.ari.starts import Starts
from acd.domain.calls import LegId
from acd.domain.errors import CommandRejected, TransportError
from tests.unit.ari.frames import AGENT, agent, agent_start, frame

A = LegId(AGENT)


def message(data: bytes) -> Message:
    """Read a frame."""
    found = decode(data, FrameCounts())
    assert found is not None
    return found


async def test_a_start_before_the_wait_counts() -> None:
    """The event often comes before the answer to `create`."""
    waiting = Starts()
    with waiting.expect(A):
        waiting.tell(message(agent_start()))
        waiting.tell(message(agent_start()))
        await waiting.wait(A)


async def test_a_start_during_the_wait_counts() -> None:
    """And wakes at once; the start of another leg does not."""
    waiting = Starts()
    with waiting.expect(A):
        task = asyncio.ensure_future(waiting.wait(A))
        await asyncio.sleep(0)
        waiting.tell(message(agent_start("other")))
        await asyncio.sleep(0)
        assert not task.done()
        waiting.tell(message(agent_start()))
        await task


async def test_an_end_instead_of_a_start_is_a_refusal() -> None:
    """Nobody waits for what cannot come."""
    waiting = Starts()
    with waiting.expect(A):
        waiting.tell(message(frame("ChannelDestroyed", channel=agent("Down"), cause=16)))
        with pytest.raises(CommandRejected):
            await waiting.wait(A)


async def test_a_lost_link_ends_the_wait() -> None:
    """Also when nobody waits yet, or ever."""
    waiting = Starts()
    with waiting.expect(A), waiting.expect(LegId("nobody-waits")):
        waiting.lose()
        with pytest.raises(TransportError):
            await waiting.wait(A)
    waiting.lose()


async def test_a_start_that_never_comes_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the limit."""
    monkeypatch.setattr(starts, "LIMIT_S", 0.01)
    waiting = Starts()
    with waiting.expect(A), pytest.raises(TransportError):
        await waiting.wait(A)


async def test_nothing_is_kept() -> None:
    """One leg, one expectation, gone afterwards."""
    waiting = Starts()
    with waiting.expect(A):
        pass
    assert waiting._awaited == {}
    waiting.tell(message(agent_start()))
