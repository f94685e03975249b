"""Phones on loopback that speak to each other without a server, and a wire that loses datagrams."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from acd.simulator.sip import IncomingCall, OutgoingCall, Phone, Policy, Timing
from acd.simulator.sip.udp_socket import HostPort, Receiver, UdpSocket

#: RFC timers at a tenth: a lost datagram costs 50 ms, giving up 3.2 s.
FAST = Timing(t1_s=0.05, t2_s=0.4)


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


@pytest.fixture
async def phones() -> AsyncIterator[Phones]:
    made = Phones()
    yield made
    for phone in made.made:
        phone.close()
