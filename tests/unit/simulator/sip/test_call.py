"""A call that stands: who ends it, and requests within it."""

import asyncio

import pytest

from acd.simulator.sip import CallEnded, CallState, EndedBy
from acd.simulator.sip.message import parse

from .conftest import Phones, in_dialog


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
