"""Lost datagrams and answers that never come."""

import asyncio

import pytest

from acd.simulator.sip import CallEnded, EndedBy, Timing

from .conftest import Phones


@pytest.mark.parametrize(
    ("loser", "start"),
    [("alice", b"INVITE"), ("alice", b"ACK"), ("alice", b"BYE"), ("bob", b"SIP/2.0 180"), ("bob", b"SIP/2.0 200")],
)
async def test_a_lost_datagram_is_sent_again(phones: Phones, loser: str, start: bytes) -> None:
    """Whatever single message is lost, the call is set up and ended; only later."""
    bob = await phones.phone("bob")
    alice = await phones.phone("alice", to=bob)
    phones.wires[loser].lose_first(start)
    call = alice.call("bob")
    answering = await bob.next_call(2)
    await answering.ring()
    await answering.answer()
    await call.answered(2)
    await call.hang_up()
    await answering.ended(2)
    assert len(phones.wires[loser].lost) == 1
    assert (call.ended_by, answering.ended_by) == (EndedBy.LOCAL, EndedBy.REMOTE)


@pytest.mark.parametrize(("loser", "start"), [("bob", b"SIP/2.0 487"), ("alice", b"CANCEL"), ("alice", b"ACK")])
async def test_a_lost_datagram_of_a_cancel(phones: Phones, loser: str, start: bytes) -> None:
    """The same for CANCEL, its 487 and that one's ACK."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    await (await bob.next_call(2)).ring()
    await call.ringing(2)
    phones.wires[loser].lose_first(start)
    await call.hang_up()
    assert call.final_status == 487
    await asyncio.sleep(0.15)
    assert len(phones.wires[loser].lost) == 1
    acks = [data for data in phones.wires["alice"].sent if data.startswith(b"ACK")]
    assert len(acks) == 1


async def test_no_ack_ends_the_call(phones: Phones) -> None:
    """All ACKs lost: the called side gives up after 64*T1 with BYE (§13.3.1.4)."""
    timing = Timing(t1_s=0.01, t2_s=0.08)
    bob = await phones.phone("bob", timing=timing)
    alice = await phones.phone("alice", to=bob)
    phones.wires["alice"].loses = lambda data: data.startswith(b"ACK")
    call = alice.call("bob")
    answering = await bob.next_call(2)
    with pytest.raises(CallEnded):
        await answering.answer()
    assert answering.ended_by is EndedBy.TIMEOUT
    await call.ended(2)
    assert call.ended_by is EndedBy.REMOTE
    assert len(phones.wires["alice"].lost) > 5


async def test_bye_unanswered_still_ends(phones: Phones) -> None:
    """The far phone is gone: hang_up() is over at timer F and not later."""
    timing = Timing(t1_s=0.01, t2_s=0.08)
    bob = await phones.phone("bob")
    alice = await phones.phone("alice", to=bob, timing=timing)
    call = alice.call("bob")
    await (await bob.next_call(2)).answer()
    await call.answered(2)
    bob.close()
    async with asyncio.timeout(2):
        await call.hang_up()
    assert "bye_confirmed" not in call.marks
