"""A caller may hang up at any moment: there is one outcome, and nothing is left over."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.simulator.sip import OutgoingCall, PhoneCall
from tests.fixtures.call_centre import ALICE, CallCentre, call_centre
from tests.fixtures.centre_configuration import GREETING_HZ, WHISPER_HZ, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled

pytestmark = pytest.mark.live

CANCELLED_WITHIN_S = 0.2
TRIALS = 41


async def test_a_caller_who_leaves_during_the_greeting(tmp_path: Path) -> None:
    """Abandoned in the flow: never in line."""
    async with call_centre(tmp_path, configuration(greeting=True), greeting_s=5) as centre:
        call = centre.call()
        await call.media.wait_heard(GREETING_HZ, scaled(5))
        call.hang_up()
        await centre.wait_quiet()
        assert await _outcome(centre) == ("abandoned", "in_flow", None)
        await assert_clean(centre)


async def test_a_caller_who_leaves_before_the_answer(tmp_path: Path) -> None:
    """A CANCEL at once after the INVITE, again and again, leaves nothing."""
    async with call_centre(tmp_path, configuration()) as centre:
        for pause_s in (0.0, 0.001, 0.002, 0.005, 0.01, 0.02):
            call = centre.call()
            await asyncio.sleep(pause_s)
            call.hang_up()
            await call.ended(scaled(5))
        await assert_clean(centre)


async def test_a_caller_who_leaves_the_line(tmp_path: Path) -> None:
    """Abandoned while waiting; the wait is the time in line."""
    async with call_centre(tmp_path, configuration()) as centre:
        call = centre.call()
        await call.answered(scaled(5))
        await centre.wait_for_call(CallState.WAITING)
        call.hang_up()
        await centre.wait_quiet()
        assert (await _outcome(centre))[:2] == ("abandoned", "waiting")
        await assert_clean(centre)


async def test_a_caller_who_leaves_while_the_phone_rings(tmp_path: Path) -> None:
    """The phone falls silent within 200 ms, and the agent is free for the next caller."""
    async with call_centre(tmp_path, configuration()) as centre:
        alice = await centre.agent(ALICE)
        call = centre.call()
        ringing = await alice.next_call(scaled(5))
        ringing.ring()
        await centre.wait_for_agent(ALICE, AgentState.RINGING)
        call.hang_up()
        await ringing.ended(scaled(5))
        assert ringing.marks["cancel_received"] - call.marks["bye_sent"] < scaled(CANCELLED_WITHIN_S)
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        assert (await _outcome(centre))[:2] == ("abandoned", "ringing")
        assert [offer["result"] for offer in await centre.rows("offers")] == ["cancelled"]
        await assert_clean(centre)


async def test_a_caller_who_leaves_during_the_whisper(tmp_path: Path) -> None:
    """The agent heard whose call it would have been, and is released."""
    async with call_centre(tmp_path, configuration(whisper=True)) as centre:
        alice = await centre.agent(ALICE)
        call = centre.call()
        ringing = await alice.next_call(scaled(5))
        ringing.ring()
        await ringing.answer()
        await ringing.media.wait_heard(WHISPER_HZ, scaled(5))
        call.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        assert (await _outcome(centre))[:2] == ("abandoned", "ringing")
        await assert_clean(centre)


async def test_an_agent_who_leaves_during_the_whisper_does_not_lose_the_caller(tmp_path: Path) -> None:
    """The offer has failed; the caller keeps the place and hears music on."""
    async with call_centre(tmp_path, configuration(whisper=True)) as centre:
        alice = await centre.agent(ALICE)
        call = centre.call()
        ringing = await alice.next_call(scaled(5))
        ringing.ring()
        await ringing.answer()
        await ringing.media.wait_heard(WHISPER_HZ, scaled(5))
        ringing.hang_up()
        waiting = await centre.wait_for_call(CallState.WAITING)
        assert waiting.position == 1
        call.hang_up()
        await centre.wait_quiet()
        assert [offer["result"] for offer in await centre.rows("offers")] == ["dropped"]
        await assert_clean(centre)


@pytest.mark.parametrize("whisper", [False, True], ids=["at once", "with whisper"])
async def test_hang_up_and_answer_may_cross(tmp_path: Path, whisper: bool) -> None:
    """Offsets of -50 to +50 ms: answered or abandoned, one row each, the agent free, and nothing left over."""
    async with call_centre(tmp_path, configuration(whisper=whisper)) as centre:
        alice = await centre.agent(ALICE)
        loop = asyncio.get_running_loop()
        for trial in range(TRIALS):
            offset_s = (-50 + 100 * trial / (TRIALS - 1)) / 1000
            call = centre.call()
            ringing = await alice.next_call(scaled(5))
            ringing.ring()
            await centre.wait_for_agent(ALICE, AgentState.RINGING)
            moment = loop.time() + 0.06
            loop.call_at(moment, ringing.answer)
            loop.call_at(moment + offset_s, call.hang_up)
            await _both_over(call, ringing)
            await centre.wait_quiet()
            await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        rows = await centre.rows("calls")
        assert len(rows) == TRIALS
        outcomes = Counter((row["outcome_class"], row["outcome_reason"]) for row in rows)
        assert outcomes.keys() <= {("abandoned", "ringing"), ("answered", "caller_hung_up")}, outcomes
        await assert_clean(centre)


async def _both_over(call: OutgoingCall, ringing: PhoneCall) -> None:
    for each in (call, ringing):
        await each.ended(scaled(10))


async def _outcome(centre: CallCentre) -> tuple[str, str, int | None]:
    row = await centre.only_row()
    return row["outcome_class"], row["outcome_reason"], row["queued_at_ms"]
