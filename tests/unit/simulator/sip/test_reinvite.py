"""Hold, unhold, and both at once."""

import asyncio

import pytest

from acd.simulator.sip import CallEnded, CallState, RequestRefused
from acd.simulator.sip.message import parse

from .conftest import Phones


async def test_hold_and_unhold(phones: Phones) -> None:
    """sendonly is answered recvonly and silences both directions; sendrecv brings the tones back."""
    call, answering = await phones.answered(440, 600)
    await answering.media.wait_heard(440, 2)
    await call.media.wait_heard(600, 2)
    await call.hold()
    assert (answering.held_by_remote, call.held_by_remote) == (True, False)
    await answering.media.wait_not_heard(440, 2)
    await call.media.wait_not_heard(600, 2)
    await call.unhold()
    assert (answering.held_by_remote, call.held_by_remote) == (False, False)
    await answering.media.wait_heard(440, 2)
    await call.media.wait_heard(600, 2)
    await answering.hold()
    assert call.held_by_remote
    assert call.marks["reinvite_received"] <= answering.marks["hold_confirmed"]
    versions = {parse(data).body.split()[3] for data in phones.wires["alice"].sent if b"application/sdp" in data}
    assert len(versions) >= 3


async def test_hold_at_once_on_both_sides_is_refused(phones: Phones) -> None:
    """Crossing re-INVITEs: each side answers 491, and the call stays (§14.2)."""
    call, answering = await phones.answered()
    first, second = call.hold(), answering.hold()
    results = await asyncio.gather(first, second, return_exceptions=True)
    assert [result.status for result in results if isinstance(result, RequestRefused)] == [491, 491]
    assert call.state is answering.state is CallState.ANSWERED
    await call.hold()
    assert answering.held_by_remote


async def test_hold_needs_an_answered_call(phones: Phones) -> None:
    """Before the answer there is nothing to hold."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    with pytest.raises(RuntimeError):
        call.hold()
    with pytest.raises(RuntimeError):
        call.send_dtmf("1")


async def test_hold_ends_with_the_call(phones: Phones) -> None:
    """A hold that is under way when the call ends raises and does not hang."""
    call, answering = await phones.answered()
    phones.wires["alice"].loses = lambda data: data.startswith(b"INVITE")
    hold = call.hold()
    await answering.hang_up()
    with pytest.raises(CallEnded):
        await hold
