"""Phones on loopback that speak to each other without a server, and a wire that loses datagrams."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from acd.simulator.sip import IncomingCall, OutgoingCall, Phone, Policy, RtpStream, Timing
from acd.simulator.sip.message import Request, Response, parse, reply
from acd.simulator.sip.sdp import PCMU, TELEPHONE_EVENT
from acd.simulator.sip.udp_socket import HostPort, Receiver, UdpSocket

#: RFC timers at a tenth: a lost datagram costs 50 ms, giving up 3.2 s.
FAST = Timing(t1_s=0.05, t2_s=0.4)
#: For tests that wait until somebody gives up, which takes 1.3 s.
FASTEST = Timing(t1_s=0.02, t2_s=0.16)


class LossyWire(UdpSocket):
    """Asks `loses` about each datagram on its way out and keeps a copy of all."""

    def __init__(self, loop: asyncio.AbstractEventLoop, local: HostPort, receiver: Receiver | None) -> None:
        super().__init__(loop, local, receiver)
        self.sent: list[bytes] = []
        self.lost: list[bytes] = []
        self.loses: Callable[[bytes], bool] = lambda _data: False

    def send(self, data: bytes, to: HostPort) -> None:
        if self.loses(data):
            self.lost.append(data)
            return
        self.sent.append(data)
        super().send(data, to)

    def lose_first(self, start: bytes, count: int = 1) -> None:
        """Lose the first datagrams that begin so."""
        self.loses = lambda data: data.startswith(start) and len(self.lost) < count


class Phones:
    """Makes phones, knows their wires, and closes them all."""

    def __init__(self) -> None:
        self.made: list[Phone] = []
        self.wires: dict[str, LossyWire] = {}

    async def phone(
        self,
        name: str,
        *,
        to: Phone | None = None,
        policy: Policy | None = None,
        tone_hz: int | None = None,
        media: bool = True,
        timing: Timing = FAST,
        clock: Callable[[], float] | None = None,
    ) -> Phone:
        """A started phone whose server is the phone `to`."""

        def open_wire(loop: asyncio.AbstractEventLoop, local: HostPort, receiver: Receiver) -> LossyWire:
            self.wires[name] = LossyWire(loop, local, receiver)
            return self.wires[name]

        phone = Phone(
            name,
            "secret",
            to.address if to else ("127.0.0.1", 9),
            display_name=name.title(),
            policy=policy,
            tone_hz=tone_hz,
            media=media,
            timing=timing,
            clock=clock,
            open_wire=open_wire,
        )
        await phone.start()
        self.made.append(phone)
        return phone

    async def answered(
        self, caller_tone_hz: int | None = None, called_tone_hz: int | None = None
    ) -> tuple[OutgoingCall, IncomingCall]:
        """Both ends of a call that has just been answered."""
        bob = await self.phone("bob", tone_hz=called_tone_hz)
        alice = await self.phone("alice", to=bob, tone_hz=caller_tone_hz)
        call = alice.call("bob")
        answering = await bob.next_call(2)
        await answering.answer()
        await call.answered(2)
        return call, answering


async def pair(law: int = PCMU) -> tuple[RtpStream, RtpStream]:
    """Two streams that know each other and do not send yet."""
    loop = asyncio.get_running_loop()
    left, right = (RtpStream(loop, "127.0.0.1", ssrc=number, tone_hz=440) for number in (0xFFFFFFF0, 2))
    left.connect(right.address, law, TELEPHONE_EVENT)
    right.connect(left.address, law, TELEPHONE_EVENT)
    return left, right


class Server:
    """Answers requests as the test says, like a registrar."""

    def __init__(self) -> None:
        self._phones: list[Phone] = []
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
        if self.answers and message.method != "ACK":
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
        phone = Phone("1001", "secret", self.socket.address, timing=FASTEST)
        await phone.start()
        self._phones.append(phone)
        return phone

    def close(self) -> None:
        for phone in self._phones:
            phone.close()
        self.socket.close()


CHALLENGE = ("WWW-Authenticate", 'Digest realm="asterisk", nonce="n1", qop="auth", opaque="o"')


STALE = ("WWW-Authenticate", 'Digest realm="asterisk", nonce="n2", qop="auth", stale=true')


def in_dialog(call: OutgoingCall, method: str, cseq: int, body: bytes = b"") -> bytes:
    """A request of the calling side that the phone itself never sends."""
    dialog = call._dialog
    headers = (("CSeq", f"{cseq} {method}"), ("P-Asserted-Identity", '"New" <sip:77@x>'))
    request = dialog.request(method, headers, body)
    via = ("Via", f"SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bK{method}{cseq}")
    return Request(request.method, request.uri, (via, *request.headers), request.body).encode()


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


@pytest.fixture
async def phones() -> AsyncIterator[Phones]:
    made = Phones()
    yield made
    for phone in made.made:
        phone.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    yield made
    made.close()
