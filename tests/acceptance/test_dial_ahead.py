"""Agents whose phones ring before their notes are over, on a real PBX."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from tests.fixtures.call_centre import ALICE, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other, talking, waiting

pytestmark = pytest.mark.live

WRAPUP_S = 6.0


async def test_the_phone_rings_while_the_notes_run_out(tmp_path: Path) -> None:
    """The caller is connected before their end; one who leaves gives the rest of the notes back."""
    document = configuration(queues=[{"id": "support", "wrapup_s": WRAPUP_S}], offers={"dial_ahead_s": 5.0})
    async with call_centre(tmp_path, document) as centre:
        phone = await centre.agent(ALICE)
        first, at_phone = await talking(centre, ALICE, phone=phone)
        leaving = await waiting(centre)
        first.hang_up()
        await at_phone.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.WRAPUP)
        ringing = await phone.next_call(scaled(10))
        ringing.ring()
        leaving.hang_up()
        await ringing.ended(scaled(5))
        await centre.wait_for_agent(ALICE, AgentState.WRAPUP)
        third = await waiting(centre)
        ringing = await phone.next_call(scaled(10))
        await ringing.answer()
        await hear_each_other(third, ringing)
        third.hang_up()
        await centre.wait_quiet()
        notes = [stint for stint in await centre.rows("agent_stints") if stint["state"] == "wrapup"]
        assert sum(stint["duration_ms"] for stint in notes[:2]) < WRAPUP_S * 1000, "the notes were cut short"
        await assert_clean(centre)
