"""Phones as wholes: who calls, what is kept, closing."""

import asyncio

import pytest

from acd.simulator.sip import Phone, Refuse, RingForever, Silent
from acd.simulator.sip.message import MessageError, Request

from .conftest import Phones, Server, outside


async def test_caller_is_shown(phones: Phones) -> None:
    """Name, number and extra headers reach the other side unharmed."""
    bob = await phones.phone("bob", policy=RingForever())
    alice = await phones.phone("alice", to=bob)
    alice.call("bob", caller_name='Jörg "J", <x>', caller_number="+4930#1", headers={"X-Campaign": "7"})
    call = await bob.next_call(2)
    assert (call.caller_name, call.caller_number) == ('Jörg "J", <x>', "+4930#1")
    assert call.header("x-campaign") == "7"
    alice.call("bob")
    assert (await bob.next_call(2)).caller_name == "Alice"


async def test_a_bad_header_leaves_nothing_behind(phones: Phones) -> None:
    """Line breaks are refused before anything is sent."""
    alice = await phones.phone("alice")
    with pytest.raises(MessageError):
        alice.call("bob", headers={"X-A": "1\r\nX-B: 2"})
    assert alice.calls == ()
    assert phones.wires["alice"].sent == []


async def test_old_calls_make_room(phones: Phones) -> None:
    """A load run that never takes calls keeps the last hundred."""
    bob = await phones.phone("bob", policy=Refuse(486), media=False)
    alice = await phones.phone("alice", to=bob, media=False)
    calls = [alice.call("bob") for _ in range(110)]
    for call in calls:
        assert await call.ended(5) == 486
    assert bob.incoming.qsize() == 100


async def test_close_ends_everything(phones: Phones) -> None:
    """close() with calls in every state: no timer, no socket, no pending future stays behind."""
    bob = await phones.phone("bob")
    alice = await phones.phone("alice", to=bob)
    ringing, answered = alice.call("bob"), alice.call("bob")
    await (await bob.next_call()).ring()
    await (await bob.next_call()).answer()
    await answered.answered(2)
    calling = alice.call("bob")
    alice.close()
    assert alice.calls == ()
    assert {ringing.state, answered.state, calling.state} == {"ended"}
    bob.close()
    bob.close()
    loop = asyncio.get_running_loop()
    left = [handle for handle in loop._scheduled if not handle.cancelled()]  # type: ignore[attr-defined]
    assert left == []
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_not_started(phones: Phones) -> None:
    """A phone that is not started says so."""
    phone = Phone("x", "y", ("127.0.0.1", 9))
    with pytest.raises(RuntimeError):
        phone.call("1")
    with pytest.raises(RuntimeError):
        await phone.register()
    phone.close()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (outside("OPTIONS"), 200),
        (outside("NOTIFY"), 200),
        (outside("SUBSCRIBE"), 405),
        (outside("BYE", to="<sip:1001@x>;tag=gone"), 481),
        (outside("CANCEL"), 481),
        (outside("INVITE", extra=(("Require", "100rel"),)), 420),
    ],
)
async def test_requests_outside_of_calls(request_: Request, status: int, server: Server) -> None:
    """OPTIONS 200, unknown dialog or transaction 481, unknown method 405, required extension 420."""
    phone = await server.phone()
    response = await server.ask(phone, request_)
    assert response.status == status
    assert f"rport={server.socket.address[1]}" in response.get("Via")
    phone.policy = Silent()
