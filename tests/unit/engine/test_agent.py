"""What is remembered of an agent."""

from dataclasses import replace

import pytest

from acd.domain.agents import AgentState
from acd.engine.agent import LiveAgent
from acd.engine.work import Standing
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


def test_an_idle_agent_is_compared_by_all_that_choices_look_at() -> None:
    """Name, turn, work, place and weight are the agent's own."""
    spec = replace(agent("ann"), place=3, weight=7)
    live = LiveAgent(spec, since=0.0, booked=0.0, idle_since=5.0, idle_seq=2)
    assert live.standing() == Standing("ann", (5.0, 2), live.work, place=3, weight=7)
