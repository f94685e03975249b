"""One call from the first ring to the last row, as the two people and their phones live through it."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from tests.fixtures.call_centre import ALICE, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, GREETING_HZ, WHISPER_HZ, configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.hearing import hears_music
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import talking

pytestmark = pytest.mark.live

EXACT_MS = 50
"""How far our account may be from the phones' own clocks."""


# long, because it is one call from end to end
@pytest.mark.parametrize("who_hangs_up", ["agent", "caller"])
async def test_a_call_from_the_first_ring_to_the_last_row(tmp_path: Path, who_hangs_up: str) -> None:
    """Greeting, music, ringing, whisper, conversation; then rows, metrics, API and phones agree on every moment."""
    async with call_centre(tmp_path, configuration(greeting=True, whisper=True)) as centre:
        call = centre.call(caller="+15551234567", name="Jane Caller")
        await call.answered(scaled(5))
        await call.media.wait_heard(GREETING_HZ, scaled(5))
        await call.media.wait_not_heard(GREETING_HZ, scaled(5))
        waiting = await centre.wait_for_call(CallState.WAITING)
        assert waiting.position == 1
        await hears_music(call)

        alice = await centre.agent(ALICE)
        ringing = await alice.next_call(scaled(5))
        assert (ringing.caller_number, ringing.caller_name) == ("+15551234567", "Jane Caller")
        ringing.ring()
        await centre.wait_for_agent(ALICE, AgentState.RINGING)
        await hears_music(call)

        await ringing.answer()
        await ringing.media.wait_heard(WHISPER_HZ, scaled(5))
        assert not call.media.heard(WHISPER_HZ)
        assert not call.media.heard(AGENT_HZ)
        assert not ringing.media.heard(CALLER_HZ)
        await hears_music(call)
        assert not call.media.heard(WHISPER_HZ)

        await ringing.media.wait_heard(CALLER_HZ, scaled(5))
        await call.media.wait_heard(AGENT_HZ, scaled(5))
        await ringing.media.wait_not_heard(WHISPER_HZ, scaled(1))
        assert centre.agent_view().state is AgentState.TALKING

        ends, other = (ringing, call) if who_hangs_up == "agent" else (call, ringing)
        ends.hang_up()
        await other.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)

        row = await centre.only_row()
        assert (row["outcome_class"], row["outcome_reason"]) == ("answered", f"{who_hangs_up}_hung_up")
        assert (row["caller_number"], row["caller_name"]) == ("+15551234567", "Jane Caller")
        assert (row["tenant_id"], row["queue_id"], row["agent_id"]) == ("acme", "support", "alice")
        kinds = [segment["kind"] for segment in await centre.rows("segments")]
        assert kinds == ["flow", "queue", "ring", "talk"]
        states = [stint["state"] for stint in await centre.rows("agent_stints")]
        assert states == ["offline", "available", "reserved", "ringing", "talking", "wrapup"]
        (offer,) = await centre.rows("offers")
        moments = {
            "arrival": (row["started_at_ms"], call.marks["invite_authorized_sent"]),
            "offer": (offer["started_at_ms"], ringing.marks["invite_received"]),
            "end": (row["ended_at_ms"], ends.marks["bye_sent"]),
            "end for the other": (row["ended_at_ms"], other.marks["bye_received"]),
        }
        for what, (stored_ms, mark) in moments.items():
            assert abs(stored_ms - centre.utc_ms(mark)) <= EXACT_MS, (what, stored_ms - centre.utc_ms(mark))
        await assert_clean(centre)


async def test_without_a_whisper_the_conversation_begins_with_the_answer(tmp_path: Path) -> None:
    """The moment of connection that is stored is the moment in which the agent lifted the receiver."""
    async with call_centre(tmp_path, configuration()) as centre:
        call, ringing = await talking(centre)
        row_moment = centre.utc_ms(ringing.marks["ok_sent"])
        call.hang_up()
        await ringing.ended(scaled(5))
        row = await centre.only_row()
        assert abs(row["connected_at_ms"] - row_moment) <= EXACT_MS, row["connected_at_ms"] - row_moment
        await assert_clean(centre)
