"""The simulated PBX keeps the contract."""

from collections.abc import AsyncIterator

import pytest

from acd.domain.agents import Endpoint
from acd.domain.calls import CallerId, LegId
from acd.domain.events import CallArrived
from acd.domain.outside import outside_endpoint
from acd.ports import Telephony
from acd.simulator.live_telephony import LiveTelephony
from acd.simulator.scripted_phones import ScriptedPhone
from acd.simulator.telephony import FakeTelephony
from tests.contract.telephony import Heard, TelephonyContract

SECONDS = {"beep": 0.1, "demo-congrats": 5.0}


class FakeBench:
    """The simulated PBX in real time."""

    def __init__(self) -> None:
        self.heard = Heard()
        self.fake = FakeTelephony(lambda prompt: SECONDS.get(prompt, 0.0))
        self.live = LiveTelephony(self.fake, self.heard.submit)
        self.telephony: Telephony = self.live

    async def call(self) -> CallArrived:
        leg_id = self.fake.arrive("+498912345", CallerId("+4930123", "Ann"), self.live.now())
        self.live.wake()
        return await self.heard.wait(CallArrived, leg_id)

    async def phone(self, behaviour: ScriptedPhone) -> Endpoint:
        endpoint = Endpoint(f"agent-{len(self.fake.phones)}")
        self.fake.phones[endpoint] = behaviour
        return endpoint

    async def outside(self, behaviour: ScriptedPhone) -> Endpoint:
        endpoint = outside_endpoint("+4915112345678", Endpoint("trunk-b"))
        self.fake.phones[endpoint] = behaviour
        return endpoint

    def caller_hangs_up(self, leg_id: LegId) -> None:
        self.fake.hang_up(leg_id, self.live.now())
        self.live.wake()

    def agent_hangs_up(self, leg_id: LegId) -> None:
        self.caller_hangs_up(leg_id)

    async def agent_holds(self, leg_id: LegId) -> None:
        self.fake.hold(leg_id, self.live.now())
        self.live.wake()

    async def agent_unholds(self, leg_id: LegId) -> None:
        self.fake.unhold(leg_id, self.live.now())
        self.live.wake()

    def caller_presses(self, leg_id: LegId, digits: str) -> None:
        for digit in digits:
            self.fake.press(leg_id, digit, self.live.now())
        self.live.wake()

    def agent_presses(self, leg_id: LegId, digits: str) -> None:
        self.caller_presses(leg_id, digits)


@pytest.fixture
async def bench() -> AsyncIterator[FakeBench]:
    """A simulated PBX."""
    bench = FakeBench()
    yield bench
    bench.live.close()


class TestFakeTelephony(TelephonyContract):
    """All of it."""
