"""The calling side: CANCEL and what it crosses."""

from acd.simulator.sip import EndedBy

from .conftest import CHALLENGE, Phones, Server


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


async def test_a_challenged_invite_is_sent_again(server: Server) -> None:
    """407: ACK, the same INVITE with credentials; a 200 without sound is acknowledged and hung up."""
    phone = await server.phone()
    challenge = ("Proxy-Authenticate", CHALLENGE[1])
    server.answers = [(407, (challenge,)), (200, (("Contact", f"<sip:{server.socket.address[0]}>"),)), (200, ())]
    call = phone.call("600")
    await call.ended(2)
    methods = [request.method for request in server.requests]
    assert methods[:3] in (["INVITE", "ACK", "INVITE"], ["INVITE", "INVITE", "ACK"])
    assert call.invite.get("Proxy-Authorization")
    assert call.invite.cseq == (2, "INVITE")
    assert "invite_authorized_sent" in call.marks
    assert call.ended_by is EndedBy.LOCAL


async def test_a_cancel_nobody_answers_still_ends(server: Server) -> None:
    """No final answer in 64*T1 after the CANCEL counts as cancelled (§9.1)."""
    phone = await server.phone()
    server.answers = [(183, ())]
    call = phone.call("600")
    over = call.hang_up()
    await over
    assert (call.final_status, call.ended_by) == (408, EndedBy.LOCAL)
    assert "progress" in call.marks
    assert phone.calls == ()
