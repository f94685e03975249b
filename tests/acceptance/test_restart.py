"""What outlives a stop and a start of the whole."""

from pathlib import Path

import pytest

from acd.domain.agents import AgentState
from acd.domain.events import PauseRequested, SignInRequested
from acd.simulator.sip import Answer
from tests.fixtures.call_centre import ALICE, BOB, CAROL, CallCentre, call_centre
from tests.fixtures.centre_configuration import configuration
from tests.fixtures.clean import assert_clean
from tests.fixtures.patience import scaled
from tests.fixtures.scenes import hear_each_other, talking

pytestmark = pytest.mark.live

DOCUMENT = configuration(agents=("alice", "bob", "carol"))


async def test_agents_are_after_a_restart_what_they_were_before(tmp_path: Path) -> None:
    """Signed in, in a pause for a reason, or not at work; and the next call finds who is there."""
    async with call_centre(tmp_path, DOCUMENT) as centre:
        call, _ = await talking(centre, ALICE)
        call.hang_up()
        await centre.wait_for_agent(ALICE, AgentState.AVAILABLE)
        for event in (SignInRequested(BOB), PauseRequested(BOB, "lunch")):
            assert centre.app.controller.ask(event) is None
        await assert_clean(centre)
    async with call_centre(tmp_path, DOCUMENT) as centre:
        assert states(centre) == {ALICE: ("available", None), BOB: ("paused", "lunch"), CAROL: ("offline", None)}
        alice = await centre.agent(ALICE, policy=Answer(), sign_in=False)
        call = centre.call()
        await hear_each_other(call, await alice.next_call(scaled(5)))
        call.hang_up()
        await centre.wait_quiet()
        assert len(await centre.rows("calls")) == 2
        await assert_clean(centre, same_run=False)


async def test_a_stop_ends_calls_in_order_and_frees_the_agent(tmp_path: Path) -> None:
    """Stopped by the operator: both parties get their BYE, the record says why, the agent is at work afterwards."""
    async with call_centre(tmp_path, DOCUMENT) as centre:
        call, ringing = await talking(centre)
        lines = centre.phones[:]
        centre.phones.clear()
    assert [await call.ended(scaled(5)), await ringing.ended(scaled(5))] == [200, 200]
    for phone in lines:
        phone.close()
    async with call_centre(tmp_path, DOCUMENT) as centre:
        row = await centre.only_row()
        assert row["outcome_reason"] == "controller_stopped"
        assert states(centre)[ALICE] == ("available", None)
        await assert_clean(centre, same_run=False)


def states(centre: CallCentre) -> dict[str, tuple[str, str | None]]:
    """Return state and reason of every agent."""
    return {agent.agent_id: (agent.state.value, agent.reason) for agent in centre.view().agents}
