"""Asterisk dies: its calls are lost, their records are not, and the next caller is answered."""

import os
import signal
import time
from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.simulator.sip import Answer
from tests.fixtures.call_centre import ALICE, BOB, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import talking, waiting

pytestmark = pytest.mark.live

TAKES_CALLS_WITHIN_S = 10.0


async def test_calls_of_a_killed_asterisk_are_closed_and_the_next_one_works(tmp_path: Path) -> None:
    """One who talks, one whose agent is rung, one who waits: three records, agents free, Asterisk up again."""
    async with call_centre(tmp_path, configuration(agents=("alice", "bob"))) as centre:
        await talking(centre, ALICE)
        bob = await centre.agent(BOB)
        centre.call()
        (await bob.next_call(scaled(5))).ring()
        await centre.wait_for_agent(BOB, AgentState.RINGING)
        await waiting(centre)
        killed_at = time.monotonic()
        os.kill(centre.pbx_pid(), signal.SIGKILL)
        await centre.wait_for(lambda view: not view.pbx_connected, what="the loss is noticed")
        await centre.wait_for(lambda view: view.pbx_connected, TAKES_CALLS_WITHIN_S, "Asterisk is back")
        assert time.monotonic() - killed_at < scaled(TAKES_CALLS_WITHIN_S)
        await centre.wait_quiet()
        rows = await centre.rows("calls")
        assert [(row["outcome_class"], row["outcome_reason"]) for row in rows] == [("failed", "pbx_lost")] * 3
        assert rows[0]["talk_ms"] > 0
        for agent_id in (ALICE, BOB):
            await centre.wait_for_agent(agent_id, AgentState.AVAILABLE, 15)
        centre.close_phones()

        await centre.open_line()
        for agent_id in (ALICE, BOB):
            await centre.agent(agent_id, policy=Answer(), sign_in=False)
        call = centre.call()
        await call.answered(scaled(5))
        await centre.wait_for(lambda view: any(agent.state is AgentState.TALKING for agent in view.agents))
        call.hang_up()
        await assert_clean(centre)
