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
from tests.fixtures.scenes import hear_each_other, talking, waiting

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


async def test_asterisk_may_die_again_and_again(tmp_path: Path) -> None:
    """Each time it is back, with the accounts of the phones, and takes the next call as one it never saw before."""
    async with call_centre(tmp_path, configuration()) as centre:
        alice = await centre.agent(ALICE, policy=Answer())
        for _ in range(3):
            # Asterisk writes to its disk once a second: what it learnt just before it died, it has forgotten
            await alice.register()
            call = centre.call()
            await hear_each_other(call, await alice.next_call(scaled(5)))
            os.kill(centre.pbx_pid(), signal.SIGKILL)
            await centre.wait_for(lambda view: not view.pbx_connected)
            await centre.wait_for(lambda view: view.pbx_connected and not view.calls, TAKES_CALLS_WITHIN_S)
            await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
            await centre.app.accounts.up_to_date()
            call.abandon()
        rows = await centre.rows("calls")
        assert [row["outcome_reason"] for row in rows] == ["pbx_lost"] * 3
        assert [row["connected_at_ms"] is not None for row in rows] == [True] * 3
        await assert_clean(centre)
