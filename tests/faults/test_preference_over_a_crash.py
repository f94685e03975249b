"""A caller waits for one agent alone, and the controller dies: the next one keeps the caller waiting for that agent."""

from pathlib import Path

import pytest

from acd.simulator.sip import Answer
from tests.fixtures.call_centre import ALICE, BOB
from tests.fixtures.centre_configuration import Fields, configuration
from tests.fixtures.outside import Outside, outside
from tests.fixtures.patience import scaled

pytestmark = pytest.mark.live

CALLER = "+49301234567"


def house(**queue: object) -> Fields:
    """Return two agents with the same skills, and one line."""
    return configuration(agents=("alice", "bob"), queues=[{"id": "support", "ring_timeout_s": 60.0, **queue}])


async def in_line(centre: Outside) -> None:
    """Wait until one caller waits beside one who talks."""
    await centre.wait_for(
        lambda status: sorted(call.state for call in status.calls) == ["connected", "waiting"], "one talks, one waits"
    )


async def test_who_waits_for_one_agent_waits_on_for_the_rest_of_the_time(tmp_path: Path) -> None:
    """Alice is idle before and after the crash, and is rung only when the time, counted from the beginning, is over."""
    for_s = 12.0
    async with outside(tmp_path, house(prefers=["bob"], prefer_for_s=for_s)) as centre:
        for agent_id in (ALICE, BOB):
            await centre.agent(agent_id, policy=Answer())
        calls = [centre.call()]
        await centre.wait_for_agent(BOB, "talking")
        calls.append(centre.call())
        await in_line(centre)
        await centre.calls_stored(2)
        await centre.kill()
        await centre.start()
        await in_line(centre)
        await centre.wait_for_agent(ALICE, "talking", for_s + 5)
        for call in calls:
            call.hang_up()
        await centre.wait_for(lambda status: not status.calls, "both calls have ended")
        await centre.wait_for_agent(ALICE, "available")
        assert await centre.stop() == 0
        _, second = await centre.rows("calls")
        assert second["agent_id"] == "alice"
        assert for_s * 1000 - 100 <= second["wait_ms"] < for_s * 1000 + scaled(1500)


async def test_the_agent_who_talks_when_the_controller_dies_is_the_last_one_afterwards(tmp_path: Path) -> None:
    """Nothing but the row of a call that had not ended tells of it."""
    async with outside(tmp_path, house(last_agent_for_s=60.0)) as centre:
        await centre.agent(BOB, policy=Answer())
        call = centre.call(caller=CALLER)
        await centre.wait_for_agent(BOB, "talking")
        await centre.agent(ALICE, policy=Answer())
        await centre.calls_stored()
        await centre.kill()
        call.hang_up()
        await call.ended(scaled(5))
        await centre.start()
        await centre.wait_for_agent(BOB, "available")
        # Alice has been idle for longer
        again = centre.call(caller=CALLER)
        await centre.wait_for_agent(BOB, "talking")
        again.hang_up()
        await centre.wait_for(lambda status: not status.calls, "the call has ended")
        assert await centre.stop() == 0
