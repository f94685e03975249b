"""What is removed from the configuration while a call uses it is not missed by that call."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.domain.calls import CallState
from acd.simulator.sip import Answer
from tests.fixtures.call_centre import ALICE, BOB, CallCentre, call_centre
from tests.fixtures.centre_configuration import AGENT_HZ, CALLER_HZ, NUMBER, Fields, configuration, write
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other, talking, waiting

pytestmark = pytest.mark.live

WHOLE = configuration(agents=("alice", "bob"), queues=[{"id": "support"}, {"id": "other"}])


async def _apply(centre: CallCentre, document: Fields) -> None:
    text = write(document, centre.folder).read_text()
    await centre.in_thread(centre.client.apply, text, "centre.yaml")
    await centre.app.accounts.up_to_date()


def _without(**parts: object) -> Fields:
    return {**WHOLE, **parts}


@pytest.mark.parametrize("who", ["caller", "agent"])
@pytest.mark.parametrize("what", ["agent", "trunk", "queue"])
async def test_a_conversation_outlives_what_it_came_by(tmp_path: Path, what: str, who: str) -> None:
    """Both go on hearing each other, and either may hang up: the other is released, and the account is right."""
    async with call_centre(tmp_path, WHOLE) as centre:
        call, ringing = await talking(centre, ALICE)
        removed = {
            "agent": _without(agents=[{"id": "bob", "name": "Bob"}]),
            "trunk": _without(trunks=[{"id": "another", "password": True}]),
            "queue": _without(queues=[{"id": "other"}], tenants=[{**WHOLE["tenants"][0], "queue": "other"}]),
        }
        await _apply(centre, removed[what])
        await hear_each_other(call, ringing)
        (call if who == "caller" else ringing).hang_up()
        await (ringing if who == "caller" else call).ended(scaled(5))
        await centre.wait_quiet()
        row = await centre.only_row()
        reason = "caller_hung_up" if who == "caller" else "agent_hung_up"
        assert (row["outcome_class"], row["outcome_reason"], row["queue_id"]) == ("answered", reason, "support")
        if what != "trunk":
            await assert_clean(centre)


async def test_who_waits_in_a_queue_that_is_removed_is_served(tmp_path: Path) -> None:
    """By those who may serve it, as it was when the caller came; an undo brings the queue back for the next."""
    async with call_centre(tmp_path, WHOLE) as centre:
        call = await waiting(centre)
        await _apply(centre, _without(queues=[{"id": "other"}], tenants=[{**WHOLE["tenants"][0], "queue": "other"}]))
        await centre.wait_for_call(CallState.WAITING)
        bob = await centre.agent(BOB, policy=Answer(), tone_hz=AGENT_HZ)
        await centre.wait_for_agent(BOB, AgentState.TALKING)
        first = await bob.next_call(scaled(5))
        await hear_each_other(call, first)
        call.hang_up()
        await centre.wait_quiet()
        assert (await centre.only_row())["queue_id"] == "support"
        done = await centre.in_thread(centre.client.undo)
        assert done.version == 3
        versions = await centre.in_thread(centre.client.versions)
        assert [(one.version, one.file, one.restores) for one in versions] == [
            (3, "centre.yaml", 1),
            (2, "centre.yaml", None),
            (1, "centre.yaml", None),
        ]
        again = centre.call(NUMBER)
        ringing = await bob.next_call(scaled(10))
        await ringing.media.wait_heard(CALLER_HZ, scaled(5))
        assert centre.only_call().queue_id == "support"
        again.hang_up()
        await assert_clean(centre)
