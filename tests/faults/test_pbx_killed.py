"""Asterisk dies: its calls are lost, their records are not, and the next caller is answered."""

import asyncio
import os
import random
import signal
import time
from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.simulator.sip import Answer
from tests.fixtures import sound_files
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled, until_true
from tests.fixtures.scenes import talking, waiting

pytestmark = pytest.mark.live

TAKES_CALLS_WITHIN_S = 10.0
KILLS = 20
OVER = ("repaired", "too_short", "failed", "missing")
"""What becomes of a recording of which Asterisk died: nothing was written yet, or all but its last second."""


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


async def test_asterisk_may_die_at_any_moment_of_a_call(tmp_path: Path) -> None:
    """Twenty times: it is back with the accounts of the phones; each call has one end, and a recording that plays."""
    seed = int(os.environ.get("ACD_TEST_SEED", "20261122"))
    print(f"\nACD_TEST_SEED={seed}")
    chance = random.Random(seed)
    document = configuration(queues=[{"id": "support", "recording": "always"}])
    async with call_centre(tmp_path, document) as centre:
        alice = await centre.agent(ALICE, policy=Answer(after_s=0.2))
        answered = set()
        for turn in range(KILLS):
            # Asterisk writes to its disk once a second: what it learnt just before it died, it has forgotten
            await alice.register()
            call = centre.call(caller=f"+15550{turn:04}")
            await asyncio.sleep(chance.uniform(0.0, 1.5))  # the moment is what it is about
            os.kill(centre.pbx_pid(), signal.SIGKILL)
            await centre.wait_for(lambda view: not view.pbx_connected)
            await centre.wait_for(lambda view: view.pbx_connected and not view.calls, TAKES_CALLS_WITHIN_S)
            await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
            await centre.app.accounts.up_to_date()
            if "ok_received" in call.marks:
                answered.add(f"+15550{turn:04}")
            call.abandon()
        await _all_are_told(centre, answered)
        await assert_clean(centre)


async def _all_are_told(centre: CallCentre, answered: set[str]) -> None:
    """Each call that was answered has one record, and each conversation a recording that is over."""
    rows = await centre.rows("calls")
    assert {row["outcome_reason"] for row in rows} == {"pbx_lost"}
    callers = [row["caller_number"] for row in rows]
    assert len(callers) == len(set(callers)) >= len(answered) and answered <= set(callers)
    talked = {row["call_id"] for row in rows if row["connected_at_ms"] is not None}
    assert len(talked) > KILLS // 4

    async def over() -> bool:
        recordings = await centre.rows("recordings")
        return {row["call_id"] for row in recordings if row["outcome"] in OVER} == talked

    await until_true(over, "a recording that is over for each conversation", 15)
    for row in await centre.rows("recordings"):
        if row["outcome"] == "repaired":
            sound = sound_files.read(centre.app.settings.var / "recordings" / row["file"])
            assert 0 < sound.length_s <= 2.5
