"""What is remembered of an agent."""

import pytest

from acd.domain.agents import AgentState
from acd.engine.agent import LiveAgent
from tests.playbooks import agent


@pytest.mark.parametrize(
    ("pause", "sign_out", "leaving", "wish"),
    [
        (None, False, False, None),
        ("", False, False, AgentState.PAUSED),
        ("lunch", True, False, AgentState.OFFLINE),
        (None, False, True, AgentState.OFFLINE),
    ],
)
def test_the_end_of_work_comes_before_a_pause(
    pause: str | None, sign_out: bool, leaving: bool, wish: AgentState | None
) -> None:
    """A pause may have an empty reason; who is not configured any more leaves."""
    made = LiveAgent(agent("alice"), pause_wish=pause, sign_out_wish=sign_out, leaving=leaving)
    assert made.wish is wish
