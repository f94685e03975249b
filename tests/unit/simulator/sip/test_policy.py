"""What a phone does by itself with a call."""

import pytest

from acd.simulator.sip import Answer, CallEnded, EndedBy, IncomingCall, Refuse, RingForever, Silent
from acd.simulator.sip.policy import Behaviour

from .conftest import FASTEST, Phones


async def test_answers_by_itself(phones: Phones) -> None:
    """Answer() rings and answers back to back; both sides have every step on their clock, in order."""
    bob = await phones.phone("bob", policy=Answer())
    alice = await phones.phone("alice", to=bob)
    call = alice.call("bob")
    await call.answered(2)
    answering = await bob.next_call(2)
    steps = ["invite_sent", "ringing", "ok_received", "ack_sent"]
    assert [call.marks[step] for step in steps] == sorted(call.marks[step] for step in steps)
    assert call.marks["invite_sent"] <= answering.marks["invite_received"] <= call.marks["ringing"]
    assert answering.marks["ok_sent"] <= call.marks["ok_received"]


async def test_answers_after_a_while_without_ringing(phones: Phones) -> None:
    """Answer(after_s, ring=False) waits as told and says 100 only."""
    bob = await phones.phone("bob", policy=Answer(0.1, ring=False))
    alice = await phones.phone("alice", to=bob)
    call = alice.call("bob")
    await call.answered(2)
    assert call.marks["ok_received"] - call.marks["invite_sent"] >= 0.1
    assert "ringing" not in call.marks
    assert "trying" in call.marks


@pytest.mark.parametrize("status", [404, 480, 486, 503, 603])
async def test_refuses_with_the_status_asked_for(phones: Phones, status: int) -> None:
    """The caller sees that status, and waiting for the answer raises it."""
    bob = await phones.phone("bob", policy=Refuse(status))
    alice = await phones.phone("alice", to=bob)
    call = alice.call("bob")
    with pytest.raises(CallEnded) as ended:
        await call.answered(2)
    assert (ended.value.status, ended.value.ended_by) == (status, EndedBy.REMOTE)
    assert (call.final_status, call.ended_by) == (status, EndedBy.REMOTE)
    assert alice.calls == bob.calls == ()


async def test_refuses_after_ringing(phones: Phones) -> None:
    """Refuse(after_s) rings first."""
    bob = await phones.phone("bob", policy=Refuse(486, after_s=0.05))
    call = (await phones.phone("alice", to=bob)).call("bob")
    await call.ringing(2)
    assert await call.ended(2) == 486


async def test_rings_forever_until_somebody_answers(phones: Phones) -> None:
    """RingForever() leaves the answer to the test."""
    bob = await phones.phone("bob", policy=RingForever())
    call = (await phones.phone("alice", to=bob)).call("bob")
    await call.ringing(2)
    with pytest.raises(TimeoutError):
        await call.answered(0.05)
    await (await bob.next_call()).answer()
    await call.answered(2)


async def test_silent_phone_cannot_be_reached(phones: Phones) -> None:
    """No answer of any kind: the caller sends again until timer B and ends with 408; the attempt is on record."""
    bob = await phones.phone("bob", policy=Silent(), timing=FASTEST)
    call = (await phones.phone("alice", to=bob, timing=FASTEST)).call("bob")
    assert await call.ended(5) == 408
    assert call.ended_by is EndedBy.TIMEOUT
    assert call.marks["ended"] - call.marks["invite_sent"] == pytest.approx(FASTEST.give_up_s, abs=0.5)
    assert phones.wires["bob"].sent == []
    assert len(phones.wires["alice"].sent) == 7
    attempt = await bob.next_call()
    await attempt.ended(1)
    assert bob.calls == ()


async def test_a_function_decides_call_by_call(phones: Phones) -> None:
    """The policy may look at the call, here at its headers."""

    def decide(call: IncomingCall) -> Behaviour | None:
        return Refuse(486) if call.header("X-Wanted") == "no" else None

    bob = await phones.phone("bob", policy=decide)
    alice = await phones.phone("alice", to=bob)
    refused = alice.call("bob", headers={"X-Wanted": "no"})
    assert await refused.ended(2) == 486
    waiting = alice.call("bob", headers={"X-Wanted": "yes"})
    calls = [await bob.next_call(), await bob.next_call()]
    await calls[1].answer()
    await waiting.answered(2)
