"""Hold, by the button of the agent's phone."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from tests.fixtures.call_centre import ALICE, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.hearing import hears_music
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other, talking

pytestmark = pytest.mark.live


async def test_a_held_caller_hears_music_and_is_taken_back(tmp_path: Path) -> None:
    """Agent and call say so at once, and the stretch of holding is accounted for as long as it was."""
    async with call_centre(tmp_path, configuration()) as centre:
        call, ringing = await talking(centre)
        await ringing.hold()
        await centre.wait_for_agent(ALICE, AgentState.HOLDING)
        assert centre.only_call().state is CallState.HELD
        await hears_music(call)
        assert not call.media.heard(AGENT_HZ)

        await ringing.unhold()
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        assert centre.only_call().state is CallState.CONNECTED
        await hear_each_other(call, ringing)
        ringing.hang_up()
        await call.ended(scaled(5))

        segments = await centre.rows("segments")
        assert [segment["kind"] for segment in segments] == ["flow", "queue", "ring", "talk", "hold", "talk"]
        held_ms = round((ringing.marks["unhold_sent"] - ringing.marks["hold_sent"]) * 1000)
        assert abs(segments[4]["duration_ms"] - held_ms) <= 50
        states = [stint["state"] for stint in await centre.rows("agent_stints")]
        assert states[-4:] == ["talking", "holding", "talking", "wrapup"]
        await assert_clean(centre)


@pytest.mark.parametrize("who", ["caller", "agent"])
async def test_a_call_may_end_while_it_is_held(tmp_path: Path, who: str) -> None:
    """Whoever hangs up, the other is released, and the agent is free."""
    async with call_centre(tmp_path, configuration()) as centre:
        call, ringing = await talking(centre)
        await ringing.hold()
        await centre.wait_for_agent(ALICE, AgentState.HOLDING)
        ends, other = (call, ringing) if who == "caller" else (ringing, call)
        ends.hang_up()
        await other.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        row = await centre.only_row()
        assert row["outcome_reason"] == f"{who}_hung_up"
        await assert_clean(centre)
