"""Agents and their states."""

from acd.domain.agents import Agent, AgentId, AgentState, Endpoint, PauseReason


def test_an_agent_without_skills_serves_queues_without_requirement() -> None:
    """The profile is empty by default, and agents can be counted by it."""
    assert Agent(AgentId("a"), "A", Endpoint("agent-a")).profile == frozenset()


def test_states_and_reasons_are_the_same_text_everywhere() -> None:
    """In tables, JSON and labels."""
    assert [state.value for state in AgentState] == [
        "offline", "available", "reserved", "ringing", "talking", "holding", "wrapup", "paused",
    ]  # fmt: skip
    assert str(PauseReason.MISSED_CALLS) == "missed-calls"
