"""Phones that come and go, and how the sound of a call was."""

import os
import signal
import time
from pathlib import Path

import pytest

from acd.domain.agents import AgentState, Reach
from acd.domain.commands import RingAgent
from acd.simulator.sip import Answer
from tests.fixtures.call_centre import ALICE, BOB, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled, until, until_true
from tests.fixtures.scenes import talking, waiting
from tests.unit.metrics.scrape import samples

pytestmark = pytest.mark.live


async def test_a_phone_that_is_gone_is_not_rung_until_it_is_back(tmp_path: Path) -> None:
    """The caller waits; everybody who looks is told; the phone is rung as soon as it registers."""
    async with call_centre(tmp_path, configuration()) as centre:
        alice = await centre.agent(sign_in=False)
        await alice.unregister()
        await centre.wait_for_phone(ALICE, Reach.UNREACHABLE)
        told = await centre.in_thread(centre.client.sign_in, "alice")
        assert (told.state, told.reach) == ("available", "unreachable")
        assert "acd_agents_unreachable 1.0" in await centre.metrics()

        decisions = centre.decisions()
        await waiting(centre)
        assert centre.agent_view().state is AgentState.AVAILABLE
        back = time.monotonic()
        await alice.register()
        ringing = await alice.next_call(scaled(5))
        assert time.monotonic() - back < scaled(1)
        rings = [one for _, decision in decisions for one in decision.commands if isinstance(one, RingAgent)]
        assert len(rings) == 1, "nobody tried before"
        await ringing.answer()
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        ringing.hang_up()
        await assert_clean(centre)


async def test_after_a_restart_of_asterisk_phones_are_as_they_are(tmp_path: Path) -> None:
    """Who was registered still is, and is rung; who was not is not; the facts of the new Asterisk are shown."""
    async with call_centre(tmp_path, configuration(agents=("alice", "bob"))) as centre:
        alice = await centre.agent(ALICE, policy=Answer())
        registered = time.monotonic()
        await centre.in_thread(centre.client.sign_in, "bob")
        started = samples((await centre.metrics()).encode())["acd_pbx_start_time_seconds"]
        # Asterisk writes to its disk once a second: what it learnt just before it dies, it forgets
        await until(lambda: time.monotonic() - registered > 1.5, "Asterisk has written down the phone")
        os.kill(centre.pbx_pid(), signal.SIGKILL)
        await centre.wait_for(lambda view: not view.pbx_connected, what="the loss is noticed")
        await centre.wait_for_phone(ALICE, Reach.UNKNOWN)
        await centre.wait_for_phone(ALICE, Reach.REACHABLE, timeout_s=15)
        await centre.wait_for_phone(BOB, Reach.UNREACHABLE)
        await centre.wait_for(lambda view: view.pbx_connected, 15, "Asterisk is back")
        figures = samples((await centre.metrics()).encode())
        assert figures["acd_pbx_start_time_seconds"] > started and figures["acd_ami_connects_total"] == 2
        assert any(series.startswith("acd_pbx_info") for series in figures)
        call = centre.call()
        ringing = await alice.next_call(scaled(10))
        call.hang_up()
        await ringing.ended(scaled(5))
        assert [offer["agent_id"] for offer in await centre.rows("offers")] == ["alice"]


async def test_the_sound_of_both_legs_is_kept(tmp_path: Path) -> None:
    """With the agent, for whoever looks at the call; and as figures."""
    async with call_centre(tmp_path, configuration()) as centre:
        caller, _ = await talking(centre)
        call_id = centre.only_call().call_id
        caller.hang_up()
        await centre.wait_quiet()

        async def both_legs() -> bool:
            return len(await centre.rows("leg_quality")) == 2

        await until_true(both_legs, "both legs")
        legs = (await centre.in_thread(centre.client.call, call_id)).legs
        assert {leg.agent for leg in legs} == {None, "alice"}
        for leg in legs:
            assert leg.from_party.packets > 0 and leg.from_party.lost == 0
            assert leg.to_party.lost is None, "the phones of this test do not tell"
        text = await centre.metrics()
        for party in ("caller", "agent"):
            assert f'acd_leg_jitter_seconds_count{{direction="from",party="{party}"}} 1.0' in text
        await assert_clean(centre)
