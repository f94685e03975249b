"""Simulated callers and agents with real SIP and audio, so that a new installation shows something at once.

The phones are outside the controller as real ones are: they speak SIP with the PBX and nothing else.
"""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from acd import ids, logs
from acd.domain.agents import Endpoint
from acd.domain.tenants import Number
from acd.simulator.sip import Answer, CallEnded, IncomingCall, Phone, RequestRefused

log = logs.get("demo")

CALLER_TONE_HZ, AGENT_TONE_HZ = 440, 880


@dataclass(frozen=True, slots=True)
class Traffic:
    """How busy the demo is."""

    between_calls_s: float = 4.0
    """Mean of the exponential time from one caller to the next."""
    talk_s: float = 8.0
    """Mean of the exponential time of a conversation, beyond the least."""
    least_talk_s: float = 4.0
    """Longer than the whisper: who hangs up during it never spoke to the caller."""
    patience_s: float = 45.0
    """Mean of the exponential time after which a caller gives up."""
    answer_within_s: float = 2.5
    """An agent lifts the receiver after up to this time."""


def exponential(mean: float) -> float:
    """Return a time as between independent events."""
    return -mean * math.log(1.0 - ids.jitter())


class Demo:
    """Phones of the demo."""

    def __init__(
        self,
        server: tuple[str, int],
        password: Callable[[str], str],
        agents: Sequence[Endpoint],
        trunk: Endpoint,
        numbers: Sequence[Number],
        traffic: Traffic = Traffic(),
    ) -> None:
        self._agents = [
            Phone(
                endpoint,
                password(endpoint),
                server,
                local_host=server[0],
                tone_hz=AGENT_TONE_HZ,
                policy=Answer(after_s=traffic.answer_within_s * (0.3 + 0.7 * ids.jitter())),
            )
            for endpoint in agents
        ]
        self._line = Phone(trunk, password(trunk), server, local_host=server[0], tone_hz=CALLER_TONE_HZ)
        self._numbers = numbers
        self._traffic = traffic

    async def register(self) -> None:
        """Bring the agents' phones up. Raises RequestRefused when the PBX does not know them."""
        for phone in (*self._agents, self._line):
            await phone.start()
        for phone in self._agents:
            await phone.register()

    async def run(self) -> None:
        """Call until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for phone in self._agents:
                    group.create_task(self._work(phone), name=f"demo {phone.username}")
                while True:
                    await asyncio.sleep(exponential(self._traffic.between_calls_s))
                    group.create_task(self._call(), name="demo caller")
        finally:
            for phone in (*self._agents, self._line):
                phone.close()

    async def _work(self, phone: Phone) -> None:
        """Take calls one after the other; the phone answers by itself, this hangs up."""
        while True:
            call = await phone.incoming.get()
            try:
                await self._talk(call)
            except (CallEnded, RequestRefused, TimeoutError) as error:
                log.debug("a demo conversation ended", action="demo", why=repr(error))

    async def _talk(self, call: IncomingCall) -> None:
        await call.answered(timeout_s=60)
        try:
            await call.ended(timeout_s=self._traffic.least_talk_s + exponential(self._traffic.talk_s))
        except TimeoutError:
            call.hang_up()

    async def _call(self) -> None:
        """Be one caller: wait, talk, and give up when patience is over."""
        number = f"+1555{int(ids.jitter() * 10_000_000):07d}"
        call = self._line.call(ids.pick(self._numbers), caller_name="Demo caller", caller_number=number)
        try:
            await call.ended(timeout_s=exponential(self._traffic.patience_s) + self._traffic.talk_s)
        except TimeoutError:
            call.hang_up()
