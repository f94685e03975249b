"""Phones as accounts: policies, registration, requests outside of calls, closing."""

import asyncio

import pytest

from acd.simulator.sip import (
    Answer,
    CallEnded,
    EndedBy,
    IncomingCall,
    Phone,
    Refuse,
    RequestRefused,
    RingForever,
    Silent,
)
from acd.simulator.sip.digest import parse_challenge
from acd.simulator.sip.message import MessageError, Request, Response, parse, reply
from acd.simulator.sip.policy import Behaviour
from acd.simulator.sip.udp_socket import HostPort, UdpSocket

from .conftest import FAST, Phones


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
    bob = await phones.phone("bob", policy=Silent())
    call = (await phones.phone("alice", to=bob)).call("bob")
    assert await call.ended(5) == 408
    assert call.ended_by is EndedBy.TIMEOUT
    assert call.marks["ended"] - call.marks["invite_sent"] == pytest.approx(FAST.give_up_s, abs=0.5)
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


class Server:
    """Answers requests as the test says, like a registrar."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.answers: list[tuple[int, tuple[tuple[str, str], ...]]] = []
        self._arrived, self._asked = asyncio.Event(), asyncio.Event()
        self.socket = UdpSocket(asyncio.get_running_loop(), ("127.0.0.1", 0), self._receive)

    def _receive(self, data: bytes, source: HostPort) -> None:
        message = parse(data)
        if isinstance(message, Response):
            self.responses.append(message)
            self._arrived.set()
            return
        self.requests.append(message)
        self._asked.set()
        if self.answers:
            status, headers = self.answers.pop(0)
            self.socket.send(reply(message, status, to_tag="s", headers=headers).encode(), source)

    async def asked(self, count: int, timeout_s: float) -> None:
        """Return once so many requests have come."""
        async with asyncio.timeout(timeout_s):
            while len(self.requests) < count:
                self._asked.clear()
                await self._asked.wait()

    async def ask(self, phone: Phone, request: Request) -> Response:
        self._arrived.clear()
        self.socket.send(request.encode(), phone.address)
        async with asyncio.timeout(2):
            await self._arrived.wait()
        return self.responses[-1]

    async def phone(self) -> Phone:
        phone = Phone("1001", "secret", self.socket.address, timing=FAST)
        await phone.start()
        return phone


CHALLENGE = ("WWW-Authenticate", 'Digest realm="asterisk", nonce="n1", qop="auth", opaque="o"')
STALE = ("WWW-Authenticate", 'Digest realm="asterisk", nonce="n2", qop="auth", stale=true')


async def test_registers_with_digest_and_unregisters() -> None:
    """The challenge is answered with the next CSeq in the same Call-ID; 0 seconds take the contact back."""
    server = Server()
    phone = await server.phone()
    server.answers = [(401, (CHALLENGE,)), (200, ()), (200, ())]
    await phone.register(600)
    first, second = server.requests
    assert first.get("Authorization") == ""
    assert 'username="1001"' in second.get("Authorization")
    assert second.cseq[0] == first.cseq[0] + 1
    assert second.get("Call-ID") == first.get("Call-ID")
    assert second.branch != first.branch
    assert parse_challenge(second.get("Authorization")).nonce == "n1"
    await phone.unregister()
    assert server.requests[-1].get("Expires") == "0"
    phone.close()
    server.socket.close()


async def test_a_stale_nonce_is_tried_once_more() -> None:
    """stale=true is no wrong password."""
    server = Server()
    phone = await server.phone()
    server.answers = [(401, (CHALLENGE,)), (401, (STALE,)), (200, ())]
    await phone.register()
    phone.close()
    server.socket.close()


@pytest.mark.parametrize(
    ("answers", "status"),
    [([(401, (CHALLENGE,))] * 3, 401), ([(401, ())], 401), ([(403, ())], 403), ([], 408)],
)
async def test_registration_refused(answers: list[tuple[int, tuple[tuple[str, str], ...]]], status: int) -> None:
    """A wrong password, no challenge, a plain refusal and no answer at all each end with their status."""
    server = Server()
    phone = await server.phone()
    server.answers = list(answers)
    with pytest.raises(RequestRefused) as refused:
        await phone.register()
    assert refused.value.status == status
    phone.close()
    server.socket.close()


async def test_registration_is_refreshed() -> None:
    """Before the granted time is over the phone registers again."""
    server = Server()
    phone = await server.phone()
    server.answers = [(200, (("Contact", "<sip:other>;expires=99"), ("Expires", "1")))] * 2
    await phone.register(3600)
    await server.asked(2, 3)
    phone.close()
    server.socket.close()


def outside(method: str, *, to: str = "<sip:1001@x>", extra: tuple[tuple[str, str], ...] = ()) -> Request:
    """A request out of the blue."""
    return Request(
        method,
        "sip:1001@x",
        (
            ("Via", f"SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bK{method};rport"),
            ("From", "<sip:a@x>;tag=a"),
            ("To", to),
            ("Call-ID", "c"),
            ("CSeq", f"1 {method}"),
            *extra,
        ),
    )


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
async def test_requests_outside_of_calls(request_: Request, status: int) -> None:
    """OPTIONS 200, unknown dialog or transaction 481, unknown method 405, required extension 420."""
    server = Server()
    phone = await server.phone()
    response = await server.ask(phone, request_)
    assert response.status == status
    assert f"rport={server.socket.address[1]}" in response.get("Via")
    phone.policy = Silent()
    phone.close()
    server.socket.close()


async def test_a_repeated_request_gets_the_same_answer() -> None:
    """The second OPTIONS of one transaction is not a new request (§17.2.2)."""
    server = Server()
    phone = await server.phone()
    assert await server.ask(phone, outside("OPTIONS")) == await server.ask(phone, outside("OPTIONS"))
    phone.close()
    server.socket.close()


async def test_garbage_is_counted_and_ignored() -> None:
    """Keep-alives, noise and half a request do not stop the phone."""
    server = Server()
    phone = await server.phone()
    for noise in (b"\r\n\r\n", b"\x00" * 50, b"INVITE sip:x SIP/2.0\r\n\r\n", b"SIP/2.0 200 OK\r\n\r\n"):
        server.socket.send(noise, phone.address)
    assert (await server.ask(phone, outside("OPTIONS"))).status == 200
    phone.close()
    server.socket.close()
