"""A call between two phones: who ends it and how, what crosses, what is lost, hold."""

import asyncio

import pytest

from acd.simulator.sip import CallEnded, CallState, EndedBy, OutgoingCall, RequestRefused, Timing
from acd.simulator.sip.message import Request, parse

from .conftest import Phones


async def test_caller_hangs_up(phones: Phones) -> None:
    """BYE of the caller ends both sides and is confirmed."""
    call, answering = await phones.answered()
    await call.hang_up()
    assert await answering.ended(2) == 200
    assert (call.ended_by, answering.ended_by) == (EndedBy.LOCAL, EndedBy.REMOTE)
    assert call.marks["bye_sent"] <= answering.marks["bye_received"] <= call.marks["bye_confirmed"]
    assert answering.end_message is not None


async def test_called_hangs_up(phones: Phones) -> None:
    """BYE of the called side, once it has the ACK."""
    call, answering = await phones.answered()
    await answering.hang_up()
    await call.ended(2)
    assert (call.ended_by, answering.ended_by) == (EndedBy.REMOTE, EndedBy.LOCAL)
    assert "ack_received" in answering.marks


async def test_hang_up_waits_for_the_ack(phones: Phones) -> None:
    """A called phone that answers and hangs up at once sends BYE only after the ACK (§15)."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    answering = await bob.next_call(2)
    answering.answer()
    await answering.hang_up()
    await call.ended(2)
    assert answering.marks["ack_received"] <= answering.marks["bye_sent"]


async def test_cancel_while_ringing(phones: Phones) -> None:
    """Hanging up while it rings is CANCEL, 487 and an end on both sides."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    ringing = await bob.next_call(2)
    await ringing.ring()
    await call.ringing(2)
    await call.hang_up()
    assert (call.final_status, call.ended_by) == (487, EndedBy.LOCAL)
    assert await ringing.ended(2) == 487
    assert ringing.ended_by is EndedBy.REMOTE
    assert "cancel_received" in ringing.marks


async def test_cancel_waits_for_a_provisional(phones: Phones) -> None:
    """A CANCEL must not overtake its INVITE (§9.1): hung up at once, it is sent after the 100."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    over = call.hang_up()
    assert "cancel_sent" not in call.marks
    await over
    assert call.marks["trying"] <= call.marks["cancel_sent"]
    assert call.final_status == 487


async def test_cancel_crosses_the_answer(phones: Phones) -> None:
    """The 200 is under way when the CANCEL leaves: ACK, then BYE, and both phones are free."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    answering = await bob.next_call(2)
    await answering.ring()
    await call.ringing(2)
    answering.answer()
    await call.hang_up()
    assert await answering.ended(2) == 200
    assert {"cancel_sent", "ok_received", "ack_sent", "bye_sent"} <= call.marks.keys()
    assert "bye_received" in answering.marks
    assert (call.ended_by, answering.ended_by) == (EndedBy.LOCAL, EndedBy.REMOTE)


async def test_called_side_rejects_by_hanging_up(phones: Phones) -> None:
    """hang_up() on a ringing call is a refusal."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    await (await bob.next_call(2)).hang_up()
    assert await call.ended(2) == 603


async def test_actions_after_the_end_do_nothing(phones: Phones) -> None:
    """A policy's timer that fires late, or a test that hangs up twice, is harmless."""
    call, answering = await phones.answered()
    await call.hang_up()
    await answering.ended(2)
    await asyncio.gather(call.hang_up(), answering.hang_up(), answering.refuse(), answering.ring())
    await answering.answer()
    assert call.state is CallState.ENDED
    with pytest.raises(CallEnded):
        await call.answered(1)


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


async def test_states_are_told_in_order(phones: Phones) -> None:
    """on_state sees each state once, for runs that hold no task per call."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    seen: list[CallState] = []
    call.on_state = seen.append
    answering = await bob.next_call(2)
    await answering.ring()
    await call.ringing(2)
    await answering.ring()
    await answering.answer()
    await call.answered(2)
    await call.hang_up()
    assert seen == ["proceeding", "ringing", "answered", "ended"]


def in_dialog(call: OutgoingCall, method: str, cseq: int, body: bytes = b"") -> bytes:
    """A request of the calling side that the phone itself never sends."""
    dialog = call._dialog
    headers = (("CSeq", f"{cseq} {method}"), ("P-Asserted-Identity", '"New" <sip:77@x>'))
    request = dialog.request(method, headers, body)
    via = ("Via", f"SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bK{method}{cseq}")
    return Request(request.method, request.uri, (via, *request.headers), request.body).encode()


async def test_requests_within_the_call(phones: Phones) -> None:
    """UPDATE with and without sound, re-INVITE without, INFO, an unknown method, an old number."""
    call, answering = await phones.answered()
    wire, to = phones.wires["alice"], answering._line.endpoint.address
    offer = call._session.local.encode().replace(b"sendrecv", b"inactive")
    asked = [
        in_dialog(call, "UPDATE", 10),
        in_dialog(call, "UPDATE", 11, offer),
        in_dialog(call, "UPDATE", 12, b"m=audio 1 RTP/AVP 9"),
        in_dialog(call, "INFO", 13),
        in_dialog(call, "SUBSCRIBE", 14),
        in_dialog(call, "INFO", 5),
        in_dialog(call, "INVITE", 15),
        in_dialog(call, "BYE", 16),
    ]
    for data in asked:
        wire.send(data, to)
    await answering.ended(2)
    answers = [parse(data) for data in phones.wires["bob"].sent]
    statuses = {answer.cseq: answer.status for answer in answers if answer.cseq[0] >= 5}  # type: ignore[union-attr]
    assert statuses == {
        (10, "UPDATE"): 200, (11, "UPDATE"): 200, (12, "UPDATE"): 488, (13, "INFO"): 200,
        (14, "SUBSCRIBE"): 405, (5, "INFO"): 500, (15, "INVITE"): 200, (16, "BYE"): 200,
    }  # fmt: skip
    assert answering.connected is not None
    assert (answering.connected.name, answering.connected.number) == ("New", "77")
    assert answering.held_by_remote
    reoffer = next(answer for answer in answers if answer.cseq == (15, "INVITE"))
    assert b"m=audio" in reoffer.body


async def test_bye_while_ringing(phones: Phones) -> None:
    """A caller that ends an early dialog with BYE gets its 200 and the INVITE its 487 (§15.1.2)."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    ringing = await bob.next_call(2)
    await ringing.ring()
    await call.ringing(2)
    call._dialog.remote = call._dialog.remote.tagged(ringing.local_tag)
    phones.wires["alice"].send(in_dialog(call, "BYE", 9), bob.address)
    assert await ringing.ended(2) == 487
    assert await call.ended(2) == 487
