"""The called side: answering, refusing, hanging up."""

from dataclasses import replace

from acd.simulator.sip import Answer
from acd.simulator.sip.message import Request
from acd.simulator.sip.sdp import parse_sdp

from .conftest import Phones, Server, in_dialog, outside


async def test_hang_up_waits_for_the_ack(phones: Phones) -> None:
    """A called phone that answers and hangs up at once sends BYE only after the ACK (§15)."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    answering = await bob.next_call(2)
    answering.answer()
    await answering.hang_up()
    await call.ended(2)
    assert answering.marks["ack_received"] <= answering.marks["bye_sent"]


async def test_called_side_rejects_by_hanging_up(phones: Phones) -> None:
    """hang_up() on a ringing call is a refusal."""
    bob = await phones.phone("bob")
    call = (await phones.phone("alice", to=bob)).call("bob")
    await (await bob.next_call(2)).hang_up()
    assert await call.ended(2) == 603


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


async def test_an_invite_without_an_offer(server: Server) -> None:
    """Our offer goes out in the 200 and the answer comes in the ACK (§13.2.1)."""
    phone = await server.phone()
    phone.policy = Answer(ring=False)
    response = await server.ask(phone, outside("INVITE"))
    assert response.status == 200
    offer = parse_sdp(response.body)
    call = await phone.next_call(1)
    assert call.media.sent_packets == 0
    to = ("To", response.get("To"))
    headers = [to if name == "To" else (name, value) for name, value in outside("ACK").headers]
    answer = replace(offer, port=server.socket.address[1]).encode()
    server.socket.send(Request("ACK", "sip:1001@x", tuple(headers), answer).encode(), phone.address)
    await call.answer()
    assert call.media.sent_packets > 0


async def test_an_offer_we_cannot_speak(server: Server) -> None:
    """488, and no call."""
    phone = await server.phone()
    phone.policy = Answer(ring=False)
    invite = replace(outside("INVITE"), body=b"c=IN IP4 1.1.1.1\r\nm=audio 9 RTP/AVP 9")
    assert (await server.ask(phone, invite)).status == 488
    assert phone.calls == ()
