"""Sign-in, pauses, wrap-up: asked for through the API and on the command line, granted when the call allows it."""

import re
from pathlib import Path

import pytest

from acd.client.errors import NotFound, Refused
from acd.domain.agents import AgentState
from acd.simulator.sip import Answer
from tests.fixtures import command
from tests.fixtures.call_centre import ALICE, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import talking, waiting

pytestmark = pytest.mark.live


async def test_wrap_up_ends_by_itself(tmp_path: Path) -> None:
    """The agent gets no call while writing notes, and the next one in the moment after."""
    document = configuration(queues=[{"id": "support", "wrapup_s": 0.8}])
    async with call_centre(tmp_path, document) as centre:
        call, ringing = await talking(centre)
        next_call = await waiting(centre)
        call.hang_up()
        await centre.wait_for_agent(ALICE, AgentState.WRAPUP)
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.RESERVED)
        next_call.hang_up()
        await centre.wait_quiet()
        (wrapup,) = [stint for stint in await centre.rows("agent_stints") if stint["state"] == "wrapup"]
        assert 800 <= wrapup["duration_ms"] <= 850
        assert wrapup["call_id"] == (await centre.rows("calls"))[0]["call_id"]
        await assert_clean(centre)


async def test_an_agent_may_end_the_wrap_up(tmp_path: Path) -> None:
    """One request, and the agent is available."""
    async with call_centre(tmp_path, configuration(queues=[{"id": "support", "wrapup_s": 600.0}])) as centre:
        call, _ = await talking(centre)
        call.hang_up()
        await centre.wait_for_agent(ALICE, AgentState.WRAPUP)
        told = await centre.in_thread(centre.client.end_wrapup, "alice")
        assert told.state == "available"
        with pytest.raises(Refused, match="not in wrap-up"):
            await centre.in_thread(centre.client.end_wrapup, "alice")
        await assert_clean(centre)


async def test_a_pause_asked_for_while_talking_comes_after_the_call(tmp_path: Path) -> None:
    """Nobody is cut off; a caller who waits goes on waiting, until the agent is back."""
    async with call_centre(tmp_path, configuration()) as centre:
        client = centre.client
        call, _ = await talking(centre)
        told = await centre.in_thread(client.pause, "alice", "lunch")
        assert (told.state, told.wish) == ("talking", "paused")
        next_call = await waiting(centre)
        call.hang_up()
        paused = await centre.wait_for_agent(ALICE, AgentState.PAUSED)
        assert paused.reason == "lunch"
        (queue,) = await centre.in_thread(client.queues)
        assert (queue.waiting, queue.agents) == (1, {"paused": 1})
        assert (await centre.in_thread(client.resume, "alice")).state in ("available", "reserved")
        await centre.wait_for_agent(ALICE, AgentState.RESERVED)
        next_call.hang_up()
        await assert_clean(centre)


async def test_a_sign_out_asked_for_while_talking_comes_after_the_call(tmp_path: Path) -> None:
    """And may be taken back until then."""
    async with call_centre(tmp_path, configuration()) as centre:
        client = centre.client
        call, ringing = await talking(centre)
        assert (await centre.in_thread(client.sign_out, "alice")).wish == "offline"
        assert (await centre.in_thread(client.sign_in, "alice")).wish is None
        assert (await centre.in_thread(client.sign_out, "alice")).wish == "offline"
        ringing.hang_up()
        await call.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.OFFLINE)
        with pytest.raises(Refused, match="not signed in"):
            await centre.in_thread(client.pause, "alice", "lunch")
        with pytest.raises(NotFound):
            await centre.in_thread(client.sign_in, "nobody")
        await assert_clean(centre)


async def test_the_command_line_does_the_same(tmp_path: Path) -> None:
    """Each command says what the agent's state is now; what is refused is one sentence and exit code 1."""
    async with call_centre(tmp_path, configuration()) as centre:
        settings = centre.app.settings
        alice = await centre.agent(ALICE, policy=Answer(), sign_in=False)
        for arguments, state in (
            (("sign-in", "alice"), AgentState.AVAILABLE),
            (("pause", "alice", "lunch"), AgentState.PAUSED),
            (("resume", "alice"), AgentState.AVAILABLE),
        ):
            ended = await command.run(settings, "agent", *arguments)
            assert (ended.code, ended.err) == (0, ""), ended
            assert re.search(rf"alice.*{state}", ended.out, re.IGNORECASE), ended.out
            assert centre.agent_view().state is state
        call = centre.call()
        await alice.next_call(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.TALKING)
        status = await command.run(settings, "status")
        assert status.code == 0
        assert re.search(r"alice.*talking", status.out, re.IGNORECASE)
        assert "support" in status.out
        ended = await command.run(settings, "agent", "sign-out", "alice")
        assert ended.code == 0
        assert centre.agent_view().wish is AgentState.OFFLINE
        call.hang_up()
        await centre.wait_for_agent(ALICE, AgentState.OFFLINE)
        refused = await command.run(settings, "agent", "pause", "alice", "lunch")
        assert (refused.code, refused.out) == (1, "")
        assert "not signed in" in refused.err
        assert "Traceback" not in refused.err
        await assert_clean(centre)
