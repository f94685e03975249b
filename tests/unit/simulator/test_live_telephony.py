"""The simulated PBX in real time."""

import asyncio

import pytest

from acd.domain.calls import CallerId
from acd.domain.commands import Answer, HangUp
from acd.domain.errors import CommandRejected
from acd.domain.events import CallArrived, Event, LegAnswered, LegEnded
from acd.simulator.live_telephony import LiveTelephony
from acd.simulator.telephony import FakeTelephony


async def test_events_come_when_they_are_due() -> None:
    """Without anybody stepping; nothing comes any more after the end."""
    told: list[Event] = []
    live = LiveTelephony(FakeTelephony(latency_s=0.01), told.append)
    caller = live.fake.arrive("+49", CallerId(), live.now())
    live.wake()
    await asyncio.sleep(0.03)
    await live.execute(Answer(caller))
    await asyncio.sleep(0.03)
    assert [type(event) for event in told] == [CallArrived, LegAnswered]
    await live.execute(HangUp(caller))
    live.close()
    await asyncio.sleep(0.03)
    assert LegEnded not in [type(event) for event in told]


async def test_refusals_are_raised() -> None:
    """As by the real one."""
    live = LiveTelephony(FakeTelephony(), lambda _: None)
    with pytest.raises(CommandRejected):
        await live.execute(Answer("nobody"))  # type: ignore[arg-type]
    live.close()
